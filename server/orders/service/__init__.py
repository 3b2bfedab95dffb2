"""Use cases of orders: write rows, take a submission back, follow what stock takes away."""

from server.orders.service.following import hold_released, numbers_of
from server.orders.service.undoing import undo
from server.orders.service.writing import apply

__all__ = ["apply", "hold_released", "numbers_of", "undo"]
