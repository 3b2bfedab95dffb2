"""One suite a port, run over every implementation and its fake."""
