"""Hostile input of every kind: what is refused is refused in words, and nothing breaks."""
