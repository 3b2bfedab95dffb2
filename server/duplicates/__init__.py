"""Orders that look entered twice: the rule, and the links it found between orders."""
