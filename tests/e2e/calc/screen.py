"""A virtual screen: what is on it as a picture, and a mouse and a keyboard in front of it."""

from __future__ import annotations

import struct
import subprocess
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 1400, 900
PATIENCE_SECONDS = 20.0
STILL_SECONDS, RESTLESS_SECONDS = 0.4, 5.0
"""Nothing moves so long once all is drawn, less than a blink of the cursor; when one looks anyway."""
_XWD_HEADER = struct.Struct(">25I")
_COLOUR_BYTES = 12
"""Of an entry in the colour table of an XWD file, which stands between header and pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of the screen, three bytes each, row by row."""

    width: int
    height: int
    pixels: bytes

    def at(self, left: int, top: int) -> int:
        """Return the colour of a pixel, 0xRRGGBB."""
        start = 3 * (top * self.width + left)
        return int.from_bytes(self.pixels[start : start + 3], "big")

    def cut(self, left: int, top: int, width: int, height: int) -> Picture:
        """Return a part of the picture."""
        lines = (
            self.pixels[3 * (row * self.width + left) : 3 * (row * self.width + left + width)]
            for row in range(top, top + height)
        )
        return Picture(width, height, b"".join(lines))

    def save(self, path: Path) -> Path:
        """Write a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        line = 3 * self.width
        lines = b"".join(b"\0" + self.pixels[row * line : (row + 1) * line] for row in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = [(b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
        chunks = (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in parts
        )
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
        return path


class Screen:
    """An X server that shows nothing to anybody, with one pointer and one keyboard."""

    def __init__(self, folder: Path, *, width: int = WIDTH, height: int = HEIGHT) -> None:
        """Start on the first free display number."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
        self._process = subprocess.Popen(
            [*command, "-fbdir", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.display = f":{self._process.stdout.readline().strip()}"

    def close(self) -> None:
        """End the X server."""
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def picture(self) -> Picture:
        """Return what is on the screen: its memory is a file in the format of xwd."""
        content = (self._folder / "Xvfb_screen0").read_bytes()
        fields = _XWD_HEADER.unpack_from(content)
        size, width, height, line, colours = fields[0], fields[4], fields[5], fields[12], fields[19]
        start = size + colours * _COLOUR_BYTES
        pixels = bytearray(3 * width * height)
        rows = b"".join(content[start + row * line : start + row * line + 4 * width] for row in range(height))
        pixels[0::3], pixels[1::3], pixels[2::3] = rows[2::4], rows[1::4], rows[0::4]
        return Picture(width, height, bytes(pixels))

    def settled(self) -> Picture:
        """Return the picture once it has been the same for a while."""
        deadline = time.monotonic() + RESTLESS_SECONDS
        before, since = self.picture(), time.monotonic()
        while time.monotonic() < deadline and time.monotonic() - since < STILL_SECONDS:
            time.sleep(0.05)
            now = self.picture()
            if now != before:
                before, since = now, time.monotonic()
        return before

    def click(self, left: int, top: int, *, times: int = 1) -> None:
        """Press the left button of the mouse at a point."""
        self._do("mousemove", str(left), str(top), "click", "--repeat", str(times), "--delay", "80", "1")

    def move(self, left: int, top: int) -> None:
        """Move the mouse."""
        self._do("mousemove", str(left), str(top))

    def key(self, *names: str) -> None:
        """Press keys, one after the other: `ctrl+z`, `Return`."""
        self._do("key", "--delay", "60", *names)

    def type(self, text: str) -> None:
        """Type text."""
        self._do("type", "--delay", "30", text)

    def _do(self, *words: str) -> None:
        environment = {"DISPLAY": self.display, "PATH": "/usr/bin:/bin"}
        subprocess.run(["xdotool", *words], env=environment, check=True, timeout=PATIENCE_SECONDS)
