"""One writer at a time: locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import WarehouseBusyError

LOCK = ".lock"
LOOK_AGAIN_AFTER = 0.02


@contextmanager
def only_writer(warehouse: Path) -> Iterator[None]:
    """Hold the warehouse's lock; raises WarehouseBusyError at once where another process holds it."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusyError(
                "Another refresh of this warehouse is running; wait for it to end."
            ) from None
        yield


@contextmanager
def in_turn(folder: Path, seconds: float = 10) -> Iterator[None]:
    """Hold the lock of a folder, made if need be, once whoever holds it is done.

    Raises WarehouseBusyError after so many seconds. The folder itself is locked: no file is left in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held, until = os.open(folder, os.O_RDONLY), time.monotonic() + seconds
    try:
        while not _is_locked(held):
            if time.monotonic() > until:
                raise WarehouseBusyError(f"Somebody else is writing to {folder.name}/; try again.")
            time.sleep(LOOK_AGAIN_AFTER)
        yield
    finally:
        os.close(held)


def _is_locked(held: int) -> bool:
    """Whether the lock of an open folder could be taken."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
