"""Use cases of notices: telling, sending, deciding from outside, reminding."""
