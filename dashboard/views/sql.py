"""SQL against the published build: read-only, bounded in rows and time."""

from __future__ import annotations

import streamlit as st

from dashboard import ad_hoc, queries
from dashboard.components import download_button, show_table
from dashboard.connection import ask, connection
from ingest import format as fmt

EXAMPLES = {
    "One series, gaps included": """select fiscal_quarter, value, derivation, gap, yoy, sources
from kpi_series('{metric}', '{entity}')""",
    "What a build would have believed on a day": """select entity_id, metric_id, period_label, value, verdict
from kpi_as_of(date '2024-12-31')
where modality = 'actual'
order by period_end desc
limit 50""",
    "The facts behind one quarter": """select role, printed, value, source_title, tier, published_on, rule
from why('{entity}', '{metric}', '{quarter}')""",
    "Where facts disagree": """select metric_id, entity_id, period_label, verdict, explanation
from marts.fct_conflicts
order by verdict, metric_id""",
    "Identities that do not hold": """select identity_id, period_label, expected, found, difference, operands
from marts.fct_identity_checks
where holds = 'no'
order by abs(difference) desc""",
}

NO_ROWS = (
    "No row answers this. Is every name in quotes spelled as in the catalog? "
    "`marts.dim_metrics` and `marts.dim_entities` list them."
)


def example(title: str) -> str:
    """An example about the first headline of the first company."""
    root = ask(queries.entities).row(0, named=True)["entity_id"]
    about = ask(queries.headlines, root, [], 1).to_dicts()
    first = about[0] if about else {"metric_id": "", "entity_id": root, "fiscal_quarter": ""}
    return EXAMPLES[title].format(
        metric=first["metric_id"], entity=first["entity_id"], quarter=first["fiscal_quarter"]
    )


def take_example() -> None:
    """Puts the example just chosen into the editor."""
    if st.session_state["example"]:
        st.session_state["statement"] = example(st.session_state["example"])


def draw_answer(statement: str) -> None:
    """Draws the rows, or the sentence that says why there are none."""
    try:
        with st.spinner("Reading", show_time=True):
            answer = ad_hoc.answer(connection(), statement)
    except ad_hoc.QuestionError as error:
        st.error("The question has no answer here.", icon=":material/error:")
        st.code(str(error), language=None, wrap_lines=True)
        return
    rows = answer.rows
    cut = ", the first of more; `kpi sql` has no such limit" if answer.is_cut else ""
    st.caption(f"{fmt.counted(rows.height, 'row')}{cut} · {answer.seconds:.2f} s")
    if rows.is_empty():
        st.info(NO_ROWS)
        return
    show_table(rows, alt="Rows of the answer", placeholder="null", height="auto")
    download_button("Download these rows (CSV)", rows, "answer.csv")


st.title("SQL", anchor=False)
st.markdown("##### Ask the published build anything; it can only be read.")
st.session_state.setdefault("statement", example(next(iter(EXAMPLES))))
st.selectbox(
    "Examples",
    list(EXAMPLES),
    index=None,
    key="example",
    on_change=take_example,
    placeholder="Start from an example",
)
statement = st.text_area("Statement", key="statement", height=200)
asked = st.button("Run", icon=":material/play_arrow:", shortcut="Ctrl+Enter")
if asked and statement.strip():
    st.session_state["asked"] = statement
if st.session_state.get("asked"):
    draw_answer(st.session_state["asked"])
with st.expander("Tables and macros", icon=":material/table:"):
    show_table(ask(queries.tables), alt="Tables of the contract with their columns")
    st.markdown(
        "Macros: `kpi_as_of(d)`, `quarters_as_of(d)`, `kpi_series(metric, entity)`, "
        "`why(entity, metric, period_label)`."
    )
