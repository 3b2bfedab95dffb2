"""What must be true of stored rows, as functions from values to findings."""
