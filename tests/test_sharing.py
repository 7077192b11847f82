"""Sharing: an article goes to everybody only if its licence is known and nobody forbids it; what quotes nothing may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pytest
import tables_sample
from hypothesis import given
from hypothesis import strategies as st

from pipelines.source import BadSource, parse_source
from pipelines.tables.licenses import UNKNOWN, objection
from pipelines.tables.origins import ALLOWED, FORBIDDEN, Origin
from pipelines.tables.sharing import Objection, objections

SCHEMA = pa.schema([(name, pa.string()) for name in ("article_id", "collection", "license", "status")])
LICENSES = (None, "CC0-1.0", "CC-BY-NC-ND-4.0", "LicenseRef-own", "https://example.org/terms")
STATES = ("published", "withheld", "withdrawn")

Row = tuple[str, str | None, str | None, str]


def table(*rows: Row) -> pa.Table:
    """The four columns that sharing reads."""
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def origins(declared: Mapping[str | None, str | None]) -> dict[str | None, Origin]:
    """Collections with what their owners declare."""
    return {name: Origin(name, redistribution=said) for name, said in declared.items()}


def refused(rows: Sequence[Row], declared: Mapping[str | None, str | None]) -> dict[str, str]:
    """The articles that may not be shared, with the reasons."""
    return {one.article_id: one.reason for one in objections(table(*rows), origins(declared))}


def test_an_article_of_unknown_licence_is_named() -> None:
    """With its collection, and the reason in words."""
    (found,) = objections(table(("radio/a", "radio", None, "published")), {})
    assert found == Objection("radio/a", "radio", "its licence is unknown")


def test_a_licence_that_forbids_it_is_named_in_the_reason() -> None:
    """So is one of which nothing is known."""
    rows = [("a", None, "CC-BY-ND-4.0", "published"), ("b", None, "LicenseRef-own", "published")]
    found = refused(rows, {})
    assert found["a"].startswith("CC-BY-ND-4.0 does not allow it")
    assert found["b"] == "it is not known whether LicenseRef-own allows it"


def test_a_declaration_goes_before_the_licence_in_both_directions() -> None:
    """The owner may know the terms behind an address better, or may not want what the licence would allow."""
    rows = [
        ("open/a", "open", "https://example.org/terms", "published"),
        ("open/b", "open", "CC-BY-ND-4.0", "published"),
        ("shut/a", "shut", "CC0-1.0", "published"),
    ]
    found = refused(rows, {"open": ALLOWED, "shut": FORBIDDEN})
    assert list(found) == ["shut/a"]
    assert "`redistribution: forbidden`" in found["shut/a"]


def test_nobody_can_allow_what_is_under_no_licence() -> None:
    """`redistribution: allowed` beside an unknown licence is still unknown."""
    assert refused([("a/x", "a", None, "published")], {"a": ALLOWED}) == {"a/x": UNKNOWN}
    stated = parse_source({"license": "unknown", "redistribution": "allowed"})
    assert refused([("a/x", "a", stated.license, "published")], {"a": stated.redistribution}) == {"a/x": UNKNOWN}


def test_a_declaration_speaks_for_its_own_collection_alone() -> None:
    """Neither for a collection whose name begins alike nor for files outside any, nor the other way round."""
    rows: list[Row] = [
        (f"{name or 'x'}/a", name, "LicenseRef-own", "published") for name in ("a", "a/b", "ab", "A", None)
    ]
    assert set(refused(rows, {"a": ALLOWED})) == {"a/b/a", "ab/a", "A/a", "x/a"}
    assert set(refused(rows, {None: ALLOWED})) == {"a/a", "a/b/a", "ab/a", "A/a"}
    assert set(refused(rows, {})) == {"a/a", "a/b/a", "ab/a", "A/a", "x/a"}


@pytest.mark.parametrize("status", ["withheld", "withdrawn"])
def test_an_article_that_quotes_nothing_is_not_refused(status: str) -> None:
    """Whatever its licence and declaration."""
    rows: list[Row] = [(str(number), "a", license, status) for number, license in enumerate(LICENSES)]
    assert refused(rows, {"a": FORBIDDEN}) == {}


def test_objections_come_in_the_order_of_the_rows() -> None:
    """From tables in several chunks as from batches, with other columns beside; no row gives none."""
    rows: list[Row] = [(str(number), None, None, "published") for number in range(5)]
    whole = pa.concat_tables([table(*rows[:2]), table(*rows[2:])])
    assert [one.article_id for one in objections(whole, {})] == list("01234")
    assert [one.article_id for batch in whole.to_batches() for one in objections(batch, {})] == list("01234")
    assert [one.article_id for one in objections(tables_sample.tables()["articles"], {})] == ["report"]
    assert list(objections(table(), {})) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(("a", "b", None)), st.sampled_from(LICENSES), st.sampled_from(STATES)), max_size=12
    ),
    st.dictionaries(st.sampled_from(("a", "b", None)), st.sampled_from((ALLOWED, FORBIDDEN, None))),
)
def test_no_article_slips_through(
    found: list[tuple[str | None, str | None, str]], declared: dict[str | None, str | None]
) -> None:
    """Shared is: what quotes nothing; under a licence and declared allowed; under an open one and nothing declared."""
    rows: list[Row] = [(str(number), *one) for number, one in enumerate(found)]
    reasons = refused(rows, declared)
    for name, collection, license, status in rows:
        said = declared.get(collection)
        agreed = license is not None and (said == ALLOWED or (said is None and objection(license) is None))
        assert (name not in reasons) is (status != "published" or agreed)
    assert all(reason and "\n" not in reason for reason in reasons.values())


@pytest.mark.parametrize("said", ["allowed", "forbidden", None])
def test_two_words_can_be_declared(said: str | None) -> None:
    """And nothing, which leaves it to the licence."""
    assert parse_source({"redistribution": said}).redistribution == said


@pytest.mark.parametrize(
    "said", [True, False, "yes", "no", "Allowed", "forbidden!", "allow", "", "allowed forbidden", 1]
)
def test_any_other_declaration_is_refused_with_both_words(said: object) -> None:
    """A slip must neither open a collection nor close it in silence; the message says what to write."""
    with pytest.raises(BadSource, match="redistribution") as caught:
        parse_source({"redistribution": said, "license": "CC0-1.0"})
    assert "allowed" in caught.value.remedy
    assert "forbidden" in caught.value.remedy


@pytest.mark.parametrize("said", [["allowed"], {"texts": "allowed"}])
def test_a_declaration_that_is_no_word_is_refused(said: object) -> None:
    """A list of one word is no word."""
    with pytest.raises(BadSource, match="list or mapping"):
        parse_source({"redistribution": said})
