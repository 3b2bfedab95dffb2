"""Windows' own window for a name and a password: typed into no cell, shown by no add-in."""

from __future__ import annotations

import ctypes
from typing import Any

_LONGEST = 256
_GENERIC, _ALWAYS_SHOW, _DO_NOT_PERSIST = 0x40000, 0x80, 0x2


class _Info(ctypes.Structure):
    """CREDUI_INFOW."""

    _fields_ = (
        ("cbSize", ctypes.c_uint32),
        ("hwndParent", ctypes.c_void_p),
        ("pszMessageText", ctypes.c_wchar_p),
        ("pszCaptionText", ctypes.c_wchar_p),
        ("hbmBanner", ctypes.c_void_p),
    )


def ask_credentials(*, title: str, text: str, target: str) -> tuple[str, str] | None:
    """Return name and password; None when the window was closed, or where there is no such window."""
    libraries: Any = getattr(ctypes, "windll", None)
    if libraries is None:
        return None
    info = _Info(ctypes.sizeof(_Info), None, text, title, None)
    name, password = ctypes.create_unicode_buffer(_LONGEST), ctypes.create_unicode_buffer(_LONGEST)
    save = ctypes.c_int(0)
    flags = _GENERIC | _ALWAYS_SHOW | _DO_NOT_PERSIST
    shown = libraries.credui.CredUIPromptForCredentialsW(
        ctypes.byref(info), target, None, 0, name, _LONGEST, password, _LONGEST, ctypes.byref(save), flags
    )
    return (name.value, password.value) if shown == 0 else None
