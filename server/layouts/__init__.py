"""Layouts of people's own workbooks: what the next file of a shape is read by."""
