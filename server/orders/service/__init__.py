"""Use cases of orders: write rows, bring old ones in, take submissions back, follow what stock takes away."""

from server.orders.service.following import hold_released, numbers_of
from server.orders.service.importing import bring_in
from server.orders.service.undoing import undo
from server.orders.service.writing import apply

__all__ = ["apply", "bring_in", "hold_released", "numbers_of", "undo"]
