"""Nobody where they do not belong: roles, dealers, tokens, doors."""
