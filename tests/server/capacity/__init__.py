"""Tests of what production units can make by when."""
