"""The whole job with real processes and real files."""
