"""Sets of rows of notices: what was told, what is to be sent, which calls came in."""
