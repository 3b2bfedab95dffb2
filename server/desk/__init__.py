"""The desk: decisions made on small web pages and on cards, by the same use case as on the sheet."""
