"""Real Calc with the built extension: by dispatch, and by mouse on a virtual screen."""
