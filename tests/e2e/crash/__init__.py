"""Servers and clients killed, lines cut, disks full: nothing is lost and nothing doubled."""
