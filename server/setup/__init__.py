"""The page and the scripts that put the Excel add-in on a clerk's PC, without an administrator's rights."""
