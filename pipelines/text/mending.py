"""Corrections by hand applied to a reading, each a function of the draft and the entry.

Here belongs what each kind of correction does and when its ground has shifted; stretches are marked in ``marking``, the
form of an entry is in ``overrides``. An entry whose wish the pipeline fulfils meanwhile is applied all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipelines.text.draft import Draft, corrected
from pipelines.text.folding import fold
from pipelines.text.marking import leave_out, narrate
from pipelines.text.overrides import Override, Refused, opening, shown
from pipelines.text.parts import Kind
from pipelines.text.reading import Reading
from pipelines.text.script import Stretch
from pipelines.text.speakers import Person


def withdrawal(reading: Reading, corrections: Sequence[Override]) -> str | None:
    """Why the article is withdrawn, None where it is not. Raises ``Refused`` where its title is another."""
    for entry in corrections:
        if entry.kind == "withdraw":
            title = " ".join((reading.cleaned.title or "").split()) or None
            if entry.expect != (title,):
                raise entry.moved("the title", shown(title))
            return entry.reason
    return None


def mend(reading: Reading, corrections: Sequence[Override]) -> Reading:
    """Apply the corrections in their order, each to what the ones before left. Raises ``Refused``."""
    draft = Draft.of(reading)
    for entry in corrections:
        CORRECTIONS[entry.kind](draft, entry)
        draft.remarks.append(f"{entry.kind}: {entry.reason}")
    return draft.onto(reading)


def _speaker(draft: Draft, entry: Override) -> None:
    """One turn, or all turns with a label, are spoken by somebody else."""
    turns = [draft.turn(entry)] if entry.label is None else _labelled(draft, entry, entry.label)
    names = list(dict.fromkeys(map(draft.name, turns)))
    if names not in ([*entry.expect], [entry.speaker]):
        raise entry.moved("the speaker", " and ".join(map(shown, names)))
    draft.give(entry, turns)


def _labelled(draft: Draft, entry: Override, label: str) -> list[int]:
    turns = draft.labelled(label)
    if not turns:
        labels = ", ".join(dict.fromkeys(shown(turn.label) for turn in draft.turns if turn.label))
        raise entry.refuse(f"no turn has the label {shown(label)}", f"write one of its labels: {labels or 'none'}")
    return turns


def _alias(draft: Draft, entry: Override) -> None:
    """A label or another form of a name stands for a person: the turns of both become that person's."""
    alias, name = entry.alias or "", entry.speaker or ""
    turns, known, target = draft.labelled(alias), draft.person(alias), draft.person(name)
    holder = draft.holder(draft.turns[turns[0]]) if turns else known
    now = None if holder is None else draft.people[holder].name
    if now not in (*entry.expect, name):
        raise entry.moved(f"the name of {shown(alias)}", shown(now))
    if holder is None:
        _also_called(draft, entry, target, alias)
        return
    old, whole = draft.people[holder], fold(draft.people[holder].name or "") == fold(alias)
    if target is None and not turns and not whole:
        raise _nobody(draft, entry, name)
    if target is None:
        target = draft.add(Person(name, (f"\0{entry.place}",), (), old.affiliation), draft.roles[holder])
    own = [index for index, turn in enumerate(draft.turns) if draft.holder(turn) == holder]
    left = tuple(form for form in old.aliases if fold(form) != fold(alias))
    draft.people[holder] = replace(old, aliases=left)
    _call(draft, target, [alias, *((old.name, *old.aliases) if whole else ())])
    draft.hand(target, own if whole else turns)


def _call(draft: Draft, index: int, forms: Sequence[str | None]) -> None:
    """Add forms of the name of a person."""
    person = draft.people[index]
    known = dict.fromkeys(form for form in (*person.aliases, *forms) if form and form != person.name)
    draft.people[index] = replace(person, aliases=tuple(known))


