"""Tests of the host's loop and of its transport."""
