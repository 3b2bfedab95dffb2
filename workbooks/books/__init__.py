"""The workbooks people are given: order entry and master data."""
