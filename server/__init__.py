"""The server behind the sheets."""
