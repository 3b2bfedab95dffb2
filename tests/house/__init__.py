"""Gates over the whole tree: sizes, names, locks and the starting script."""
