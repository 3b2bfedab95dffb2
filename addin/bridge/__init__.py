"""The bridge: a host posts a snapshot, the action answers operations."""
