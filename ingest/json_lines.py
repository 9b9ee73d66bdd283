"""Small files of JSON Lines that remember what happened: added to at the end, read as a whole.

Standard library only. A line that a crash has cut short is passed over, and the next begins on its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def read_lines(path: Path) -> list[Line]:
    """The objects of a file in their order; none where it is not there."""
    try:
        texts = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [line for text in texts if isinstance(line := _parsed(text), dict)]


def add_lines(path: Path, lines: Iterable[Line]) -> None:
    """Add objects to the end of a file, and see to it that they are on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            file.write(b"" if file.read() == b"\n" else b"\n")
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _parsed(text: str) -> Any:
    """What a line holds, nothing where it was cut short."""
    try:
        return json.loads(text)
    except ValueError:
        return None
