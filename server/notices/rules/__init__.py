"""Rules of notices: words, hours, digests, what follows from a try, when a step has lain too long."""
