"""Adopted sheets: proposed, confirmed, found again, read and written as their owner means them."""
