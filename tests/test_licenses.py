"""Licences: what lets everybody share a text is said by a list; everything else is doubted, and doubt never raises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.knowledge import rows
from pipelines.tables.licenses import UNKNOWN, identifier, objection

OPEN = (
    *("CC0-1.0", "CC-PDDC", "CC-PDM-1.0", "CC-BY-4.0", "CC-BY-3.0-IGO", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
    *("CC-BY-NC-SA-4.0", "CC-BY-SA-3.0-DE", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0", "MulanPSL-2.0", "MIT", "MIT-0"),
    *("Apache-2.0", "BSD-3-Clause", "GPL-2.0-only", "GPL-3.0-or-later", "GPL-2.0+", "GFDL-1.3-only", "0BSD", "Zlib"),
)
CLOSED = ("CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "CC-BY-ND-3.0-DE", "CC-BY-NC-ND-3.0-IGO", "CC-BY-ND-NC-1.0")
DOUBTED = ("LicenseRef-own", "LicenseRef-CC-BY-4.0", "proprietary", "NOASSERTION", "CC", "CC-ND-1.0", "XMIT", "MITX")
DEED = "creativecommons.org/licenses"

open_ones, closed_ones = st.sampled_from(OPEN), st.sampled_from((*CLOSED, *DOUBTED))
known = st.sampled_from((*OPEN, *CLOSED, *DOUBTED))
joined = st.lists(known, min_size=1, max_size=4)


@pytest.mark.parametrize("license", OPEN)
@pytest.mark.parametrize("spelt", [str, str.lower, str.upper, str.title])
def test_an_open_licence_is_known_in_any_case(license: str, spelt: Callable[[str], str]) -> None:
    """SPDX identifiers are compared without regard to case."""
    assert objection(spelt(license)) is None


@pytest.mark.parametrize("license", CLOSED)
@pytest.mark.parametrize("spelt", [str, str.lower, str.upper, str.title])
def test_no_derivatives_is_refused_in_any_case(license: str, spelt: Callable[[str], str]) -> None:
    """A text that is cut into turns is an adaptation; the reason quotes the licence as it was written."""
    said = objection(spelt(license))
    assert said is not None
    assert said.startswith(f"{spelt(license)} does not allow it: ")


@pytest.mark.parametrize(
    "license", ["CC-BY-ND", "CC-BY-NC-ND", "cc-by-nd", "CC-BY-NC-SA-ND-4.0", f"https://{DEED}/by-nc-sa-nd/4.0/"]
)
def test_no_derivatives_is_refused_however_carelessly_it_is_written(license: str) -> None:
    """Without a version, or in a combination that does not exist: it is never taken for attribution alone."""
    assert objection(license) is not None


@pytest.mark.parametrize(
    "license", [*DOUBTED, "https://example.org/terms", "https://spdx.org/licenses/", "保留所有权利"]
)
def test_what_no_line_of_the_list_names_is_not_known_to_allow_it(license: str) -> None:
    """Own licences, addresses of terms, words: the sentence names them."""
    assert objection(license) == f"it is not known whether {license} allows it"


def test_no_licence_is_unknown() -> None:
    """None stands for it in the tables."""
    assert objection(None) == UNKNOWN


@pytest.mark.parametrize("scheme", ["http://", "https://", "HTTPS://"])
@pytest.mark.parametrize("rest", ["", "/", "/deed", "/deed.zh", "/deed.zh-hans", "/legalcode", "/legalcode.en", "/#x"])
@pytest.mark.parametrize(("kind", "shared"), [("by", True), ("by-nc-sa", True), ("by-nd", False), ("by-nc-nd", False)])
def test_an_address_of_creative_commons_is_read(scheme: str, rest: str, kind: str, shared: bool) -> None:
    """Deeds and legal texts in any language; the identifier is that of SPDX."""
    address = f"{scheme}{DEED}/{kind}/4.0{rest}"
    assert identifier(address) == f"CC-{kind.upper()}-4.0"
    assert (objection(address) is None) is shared


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/deed.zh-hant", "CC0-1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "CC-PDM-1.0"),
        ("https://creativecommons.org/licenses/by/3.0/cn/", "CC-BY-3.0"),
        ("HTTPS://CREATIVECOMMONS.ORG/LICENSES/BY-SA/4.0/", "CC-BY-SA-4.0"),
    ],
)
def test_public_domain_and_old_versions_have_their_addresses(address: str, expected: str) -> None:
    """And all of these may be shared."""
    assert identifier(address) == expected
    assert objection(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://creativecommons.org/",
        "https://creativecommons.org/licenses/by",
        "https://creativecommons.org/licenses/by/",
        "https://creativecommons.org/licenses/nd/1.0/",
        "https://creativecommons.org.example.org/licenses/by/4.0/",
        "https://example.org/https://creativecommons.org/licenses/by/4.0/",
        "https://example.org/?terms=creativecommons.org/licenses/by/4.0/",
        "ftp://creativecommons.org/licenses/by/4.0/",
    ],
)
def test_another_address_is_not_taken_for_one_of_creative_commons(address: str) -> None:
    """A version and a kind must be said, by Creative Commons itself."""
    assert identifier(address) == address
    assert objection(address) is not None


@pytest.mark.parametrize(
    ("expression", "shared"),
    [
        ("MIT OR CC-BY-ND-4.0", True),
        ("CC-BY-ND-4.0 OR MIT", True),
        ("CC-BY-ND-4.0 OR proprietary", False),
        ("MIT AND CC-BY-4.0", True),
        ("MIT AND CC-BY-ND-4.0", False),
        ("CC-BY-ND-4.0 AND MIT", False),
        ("MIT AND CC-BY-ND-4.0 OR CC0-1.0", True),
        ("CC0-1.0 OR MIT AND CC-BY-ND-4.0", True),
        ("CC-BY-ND-4.0 OR MIT AND proprietary", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("CC-BY-ND-4.0 WITH Classpath-exception-2.0", False),
        ("proprietary WITH MIT", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0 AND CC-BY-ND-4.0", False),
        ("(MIT)", True),
        ("(CC-BY-ND-4.0)", False),
        ("(MIT OR CC0-1.0)", True),
        ("MIT AND (CC-BY-4.0 OR CC0-1.0)", True),
        ("(MIT OR CC0-1.0) AND CC-BY-ND-4.0", False),
        ("MIT AND (CC-BY-ND-4.0 OR proprietary)", False),
        (f"https://{DEED}/by/4.0/ AND https://{DEED}/by-nd/4.0/", False),
        ("MIT or CC-BY-ND-4.0 and X", False),
    ],
)
def test_expressions_are_read_as_spdx_means_them(expression: str, shared: bool) -> None:
    """AND binds more than OR; an exception takes nothing away; operators are in capitals."""
    assert (objection(expression) is None) is shared


@given(joined)
def test_one_alternative_that_allows_it_is_enough(parts: list[str]) -> None:
    """And the only way."""
    assert (objection(" OR ".join(parts)) is None) is any(objection(part) is None for part in parts)


@given(joined)
def test_every_part_of_a_conjunction_must_allow_it(parts: list[str]) -> None:
    """Whatever their order."""
    assert (objection(" AND ".join(parts)) is None) is all(objection(part) is None for part in parts)


@given(st.lists(joined, min_size=1, max_size=3))
def test_alternatives_of_conjunctions_are_judged_one_by_one(sides: list[list[str]]) -> None:
    """The expression allows it if all parts of one side do."""
    expression = " OR ".join(" AND ".join(side) for side in sides)
    assert (objection(expression) is None) is any(all(objection(part) is None for part in side) for side in sides)


@given(open_ones, closed_ones, st.sampled_from((" AND ", " OR ")), st.booleans())
def test_brackets_never_make_a_closed_licence_open(free: str, bound: str, operator: str, first: bool) -> None:
    """Nested expressions must be all good: the careful reading."""
    inner = operator.join((free, bound) if first else (bound, free))
    assert objection(f"({inner}) AND {free}") is not None
    assert objection(f"{free} AND ({inner})") is not None


@given(st.text() | st.text("CBYND()-. ORANWITH014+/:", max_size=60))
def test_whatever_stands_there_the_answer_is_a_sentence_or_nothing(license: str) -> None:
    """Odd input never raises; what is refused has a reason on which one can act."""
    said = objection(license)
    assert said is None or (isinstance(said, str) and "allow" in said)
    assert objection(license) == said


@given(st.text())
def test_an_identifier_of_its_own_stays_as_it_is(license: str) -> None:
    """Naming twice names the same."""
    assert identifier(identifier(license)) == identifier(license)


def test_every_line_of_the_list_does_what_it_says() -> None:
    """Three columns, yes or no; no line is hidden by one above it, and none lets a "no" through."""
    listed = [tuple(row) for row in rows("licenses.tsv")]
    assert all(len(row) == 3 and row[1] in ("yes", "no") and row[2] for row in listed)
    assert len({row[0].lower() for row in listed}) == len(listed)
    for pattern, allowed, _ in listed:
        sample = pattern.replace("*", "9.9")
        assert (objection(sample) is None) is (allowed == "yes"), sample
