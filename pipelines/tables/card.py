"""The dataset card: the hand-written ``dataset_card.md`` with its placeholders filled from the schemas and the figures.

Prose belongs in the template, counting in ``facts``; here is the YAML front matter that the Hub reads, and the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.tables.facts import Facts
from pipelines.tables.markdown import counts, ordered, table
from pipelines.tables.origins import Origin
from pipelines.tables.rights import license_id, rights_section
from pipelines.tables.schema import TABLES, Field, TableSchema, load
from pipelines.tables.statistics import duplicates, masks, statistics_section

_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7),
          ("10M<n<100M", 10**8), ("100M<n<1B", 10**9))  # fmt: skip
HUB = "https://huggingface.co/datasets"
_RELEASES = """\
## Releases

`main` is the latest release. Each release has a tag of its own, so that an analysis can say what it used, as in
`load_dataset("{repository}", "turns", revision="2026.11.22")`; what changed from release to release is in
[CHANGELOG.md](CHANGELOG.md)."""
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class BadTemplate(ValueError):
    """A card template with a placeholder that nothing fills; the message names it and those that exist."""


def render(
    template: str, facts: Facts, origins: Mapping[str | None, Origin], *, accuracy: str = "", repository: str = ""
) -> str:
    """The text of ``README.md``.

    ``accuracy`` is a Markdown section with the results of the evaluation, left out while there is none; ``repository``
    is the ``owner/name`` on the Hub, empty while the release has none.  Raises BadTemplate.
    """
    values = {
        "front_matter": front_matter(facts, repository),
        "repository": repository or "OWNER/fangtan",
        "version": load("articles").version,
        "summary": _summary(facts),
        "tables": _tables(facts),
        "statistics": statistics_section(facts),
        "masks": masks(facts),
        "duplicates": duplicates(facts),
        "methods": counts(facts.methods, "Method", "Turns"),
        "entity_types": counts(facts.types, "Type", "Mentions"),
        "rights": rights_section(facts, origins),
        "accuracy": accuracy.strip(),
        "contact": _contact(repository),
        "releases": _RELEASES.format(repository=repository) if repository else "",
    } | {f"columns_{name}": _columns(load(name)) for name in TABLES}
    text = _PLACEHOLDER.sub(lambda found: _fill(found.group(1), values), template)
    # A section that is left out leaves blank lines behind.
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _fill(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        known = ", ".join(sorted(values))
        raise BadTemplate(f"dataset_card.md: unknown placeholder {{{{{name}}}}}; use one of {known}")
    return values[name]


def front_matter(facts: Facts, repository: str = "") -> str:
    """The YAML block at the head of the card, with its ``---`` lines."""
    import yaml

    license = license_id(facts)
    languages = ["zh", *(["en"] if facts.languages["en"] else [])]
    rows = max(table.rows for table in facts.tables.values())
    data: dict[str, Any] = {
        "pretty_name": "Fangtan 访谈",
        "language": languages,
        "license": license,
        **(_other_license(repository) if license == "other" else {}),
        "size_categories": [next((name for name, limit in _SIZES if rows < limit), "1B<n<10B")],
        "task_categories": ["text-generation", "token-classification"],
        "task_ids": ["dialogue-modeling", "named-entity-recognition"],
        "annotations_creators": ["machine-generated"],
        "tags": ["chinese", "interviews", "dialogue", "speaker-attribution", "quotations"],
        "configs": [_config(name, facts) for name in TABLES],
        "dataset_info": [_info(load(name), facts) for name in TABLES],
    }
    # The same text, several times as fast.
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return "---\n" + yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120) + "---"


def _other_license(repository: str) -> dict[str, str]:
    """What the Hub shows instead of a licence: the rights of each row, and where they are told."""
    link = {"license_link": f"{HUB}/{repository}#rights-and-licence"} if repository else {}
    return {"license_name": "see-column-license", **link}


def _contact(repository: str) -> str:
    tab = "the Community tab of this dataset on the Hub"
    return f"[{tab}]({HUB}/{repository}/discussions)" if repository else tab


def _config(name: str, facts: Facts) -> dict[str, Any]:
    """The number of shards is part of the pattern: a file that somebody left beside ours joins no split."""
    shards = len(facts.tables[name].files)
    files = [{"split": "train", "path": f"{name}/train-*-of-{shards:05d}.parquet"}]
    return {"config_name": name, **({"default": True} if name == TABLES[0] else {}), "data_files": files}


def _info(schema: TableSchema, facts: Facts) -> dict[str, Any]:
    own = facts.tables[schema.name]
    return {
        "config_name": schema.name,
        "features": [_feature(field) for field in schema.fields],
        "splits": [{"name": "train", "num_bytes": own.data_bytes, "num_examples": own.rows}],
        "download_size": own.download_bytes,
        "dataset_size": own.data_bytes,
    }


def _feature(field: Field) -> dict[str, Any]:
    """A feature as the Hub's YAML writes it (``datasets.Features._to_yaml_list``)."""
    if field.item is None:
        return {"name": field.name, "dtype": field.arrow}
    inner = [_feature(member) for member in field.item.fields]
    return {"name": field.name, "list": inner or field.item.arrow}


def _summary(facts: Facts) -> str:
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in ordered(facts.kinds)) or "none"
    rows = {name: facts.tables[name].rows for name in TABLES}
    return (
        f"This release holds {rows['articles']:,} articles ({kinds}) of {facts.characters:,} characters, "
        f"{rows['turns']:,} turns and {rows['entities']:,} mentions of named things."
    )


def _tables(facts: Facts) -> str:
    rows = []
    for name in TABLES:
        own = facts.tables[name]
        size = f"{own.download_bytes / 1e6:,.2f} MB"
        rows.append((f"`{name}`", load(name).description, f"{own.rows:,}", str(len(own.files)), size))
    return table(("Table", "A row", "Rows", "Files", "Download"), rows)


def _columns(schema: TableSchema) -> str:
    rows = [row for field in schema.fields for row in _column(field, field.name)]
    return table(("Column", "Type", "Description"), rows)


def _column(field: Field, path: str) -> Iterable[tuple[str, str, str]]:
    """The row of a column, then those of the members of its structs."""
    yield f"`{path}`", _type(field), field.description
    for member in (field.item or field).fields:
        yield from _column(member, f"{path}[].{member.name}" if field.item else f"{path}.{member.name}")


def _type(field: Field) -> str:
    if field.item is not None:
        return f"list of {_type(field.item)}"
    return field.arrow
