"""Messages between a sheet and the server, and the catalogue of problems."""
