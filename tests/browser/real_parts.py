"""The real server and the real browser, for the tests of the screen, its pictures and its benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType

PROJECT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
QUIET_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """The dashboard served over a warehouse, by default the project's own, or another app, while it lasts."""

    def __init__(self, warehouse: Path | None = None, *, app: Path | None = None) -> None:
        self.port = _free_port()
        self._what = (
            ["streamlit", "run", str(app), "--server.headless", "true"] if app else ["dashboard.serve"]
        )
        self.address = f"http://localhost:{self.port}"
        self._environment = os.environ | ({"KPI_WAREHOUSE": str(warehouse)} if warehouse else {})
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> str:
        """Start it; its address comes back when it answers."""
        command = [sys.executable, "-m", *self._what, "--server.port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=PROJECT, env=self._environment, stdout=subprocess.DEVNULL
        )
        self._wait()
        return self.address

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)

    def _wait(self, seconds: float = 60) -> None:
        """Return as soon as it answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise ChildProcessError("the server ended before it answered")
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"no answer from {self.address} within {seconds:g} seconds")


def _free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])
