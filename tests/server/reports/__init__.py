"""Reports over what other features know."""
