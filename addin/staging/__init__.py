"""What the demo is played on: a server process, a gate that can cut lines, workbooks typed into, a screen."""
