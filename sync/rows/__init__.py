"""Row identity on the sheet: keys, checks, what to send, and what to write back. Values in, values out."""
