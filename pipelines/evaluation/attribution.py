"""Whose words: published turns and text against the gold of one article, as counts of letters and turns.

Rates made of the counts are in ``rates``; this module decides what is counted as what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import permutations
from typing import Any

from pipelines.evaluation.alignment import Span, locate
from pipelines.evaluation.letters import Letters, label_name, letters, name_key
from pipelines.evaluation.truth import Heard, Truth

CONFIDENT = 0.9
"""From this score on a turn counts as one of which the pipeline is sure."""

_NOT_SPEECH = ("BODY", "META", "JUNK", "HEAD")
_FEW = 6
"""Up to so many speakers on either side every matching is tried."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is right and wrong, in letters unless it says turns; counts of several articles may be added."""

    speech: int = 0
    missed: int = 0
    """speech that no turn holds"""
    false: int = 0
    """published as speech, but none"""
    confused: int = 0
    """speech given to another speaker, after the best matching of published to gold speakers"""
    misnamed: int = 0
    """speech whose speaker does not bear the right name"""
    unnamed: int = 0
    """the part of ``misnamed`` whose speaker is null"""
    gold: int = 0
    """turns that a reader heard"""
    published: int = 0
    """published turns that the article holds"""
    started: int = 0
    """turns of both that start at the same letter"""
    exact: int = 0
    """of these, turns with the right end and name"""
    roles: int = 0
    """of these, turns with the right role"""
    confident: int = 0
    """of these, turns with a score of at least `CONFIDENT`"""
    confident_right: int = 0
    """of the confident ones, turns with the right name"""
    wanted: int = 0
    """narration and speech"""
    lost: int = 0
    """the part of ``wanted`` that the published text lacks"""
    chrome: int = 0
    leaked: int = 0
    """the part of ``chrome`` that the published text holds"""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(slots=True)
class _Voice:
    """A published turn: its row, its speaker's name as `name_key` writes it, its letters."""

    row: Mapping[str, Any]
    name: str
    span: Span


def count(page: Letters, truth: Truth, turns: Sequence[Mapping[str, Any]], text: str) -> Counts:
    """Counts of one article: its letters, its gold, its published turns in order and its published text."""
    chrome = [kind == "JUNK" for kind in truth.kinds]
    pieces = [letters(turn["text"] or "").text for turn in turns]
    spans = locate(page.text, pieces, chrome)
    invented = sum(len(piece) - len(span) for piece, span in zip(pieces, spans, strict=True))
    voices = _voices(turns, spans, truth)
    return _speech(truth, voices, invented) + _turns(truth, voices) + _text(page, truth, text, chrome)


def _voices(turns: Sequence[Mapping[str, Any]], spans: Sequence[Span], truth: Truth) -> list[_Voice]:
    """The turns; one that goes on after a heading or note may be published as one or as two, and is one here."""
    voices: list[_Voice] = []
    for row, span in zip(turns, spans, strict=True):
        name = name_key(row.get("speaker") or label_name(row.get("speaker_label")))
        if voices and span and span[0] in truth.resumed and voices[-1].name == name:
            voices[-1].span = [*voices[-1].span, *span]
        else:
            voices.append(_Voice(row, name, span))
    return voices


def _speech(truth: Truth, voices: Sequence[_Voice], invented: int) -> Counts:
    voice_of = {index: voice for voice, one in enumerate(voices) for index in one.span}
    spoken = truth.letters_of("TURN")
    met = Counter((truth.turn_of[index], voice_of[index]) for index in spoken if index in voice_of)
    pairs: Counter[tuple[str, str]] = Counter()
    misnamed = unnamed = 0
    for (turn, voice), size in met.items():
        speaker, one = truth.turns[turn].speaker, voices[voice]
        pairs[speaker, one.name] += size
        if not truth.is_right(speaker, one.name):
            misnamed += size
            unnamed += 0 if one.row.get("speaker") else size
    return Counts(
        speech=len(spoken),
        missed=len(spoken) - met.total(),
        false=invented + sum(index in voice_of for index in truth.letters_of(*_NOT_SPEECH)),
        confused=met.total() - _matched(pairs, sorted({turn.speaker for turn in truth.turns})),
        misnamed=misnamed,
        unnamed=unnamed,
    )


def _matched(pairs: Counter[tuple[str, str]], speakers: list[str]) -> int:
    """Letters that agree under the best one-to-one matching of gold speakers to published names."""
    names = sorted({name for _, name in pairs})
    if len(speakers) > _FEW or len(names) > _FEW:
        return _matched_greedily(pairs)
    if len(speakers) > len(names):
        matchings = (zip(chosen, names, strict=True) for chosen in permutations(speakers, len(names)))
    else:
        matchings = (zip(speakers, chosen, strict=True) for chosen in permutations(names, len(speakers)))
    return max(sum(pairs[pair] for pair in matching) for matching in matchings)


def _matched_greedily(pairs: Counter[tuple[str, str]]) -> int:
    """The same, the largest agreement first: many speakers rarely compete for one name."""
    speakers: set[str] = set()
    names: set[str] = set()
    total = 0
    for (speaker, name), size in pairs.most_common():
        if speaker not in speakers and name not in names:
            speakers.add(speaker)
            names.add(name)
            total += size
    return total


def _turns(truth: Truth, voices: Sequence[_Voice]) -> Counts:
    starts = {one.span[0]: one for one in voices if one.span}
    pairs = [(turn, starts[turn.letters[0]]) for turn in truth.turns if turn.letters[0] in starts]
    right = [truth.is_right(turn.speaker, voice.name) for turn, voice in pairs]
    sure = [(voice.row.get("score") or 0.0) >= CONFIDENT for _, voice in pairs]
    return Counts(
        gold=len(truth.turns),
        published=sum(bool(voice.span) for voice in voices),
        started=len(pairs),
        exact=sum(
            named and _same_words(turn, voice.span, truth) for (turn, voice), named in zip(pairs, right, strict=True)
        ),
        roles=sum(voice.row.get("role") == turn.role for turn, voice in pairs),
        confident=sum(sure),
        confident_right=sum(named and confident for named, confident in zip(right, sure, strict=True)),
    )


def _same_words(turn: Heard, span: Span, truth: Truth) -> bool:
    """Whether a turn that starts right holds the whole turn and nothing but notes and labels beside it."""
    speech = [index for index in span if truth.kinds[index] == "TURN"]
    if not speech or speech[-1] != turn.letters[-1] or len(speech) != len(turn.letters):
        return False
    return not any(truth.kinds[index] in _NOT_SPEECH for index in span)


def _text(page: Letters, truth: Truth, text: str, chrome: Sequence[bool]) -> Counts:
    lines = (letters(line).text for line in text.split("\n"))
    kept = {index for span in locate(page.text, filter(None, lines), chrome) for index in span}
    wanted, junk = truth.letters_of("BODY", "TURN"), truth.letters_of("JUNK")
    return Counts(
        wanted=len(wanted),
        lost=sum(index not in kept for index in wanted),
        chrome=len(junk),
        leaked=sum(index in kept for index in junk),
    )
