"""Dialogues that print no label: questions in bold, as headings or as plain paragraphs, and the answers below them.

Here belongs the recognition of such an article and its turns. The bar is high: a report with questions for headings is
no interview, so the wording has to address somebody and somebody has to answer in the first person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.text.asking import ADDRESS, FEWEST, asking_among
from pipelines.text.parts import HEADING, PROSE
from pipelines.text.script import Stretch
from pipelines.text.tail import closes
from pipelines.text.turns import ANSWERER, ASKER, Turn
from pipelines.text.typography import is_question

INTERVIEW = re.compile(
    r"采访|採訪|专访|專訪|访谈|訪談|对话|對話|对谈|對談|问答|問答|Q\s*&\s*A|实录|實錄|谈话|談話|聊了聊|聊聊|interview",
    re.IGNORECASE,
)
OWN = re.compile(r"[我咱]")
THANKS = re.compile(r"^(?:再次|最后)?(?:非常|十分)?(?:感谢|谢谢|感謝|謝謝).{0,60}$")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way to print questions: which stretches ask, what evidence is needed, how sure the turns are.

    ``told`` are stretches printed like the others that ask for something without a question.
    """

    asking: tuple[int, ...]
    bar: float
    confidence: float
    told: tuple[int, ...] = ()


def question_turns(script: Sequence[Stretch], title: str) -> list[Turn]:
    """The turns of a dialogue without labels, or none where the article is no dialogue."""
    for found in (find(script) for find in (_headings, _bold, _plain)):
        if found and _evidence(found, script, title) >= found.bar:
            return _turns(found, script)
    return []


def _headings(script: Sequence[Stretch]) -> Pattern | None:
    heads = [i for i, s in enumerate(script) if s.part.line.heading and s.kind is HEADING]
    return _mostly_questions(heads, script, 0.92)


def _bold(script: Sequence[Stretch]) -> Pattern | None:
    bold = [
        i
        for i, s in enumerate(script)
        if s.part.line.bold and s.kind in (PROSE, HEADING) and not s.part.line.heading and s.part.whole_bold
    ]
    return _mostly_questions([i for i in bold if len(script[i].text) > 4 or is_question(script[i].text)], script, 0.9)


def _mostly_questions(lines: Sequence[int], script: Sequence[Stretch], confidence: float) -> Pattern | None:
    """Such lines mostly ask, see ``asking.asking_among``."""
    asking = asking_among(lines, [stretch.text for stretch in script]) if len(lines) >= FEWEST else []
    if not asking:
        return None
    behind = [i for i in lines if i >= asking[0]]
    return Pattern(tuple(asking), 2.0, confidence, tuple(_told(asking, behind, script)))


def _told(asking: Sequence[int], behind: Sequence[int], script: Sequence[Stretch]) -> list[int]:
    """Headings that ask without a question, ``给新人的建议``: on a level where four of five others do ask."""
    found: list[int] = []
    for level in sorted({script[i].part.line.heading for i in asking} - {0}):
        same = [i for i in behind if script[i].part.line.heading == level]
        asked = [i for i in same if i in asking]
        found += [i for i in same if i not in asked] if len(asked) >= 0.8 * len(same) else []
    return found


def _plain(script: Sequence[Stretch]) -> Pattern | None:
    """Paragraphs that end in a question to 你 or 您, each answered by at least one paragraph that does not."""
    spoken = {i: stretch.part.text for i, stretch in enumerate(script) if stretch.part.kind is PROSE}
    questions = {i: text for i, text in spoken.items() if len(text) <= 160 and is_question(text)}
    addressed = {i for i, text in questions.items() if ADDRESS.search(text)}
    asking = [i for i, after in pairwise(spoken) if i in addressed and after not in addressed]
    if len(asking) < FEWEST:
        return None
    short = {i for i, text in questions.items() if len(text) <= 80} | addressed
    every = [i for i, after in pairwise(spoken) if i in short and after not in short and i >= asking[0]]
    return Pattern(tuple(every), 3.0, 0.75)


def _evidence(found: Pattern, script: Sequence[Stretch], title: str) -> float:
    """One point each: the opening calls it an interview, questions address somebody, answers say 我."""
    opening = " ".join([title, *(stretch.text for stretch in script[:12] if stretch.kind.kept)])
    asked = [script[i].text for i in found.asking]
    answers = _answers(found, script)
    addressed = sum(bool(ADDRESS.search(text)) for text in asked) / len(asked)
    personal = sum(bool(OWN.search(text)) for text in answers) / max(1, len(answers))
    return bool(INTERVIEW.search(opening)) + (addressed >= 0.3) + (personal >= 0.5)


def _answers(found: Pattern, script: Sequence[Stretch]) -> list[str]:
    ends = [*found.asking[1:], len(script)]
    between = zip(found.asking, ends, strict=True)
    return [" ".join(s.text for s in script[i + 1 : end] if s.kind is PROSE) for i, end in between]


def _turns(found: Pattern, script: Sequence[Stretch]) -> list[Turn]:
    asking = {*found.asking, *found.told}
    last = max(asking)
    turns: list[Turn] = []
    answer: list[int] = []
    for index in range(found.asking[0], len(script)):
        stretch = script[index]
        if index in asking:
            turns += _answer(answer, script, found)
            turns.append(Turn(ASKER, None, "question_typography", index, stretch.part.start, index, found.confidence))
            answer = []
        elif stretch.kind is HEADING or (index > last and (closes(stretch.text) or THANKS.match(stretch.text))):
            turns += _answer(answer, script, found)
            answer = []
            if index > last:
                break
        elif stretch.kind is PROSE:
            answer.append(index)
    return turns + _answer(answer, script, found)


def _answer(spoken: Sequence[int], script: Sequence[Stretch], found: Pattern) -> list[Turn]:
    if not spoken:
        return []
    first, last = spoken[0], spoken[-1]
    return [Turn(ANSWERER, None, "question_typography", first, script[first].part.start, last, found.confidence)]
