"""`kpi review`: the queue of candidates, listed, decided by options, or one after the other at a terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest import format as fmt
from ingest.candidate_words import around, place, reads_as
from ingest.errors import UnusableInputError, did_you_mean
from ingest.lookup import named_entity, named_metric
from ingest.passages import harmless
from ingest.review import Decided, Decision, catalog_now, decide, decided_now, reopen, waiting_now
from ingest.review_queue import Candidate, score
from ingest.terminal import console, print_json, say, table, tell, verbatim

LISTED = 50
SHORTEST_ID = 6
LIKE_EXTRACT = ("Place", "Printed", "Reads as", "Period", "Metric", "Score", "Entity", "Around")
COLUMNS = (*LIKE_EXTRACT, "Breakdown", "Modality", "Source", "Candidate")
THEN = "The next `kpi refresh` takes this up."


@dataclass(frozen=True)
class Wanted:
    """What `kpi review` is asked for: which candidates, and what is decided about them."""

    source: str | None = None
    document: str | None = None
    accept: Sequence[str] = ()
    reject: Sequence[str] = ()
    reason: str = ""
    correct: str | None = None
    changes: Sequence[str] = ()
    reopen: Sequence[str] = ()
    accept_all: bool = False
    min_score: float = 0.9
    yes: bool = False
    by: str | None = None
    listed: bool = False

    def decides(self) -> bool:
        """Whether anything is decided by options."""
        return bool(self.accept or self.reject or self.correct or self.accept_all)


def run(wanted: Wanted, *, as_json: bool) -> int:
    """List the queue, decide, or review it at the terminal; 2 where a decision was refused."""
    _check(wanted)
    by = wanted.by or getpass.getuser()
    if wanted.reopen:
        return _reopen(wanted.reopen, as_json=as_json)
    queue = chosen(waiting_now(), wanted.source, wanted.document)
    if wanted.decides():
        decisions = _decisions(wanted, queue)
        if wanted.accept_all and not wanted.yes and not _is_confirmed(decisions, queue, as_json=as_json):
            return 2
        return _report(decide(decisions, by), as_json=as_json)
    if as_json or wanted.listed or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _list(queue, as_json=as_json)
        return 0
    from ingest.commands.review_session import review

    return review(queue, by)


def chosen(queue: Iterable[Candidate], source: str | None, document: str | None) -> list[Candidate]:
    """The candidates of a source, or of a document by its name or the beginning of its hash."""
    return [
        one
        for one in queue
        if source in (None, one["source_id"])
        and (
            document is None
            or one["document_name"] == document
            or (len(document) >= SHORTEST_ID and one["sha256"].startswith(document))
        )
    ]


def found_id(begin: str, ids: Iterable[str]) -> str:
    """The one id that begins so; raises UnusableInputError where there is none, or several.

    >>> found_id("ab12cd", ["ab12cd34", "ff00ff00"])
    'ab12cd34'
    """
    meant = [own for own in ids if own == begin or (len(begin) >= SHORTEST_ID and own.startswith(begin))]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UnusableInputError(
            f'No candidate "{begin}" waits here; `kpi review --list` names those that do.'
        )
    raise UnusableInputError(f'"{begin}" begins several candidates: {", ".join(meant)}.')


def short_length(ids: Iterable[str]) -> int:
    """How many characters tell ids apart by how they begin; at least as many as an option takes.

    >>> short_length(["ab12cd34", "ff00ff00"]), short_length(["ab12cd34", "ab12cd35"])
    (6, 8)
    """
    own = set(ids)
    longest = max(map(len, own), default=0)
    lengths = range(SHORTEST_ID, longest)
    return next((length for length in lengths if len({one[:length] for one in own}) == len(own)), longest)


def about(row: Mapping[str, str]) -> str:
    """Which figure a decision is about: its print, what it was read to be, and where it stands.

    >>> own = {"printed": "$5", "metric_id": "sales", "entity_id": "acme", "breakdown": ""}
    >>> about(own | {"period": "2025Q1", "source_id": "note", "locator": "line 2"})
    '$5  sales, acme, 2025Q1  (note, line 2)'
    """
    names = ("metric_id", "entity_id", "breakdown", "period") if row["metric_id"] else ()
    told = ", ".join(row[name] for name in names if row[name])
    parts = (row["printed"], told, f"({row['source_id']}, {row['locator']})")
    return harmless("  ".join(part for part in parts if part))


def _check(wanted: Wanted) -> None:
    """Raises UnusableInputError where options do not go together."""
    if wanted.reject and not wanted.reason.strip():
        raise UnusableInputError("Say why with --reason.")
    if wanted.changes and not wanted.correct:
        raise UnusableInputError("--set says what a correction changes; name the candidate with --correct.")
    if wanted.correct and not wanted.changes:
        raise UnusableInputError("Say what is changed with --set, such as --set period=2025Q3.")
    known = catalog_now().source_by_id
    if wanted.source and wanted.source not in known:
        hint = did_you_mean(wanted.source, list(known), "`kpi add` takes its document in")
        raise UnusableInputError(f'There is no source "{wanted.source}"; {hint}')
    if wanted.reopen and wanted.decides():
        raise UnusableInputError("--reopen stands alone.")


def _decisions(wanted: Wanted, queue: Sequence[Candidate]) -> list[Decision]:
    """The decisions that the options name."""
    ids = [one["candidate_id"] for one in queue]
    made = [Decision(_waiting_id(own, ids), "accepted", reason=wanted.reason) for own in wanted.accept]
    made += [Decision(_waiting_id(own, ids), "rejected", reason=wanted.reason) for own in wanted.reject]
    if wanted.correct:
        changes = dict(map(_change, wanted.changes))
        made.append(Decision(_waiting_id(wanted.correct, ids), "accepted", changes, wanted.reason))
    if wanted.accept_all:
        named = {one.candidate_id for one in made}
        made += [
            Decision(one["candidate_id"], "accepted", reason=wanted.reason)
            for one in queue
            if one["candidate_id"] not in named
            and one["metric_id"]
            and one["entity_id"]
            and score(one) >= wanted.min_score
        ]
    return made


def _waiting_id(begin: str, ids: Sequence[str]) -> str:
    """The one waiting id that begins so; raises UnusableInputError, which says where it is decided."""
    if len(begin) >= SHORTEST_ID and not any(own.startswith(begin) for own in ids):
        for row in decided_now():
            if row["candidate_id"].startswith(begin):
                raise UnusableInputError(
                    f"{about(row)} was {row['decision']} on {row['decided_on']}; "
                    f"`kpi review --reopen {row['candidate_id']}` lets it wait again."
                )
    return found_id(begin, ids)


def _change(text: str) -> tuple[str, str]:
    """A column and its new value; metrics and entities may be named by label or synonym."""
    name, equals, own = text.partition("=")
    if not equals:
        raise UnusableInputError(f'--set "{text}" sets nothing; write it as period=2025Q3.')
    name = name.strip()
    if name in ("metric", "metric_id"):
        return name, named_metric(catalog_now(), own).metric_id
    if name in ("entity", "entity_id"):
        return name, named_entity(catalog_now(), own).entity_id
    return name, own


def _is_confirmed(decisions: Sequence[Decision], queue: Sequence[Candidate], *, as_json: bool) -> bool:
    """Whether a person agrees to accept what is listed; raises UnusableInputError where none can be asked."""
    accepted = {own.candidate_id for own in decisions if own.decision == "accepted"}
    number = len(accepted)
    if not number:
        return True
    if not as_json:
        _show([one for one in queue if one["candidate_id"] in accepted])
    if not sys.stdin.isatty():
        raise UnusableInputError(f"{fmt.counted(number, 'candidate')} would be accepted; say --yes to do so.")
    import typer

    return typer.confirm(f"Accept {fmt.counted(number, 'candidate')}?", err=True)


def _reopen(begins: Sequence[str], *, as_json: bool) -> int:
    """Take decisions back."""
    ids = [row["candidate_id"] for row in decided_now()]
    removed = reopen([found_id(begin, ids) for begin in begins])
    if as_json:
        print_json({"reopened": removed})
    else:
        tell(f"{fmt.counted(len(removed), 'candidate')} reopened. {THEN}")
    return 0


def _report(decided: Decided, *, as_json: bool) -> int:
    """Tell what was decided, and what was refused why."""
    if as_json:
        print_json({"decided": list(decided.rows), "refused": dict(decided.refused)})
    elif decided.rows:
        for row in decided.rows[:LISTED]:
            tell(f"{row['decision']:9}  {about(row)}")
        if len(decided.rows) > LISTED:
            tell(f"... and {len(decided.rows) - LISTED} more")
        counts = {
            word: sum(row["decision"] == word for row in decided.rows)
            for word in ("accepted", "corrected", "rejected")
        }
        tell(f"{', '.join(f'{number} {word}' for word, number in counts.items() if number)}. {THEN}")
    elif not decided.refused:
        tell("Nothing to decide.")
    for candidate_id, sentences in decided.refused.items():
        say(f"{candidate_id} stays in the queue: {'; '.join(sentences)}")
    return 2 if decided.refused else 0


def _list(queue: Sequence[Candidate], *, as_json: bool) -> None:
    """Print the queue."""
    if as_json:
        print_json(queue)
        return
    _show(queue[:LISTED])
    tell(f"{fmt.counted(len(queue), 'candidate')} waiting for a decision")
    if len(queue) > LISTED:
        say(f"These are the first {LISTED}; --source and --document narrow the list, --json gives all.")


def _show(queue: Sequence[Candidate]) -> None:
    """Print candidates as `kpi extract` does, with what tells them apart and names them to an option."""
    if not queue:
        return
    length = short_length(one["candidate_id"] for one in waiting_now())
    shown = table(*COLUMNS, numbers=("Score",))
    for one in queue:
        cells = (
            *(place(one), one["printed"], reads_as(one), one["period"], one["metric_id"]),
            *(f"{score(one):.2f}" if one["metric_id"] else "", one["entity_id"], around(one)),
            *(one["breakdown"], one["modality"], one["source_id"], one["candidate_id"][:length]),
        )
        shown.add_row(*(verbatim(harmless(cell)) for cell in cells))
    console().print(shown)