def _also_called(draft: Draft, entry: Override, target: int | None, alias: str) -> None:
    """A form that is no label: it must stand in the article, the person must speak in it."""
    if target is None:
        raise _nobody(draft, entry, entry.speaker)
    if alias not in f"{draft.title}\n{draft.layout().text}":
        raise entry.refuse(f"{shown(alias)} stands nowhere in the article", "write the form as the article prints it")
    _call(draft, target, [alias])


def _nobody(draft: Draft, entry: Override, name: str | None) -> Refused:
    names = ", ".join(shown(person.name) for person in draft.people if person.name)
    return entry.refuse(
        f"nobody called {shown(name)} speaks", f"write a label, or one of the speakers: {names or 'none'}"
    )


def _role(draft: Draft, entry: Override) -> None:
    """Somebody asks, answers, or is heard from the audience."""
    name = entry.speaker or ""
    turns, index = draft.labelled(name), draft.person(name)
    if index is None and turns:
        index = draft.holder(draft.turns[turns[0]])
    if index is None:
        raise _nobody(draft, entry, name)
    if draft.roles[index] not in (*entry.expect, entry.role):
        raise entry.moved(f"the role of {shown(name)}", draft.roles[index])
    draft.roles[index] = entry.role or draft.roles[index]
    draft.hand(index, [i for i, turn in enumerate(draft.turns) if draft.holder(turn) == index])


def _split(draft: Draft, entry: Override) -> None:
    """A turn ends before ``at``, where a further one starts: behind ``label``, if one is printed there."""
    number, words = draft.turn(entry), entry.at or ""
    if (draft.name(number),) != entry.expect:
        raise entry.moved("the speaker", shown(draft.name(number)))
    start, end = draft.spans()[number]
    said = draft.layout().text[start:end]
    if said.count(words) != 1 or said.startswith(words):
        where = "at its start" if said.startswith(words) else f"{said.count(words)} times in it"
        raise entry.refuse(f"the turn is to be split at {shown(words)}, which stands {where}", "write other words")
    cut = draft.bound(start + said.index(words))
    turn, offset = draft.turns[number], _behind(entry, draft.script[cut])
    before = draft.spoken(turn.first, cut - 1)
    after = [i for i in draft.spoken(cut, turn.last) if i > cut or offset < draft.script[i].part.end]
    if not before or not after:
        raise entry.refuse(f"nothing is said {'after' if before else 'before'} {shown(words)}", "write other words")
    first = offset if after[0] == cut else draft.script[after[0]].part.start
    further = turn._replace(first=after[0], start=first, label=entry.label)
    draft.turns[number : number + 1] = [corrected(turn._replace(last=before[-1])), corrected(further)]
    if entry.says_speaker:
        draft.give(entry, [number + 1])


def _behind(entry: Override, stretch: Stretch) -> int:
    """Where in its line the further turn starts: behind the label and its colon."""
    label = entry.label or ""
    found = re.match(rf"{re.escape(label)}\s*[:：]?\s*", stretch.text) if label else None
    if label and not found:
        raise entry.refuse(f"at does not start with the label {shown(label)}", "let at begin with the printed label")
    return stretch.part.start + (found.end() if found else 0)


def _merge(draft: Draft, entry: Override) -> None:
    """A turn and the next are one; what stands between them, a label or a line of narration, was speech."""
    number, said = draft.turn(entry), draft.said()
    following = said[number + 1] if number + 1 < len(said) else None
    if following is None or not following.startswith(entry.expect[0] or ""):
        raise entry.moved("the start of the next turn", "no turn" if following is None else opening(following))
    turn, later = draft.turns[number], draft.turns[number + 1]
    for i in range(turn.last + 1, later.last + 1):
        stretch = draft.script[i]
        if stretch.kind.kept and not stretch.kind.note:
            draft.script[i] = Stretch(stretch.part.become(Kind.PROSE))
    draft.turns[number : number + 2] = [corrected(turn._replace(last=later.last))]


CORRECTIONS: Mapping[str, Callable[[Draft, Override], None]] = {
    "speaker": _speaker,
    "alias": _alias,
    "role": _role,
    "split": _split,
    "merge": _merge,
    "narration": narrate,
    "chrome": leave_out,
}
