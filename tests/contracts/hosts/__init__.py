"""The contract of hosts."""
