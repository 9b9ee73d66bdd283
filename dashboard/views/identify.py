"""Which believed figures a pasted figure fits, or each figure of a pasted text, and how it went astray."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.components import badge, chosen, fact_lines, show_table
from dashboard.connection import ask
from dashboard.free_text import MOST_CHARACTERS, typed
from dashboard.links import cell_url, draw_cell_link
from dashboard.passages import draw_passage_control
from dashboard.reasoning import draw_astray
from ingest import fits, readings
from ingest import format as fmt
from ingest.errors import UnusableInputError
from ingest.figures_in_text import Found, figures_in
from ingest.tongue import later, tr, tr_count

ANY = "any"
MOST_SHOWN = 10
AS_IT_STANDS = ("green", "equal", later("fits as it stands"))
ASTRAY = ("violet", "alt_route", later("may have gone astray"))
NOTATIONS = {
    readings.NOTATIONS[""]: later("{figure} (the dot before decimals)"),
    readings.NOTATIONS["dot_thousands"]: later("{figure} (the dot between thousands)"),
}


def take_example(example: str) -> None:
    """Puts an example into the field."""
    st.session_state["figure"] = example


def draw_examples() -> None:
    """Draws figures to start from."""
    st.markdown(tr("Nothing pasted yet. Figures are read as they are printed, in English or Arabic:"))
    with st.container(horizontal=True):
        for example in readings.EXAMPLES:
            st.button(fmt.escaped(example), on_click=take_example, args=(example,), key=f"example {example}")


def pick_known() -> dict[str, str | None]:
    """What is known of the figure beside its print: metric, entity and period, each or none."""
    metrics = dict(ask(queries.metrics).select("metric_id", "metric_label").iter_rows())
    entities = dict(ask(queries.entities).select("entity_id", "entity_label").iter_rows())
    periods = ask(queries.periods_of_figures)["period_label"].to_list()
    columns = st.columns(3)
    with columns[0]:
        metric = _pick(tr("Metric"), "metric", {ANY: tr("any metric"), **metrics})
    with columns[1]:
        entity = _pick(tr("Entity"), "entity", {ANY: tr("any entity"), **entities})
    with columns[2]:
        words = {ANY: tr("any period")} | {label: fmt.period(label) for label in periods}
        period = _pick(tr("Period"), "period", words)
    return {"metric": metric, "entity": entity, "period": period}


def _pick(label: str, key: str, names: dict[str, str]) -> str | None:
    """The id chosen of those named, None for any."""
    own = chosen(label, list(names), key=key, words=lambda one: names[one])
    return None if own == ANY else own


def marked(text: str, found: Sequence[Found], at: int) -> str:
    """The text as Markdown, each figure marked in its place, the chosen one in bold with an arrow."""
    parts, end = [], 0
    for place, one in enumerate(found):
        parts.append(_literal(text[end : one.start]))
        own = fmt.escaped(one.printed)
        parts.append(f":violet-background[→ **{own}**]" if place == at else f":blue-background[{own}]")
        end = one.end
    return "".join([*parts, _literal(text[end:])])


def _literal(piece: str) -> str:
    """A piece between figures as literal Markdown, with its spaces at both ends and its lines."""
    lines = [
        f"{' ' * line[:1].isspace()}{fmt.escaped(line)}{' ' * (line[-1:].isspace() and bool(line.strip()))}"
        for line in piece.split("\n")
    ]
    return "  \n".join(lines)


def pick_figure(text: str) -> Found | None:
    """The figure chosen among those of the text, shown in their places where there are several."""
    found = figures_in(text)
    if not found:
        return None
    if len(found) == 1 and found[0].printed == text.strip():
        return found[0]
    said = tr_count(
        "{number} figure stands in this text.", "{number} figures stand in this text.", len(found)
    )
    st.markdown(said)
    place = st.container(border=True, key="pasted")
    at = int(
        chosen(
            tr("Figure to identify"),
            [str(own) for own in range(len(found))],
            key="at",
            words=lambda own: found[int(own)].printed,
            default=str(telling_first(found)),
            control=st.pills,
            required=True,
        )
    )
    place.markdown(marked(text, found, at))
    return found[at]


def telling_first(found: Sequence[Found]) -> int:
    """The place of the first figure that says more than a bare small number."""
    return next((place for place, one in enumerate(found) if len(one.printed) > 3), 0)


def draw_readings(printed: str, metric: str | None) -> None:
    """Draws how the figure was read: the bounds that it commits to, or the two ways that it can be read."""
    ways = ask(fits.ways_to_read, printed, metric).filter(pl.col("unit").fill_null("") != "ratio")
    distinct = ways.unique(["value", "value_low", "value_high"], keep="first", maintain_order=True)
    if distinct["notation"].n_unique() > 1:
        told = [
            tr(
                NOTATIONS[way["notation"]],
                figure=fmt.amount(way["value"], fits.unit_words(way["unit"]), most=8),
            )
            for way in distinct.to_dicts()
        ]
        st.markdown(
            fmt.escaped(tr("It can be read in two ways: {first} or {second}.", first=told[0], second=told[1]))
        )
        return
    way = ways.row(0, named=True)
    bounds = fmt.bounds(way["value_low"], way["value_high"], fits.unit_words(way["unit"]))
    of_any_unit = ways["unit"].null_count() == ways.height
    said = (
        tr("It commits to {bounds}, of any unit.", bounds=bounds)
        if of_any_unit
        else tr("It commits to {bounds}.", bounds=bounds)
    )
    st.markdown(fmt.escaped(said))


def draw_stating(printed: str, metric: str | None) -> None:
    """Draws the facts of the record that state the figure itself, each with its place in its document."""
    ways = ask(fits.ways_to_read, printed, metric).filter(pl.col("unit").fill_null("") != "ratio")
    ids = [
        fact_id
        for way in ways.unique(["value_low", "value_high", "unit"], maintain_order=True).to_dicts()
        for fact_id in ask(queries.facts_stating, way["value_low"], way["value_high"], way["unit"])["fact_id"]
    ]
    facts = ask(queries.facts_by_id, sorted(set(ids)))
    if facts.is_empty():
        st.markdown(tr("No fact of this record states it."))
        return
    said = tr_count(
        "{number} fact of this record states it", "{number} facts of this record state it", facts.height
    )
    with st.expander(said, expanded=facts.height <= MOST_SHOWN, icon=":material/format_quote:"):
        for fact in facts.iter_rows(named=True):
            with st.container(border=True, gap="xsmall"):
                with st.container(horizontal=True, horizontal_alignment="distribute"):
                    st.markdown(f"**{fmt.escaped(fit_name(fact))}**", width="stretch")
                    draw_cell_link(fact)
                st.markdown("  \n".join(fact_lines(fact)))
                draw_astray([fact["fact_id"]])
                draw_passage_control(fact, "identify")


def fit_name(fit: Row) -> str:
    """What the believed figure of a fit is about, in words."""
    told = [fit["metric_label"], fmt.breakdown(fit["breakdown"], ""), fit["entity_label"]]
    told.append(fmt.period(fit["period_label"]))
    told.append("" if fit["modality"] == "actual" else fmt.words(fit["modality"]))
    return " · ".join(word for word in told if word)


def believed(fit: Row) -> str:
    """The believed figure of a fit."""
    if fit["value"] is None:
        return fmt.bounds(fit["value_low"], fit["value_high"], fit["unit"])
    return fmt.amount(fit["value"], fit["unit"], most=8)


def draw_fit(fit: Row) -> None:
    """Draws one fit: the believed figure, the slips, the arithmetic, and what chance would give."""
    kind = ASTRAY if fit["slips"] else AS_IT_STANDS
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"{badge(kind)} **{fmt.escaped(believed(fit))}** · {fmt.escaped(fit_name(fit))}",
                width="stretch",
            )
            draw_cell_link(fit)
        if fit["slips"]:
            slips = fmt.slips(fit["slips"], fit["factor"])
            st.markdown(fmt.escaped(tr("It fits {slips}.", slips=slips)))
        st.caption(f"{fmt.escaped(fits.meeting(fit))}  \n{fmt.escaped(odds(fit))}")


def odds(fit: Row) -> str:
    """How many figures were searched, and how many fits chance alone would give."""
    return tr(
        "{searched} figures searched, {related} so related, {chance} expected to fit by chance",
        searched=f"{fit['searched_count']:,}",
        related=f"{fit['class_count']:,}",
        chance=fmt.chance(fit["chance"]),
    )


def fit_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Fits as they are read, one a row, with the way to the cell of each."""
    return pl.DataFrame(
        [
            {
                tr("Believed"): believed(fit),
                tr("About"): fit_name(fit),
                tr("Fits"): fmt.slips(fit["slips"], fit["factor"]),
                tr("By chance"): fmt.chance(fit["chance"]),
                tr("Cell"): cell_url(fit),
            }
            for fit in rows.iter_rows(named=True)
        ]
    )


