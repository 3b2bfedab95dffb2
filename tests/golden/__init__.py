"""Workbooks as they were when somebody last looked at them."""
