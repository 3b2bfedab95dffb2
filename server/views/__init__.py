"""The sync protocol: one endpoint, one merge, one history for every view."""
