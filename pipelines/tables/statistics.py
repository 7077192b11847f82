"""The statistics of the dataset card: who speaks where, how long the articles are, what was masked.

Wording belongs here; the figures come from ``facts``, their rows from ``distributions``, the pictures from
``pictures``.
"""

from __future__ import annotations

from collections import Counter

from pipelines.tables.distributions import by_collection, median_bin, roles
from pipelines.tables.facts import Facts
from pipelines.tables.markdown import counts, escaped, table

_TURNS = (
    "![Bar chart: turns of each collection by role of the speaker; the table below has the figures](images/turns.svg)"
)
_LENGTHS = "![Bar chart: number of articles in ranges of length, by kind of article](images/lengths.svg)"


def statistics_section(facts: Facts) -> str:
    """Both pictures, each with what it cannot say."""
    speech = [_TURNS, _roles(facts), _attribution(facts)] if facts.speech.roles else ["No turns in this release."]
    lengths = [_LENGTHS, _lengths(facts)] if facts.kinds else ["No articles in this release."]
    return "\n\n".join((*speech, *lengths))


def masks(facts: Facts) -> str:
    """A table of the masked stretches by kind, or a sentence that there are none."""
    return counts(facts.masks, "Kind", "Masked stretches") if facts.masks else "Nothing was masked in this release."


def duplicates(facts: Facts) -> str:
    """A sentence with the number of near duplicates."""
    if not facts.duplicates:
        return "No article of this release is a near duplicate of another."
    number, originals, articles = facts.duplicates.total(), len(facts.duplicates), facts.kinds.total()
    are = "is a near duplicate" if number == 1 else "are near duplicates"
    share = f"{number:,} of {articles:,} articles ({number / articles:.1%})"
    return f"{share} in this release {are}, of {originals:,} original{'s' * (originals > 1)}."


def _roles(facts: Facts) -> str:
    rows = [(escaped(name), counter) for name, counter in by_collection(facts.speech.roles)]
    whole = sum((counter for _, counter in rows), Counter[str]())
    if len(rows) > 1:
        rows.append(("**All**", whole))
    names = [role for role in roles() if whole[role]]
    lines = [(name, *(f"{counter[role]:,}" for role in names), f"{counter.total():,}") for name, counter in rows]
    return table(("Collection", *names, "Turns"), lines)


def _attribution(facts: Facts) -> str:
    turns = facts.methods.total()
    return (
        f"Of {turns:,} turns, {facts.speech.named / turns:.1%} have a speaker with a name, and for "
        f"{facts.methods['abstained'] / turns:.1%} the pipeline abstains from saying who speaks. The articles have "
        f"{facts.speech.speakers:,} speakers; one person counts once in each article."
    )


def _lengths(facts: Facts) -> str:
    mean = facts.characters / facts.kinds.total()
    return (
        f"The median article has {median_bin(facts.lengths)} characters, the mean is {mean:,.0f} and the sum "
        f"{facts.characters:,}. Characters are Unicode code points of the text, also where it is withheld."
    )
