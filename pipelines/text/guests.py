"""Guests: the person who is asked, where no label names him: by title, lead and guest list, or by his own first words.

Here belongs what an article says beside its turns and who that makes the interviewee. Labels with a name are resolved
in ``speakers``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.text.folding import fold
from pipelines.text.introductions import STOP_THIRD, inside_word, introduced, is_new
from pipelines.text.names import (
    DOT,
    HAN,
    LATIN_NAME,
    is_han_name,
    is_transliterated,
    latin_names,
    person_likeness,
    surnames,
    transliterated,
)
from pipelines.text.spots import spots, times


@dataclass(frozen=True)
class Background:
    """What the article says beside its turns: ``lead`` stands before the first of them, ``text`` is everything."""

    title: str
    lead: str
    text: str
    houses: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    roster: tuple[tuple[str, str], ...] = ()

    @cached_property
    def everything(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}"

    @cached_property
    def dotted(self) -> Counter[str]:
        """The transliterated names of title and text."""
        return Counter(re.sub(r"\s", "", match[0]) for match in transliterated(self.everything))

    @cached_property
    def latin(self) -> dict[str, Counter[str]]:
        """The Latin names of several words in title and text by their first and last word, folded."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for match in latin_names(self.everything):
            parts = match[0].split()
            for end in {fold(parts[0]), fold(parts[-1])} if " " in match[0] else ():
                found[end][match[0]] += 1
        return dict(found)

    @cached_property
    def introduced(self) -> tuple[str, ...]:
        """The people whom the article introduces, its title included: asked for each label, found once."""
        return tuple(introduced(self.everything))


BETWEEN = re.compile(rf"[\s{DOT}]")
"""What stands between the parts of a name."""

VISITED = re.compile(rf"(?:访|訪|对话|對話|采访|採訪|对谈|對談)\s*(?:了)?\s*(?P<name>{LATIN_NAME.pattern})")
INTRODUCES = re.compile(
    rf"(?:我是|我叫|我就是)(?:主持人|主播|今天的主持人|[^，。,；！!我]{{0,10}}的)?\s*"
    rf"(?P<name>[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?|{HAN}{{2,4}})(?=[，。,；！!、\s]|$)"
)


def introduces_himself(texts: Sequence[str]) -> str | None:
    """The name that a speaker without one gives in the first words he says."""
    for text in texts[:2]:
        for match in INTRODUCES.finditer(text[:160]):
            if person_likeness(match["name"]) >= 0.8:
                return match["name"]
    return None


def interviewee(background: Background, taken: set[str]) -> str | None:
    """The person whom title and lead introduce as the one who is asked; None where two are equally likely."""
    listed = [name for word, name in background.roster if re.search("嘉宾|受访|嘉賓|Guest|本名|姓名", word)]
    if len(listed) == 1:
        return listed[0]
    weights: Counter[str] = Counter()
    for name, count in introduced(background.lead).items():
        weights[name] += 2 * min(count, 3) + min(times(name, background.lead), 6)
    for name in _title_names(background, weights):
        weights[name] += 8
    for name in list(weights):
        if name in taken or name in background.houses or (name in background.authors and name not in background.title):
            del weights[name]
    weights = _merge_halves(weights)
    ranked = weights.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < ranked[1][1] + 2):
        return None
    return ranked[0][0]


def _title_names(background: Background, known: Counter[str]) -> list[str]:
    """Names in the title: known from the lead, alone between separators, or recurring in the text."""
    title = re.sub(r"【[^】]*】", " ", background.title)
    pieces = [piece.strip(' 「」“”"《》') for piece in re.split(r"[｜|丨：:，,\s—–-]+|对话|专访|對話|專訪", title)]
    alone = [p for p in pieces if is_han_name(p) or is_transliterated(p)]
    alone += [m["name"] for m in VISITED.finditer(title) if " " in m["name"]]
    found = [name for name in known if name in title]
    outside = re.sub(r"《[^》]*》", "《》", title)
    single, double, _ = surnames()
    named = [i for i, letter in enumerate(outside) if letter in single or outside[i : i + 2] in double]
    runs = ((i, outside[i : i + n]) for n in (3, 2) for i in named if i + n <= len(outside))
    names = (run for i, run in runs if is_han_name(run) and not inside_word(outside, i) and is_new(run))
    recurring = [name for name in names if _recurs(name, background)]
    whole = [run for run in recurring if not any(run in longer for longer in recurring if run != longer)]
    return list(dict.fromkeys([*alone, *found, *whole]))


def _recurs(run: str, background: Background) -> bool:
    """Whether a run of the title comes back: three times, or as the first word of a sentence before the talk begins."""
    opens = run[-1] not in STOP_THIRD and any(
        _opens(background.lead, start) for start, _ in spots(run, background.lead)
    )
    return opens or times(run, background.text) >= 3


def _opens(text: str, at: int) -> bool:
    """Whether a line or a sentence begins there."""
    bare = text[:at].rstrip()
    return not bare or bare[-1] in "。！？" or "\n" in text[len(bare) : at]


def _merge_halves(weights: Counter[str]) -> Counter[str]:
    """A given or family name alone counts for the full name that contains it."""
    merged = Counter(weights)
    for short in weights:
        full = [name for name in weights if name != short and short in name and short in BETWEEN.split(name)]
        best = max((weights[name] for name in full), default=0)
        full = [name for name in full if weights[name] == best]
        if len(full) == 1:
            merged[full[0]] += merged.pop(short)
    return merged
