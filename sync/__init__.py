"""What the sheet side and the server side agree on: fields, messages, row identity."""
