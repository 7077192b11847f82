"""The package: what completes a release folder beside its tables: card, schemas, pictures and the two descriptors.

Only their writing belongs here, each is made in a module of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pipelines.tables.card import render
from pipelines.tables.croissant import croissant
from pipelines.tables.datapackage import datapackage
from pipelines.tables.facts import Facts, gather
from pipelines.tables.origins import Origin, by_collection
from pipelines.tables.pictures import PICTURES
from pipelines.tables.schema import TABLES, load


def finish(
    folder: Path, template: str, origins: Iterable[Origin] = (), *, accuracy: str = "", repository: str = ""
) -> Facts:
    """Complete a release folder that holds the three tables' Parquet files; returns the figures that it states.

    Writes ``README.md`` from ``template`` (the text of ``dataset_card.md``), ``schemas/``, ``images/``,
    ``datapackage.json`` and ``croissant.json``.  For the other arguments see ``card.render``.  Raises FileNotFoundError
    if a table is missing, ``card.BadTemplate`` for an unknown placeholder.
    """
    facts = gather(folder)
    known = by_collection(origins)
    card = render(template, facts, known, accuracy=accuracy, repository=repository)
    for name in TABLES:
        _write(folder / "schemas" / f"{name}.json", load(name).raw)
    for name, picture in PICTURES.items():
        _write(folder / "images" / f"{name}.svg", picture(facts))
    _write(folder / "README.md", card)
    _write(folder / "datapackage.json", _json(datapackage(facts, known)))
    _write(folder / "croissant.json", _json(croissant(facts)))
    return facts


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
