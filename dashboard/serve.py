"""Serves the dashboard: Streamlit, with what a page needs imported and tried before the server answers."""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.web import cli

APP = Path(__file__).with_name("app.py")


def warm() -> None:
    """Imports what a page imports, and draws a first figure, so that no reader waits for either."""
    from dashboard import charts, components, downloads, queries  # noqa: F401

    charts.sparkline([1.0, 2.0], [False, False], "#000000").to_json()


def main() -> None:
    """Serves until it is stopped; the arguments are those of `streamlit run`."""
    warm()
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
