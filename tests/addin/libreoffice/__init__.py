"""The LibreOffice add-in as text and package; in the real program it is tried in tests/e2e/calc."""
