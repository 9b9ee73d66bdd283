"""The archive of source documents: bytes under their SHA-256, with what is known of them and their text.

People may drop documents into the folder under any names; they are found by their bytes. What `kpi add` takes
in lies there as `<sha256><suffix>`, with `<sha256>.json` that says what it is and, for a document that is no
plain text, `<sha256>.text`: its text as archived, into which spans count for ever, whatever a later reader
renders. Every file is written whole, and what it is last: a document without it was not taken in.

Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

SIDE_FILE = re.compile(r"[0-9a-f]{64}\.(json|text)")
NAMED_BY_HASH = re.compile(r"[0-9a-f]{64}\.\w+")
SUFFIXES = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "pdf": ".pdf",
    "xlsx": ".xlsx",
    "csv": ".csv",
}
"""The suffix that a document is kept under, by its format."""
AS_IT_IS = ("text", "markdown", "csv")
"""Formats whose text as archived is their bytes, decoded."""


def document_files(folder: Path) -> list[Path]:
    """The documents below a folder: those named by their bytes first, then the others by path.

    What lies beside a document, and what is hidden or half written, is none.
    """
    found = [
        path
        for path in folder.rglob("*")
        if not path.name.startswith(".") and not SIDE_FILE.fullmatch(path.name) and path.is_file()
    ]
    return sorted(found, key=lambda path: (not NAMED_BY_HASH.fullmatch(path.name), path))


def find_document(folder: Path, sha256: str) -> Path | None:
    """The first document below a folder whose bytes have this hash.

    Each file is hashed once and again only when its size or time of modification changes.
    """
    return next((path for path in document_files(folder) if _hash_now(path) == sha256), None)


def state_of(path: Path) -> tuple[int, int]:
    """What changes when a file does: its size and its time of modification."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def read_about(folder: Path, sha256: str) -> dict[str, Any] | None:
    """What is known of a document that was taken in; nothing where it was not, or that file is no JSON."""
    try:
        about = json.loads((folder / f"{sha256}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) and about.get("sha256") == sha256 else None


def archived_text(folder: Path, sha256: str) -> str | None:
    """The text as archived of a document that is no plain text; nothing where there is none.

    Raises ValueError where it is not what was archived.
    """
    try:
        content = (folder / f"{sha256}.text").read_bytes()
    except FileNotFoundError:
        return None
    about = read_about(folder, sha256)
    if about is None or about.get("text_sha256") != hashlib.sha256(content).hexdigest():
        raise ValueError(f"{sha256[:12]}.text is not the text that was archived")
    return content.decode("utf-8")


def store(folder: Path, content: bytes, text: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a document that is now archived: `about` with its size and hashes.

    `about` has its `format`, a key of `SUFFIXES`. Nothing that is there already is written again, but for
    what is known of it.
    """
    sha256, form = hashlib.sha256(content).hexdigest(), str(about["format"])
    written = text.encode("utf-8")
    known = {**about, "sha256": sha256, "size": len(content)}
    kept = folder / f"{sha256}{SUFFIXES[form]}"
    if not kept.exists() or _hash_now(kept) != sha256:
        write_whole(kept, content)
    if form not in AS_IT_IS:
        known["text_sha256"] = hashlib.sha256(written).hexdigest()
        write_whole(folder / f"{sha256}.text", written)
    write_json(folder / f"{sha256}.json", known)
    return known


def write_json(path: Path, document: Any) -> None:
    """Write one JSON document whole."""
    told = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    write_whole(path, f"{told}\n".encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first, so that under its own name it is always whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half_written = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with half_written.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(path)
    finally:
        half_written.unlink(missing_ok=True)


def states(folder: Path, found: Iterator[Path]) -> Iterator[str]:
    """Name, size and time of files, by path: a way to see that they changed without reading them."""
    for path in sorted(found):
        if path.is_file():
            size, modified = state_of(path)
            yield f"{path.relative_to(folder).as_posix()}\t{size}\t{modified}"


def _hash_now(path: Path) -> str:
    """The hash of a file as it is now; empty where it cannot be read."""
    try:
        return _hash(path, *state_of(path))
    except OSError:
        return ""


@lru_cache(maxsize=100_000)
def _hash(path: Path, size: int, modified: int) -> str:  # noqa: ARG001 - size and time are for the cache
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
