"""Decisions over master data: values in, values out."""