def draw_folded(label: str, rows: pl.DataFrame, *, is_open: bool = False) -> None:
    """Draws fits behind a line that opens."""
    if rows.is_empty():
        return
    with st.expander(label, expanded=is_open):
        show_table(
            fit_table(rows),
            alt=label,
            column_config={tr("Cell"): st.column_config.LinkColumn(display_text=tr("Open the metric"))},
        )


def draw_fits(found: pl.DataFrame) -> None:
    """Draws the fits: those that say more than chance, then what it equals, then possible coincidences."""
    telling, others = found.filter("is_telling"), found.filter(~pl.col("is_telling"))
    if found.is_empty():
        st.markdown("##### " + tr("No believed figure fits it, nor any by one or two slips."))
        return
    if telling.is_empty():
        st.markdown("##### " + tr("No fit says more than chance."))
        st.caption(tr("Naming the metric, the entity or the period above narrows the search."))
    else:
        said = tr_count(
            "{number} believed figure fits, and says more than chance.",
            "{number} believed figures fit, and say more than chance.",
            telling.height,
        )
        st.markdown(f"##### {said}")
    for fit in telling.head(MOST_SHOWN).iter_rows(named=True):
        draw_fit(fit)
    equal = others.filter(pl.col("slips") == "")
    astray = others.filter(pl.col("slips") != "")
    draw_folded(
        tr_count(
            "{number} figure that it equals, as chance alone could bring about",
            "{number} figures that it equals, as chance alone could bring about",
            equal.height,
        ),
        equal,
        is_open=telling.is_empty() and equal.height <= MOST_SHOWN,
    )
    draw_folded(
        tr_count(
            "{number} fit by a slip that may be coincidence",
            "{number} fits by a slip that may be coincidence",
            astray.height,
        ),
        astray,
    )


