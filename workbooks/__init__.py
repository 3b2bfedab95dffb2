"""Workbooks made from the catalogue of fields, their look, sample data, and reading them back."""
