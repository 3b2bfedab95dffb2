"""Renderings of the registry: the command line (ribbon and toolbar come with their hosts)."""
