"""Checks of everything stored: they find nothing in what the product wrote, and everything done by hand."""
