"""Approvals as people meet them: real servers, real workbook files."""
