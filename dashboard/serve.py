"""Serves the dashboard: Streamlit, with what a page does at its first run done before the server answers."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from pathlib import Path

from streamlit.web import cli

HERE = Path(__file__).resolve().parent
CHARTED = "views/metric.py"


def warm() -> None:
    """Runs pages once without a reader, so that none waits for imports, first queries and first charts.

    What goes wrong here a reader is told by the page itself.
    """
    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    with suppress(Exception):
        app = AppTest.from_file(HERE / "app.py", default_timeout=30).run()
        if not app.exception:
            app.switch_page(CHARTED).run()
    logging.disable(logging.NOTSET)


def main() -> None:
    """Serves until it is stopped; the arguments are those of `streamlit run`."""
    warm()
    sys.argv = ["streamlit", "run", str(HERE / "app.py"), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
