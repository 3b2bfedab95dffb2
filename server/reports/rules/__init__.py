"""Decisions of reports: values in, values out."""
