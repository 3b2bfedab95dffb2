"""Everything that differs between SQLite and PostgreSQL, and what every feature's tables share."""
