"""Real input for tests, with its attribution beside it."""
