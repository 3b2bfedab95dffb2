"""Backups: the whole database in one file that says what it holds, and the way back."""
