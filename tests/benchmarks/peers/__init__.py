"""Other systems beside ours, in environments of their own."""
