"""Records from the tables of a TOML file, with every fault of the file named by entry and remedy.

Knows nothing of what the records mean: the rules stand in their fields (`catalog_records.key`).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ingest.errors import Fault, did_you_mean

R = TypeVar("R")

TYPE_WORDS: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dt.date: "a date such as 2025-05-02, without quotes",
}


class _Unusable:
    """Stands where a value could not be read; the fault has been noted."""


UNUSABLE = _Unusable()


@dataclass(frozen=True)
class Place:
    """Where in the catalog something stands: the file, and the entry once it is known."""

    file: str
    entry: str = ""

    def inside(self, entry: str) -> Place:
        """The place of a smaller thing in this place."""
        return Place(self.file, f"{self.entry}, {entry}" if self.entry else entry)

    def fault(self, message: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.entry, message)


def read_toml(path: Path, name: str, faults: list[Fault]) -> dict[str, Any]:
    """The tables of one TOML file; empty, with a fault noted, where it cannot be read."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        faults.append(
            Fault(
                name,
                "",
                "the file is missing; the catalog needs it, though it may be empty",
            )
        )
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "", f"byte {error.start} is not UTF-8; save the file as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(name, "", f"this is no TOML: {error}"))
    except OSError as error:
        faults.append(Fault(name, "", f"cannot be read: {error.strerror}"))
    return {}


def read_records(cls: type[R], name: str, tables: Any, place: Place, faults: list[Fault]) -> list[R]:
    """The records of a list of tables, those with faults left out and their faults noted."""
    if not isinstance(tables, list):
        faults.append(place.fault(f"{name} must be a list of tables, each headed [[{name}]]"))
        return []
    found = [
        read_record(cls, table, place.inside(_entry(name, table, at)), faults)
        for at, table in enumerate(tables, 1)
    ]
    return [record for record in found if record is not None]


def read_record(cls: type[R], table: Any, place: Place, faults: list[Fault]) -> R | None:
    """The record that a TOML table holds, or nothing, with every fault of the table noted."""
    if not isinstance(table, Mapping):
        faults.append(place.fault("it must be a table of keys and values"))
        return None
    before = len(faults)
    keys = [_key(column) for column in fields(cast(Any, cls))]
    faults.extend(
        place.fault(f'unknown key "{name}"; {did_you_mean(name, keys)}') for name in table if name not in keys
    )
    values = dict(_values(cls, table, place, faults))
    return cls(**values) if len(faults) == before else None


def _values(
    cls: type, table: Mapping[str, Any], place: Place, faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    """Field names and values of a table, defaults left to the dataclass."""
    hints = _hints(cls)
    for column in fields(cast(Any, cls)):
        name = _key(column)
        if name in table:
            yield (
                column.name,
                _value(column, hints[column.name], table[name], place, faults),
            )
        elif column.default is MISSING:
            words = _type_words(hints[column.name])
            faults.append(place.fault(f"{name} is missing; write {name} = {words}"))


def _value(column: Field[Any], hint: Any, value: Any, place: Place, faults: list[Fault]) -> Any:
    """The value of one key, checked against its type, words and pattern."""
    name = _key(column)
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], name, value, place, faults)
    if is_dataclass(_one_type(hint)):
        return read_record(_one_type(hint), value, place.inside(name), faults)
    if not _is_a(value, hint):
        faults.append(place.fault(f"{name} is {_shown(value)}; it must be {_type_words(hint)}"))
        return UNUSABLE
    value = float(value) if _one_type(hint) is float else value
    one_of, pattern = column.metadata["one_of"], column.metadata["pattern"]
    if one_of and value not in one_of:
        faults.append(
            place.fault(f'{name} "{value}" is unknown; {did_you_mean(value, [w for w in one_of if w])}')
        )
    if pattern and not re.fullmatch(pattern[0], value):
        faults.append(place.fault(f'{name} is "{value}"; it must be {pattern[1]}'))
    return value


def _list(item: Any, name: str, value: Any, place: Place, faults: list[Fault]) -> Any:
    """A tuple of records or of plain values."""
    if is_dataclass(item):
        return tuple(read_records(cast(type, item), name, value, place, faults))
    if not isinstance(value, list) or not all(_is_a(one, item) for one in value):
        faults.append(
            place.fault(f"{name} is {_shown(value)}; it must be a list, each item {_type_words(item)}")
        )
        return UNUSABLE
    return tuple(value)


def _entry(name: str, table: Any, at: int) -> str:
    """What one table of a list is called: by its id where it has one, else by its position."""
    own = table.get("id") if isinstance(table, Mapping) else None
    return f'{name} "{own}"' if isinstance(own, str) else f"{name} {at}"


def _is_a(value: Any, hint: Any) -> bool:
    """Whether a TOML value has the type; a date with a time is no date, true is no number, 5 is one."""
    allowed = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return type(value) in allowed or (float in allowed and type(value) is int)


def _type_words(hint: Any) -> str:
    """What to write for a type, in words."""
    if get_origin(hint) is tuple:
        return "a list"
    one = _one_type(hint)
    if is_dataclass(one):
        return f"{{ ... }} with {', '.join(_key(column) for column in fields(one))}"
    return TYPE_WORDS[one]


def _one_type(hint: Any) -> Any:
    """The type that a value has where it is there at all."""
    return next(one for one in (get_args(hint) or (hint,)) if one is not type(None))


def _shown(value: Any) -> str:
    """A TOML value as a person would recognise it, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _key(column: Field[Any]) -> str:
    """The TOML key of a field."""
    return str(column.metadata["key"] or column.name)


@cache
def _hints(cls: type) -> dict[str, Any]:
    """The types of a record class's fields."""
    return get_type_hints(cls)
