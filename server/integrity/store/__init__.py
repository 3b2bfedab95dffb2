"""Reads of the checks: rows in chunks of keys, and differences of whole tables in one statement."""
