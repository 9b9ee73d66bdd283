"""One writer at a time: a lock on the warehouse that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import WarehouseBusyError

LOCK = ".lock"


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
