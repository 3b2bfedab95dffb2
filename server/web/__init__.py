"""The HTTP edge: one transaction a request, problem documents, size limits, headers, metrics, logs."""
