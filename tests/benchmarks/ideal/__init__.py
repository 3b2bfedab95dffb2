"""The baseline: hand-written scripts that make the writes of a push as fast as each database allows.

They do the look-ups and locks that are needed to be right (request seen before, rows known, customers,
products, duplicates, stock) on a connection of the driver, and refuse the whole batch with `NotIdealError`
where the product would explain row by row.
"""
