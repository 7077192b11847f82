"""Mutated inputs give rejects or rows that pass the checks: no trace, no hang, no memory without end, nothing lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import mutants
import pyarrow.parquet as pq
import pytest
import wrecks
from mutants import Planted

from pipelines.dumps.names import dump_of

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE, DUMPS, ALL = 50, 14, 1050
SECONDS, BYTES = 10, 1_000_000_000
"""Time of the processor that a stage may take for one article, and memory of the whole build at its peak."""

BUILD = """
    import json, sys, time
    from benchmarks.measuring import peak
    from pipelines.build import build
    from pipelines.places import Places
    last, longest = time.process_time(), [0.0, ""]
    def tell(stage, done, total):
        global last
        now = time.process_time()
        longest[:] = max(longest, [now - last, f"{stage} {done}"])
        last = now
    outcome = build(Places(sys.argv[1], sys.argv[2]), tell)
    print(json.dumps({"problems": outcome.problems, "longest": longest, "peak": peak()}))
"""


def built(raw: Path, out: Path) -> dict[str, Any]:
    """What a build in another process came to: problems, the longest time between two articles, the peak of memory."""
    elsewhere = raw.with_name("elsewhere")
    elsewhere.mkdir(exist_ok=True)
    command = [sys.executable, "-c", textwrap.dedent(BUILD), str(raw), str(out)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def rejects_of(out: Path) -> list[dict[str, Any]]:
    """The rejects of a release."""
    return [json.loads(line) for line in (out / "rejects.jsonl").read_text(encoding="utf-8").split("\n") if line]


def account_for(planted: Planted, out: Path) -> None:
    """Each file is an article of the release, or a reject, or hidden; and there is nothing else."""
    articles = [one for one in raw_paths(out) if not dump_of(one)]
    rejects = [one["file"] for one in rejects_of(out) if one["file"].endswith(mutants.SUFFIXES)]
    hidden = {one for one in planted.articles if mutants.is_hidden(one)}
    assert sorted([*articles, *rejects, *hidden]) == sorted(planted.articles | planted.strangers)
    assert planted.strangers <= set(rejects)


def account_for_records(planted: dict[str, int | None], out: Path) -> None:
    """Each dump gave articles or rejects, of each place one, where it was not refused as a whole."""
    articles = Counter(dump_of(one) for one in raw_paths(out))
    places, whole = Counter[str | None](), set[str]()
    for one in rejects_of(out):
        places[dump_of(one["file"])] += one.get("count", 1)
        if one["file"] in planted and not re.match(r"(line|row|record) \d+: ", one["reason"]):
            whole.add(one["file"])
    for dump, expected in planted.items():
        if not mutants.is_hidden(dump):
            assert articles[dump] + places[dump] > 0, dump
            assert expected is None or dump in whole or articles[dump] + places[dump] == expected, dump


def raw_paths(out: Path) -> list[str]:
    """Where the articles of a release stand."""
    return column(out, "raw_path")


def column(out: Path, name: str) -> list[str]:
    """A column of the articles of a release."""
    return [str(one) for one in pq.read_table(out / "articles", columns=[name])[name].to_pylist()]


def bytes_below(folder: Path) -> dict[str, bytes]:
    """The files of a folder with their bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def hold_a_campaign(folder: Path, first: int, most: int) -> None:
    """Build mutated files of at most so many bytes and wrecks of dumps, and look at all that may be wrong then."""
    raw, out = folder / "raw", folder / "out"
    planted = mutants.plant(raw, range(first, first + AT_ONCE - DUMPS), most)
    wrecked = wrecks.plant(raw, range(first // AT_ONCE * DUMPS, (first // AT_ONCE + 1) * DUMPS))
    before = sorted(os.walk(raw))
    told = built(raw, out)
    assert told["problems"] == []
    assert [one for one in rejects_of(out) if "fangtan failed" in one["reason"]] == []
    account_for(planted, out)
    account_for_records(wrecked, out)
    assert told["longest"][0] < SECONDS, told["longest"]
    assert told["peak"] < BYTES
    texts = "".join(column(out, "text"))
    assert mutants.SECRET not in texts + (out / "rejects.jsonl").read_text(encoding="utf-8")
    assert sorted(os.walk(raw)) == before
    assert {one.name for one in folder.iterdir()} == {"raw", "out", ".out.work", "outside.txt", "elsewhere"}
    assert not any((folder / "elsewhere").iterdir())


def test_mutated_inputs_cost_nobody_else_anything(tmp_path: Path) -> None:
    """Each is an article or a reject; what was built passes all checks, or the build would have said so."""
    hold_a_campaign(tmp_path, 0, 100_000)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, ALL, AT_ONCE))
def test_a_thousand_mutated_inputs_cost_nobody_else_anything(first: int, tmp_path: Path) -> None:
    """Also large ones; built again from nothing, the first of them give the same bytes."""
    hold_a_campaign(tmp_path, first, 2_000_000)
    if not first:
        assert built(tmp_path / "raw", tmp_path / "again")["problems"] == []
        assert bytes_below(tmp_path / "again") == bytes_below(tmp_path / "out")
