"""Customers, products, prices, warehouses, payment terms and rules: what orders are checked against."""
