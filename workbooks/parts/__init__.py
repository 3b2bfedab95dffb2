"""A workbook edited part by part: what is touched is spliced in, everything else stays byte for byte."""
