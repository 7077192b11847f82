"""Turns: who speaks from where to where, once the labels of the speakers are known.

Here belongs the cutting of a script into turns. Articles whose questions carry no label at all are read in
``questions``; people behind the labels in ``speakers``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.text.asking import asks
from pipelines.text.casting import Cast
from pipelines.text.names import is_han_name
from pipelines.text.parts import Kind
from pipelines.text.script import Stretch
from pipelines.text.tail import closes

ASKER, ANSWERER = "?", "!"
REPORTS = "表示|提到|说道|补充|指出|认为|回忆|介绍|坦言|强调|总结|回答|反问|透露|解释|笑"
OVER = re.compile(r"^(?:采访|访谈|採訪|訪談|对话|對話|录音|錄音)(?:结束|結束|到此|进行到|至此)")
SCENE = re.compile(
    r"^(?:采访结束|访谈结束|這時，|这时，|此时，|此時，)|^(?:说到这里|说到此处|说完|话音[刚未]落|说话间|这时|此时|采访(?:中|间隙|结束)|访谈结束|聊到这里|讲到这里|离开(?:时|前)|临别|告别时)[^。]{0,30}?(?:他|她|大家|我们|众人|全场)"
)
LEAVING = re.compile(r"(?:^|[。！？])(?:他|她)(?:在|把|站|拿|起身|转身|笑|看了|走|点了|放下|关|收起|没有再|摆摆手|挥)")
QUOTED = re.compile(r"[“「『\"].*?[”」』\"]")


@dataclass(frozen=True, slots=True)
class Turn:
    """Stretches ``first`` to ``last`` of the script, beginning at ``start`` of the first one's line.

    ``key`` is a key of the cast, or ``ASKER`` or ``ANSWERER`` where the article prints no label; ``method`` names the
    rule that made the turn, ``confidence`` how sure it is, 0 to 1.
    """

    key: str
    label: str | None
    method: str
    first: int
    start: int
    last: int
    confidence: float


@dataclass(slots=True)
class _Open:
    """The turn that is being read; ``last`` is None until it has said something."""

    key: str
    label: str | None
    method: str
    confidence: float
    first: int | None = None
    start: int = 0
    last: int | None = None

    def take(self, index: int, start: int) -> None:
        if self.first is None:
            self.first, self.start = index, start
        self.last = index

    def close(self) -> list[Turn]:
        if self.first is None or self.last is None:
            return []
        return [Turn(self.key, self.label, self.method, self.first, self.start, self.last, self.confidence)]


def cut(script: Sequence[Stretch], cast: Cast) -> list[Turn]:
    """The turns of a dialogue with printed labels, in reading order, none overlapping another."""
    turns: list[Turn] = []
    current: _Open | None = None
    resumed: str | None = None
    names = reporting_names(cast)
    asker = _asking_key(script, cast)
    final = max((index for index, stretch in enumerate(script) if stretch.label or stretch.asks), default=-1)
    for index, stretch in enumerate(script):
        if stretch.label is not None or stretch.lost:
            turns += current.close() if current else []
            current, resumed = _begin(stretch, index, cast, turns), None
        elif not stretch.kind.kept or stretch.kind.note:
            continue
        elif (stretch.asks and (current is None or current.key != asker)) or _answers(
            stretch, current, asker, script, cast
        ):
            turns += current.close() if current else []
            key = asker if stretch.asks else _answering_key(turns, asker)
            current, resumed = _Open(key, None, "question_typography", 0.88), None
            current.take(index, stretch.part.start)
        elif stretch.kind is Kind.HEADING or narrates(stretch.text, names, after_last=index > final):
            turns += current.close() if current else []
            resumed = current.key if current and stretch.kind is Kind.HEADING else None
            current = None
        elif current is not None:
            current.take(index, _speech_start(stretch, current))
        elif resumed is not None and _goes_on(stretch.text, index < final):
            current = _Open(resumed, None, "continuation", 0.85)
            current.take(index, stretch.part.start)
            resumed = None
    return turns + (current.close() if current else [])


def _asking_key(script: Sequence[Stretch], cast: Cast) -> str:
    """Who asks the questions without label: the label of the first bold question, if one has a label."""
    bold = (s.label.key for s in script if cast.asks and s.label and s.part.whole_bold and asks(s.speech.text))
    return next(bold, ASKER)


def _answering_key(turns: Sequence[Turn], asker: str) -> str:
    """Who answers without label: whoever was labelled last and does not ask."""
    return next((turn.key for turn in reversed(turns) if turn.key != asker), ANSWERER)


def _answers(stretch: Stretch, current: _Open | None, asker: str, script: Sequence[Stretch], cast: Cast) -> bool:
    """Plain words below a question that only its typography told, or that only the first label told."""
    if not cast.asks or current is None or current.first is None or current.key != asker:
        return False
    question = script[current.first]
    return stretch.kind is Kind.PROSE and not stretch.part.whole_bold and (question.asks or question.part.whole_bold)


def _begin(stretch: Stretch, index: int, cast: Cast, turns: Sequence[Turn]) -> _Open:
    if stretch.label is None:
        opened = _Open(_other_side(turns, cast), None, "lost_label", 0.75)
        opened.take(index, stretch.part.start)
        return opened
    group = cast.group_of(stretch.label)
    method = "inline_label" if stretch.label.form == "run_on" else "role_label" if group.role_word else "printed_label"
    opened = _Open(group.key, stretch.label.label, method, confidence(group.key, cast))
    if stretch.speech.text:
        opened.take(index, stretch.speech.start)
    return opened


def confidence(key: str, cast: Cast) -> float:
    """How sure the cast is of a label, from the weight of evidence: 0.99 for well supported ones, 0.8 at the least."""
    weight = (cast.strength or {}).get(key, 0.0)
    return next(
        value for least, value in ((6.0, 0.99), (4.5, 0.97), (4.0, 0.94), (3.0, 0.9), (-99.0, 0.8)) if weight >= least
    )


def _other_side(turns: Sequence[Turn], cast: Cast) -> str:
    """Who answers where the label is lost: the answering key heard most, or nobody in particular."""
    heard = [turn.key for turn in turns if turn.key != turns[-1].key] if turns else []
    named = [group.key for group in cast.groups if group.role_word == "answerer"]
    return named[0] if named else max(sorted(set(heard)), key=heard.count, default=ANSWERER)


def _speech_start(stretch: Stretch, current: _Open) -> int:
    """Speech on the line after a label alone may open with the label's colon."""
    if current.first is not None:
        return stretch.part.start
    colon = re.match(r"[:：]\s*", stretch.text)
    return stretch.part.start + (colon.end() if colon else 0)


