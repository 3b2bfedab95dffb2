"""Reports of the server written on sheets of their own: statements, weekly reports, lines at risk."""
