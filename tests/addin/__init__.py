"""Tests of the add-in: hosts, bridge, actions, command line."""
