"""The page and scripts that put the Excel add-in on a PC."""
