"""The desk on a phone: what its pages show, decide and refuse."""
