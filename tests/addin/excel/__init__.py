"""The Excel add-in and its host."""
