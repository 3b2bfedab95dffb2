"""Tests of renderings of the registry."""
