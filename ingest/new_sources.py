"""The source record of a document that the catalog does not know yet, as a file `sources/<source-id>.toml`.

Nothing of it is invented: what the document itself says is offered (its first heading, the days it names),
what it does not say has to be given. A day of publication says how it is known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ingest.archive import write_whole
from ingest.catalog import Catalog
from ingest.catalog_records import Source
from ingest.errors import Fault, UnusableInputError, did_you_mean
from ingest.extract.document import Document
from ingest.extract.printed.number_habits import habit_of
from ingest.passages import on_one_line
from ingest.toml_records import Place, read_record

FOLDER = "sources"
LONGEST_TITLE = 120
LONGEST_ID = 80
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
AHEAD = dt.timedelta(hours=14)
"""How far the clocks of the earth are ahead of UTC."""
BASES = ("printed", "filed", "inferred")
OPTIONS = {
    "source_id": "--source-id",
    "title": "--title",
    "publisher": "--publisher",
    "tier": "--tier",
    "language": "--language",
    "published_on": "--published-on",
    "published_on_basis": "--published-on-basis",
    "published_on_reason": "--published-on-reason",
    "url": "--url",
}
"""The option of each thing that a record says, in the order in which a person is asked."""
NEEDED = ("source_id", "title", "publisher", "tier", "language", "published_on", "published_on_basis")
Ask = Callable[[str, str, Sequence[str]], str]
"""Asks a person for one thing: its name, what is offered, and the choices if they are few."""


@dataclass(frozen=True)
class Given:
    """What is said of a document from outside of it; empty where nothing is."""

    source_id: str = ""
    title: str = ""
    publisher: str = ""
    tier: str = ""
    language: str = ""
    published_on: str = ""
    published_on_basis: str = ""
    published_on_reason: str = ""
    url: str = ""


def source_record(
    document: Document, given: Given, catalog: Catalog, *, ask: Ask | None = None, days: Sequence[str] = ()
) -> Source:
    """The record of a new source; asks for what is missing.

    `days` are those that the document names where it begins, ISO: offered, never taken. Where nobody can be
    asked, raises UnusableInputError that names all that is missing.
    """
    whole = _with_defaults(document, _plain(given), catalog)
    if ask:
        whole = _asked(whole, ask, catalog, days)
    missing = [OPTIONS[name] for name in _needed(whole) if not getattr(whole, name)]
    if missing:
        named = f" The document names {', '.join(days)}." if days and "--published-on" in missing else ""
        raise UnusableInputError(
            f"{document.name} is not in the catalog yet; say of it {', '.join(missing)}.{named}"
        )
    return _checked(whole, document, catalog)


def write_source(catalog_folder: Path, source: Source) -> Path:
    """Write the file of a new source's record."""
    path = catalog_folder / FOLDER / f"{source.source_id}.toml"
    write_whole(path, source_toml(source).encode("utf-8"))
    return path


def source_toml(source: Source) -> str:
    """The record of a source as TOML.

    >>> print(source_toml(Source(source_id="a", title='Say "5"', publisher="Acme", language="en",
    ...     tier="press", published_on=dt.date(2025, 5, 2), published_on_basis="printed")), end="")
    [[source]]
    id = "a"
    title = "Say \\"5\\""
    publisher = "Acme"
    language = "en"
    tier = "press"
    published_on = 2025-05-02
    published_on_basis = "printed"
    """
    lines = [
        f"{column.metadata['key'] or column.name} = {_toml(own)}"
        for column in fields(source)
        if (own := getattr(source, column.name)) not in (None, "")
    ]
    return "\n".join(["[[source]]", *lines, ""])


