"""The rights section of the card: under which licence the texts of each collection come, and where they came from.

Wording belongs here; what a licence allows is in ``licenses``, what a collection says of itself in ``origins``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.tables.facts import Facts, Rights
from pipelines.tables.licenses import identifier
from pipelines.tables.markdown import escaped, ordered, table
from pipelines.tables.origins import Origin

# Licences that the Hub accepts in the front matter (https://huggingface.co/docs/hub/repositories-licenses) and that
# texts and data come under; any other is `other`.
HUB_LICENSES = frozenset({
    "apache-2.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
    "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0",
    "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "gfdl", "mit", "odbl", "odc-by", "pddl", "unlicense", "wtfpl",
})  # fmt: skip


def license_id(facts: Facts) -> str:
    """Licence for the front matter: the one of all published texts if the Hub knows it, else ``other``."""
    licenses = {identifier(license or "unknown").lower() for license in facts.published_licenses}
    return licenses.pop() if len(licenses) == 1 and licenses <= HUB_LICENSES else "other"


def rights_section(facts: Facts, origins: Mapping[str | None, Origin]) -> str:
    """A table of numbers by collection and licence, then a line on each collection that says something of itself."""
    lines = [line for origin in origins.values() if (line := _line(origin))]
    return "\n\n".join(filter(None, (_table(facts), "\n".join(lines))))


def _table(facts: Facts) -> str:
    head = ("Collection", "Licence of the texts", "Articles", "Text included", "Withheld", "Withdrawn", "Turns",
            "Characters", "Publishers")  # fmt: skip
    rows = []
    for (collection, license), one in facts.rights.items():
        numbers = (sum(one.status.values()), *(one.status[name] for name in ("published", "withheld", "withdrawn")))
        counted = [f"{number:,}" for number in (*numbers, one.turns, one.characters)]
        rights = license or "unknown: all rights may be reserved"
        rows.append((escaped(collection or "(none)"), escaped(rights), *counted, _publishers(one)))
    return table(head, rows)


def _publishers(rights: Rights) -> str:
    names = [name for name, _ in ordered(rights.publishers)]
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(map(escaped, names[:5])) + more or "not stated"


def _line(origin: Origin) -> str:
    said = "; ".join(_said(origin))
    return f"- **{escaped(origin.collection or '(none)')}**: {said}" if said else ""


def _said(origin: Origin) -> Iterator[str]:
    if origin.title:
        yield escaped(origin.title)
    for word, value in (
        ("from", origin.url),
        ("retrieved", origin.retrieved),
        ("attribution:", origin.attribution),
        ("contact:", origin.contact),
        ("redistribution declared", origin.redistribution),
    ):
        if value:
            yield f"{word} {escaped(value)}"
