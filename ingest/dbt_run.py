"""dbt over the file being built, in a process of its own, so that its hold on the file ends with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest import paths
from ingest.errors import DISK_FULL, NO_SPACE, BuildFailedError, Fault, UnusableInputError

NODE_LINE = re.compile(r"(\d+) of (\d+) START (?!hook)")
CLOCK = re.compile(r"^\d\d:\d\d:\d\d +")
FAILED = ("error", "fail", "runtime error")
TESTS = ("test", "unit_test")
RUN_RESULTS = "run_results.json"


def run_dbt(building: Path, database: Path, tell: Callable[[str], None]) -> dict[str, int]:
    """How many tests came out how, once every model is built; raises BuildFailedError with what failed."""
    command = [
        *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--no-use-colors", "build"),
        *("--project-dir", str(paths.dbt_project()), "--profiles-dir", str(paths.dbt_project())),
        *("--target-path", str(building / "target"), "--log-path", str(building / "logs")),
    ]
    environment = {**os.environ, "KPI_BUILD_FILE": str(database), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    with subprocess.Popen(
        command,
        cwd=paths.project(),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            said = _follow(process, tell)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        _raise_why(building, said)
    return outcomes_of_tests(building / "target" / RUN_RESULTS)


def _follow(process: subprocess.Popen[str], tell: Callable[[str], None]) -> list[str]:
    """What dbt says, line by line, telling how far it is."""
    said = []
    for line in process.stdout or ():
        said.append(CLOCK.sub("", line.rstrip()))
        if node := NODE_LINE.search(line):
            tell(f"models and tests, {node[1]} of {node[2]}")
    return said


def _raise_why(building: Path, said: list[str]) -> None:
    """Raise BuildFailedError with the failed nodes, or with what dbt said last where it got to none."""
    if any(NO_SPACE in line for line in said):
        raise UnusableInputError(DISK_FULL)
    failed = failed_nodes(building / "target" / RUN_RESULTS)
    if failed:
        names = ", ".join(fault.place for fault in failed)
        raise BuildFailedError(f"Nothing was published, as these failed: {names}.", failed)
    last = " ".join(" ".join(said[-12:]).split())
    raise BuildFailedError(f"Nothing was published, as dbt could not run: {last}")


def failed_nodes(run_results: Path) -> list[Fault]:
    """The models and tests that failed in a run, with their messages; none without results."""
    return [
        Fault("dbt", result["unique_id"].split(".")[2], " ".join(str(result["message"]).split()))
        for result in _results(run_results)
        if result["status"] in FAILED
    ]


def outcomes_of_tests(run_results: Path) -> dict[str, int]:
    """How many tests of a run ended as `pass`, `warn`, `fail`, ...; none without results."""
    ended = (one["status"] for one in _results(run_results) if one["unique_id"].split(".")[0] in TESTS)
    return dict(Counter(ended))


def _results(run_results: Path) -> list[dict[str, Any]]:
    """What dbt says of each node of a run; nothing where it left no results."""
    try:
        results: list[dict[str, Any]] = json.loads(run_results.read_text("utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return []
    return results
