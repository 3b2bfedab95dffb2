"""Notices: told once, sent once, decided once."""
