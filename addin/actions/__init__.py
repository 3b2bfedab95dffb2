"""Actions: functions from a snapshot to operations, written once for every host."""
