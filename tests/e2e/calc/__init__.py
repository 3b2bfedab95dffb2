"""Real Calc with the built extension: by dispatch, and by mouse on a virtual screen."""

import sys

_DEBIAN = "/usr/lib/python3/dist-packages"

if _DEBIAN not in sys.path:
    sys.path.append(_DEBIAN)  # its UNO; last, so that our own packages win
