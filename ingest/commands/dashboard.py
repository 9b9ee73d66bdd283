"""`kpi dashboard`: serve the dashboard in this process's place."""

from __future__ import annotations

import os
import sys

from ingest import paths


def run(port: int, *, headless: bool) -> int:
    """Become Streamlit; it does not return."""
    os.chdir(paths.project())
    arguments = ["-m", "dashboard.serve", "--server.port", str(port)]
    if headless:
        arguments += ["--server.headless", "true"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *arguments])
    raise AssertionError("exec returns only by raising")
