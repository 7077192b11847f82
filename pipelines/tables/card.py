"""The dataset card: the hand-written ``dataset_card.md`` with its placeholders filled from the schemas and the figures.

Prose belongs in the template, counting in ``facts``; here is the YAML front matter that the Hub reads, and the tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.tables.facts import Facts, Rights
from pipelines.tables.schema import TABLES, Field, TableSchema, load

# Licences that the Hub accepts in the front matter (https://huggingface.co/docs/hub/repositories-licenses) and that
# texts and data come under; any other is `other`.
HUB_LICENSES = frozenset({
    "apache-2.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
    "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0",
    "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "gfdl", "mit", "odbl", "odc-by", "pddl", "unlicense", "wtfpl",
})  # fmt: skip
_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7),
          ("10M<n<100M", 10**8), ("100M<n<1B", 10**9))  # fmt: skip
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class BadTemplate(ValueError):
    """A card template with a placeholder that nothing fills; the message names it and those that exist."""


def render(template: str, facts: Facts, *, accuracy: str = "", contact: str = "", repository: str = "") -> str:
    """The text of ``README.md``.

    ``accuracy`` is a Markdown section with the results of the evaluation, left out while there is none; ``contact`` is
    where a person asks for removal, ``repository`` the ``owner/name`` on the Hub.  Raises BadTemplate.
    """
    values = {
        "front_matter": front_matter(facts),
        "repository": repository or "OWNER/fangtan",
        "version": load("articles").version,
        "summary": _summary(facts),
        "tables": _tables(facts),
        "methods": _counts(facts.methods, "Method", "Turns"),
        "entity_types": _counts(facts.types, "Type", "Mentions"),
        "rights": _rights(facts),
        "accuracy": accuracy.strip(),
        "contact": contact or "the Community tab of this dataset on the Hub",
    } | {f"columns_{name}": _columns(load(name)) for name in TABLES}
    text = _PLACEHOLDER.sub(lambda found: _fill(found.group(1), values), template)
    # A section that is left out leaves blank lines behind.
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _fill(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        known = ", ".join(sorted(values))
        raise BadTemplate(f"dataset_card.md: unknown placeholder {{{{{name}}}}}; use one of {known}")
    return values[name]


def front_matter(facts: Facts) -> str:
    """The YAML block at the head of the card, with its ``---`` lines."""
    import yaml

    license = license_id(facts)
    languages = ["zh", *(["en"] if facts.languages["en"] else [])]
    rows = max(table.rows for table in facts.tables.values())
    data: dict[str, Any] = {
        "pretty_name": "Fangtan 访谈",
        "language": languages,
        "license": license,
        **({"license_name": "see-column-license"} if license == "other" else {}),
        "size_categories": [next((name for name, limit in _SIZES if rows < limit), "1B<n<10B")],
        "task_categories": ["text-generation", "token-classification"],
        "task_ids": ["dialogue-modeling", "named-entity-recognition"],
        "annotations_creators": ["machine-generated"],
        "tags": ["chinese", "interviews", "dialogue", "speaker-attribution", "quotations"],
        "configs": [_config(name) for name in TABLES],
        "dataset_info": [_info(load(name), facts) for name in TABLES],
    }
    return "---\n" + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120) + "---"


def license_id(facts: Facts) -> str:
    """Licence for the front matter: the one of all published texts if the Hub knows it, else ``other``."""
    licenses = {(license or "unknown").lower() for license in facts.published_licenses}
    return licenses.pop() if len(licenses) == 1 and licenses <= HUB_LICENSES else "other"


def _config(name: str) -> dict[str, Any]:
    files = [{"split": "train", "path": f"{name}/train-*.parquet"}]
    return {"config_name": name, **({"default": True} if name == TABLES[0] else {}), "data_files": files}


def _info(schema: TableSchema, facts: Facts) -> dict[str, Any]:
    table = facts.tables[schema.name]
    return {
        "config_name": schema.name,
        "features": [_feature(field) for field in schema.fields],
        "splits": [{"name": "train", "num_bytes": table.data_bytes, "num_examples": table.rows}],
        "download_size": table.download_bytes,
        "dataset_size": table.data_bytes,
    }


def _feature(field: Field) -> dict[str, Any]:
    """A feature as the Hub's YAML writes it (``datasets.Features._to_yaml_list``)."""
    if field.item is None:
        return {"name": field.name, "dtype": field.arrow}
    inner = [_feature(member) for member in field.item.fields]
    return {"name": field.name, "list": inner or field.item.arrow}


def _summary(facts: Facts) -> str:
    characters = sum(one.characters for one in facts.rights.values())
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in _ordered(facts.kinds)) or "none"
    rows = {name: facts.tables[name].rows for name in TABLES}
    return (
        f"This release holds {rows['articles']:,} articles ({kinds}) of {characters:,} characters, {rows['turns']:,} "
        f"turns and {rows['entities']:,} mentions of named things."
    )


def _tables(facts: Facts) -> str:
    rows = []
    for name in TABLES:
        table = facts.tables[name]
        size = f"{table.download_bytes / 1e6:,.2f} MB"
        rows.append((f"`{name}`", load(name).description, f"{table.rows:,}", str(len(table.files)), size))
    return _markdown(("Table", "A row", "Rows", "Files", "Download"), rows)


def _columns(schema: TableSchema) -> str:
    rows = [row for field in schema.fields for row in _column(field, field.name)]
    return _markdown(("Column", "Type", "Description"), rows)


def _column(field: Field, path: str) -> Iterable[tuple[str, str, str]]:
    """The row of a column, then those of the members of its structs."""
    yield f"`{path}`", _type(field), field.description
    for member in (field.item or field).fields:
        yield from _column(member, f"{path}[].{member.name}" if field.item else f"{path}.{member.name}")


def _type(field: Field) -> str:
    if field.item is not None:
        return f"list of {_type(field.item)}"
    return field.arrow


def _rights(facts: Facts) -> str:
    head = ("Collection", "Licence of the texts", "Articles", "Text included", "Withheld", "Withdrawn", "Turns",
            "Characters", "Publishers")  # fmt: skip
    rows = []
    for (collection, license), one in facts.rights.items():
        numbers = (sum(one.status.values()), *(one.status[name] for name in ("published", "withheld", "withdrawn")))
        counted = [f"{number:,}" for number in (*numbers, one.turns, one.characters)]
        rights = license or "unknown: all rights may be reserved"
        rows.append((collection or "(none)", rights, *counted, _publishers(one)))
    return _markdown(head, rows)


def _publishers(rights: Rights) -> str:
    names = [name for name, _ in _ordered(rights.publishers)]
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more or "not stated"


def _counts(counter: Counter[str], what: str, number: str) -> str:
    total = counter.total()
    rows = [(f"`{name}`", f"{count:,}", f"{count / total:.1%}") for name, count in _ordered(counter)]
    return _markdown((what, number, "Share"), rows) if rows else f"No {number.lower()} in this release."


def _ordered(counter: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first, equal ones by name: `most_common` keeps the order of the files."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """Text that cannot break out of its cell: names come from the articles."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")
