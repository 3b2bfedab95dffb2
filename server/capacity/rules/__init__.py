"""Decisions over capacity: values in, values out."""
