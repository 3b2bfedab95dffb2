"""The views engine: its pure parts, and the protocol over a small view, on both engines."""
