"""Whether all that is stored agrees with itself: recomputed from the tables alone."""
