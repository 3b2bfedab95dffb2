"""`start.py build`: add-ins and the workbooks people start from, into `dist/`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin.surfaces.oxt import build_extension
from addin.surfaces.xlam import build_addin
from workbooks.build import build

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str]) -> int:
    """Build into the folder named, or into `dist`, and say what was made."""
    folder = Path(words[0]) if words else Path("dist")
    for path in [*build(folder), build_extension(folder), build_addin(folder)]:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
