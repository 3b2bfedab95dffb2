"""Models of months: what rules would do to real arrivals, with people who are made up."""
