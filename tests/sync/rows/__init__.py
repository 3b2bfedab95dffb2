"""Tests of sync/rows."""
