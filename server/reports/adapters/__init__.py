"""How reports leave for paper."""
