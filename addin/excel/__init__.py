"""The Excel add-in: VBA and package sources, and what a press runs on the clerk's PC."""
