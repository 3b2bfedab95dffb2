"""What is watched while the server runs: figures of all processes of a host, and notes of each request."""
