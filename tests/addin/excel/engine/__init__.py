"""An engine of xlwings over books in memory: the host runs through the real classes of xlwings.

It takes text as Excel does when it is written by a program (a number, a formula, an error, unless an
apostrophe leads), tells values as Value2 does, and answers None where the cells of a range differ.
"""
