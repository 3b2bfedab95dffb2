"""What is on hand, reserved, promised and on its way."""
