"""Adopting a person's own workbook: finding tables of orders, what columns mean, what cells say. Pure."""
