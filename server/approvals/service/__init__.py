"""Use cases of approvals: follow orders, decide, withdraw, tell how far an order is."""
