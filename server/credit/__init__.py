"""What customers owe, what they may owe, and what would let a frozen order go on."""
