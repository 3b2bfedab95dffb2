"""Who changed what, when, from where; sealed in blocks, so that tampering shows."""
