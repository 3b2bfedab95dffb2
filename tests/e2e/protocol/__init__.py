"""The protocol as a client sees it: each test a sentence of the rules, asked over HTTP, on both databases."""
