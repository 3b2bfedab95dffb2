"""Commands of the server, one module a feature; each adds its own words to the parser."""
