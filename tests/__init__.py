"""What must be true, said by programs; the folders mirror the code."""
