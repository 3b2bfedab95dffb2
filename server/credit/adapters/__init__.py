"""Credit bureaus that answer over the network."""
