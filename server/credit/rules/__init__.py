"""Decisions over credit: values in, values out."""
