"""The sheet side: actions on snapshots, thin hosts, and every surface they are reached from."""
