"""A reading that is being corrected: finding turns, people and places in it, cutting stretches, reassigning turns.

Here belongs what all kinds of correction share, offsets above all; the kinds themselves are in ``mending``. Offsets are
code points into the text as the draft would publish it now.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.text.folding import fold
from pipelines.text.layout import Layout, lay_out, spans
from pipelines.text.overrides import Override, opening, shown
from pipelines.text.parts import Kind
from pipelines.text.reading import OVERRIDE, Reading
from pipelines.text.script import Stretch
from pipelines.text.speakers import Person
from pipelines.text.turns import Turn


def corrected(turn: Turn) -> Turn:
    """The turn as a person made it: nothing is surer."""
    return turn._replace(method=OVERRIDE, confidence=1.0)


@dataclass(slots=True)
class Draft:
    """The parts of a ``Reading`` that corrections change."""

    title: str
    script: list[Stretch]
    turns: list[Turn]
    people: list[Person]
    roles: list[str]
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, reading: Reading) -> Draft:
        """A draft that says what ``reading`` says."""
        title, remarks = reading.cleaned.title or "", list(reading.remarks)
        return cls(title, list(reading.script), list(reading.turns), list(reading.people), list(reading.roles), remarks)

    def onto(self, reading: Reading) -> Reading:
        """``reading`` as corrected: people in the order of their first turn, those without any left out."""
        order = list(dict.fromkeys(map(self.holder, self.turns)))
        people, roles = tuple(self.people[i] for i in order), tuple(self.roles[i] for i in order)
        return replace(
            reading,
            script=tuple(self.script),
            turns=tuple(self.turns),
            people=people,
            roles=roles,
            remarks=tuple(self.remarks),
        )

    def layout(self) -> Layout:
        """The text as it stands now."""
        return lay_out(self.script)

    def spans(self) -> list[tuple[int, int]]:
        """Where the words of each turn stand."""
        layout = self.layout()
        return spans(self.turns, self.script, layout)

    def said(self) -> list[str]:
        """The words of each turn."""
        text = self.layout().text
        return [text[start:end] for start, end in self.spans()]

    def opening(self, turn: Turn) -> int | None:
        """The index of the stretch that prints the label of a turn, None where none is printed."""
        if turn.label is None or turn.start > self.script[turn.first].part.start:
            return turn.first if turn.label else None
        return next((i for i in range(turn.first - 1, -1, -1) if self.script[i].label), None)

    def holder(self, turn: Turn) -> int:
        """The index of whoever speaks the turn."""
        return next(index for index, person in enumerate(self.people) if turn.key in person.keys)

    def name(self, index: int) -> str | None:
        """The name of whoever speaks a turn."""
        return self.people[self.holder(self.turns[index])].name

    def person(self, name: str) -> int | None:
        """The index of the person with that name, or else of the one who is also called so."""
        wanted = fold(name)
        named = [i for i, one in enumerate(self.people) if one.name and fold(one.name) == wanted]
        called = [i for i, one in enumerate(self.people) if wanted in map(fold, one.aliases)]
        return next(iter((*named, *called)), None)

    def labelled(self, label: str) -> list[int]:
        """The turns that print ``label``, and those without label with which they go on."""
        wanted, found, open_keys = fold(label), list[int](), set[str]()
        for index, turn in enumerate(self.turns):
            if turn.label is not None:
                fits = wanted in (fold(turn.label), turn.key)
                open_keys = open_keys | {turn.key} if fits else open_keys - {turn.key}
            elif turn.key not in open_keys:
                continue
            if turn.key in open_keys:
                found.append(index)
        return found

    def turn(self, entry: Override) -> int:
        """The index of the turn that starts with the entry's words. Raises ``Refused``."""
        wanted, said = entry.turn or "", self.said()
        found = [index for index, words in enumerate(said) if words.startswith(wanted)]
        if found:
            return found[choice(entry, "turn", wanted, len(found))]
        inside = next((words for words in said if wanted in words), None)
        near = difflib.get_close_matches(wanted, [words[: len(wanted)] for words in said], 1, cutoff=0.3)
        shift = f"the words stand inside the turn that starts {opening(inside)}" if inside is not None else None
        other = f"the nearest starts {shown(near[0])}" if near else f"the article has {len(said)} turns"
        raise entry.refuse(f"no turn starts with {shown(wanted)}; {shift or other}", "copy the first words of the turn")

    def bound(self, position: int) -> int:
        """The index of the first stretch that starts at ``position`` or behind it; one that spans it is cut in two."""
        for index, start in enumerate(self.layout().starts):
            if start is None:
                continue
            if start >= position:
                return index
            if position < start + len(self.script[index].text):
                self._cut(index, self.script[index].part.start + position - start)
                return index + 1
        return len(self.script)

    def _cut(self, index: int, at: int) -> None:
        """Cut a stretch at the offset ``at`` of its line and move the turns behind it."""
        stretch = self.script[index]
        head, tail = stretch.part.cut(stretch.part.start, at), stretch.part.cut(at, stretch.part.end)
        self.script[index : index + 1] = [stretch._replace(part=head), Stretch(tail)]
        for number, turn in enumerate(self.turns):
            first = turn.first + (turn.first > index or (turn.first == index and turn.start >= at))
            self.turns[number] = turn._replace(first=first, last=turn.last + (turn.last >= index))

    def spoken(self, first: int, last: int) -> list[int]:
        """Which of the stretches ``first`` to ``last`` hold words that somebody speaks or the article tells."""
        return [i for i in range(first, last + 1) if self.script[i].kind is Kind.PROSE and self.script[i].text]

    def give(self, entry: Override, turns: Sequence[int]) -> None:
        """Let the entry's speaker, who may be new, speak the turns."""
        index = self.person(entry.speaker) if entry.speaker else None
        if index is None:
            role = entry.role or self.roles[self.holder(self.turns[turns[0]])]
            index = self.add(Person(entry.speaker, (f"\0{entry.place}",)), role)
        elif entry.role and entry.role != self.roles[index]:
            raise entry.refuse(
                f"{shown(entry.speaker)} is {self.roles[index]} in this article, not {entry.role}",
                "leave role out, or change it by an entry of its own: correct: role",
            )
        self.hand(index, turns)

    def add(self, person: Person, role: str) -> int:
        """The index of a further person."""
        self.people.append(person)
        self.roles.append(role)
        return len(self.people) - 1

    def hand(self, person: int, turns: Sequence[int]) -> None:
        """Let a person speak the turns."""
        for index in turns:
            self.turns[index] = corrected(self.turns[index])._replace(key=self.people[person].keys[0])


def choice(entry: Override, what: str, words: str, count: int) -> int:
    """Which of ``count`` places is meant, from 0. Raises ``Refused`` where that is not said."""
    if entry.nth is None and count > 1:
        raise entry.refuse(
            f"{what} {shown(words)} fits {count} places", f"write more words, or which is meant: nth: 1 to {count}"
        )
    if entry.nth is not None and entry.nth > count:
        raise entry.refuse(f"{what} {shown(words)} fits {count} places, nth is {entry.nth}", "count again")
    return (entry.nth or 1) - 1