def slug(name: str) -> str:
    """A source id made of a name, not too long for a file; empty where it has no Latin letter and no digit.

    >>> slug("Acme 10-K (2024)"), slug("Émile_Q3"), slug("تقرير")
    ('acme-10-k-2024', 'emile-q3', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_ID].rstrip("-")


def _plain(given: Given) -> Given:
    """What is given, each on one line, without what would turn or steer the text around it."""
    return Given(**{name: on_one_line(own) for name, own in vars(given).items()})


def _with_defaults(document: Document, given: Given, catalog: Catalog) -> Given:
    """What is given, and what the document itself says or implies where nothing is."""
    stem = slug(Path(document.name).stem) or document.sha256[:12]
    day = _day(given.published_on)
    basis = given.published_on_basis or ("filed" if given.tier == "filing" and day else "")
    if not basis and day and _names_day(document.text, day):
        basis = "printed"
    return replace(
        given,
        source_id=given.source_id or _free(stem, catalog),
        title=given.title or _title(document),
        language=given.language or habit_of(document.text).language,
        published_on_basis=basis,
    )


def _title(document: Document) -> str:
    """The first heading of a document, else its name."""
    headings = (
        on_one_line(document.text[block.start : block.end])
        for block in document.blocks
        if block.kind == "heading"
    )
    return next((own[:LONGEST_TITLE] for own in headings if own), document.name)


def _free(stem: str, catalog: Catalog) -> str:
    """A source id that no source has yet."""
    numbered = (f"{stem}-{number}" for number in range(2, len(catalog.sources) + 3))
    return next(own for own in (stem, *numbered) if own not in catalog.source_by_id)


def _names_day(text: str, day: dt.date) -> bool:
    """Whether a text begins with a day in one of its usual forms.

    >>> _names_day("Results of May 2, 2025", dt.date(2025, 5, 2)), _names_day("2025", dt.date(2025, 5, 2))
    (True, False)
    """
    begin = " ".join(text[:4000].split())
    month, year, number = f"{day:%B}", day.year, day.day
    forms = (day.isoformat(), f"{month} {number}, {year}", f"{number} {month} {year}")
    return any(form in begin for form in forms)


def _needed(whole: Given) -> Iterator[str]:
    """What a record must say."""
    yield from NEEDED
    if whole.published_on_basis == "inferred":
        yield "published_on_reason"


def _asked(whole: Given, ask: Ask, catalog: Catalog, days: Sequence[str]) -> Given:
    """What is given with the answers of a person to what is missing."""
    choices: Mapping[str, Sequence[str]] = {
        "tier": [tier.tier for tier in catalog.policy.tiers],
        "published_on_basis": BASES,
        "published_on": days,
    }
    for name in OPTIONS:
        if name in _needed(whole) and not getattr(whole, name):
            offered = days[0] if name == "published_on" and days else ""
            whole = _plain(replace(whole, **{name: ask(name, offered, choices.get(name, ()))}))
    return whole


def _checked(whole: Given, document: Document, catalog: Catalog) -> Source:
    """The record; raises UnusableInputError with everything that is wrong with it."""
    day, faults = _day(whole.published_on), list(_faults(whole, catalog))
    held: dict[str, Any] = {name: own for name, own in vars(whole).items() if own and name != "source_id"}
    table = held | {"id": whole.source_id, "sha256": document.sha256, "published_on": day or dt.date.min}
    source = read_record(Source, table, Place("its record"), faults)
    if faults or source is None:
        raise UnusableInputError(f"{document.name} cannot become a source.", faults)
    return source


def _faults(whole: Given, catalog: Catalog) -> Iterator[Fault]:
    """What is wrong with what is said of a source, as far as no record can know."""
    day = _day(whole.published_on)
    if day is None:
        yield Fault("--published-on", "", f'"{whole.published_on}" is no day; write it as 2025-02-28')
    elif day > (dt.datetime.now(dt.UTC) + AHEAD).date():
        yield Fault("--published-on", "", f"{day} is yet to come; write the day on which it was published")
    if known := catalog.source_by_id.get(whole.source_id):
        yield Fault("--source-id", "", f'"{whole.source_id}" is another document: {known.title}')
    if len(whole.source_id) > LONGEST_ID:
        yield Fault("--source-id", "", f"it has more than {LONGEST_ID} characters; write a shorter one")
    tiers = [tier.tier for tier in catalog.policy.tiers]
    if whole.tier not in tiers:
        yield Fault("--tier", "", f'"{whole.tier}" is unknown; {did_you_mean(whole.tier, tiers)}')
    if not LANGUAGE_CODE.fullmatch(whole.language):
        yield Fault(
            "--language", "", f'"{whole.language}" is no code of a language; write en, ar or the like'
        )


def _day(text: str) -> dt.date | None:
    """The day of an ISO text; nothing where it is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _toml(own: Any) -> str:
    """A value in TOML."""
    if isinstance(own, str):
        return json.dumps(own, ensure_ascii=False).replace("\x7f", "\\u007f")
    return own.isoformat() if isinstance(own, dt.date) else str(own)
