"""Tests of masterdata."""
