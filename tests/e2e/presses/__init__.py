"""Presses of buttons on real workbook files against the real application, on both databases."""
