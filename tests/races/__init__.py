"""Many at once: real threads on real databases."""
