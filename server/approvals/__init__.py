"""Approvals: which steps an order needs, who may decide them, and what decisions lead to."""
