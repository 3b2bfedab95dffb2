"""`start.py build [FOLDER] [--windows-python ZIP]`: add-ins and the workbooks people start from."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin.surfaces.oxt import build_extension
from addin.surfaces.pc import UnfitPythonError, build_pc
from workbooks.build import build

if TYPE_CHECKING:
    from collections.abc import Sequence

UNFIT = 2


def main(words: Sequence[str]) -> int:
    """Build into the folder named, or into `dist`, and say what was made."""
    parser = argparse.ArgumentParser(prog="start.py build")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("dist"))
    parser.add_argument("--windows-python", type=Path, metavar="ZIP", help="放进安装页的 Python, for /setup")
    asked = parser.parse_args(words)
    try:
        made = build_pc(asked.folder, windows_python=asked.windows_python)
    except UnfitPythonError as error:
        print(error, file=sys.stderr)
        return UNFIT
    for path in [*build(asked.folder), build_extension(asked.folder), *made]:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
