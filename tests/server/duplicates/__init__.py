"""Tests of suspected duplicates."""
