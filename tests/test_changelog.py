"""The changelog: what changed between releases, in words that people read."""

from __future__ import annotations

from datetime import date

from pipelines.hub.changelog import body, section, versions, with_section
from pipelines.tables.changes import ArticleChanges, Changes, TableChanges

DAY = date(2026, 11, 22)
NONE = TableChanges("entities", 2, 2, 0, 0, 0, {}, (), ())


def changes(**other: object) -> Changes:
    """A release that adds an article, changes a turn and withdraws an article."""
    stated: dict[str, object] = {
        "tables": {
            "articles": TableChanges("articles", 3, 4, 1, 0, 1, {"status": 1, "text": 1}, (), ()),
            "turns": TableChanges("turns", 1200, 1210, 12, 2, 1, {"speaker": 1}, ("note",), ("mood",)),
            "entities": NONE,
        },
        "added_articles": ("talks/new|one",),
        "removed_articles": (),
        "statuses": {("published", "withdrawn"): 1},
        "turns": (ArticleChanges("talks/old", 2, 2, 1),),
    }
    return Changes(**{**stated, **other})  # type: ignore[arg-type]  # the tests name what they change


def test_a_section_tells_rows_columns_articles_and_states() -> None:
    """Numbers by table, then in which columns, then which articles."""
    text = section(changes(), "2026.11.22", DAY)
    assert text.startswith(
        "## 2026.11.22 (2026-11-22)\n\n| Table | Rows before | Rows now | Added | Removed | Changed |"
    )
    assert "| turns | 1,200 | 1,210 | 12 | 2 | 1 |" in text
    assert "Changed in turns: `speaker` in 1, the column `note` is new, the column `mood` is gone." in text
    assert "Added: talks/new\\|one." in text
    assert "Status of articles: 1 from `published` to `withdrawn`." in text
    assert "| talks/old | 2 | 2 | 1 |" in text
    assert "Changed in entities" not in text


def test_a_first_release_does_not_list_its_turns_as_changed() -> None:
    """Everything is new; only the numbers and the articles are told."""
    new = changes(statuses={}, turns=(ArticleChanges("talks/new", 12, 0, 0),))
    assert "changed most" not in body(new)


def test_long_lists_are_cut() -> None:
    """A release of thousands of articles has a changelog that somebody reads."""
    text = body(changes(added_articles=tuple(f"a{number}" for number in range(1000))))
    assert "a19 and 980 more." in text


def test_sections_stand_newest_first_and_nothing_written_is_lost() -> None:
    """What people add to the file, above, below and inside, stays."""
    first = with_section("", section(changes(), "v1", DAY))
    assert first.startswith("# Changelog\n")
    edited = first.replace("each has a tag of its name.", "Written for people.") + "\nA remark by hand.\n"
    second = with_section(edited, section(changes(), "v2", DAY))
    assert second.index("Written for people.") < second.index("## v2") < second.index("## v1")
    assert second.endswith("A remark by hand.\n")
    assert (versions(first), versions(second), versions("no section")) == (["v1"], ["v2", "v1"], [])


def test_a_version_is_told_once_and_a_heading_of_people_is_none() -> None:
    """A release that got no tag is told again under its name, not twice; `## Unreleased` is somebody's plan."""
    first = with_section("", section(changes(), "v1", DAY)).replace("\n## v1", "\n## Unreleased\n\nSoon.\n\n## v1")
    again = with_section(first, section(changes(added_articles=("talks/two",)), "v1", DAY))
    assert versions(first) == versions(again) == ["v1"]
    assert "Added: talks/two." in again
    assert "Soon." in again
    assert "talks/new" not in again


def test_a_changelog_of_another_hand_goes_on() -> None:
    """Without a section of ours it becomes the head of the file."""
    text = with_section("# News\n\nHello.\n", section(changes(), "v1", DAY))
    assert text.startswith("# News\n\nHello.\n\n## v1")
