"""Decisions over orders: values in, values out."""
