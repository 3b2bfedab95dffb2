"""Decisions over stock: values in, values out."""