def draw_identified(figure: Found, known: dict[str, str | None]) -> None:
    """Draws how a figure is read and what it fits."""
    st.subheader(fmt.escaped(figure.printed), anchor=False)
    try:
        draw_readings(figure.printed, known["metric"])
        draw_stating(figure.printed, known["metric"])
        draw_fits(ask(fits.fits_of_printed, figure.printed, **known))
    except UnusableInputError:
        st.info(
            tr("No metric of this record has the unit of {figure}.", figure=fmt.escaped(figure.printed)),
            icon=":material/search_off:",
        )


def draw() -> None:
    """Draws the page."""
    st.title(tr("Identify"), anchor=False)
    st.markdown("##### " + tr("Paste a figure, or a text with figures, to see where each may come from."))
    text = typed(
        tr("Figure or text"),
        key="figure",
        height=110,
        placeholder=tr("A figure as it is printed, or a whole paragraph, in English or Arabic"),
    )
    known = pick_known()
    if not text.strip():
        draw_examples()
        return
    if len(text) > MOST_CHARACTERS:
        st.caption(tr("This text is too long for the page's address: a link to this view leaves it out."))
    figure = pick_figure(text)
    if figure is None:
        examples = fmt.escaped(", ".join(readings.EXAMPLES[:3]))
        st.info(
            tr(
                "No figure was found in this text. Write one as it is printed: {examples}.", examples=examples
            ),
            icon=":material/search_off:",
        )
        return
    draw_identified(figure, known)


draw()
