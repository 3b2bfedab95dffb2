"""Tests of sync/fields."""
