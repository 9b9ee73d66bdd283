"""A review at the terminal: one candidate after the other, decided by a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import typer

from ingest import format as fmt
from ingest import paths, reasons
from ingest.candidate_words import agreement, commits_to, reads_as
from ingest.commands.review import about
from ingest.errors import NothingPublishedError, UnusableInputError, did_you_mean
from ingest.fact_rules import VOCABULARY
from ingest.lookup import named_entity, named_metric
from ingest.passages import Neighbour, NoPassage, find_passage, harmless
from ingest.published import connect
from ingest.review import Decision, catalog_now, decide, reopen
from ingest.review_queue import Candidate, score
from ingest.terminal import say, tell, visible

KEYS = "a accept   c correct   r reject   s skip   u undo   q quit"
WIDTH = 110
ASKED = ("metric", "entity", "breakdown", "period", "modality", "qualifier", "scale", "direction")


def review(queue: Sequence[Candidate], by: str) -> int:
    """Go through candidates until the last or until q; 0."""
    decided: list[str] = []
    at = 0
    while at < len(queue):
        candidate = queue[at]
        _show(candidate, at, len(queue))
        key = _key()
        if key == "q":
            break
        if key == "u":
            at = _undone(decided, queue, at)
        elif key == "s" or (key in "acr" and _is_decided(key, candidate, by)):
            if key != "s":
                decided.append(candidate["candidate_id"])
            at += 1
    waiting = len(queue) - len(decided)
    tell(f"{fmt.counted(len(decided), 'candidate')} decided, {waiting} of these still waiting.")
    if decided:
        tell("The next `kpi refresh` takes this up.")
    return 0


def _show(one: Candidate, at: int, number: int) -> None:
    """Show a candidate: where it stands, what it is proposed to say, and why."""
    tell(f"\n{at + 1} of {number}   {one['source_id']}, {one['locator']}   {one['candidate_id']}")
    if one["heading"]:
        tell(f"  {harmless(one['heading'])}")
    typer.echo(_passage(one))
    tell(f"  {harmless(one['printed'])} reads as {reads_as(one)} ({one['qualifier']})")
    seems = one["metric_id"] or f"none; it seems to be {one['label'] or 'nothing known'}"
    for name, own in (
        ("bounds", commits_to(one)),
        ("score", f"{score(one):.2f}" if one["metric_id"] else ""),
        ("metric", f"{seems}   {one['metric_score']:.2f}"),
        ("because", "; ".join(one["reasons"])),
        ("entity", f"{one['entity_id']}   {one.get('entity_score') or 0:.2f}" if one["entity_id"] else ""),
        ("breakdown", one["breakdown"]),
        ("period", f"{one['period']}   {one['period_from']}"),
        ("modality", one["modality"]),
        ("believed", _believed(one)),
        ("note", one["note"]),
    ):
        if own:
            tell(f"  {name:10} {harmless(own)}")


def _believed(one: Candidate) -> str:
    """What is believed of a candidate's cell now, and whether it agrees; empty where it has no cell."""
    if not one["metric_id"] or not one["entity_id"]:
        return ""
    try:
        with connect() as con:
            found = reasons.beliefs(con, one["entity_id"], one["metric_id"], one["period"]).to_dicts()
    except NothingPublishedError:
        return ""
    own = (one["breakdown"], one["modality"], None)
    now = [row for row in found if (row["breakdown"], row["modality"], row["known_to"]) == own]
    if not now or now[0]["value_low"] is None:
        return "nothing yet"
    if now[0]["verdict"] == "contested":
        return f"contested, {commits_to(now[0])}"
    return f"{reads_as(now[0])}, {commits_to(now[0])}: {agreement(one, now[0])}"


def _passage(one: Candidate) -> str:
    """The lines around a figure, the figure marked; or that they cannot be shown."""
    source = catalog_now().source_by_id[one["source_id"]]
    part = {"first_line": source.first_line, "last_line": source.last_line}
    found = find_passage(one | part, paths.documents())
    if isinstance(found, NoPassage):
        return "  (the document is not at hand)"
    before, after = (visible(harmless(text)) for text in (found.before, found.after))
    printed = typer.style(visible(harmless(found.printed)), reverse=True, bold=True)
    own = f"  {before.lstrip()}{printed}{after.rstrip()}"
    return "\n".join([*map(_beside, found.lines_before), own, *map(_beside, found.lines_after)])


def _beside(line: Neighbour) -> str:
    """A line beside a figure's own."""
    return typer.style(f"  {visible(harmless(line.text.strip()))[:WIDTH]}", dim=True)


def _key() -> str:
    """The key that a person presses."""
    say(KEYS)
    while True:
        key = typer.getchar().casefold()
        if key in "acrsuq" and key:
            return key


def _undone(decided: list[str], queue: Sequence[Candidate], at: int) -> int:
    """Where to go on after the last decision was taken back."""
    if not decided:
        say("Nothing to undo.")
        return at
    last = decided.pop()
    reopen([last])
    return next(place for place, one in enumerate(queue) if one["candidate_id"] == last)


def _is_decided(key: str, candidate: Candidate, by: str) -> bool:
    """Whether a candidate could be decided as the key says; why not is told."""
    try:
        outcome = decide([_decision(key, candidate)], by)
    except UnusableInputError as error:
        say(error.sentence)
        return False
    for sentences in outcome.refused.values():
        say("; ".join(sentences))
    for row in outcome.rows:
        tell(f"{row['decision']}: {about(row)}")
    return not outcome.refused


def _decision(key: str, candidate: Candidate) -> Decision:
    """The decision of a key, with what a person says to it."""
    own = str(candidate["candidate_id"])
    if key == "r":
        return Decision(own, "rejected", reason=str(typer.prompt("Why", err=True)))
    return Decision(own, "accepted", _asked_changes(candidate) if key == "c" else {})


def _asked_changes(candidate: Candidate) -> Mapping[str, str]:
    """What a person changes of a proposal, field by field; return keeps what is proposed, - empties it."""
    say("Return keeps a field, - empties it.")
    return {name: own for name in ASKED if (own := _asked(name, candidate)) is not None}


def _asked(name: str, candidate: Candidate) -> str | None:
    """The new value of one field; nothing where it stays."""
    column = {"metric": "metric_id", "entity": "entity_id"}.get(name, name)
    before = str(candidate.get(column) or "")
    while True:
        typed = str(typer.prompt(f"  {name}", default=before, err=True)).strip()
        if typed == before:
            return None
        try:
            return "" if typed == "-" else READ.get(name, _word(name))(typed)
        except UnusableInputError as error:
            say(f"  {error.sentence}")


def _word(name: str) -> Callable[[str], str]:
    """Reads a word of a field that has a vocabulary, any text of one that has none."""

    def read(typed: str) -> str:
        words = VOCABULARY.get(name)
        if words and typed not in words:
            raise UnusableInputError(f'"{typed}" is unknown; {did_you_mean(typed, [w for w in words if w])}')
        return typed

    return read


READ: Mapping[str, Callable[[str], str]] = {
    "metric": lambda typed: named_metric(catalog_now(), typed).metric_id,
    "entity": lambda typed: named_entity(catalog_now(), typed).entity_id,
}
