"""Tests of what is watched: figures, notes of requests."""
