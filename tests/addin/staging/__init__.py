"""Tests of what the demo is played on."""