def reporting_names(cast: Cast) -> str:
    """The cast's full names as an alternative of a regular expression, empty where there are none."""
    names = {
        group.core_name
        for group in cast.groups
        if is_han_name(group.core_name) or " " in group.name or "·" in group.name
    }
    names |= {
        part for group in cast.groups for part in re.findall(r"[A-Z][a-z]{2,}", group.name) if not group.role_word
    }
    return "|".join(re.escape(name) for name in sorted(names))


def narrates(text: str, names: str, *, after_last: bool) -> bool:
    """Whether a paragraph among turns tells about the speakers instead of being spoken by one."""
    unquoted = QUOTED.sub("", text.split("。")[0])
    told = names and re.match(
        rf"(?:对此，|随后，|最后，)?(?:{names})(?:还|也|又|则|进一步|随后|接着|最后)?(?:{REPORTS})", text
    )
    if OVER.match(text):
        return True
    if (told or SCENE.match(text)) and not re.search(r"[我您你]", unquoted):
        return True
    return after_last and (
        closes(text) or bool(LEAVING.search(text) and not re.search(r"[我您你]", QUOTED.sub("", text)))
    )


def _goes_on(text: str, inside: bool) -> bool:
    """After a heading without label the speaker goes on; behind the last label only in the first person."""
    unquoted = QUOTED.sub("", text)
    spoken = bool(re.search(r"[我咱你您]", unquoted))
    return spoken or (inside and not re.search(r"[他她]", unquoted))


def split_sides(turns: Sequence[Turn], script: Sequence[Stretch], cast: Cast) -> list[Turn]:
    """Where only one side is labelled, give the other side what it says."""
    kinds = {group.role_word or "named" for group in cast.groups}
    if not turns:
        return []
    if kinds == {"asker"} and len(cast.groups) == 1:
        return [part for turn in turns for part in _answer_split(turn, script)]
    if len(cast.groups) == 1:
        return [
            part
            for turn, later in zip(turns, [*turns[1:], None], strict=True)
            for part in _question_split(turn, later, script)
        ]
    return list(turns)


def _answer_split(turn: Turn, script: Sequence[Stretch]) -> list[Turn]:
    """The labelled stretch asks (with what goes on in its typography); what follows answers."""
    spoken = [i for i in range(turn.first, turn.last + 1) if script[i].kind is Kind.PROSE]
    bold = script[turn.first].part.whole_bold
    asked = [i for n, i in enumerate(spoken) if n == 0 or (bold and script[i].part.whole_bold)]
    rest = [i for i in spoken if i > asked[-1]]
    if not rest:
        return [turn]
    answer = Turn(ANSWERER, None, "lost_label", rest[0], script[rest[0]].part.start, turn.last, 0.85)
    return [replace(turn, last=asked[-1]), answer]


def _question_split(turn: Turn, later: Turn | None, script: Sequence[Stretch]) -> list[Turn]:
    """The last paragraph before the next label of the only speaker asks, if it reads as a question to somebody."""
    spoken = [i for i in range(turn.first, turn.last + 1) if script[i].kind is Kind.PROSE]
    asks = later is not None and len(spoken) > 1 and re.search(r"[？?][”」』]?$", script[spoken[-1]].text)
    if not asks or not (re.search(r"[你您]", script[spoken[-1]].text) or script[spoken[-1]].part.whole_bold):
        return [turn]
    question = Turn(ASKER, None, "question_typography", spoken[-1], script[spoken[-1]].part.start, turn.last, 0.8)
    return [replace(turn, last=spoken[-2]), question]
