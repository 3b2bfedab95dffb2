"""Sample data of a factory that does not exist, always the same for one day: for demo, tests, pictures."""
