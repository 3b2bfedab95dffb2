"""Notices: what happened, who is told of it, and by which way it reaches them."""
