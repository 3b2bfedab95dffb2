"""VBA projects as bytes."""
