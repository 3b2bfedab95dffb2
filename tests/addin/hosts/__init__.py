"""Tests of one host each; what all have in common stands in tests/contracts/hosts."""
