"""Reports over what other features know: statements of customers, own orders of a week, lines at risk."""
