"""Thin hosts: they take snapshots of a workbook and apply operations to it; no rule is in them."""
