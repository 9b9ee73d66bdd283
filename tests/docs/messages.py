"""Brings the tables of translations in line with the texts of the code: `make messages`.

New texts come in untranslated, texts that are gone leave; `tests/app/test_language.py` fails until all are
translated. Nothing is guessed: a changed text is a new text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parents[2]
LOCALE = PROJECT / "dashboard" / "locale"
KEYWORDS = {"tr": None, "later": None, "tr_count": (1, 2)}
METHODS = [("**.py", "python")]
HEADER = "# The words of the dashboard in {language}. Brought in line with the code by `make messages`."


def texts() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every text that the code says, with the file it stands in."""
    for folder in ("dashboard", "ingest"):
        found = extract_from_dir(PROJECT / folder, method_map=METHODS, keywords=KEYWORDS)
        for file, _, text, _, _ in found:
            yield f"{folder}/{Path(file).as_posix()}", text


def updated(language: str) -> Catalog:
    """The table of a language with the texts of the code, translated as far as it was."""
    file = LOCALE / f"{language}.po"
    with file.open("rb") as opened:
        before = read_po(opened, locale=language)
    catalog = Catalog(locale=language, header_comment=HEADER.format(language=catalog_name(before)))
    catalog.creation_date = catalog.revision_date = before.creation_date
    for place, text in texts():
        known = before.get(text if isinstance(text, str) else text[0])
        catalog.add(text, known.string if known and known.id == text else None, [(place, None)])
    return catalog


def catalog_name(catalog: Catalog) -> str:
    """The English name of a table's language."""
    return str(catalog.locale.english_name) if catalog.locale else "?"


def main() -> None:
    """Writes every table anew."""
    for file in sorted(LOCALE.glob("*.po")):
        catalog = updated(file.stem)
        with file.open("wb") as opened:
            write_po(opened, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=False)
        missing = [message for message in catalog if message.id and not _is_translated(message.string)]
        print(f"{file.name}: {len(catalog)} texts, {len(missing)} to translate", file=sys.stderr)


def _is_translated(said: str | tuple[str, ...]) -> bool:
    """Whether a text, or every plural of it, is translated."""
    return all(said) if isinstance(said, tuple) else bool(said)


if __name__ == "__main__":
    main()
