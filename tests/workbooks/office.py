"""A real LibreOffice without a screen: opens a workbook and writes it in another format."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 120


class Office:
    """LibreOffice with a profile of its own, so that it minds no other one that runs."""

    def __init__(self, profile: Path) -> None:
        """Keep settings in the folder `profile`."""
        self._profile = profile.as_uri()

    def convert(self, book: Path, folder: Path, *, suffix: str) -> Path:
        """Return the file LibreOffice made of the workbook: `pdf`, `xlsx`, `csv`."""
        folder.mkdir(exist_ok=True)
        command = ["soffice", f"-env:UserInstallation={self._profile}", "--headless", "--norestore"]
        command += ["--convert-to", suffix, "--outdir", str(folder), str(book)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
        made = folder / f"{book.stem}.{suffix}"
        assert made.is_file(), done.stdout + done.stderr
        return made


def pdf_facts(pdf: Path) -> dict[str, str]:
    """Return what pdfinfo says: `Pages`, `Page size`."""
    said = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in said.splitlines())
    }


def pdf_pages(pdf: Path) -> list[str]:
    """Return the text of each page."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return said.split("\f")[:-1]
