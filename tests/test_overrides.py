"""Corrections by hand: what an entry may say, what it does to an article, and what becomes of one that does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import worded

from pipelines.build import Outcome, build
from pipelines.collection import Reject, walk
from pipelines.definitions import quiet
from pipelines.places import Places
from pipelines.tables.checks import check
from pipelines.tables.schema import load
from pipelines.text.article import Attributed, Document, Unusable, attribute
from pipelines.text.mentions import find_mentions
from pipelines.text.overrides import SHAPES, Refused, parse

TITLE = "一个修钟表的人"
ARTICLE = f"""# {TITLE}

何青：您修过的最老的钟有多少年？

孟有福：大概两百年。那座钟在一个渔村的祠堂里，走得很慢，但是从不停。

何青：修好它花了多久？

老孟：一个冬天。零件要自己做，有的只有米粒那么大。

这里是一段不该在这里的话，请扫一扫右边的小图。

我记得那年冬天很冷。

### 徒弟

何青：现在还有年轻人来学吗？有两个，我都教。

孟有福：其实有三个，一个是从邻县来的，他读过《钟表的故事》。

何青：谢谢您。
"""

Row = dict[str, Any]
SPEAKERS = ["何青", "孟有福", "何青", "老孟", "何青", "孟有福", "何青"]


def packed(*entries: Row) -> str:
    """Entries as they reach the text, for the article m/clock."""
    where = {"file": "m/overrides.yaml", "article": "m/clock"}
    return json.dumps(
        [{**where, "number": n, "line": n * 6, "entry": entry} for n, entry in enumerate(entries, 1)],
        ensure_ascii=False,
    )


def entry(kind: str, expect: object, **more: object) -> Row:
    """One entry with a reason; ``from_`` stands for the key ``from``."""
    named = {key.rstrip("_"): value for key, value in more.items()}
    return {"article": "clock", "correct": kind, "reason": "听过录音", "expect": expect, **named}


def corrected(*entries: Row, text: str = ARTICLE) -> Attributed:
    """The article with corrections; its rows pass every check of a release."""
    document = Document(
        "m/clock", "m", "m/clock.md", "0" * 64, text, ".md", "CC0-1.0", "虚构月刊", None, packed(*entries)
    )
    made = attribute(document)
    turns = worded(made.speech)
    rows = {"articles": [made.article], "turns": turns, "entities": find_mentions(made.article, turns)}
    tables = {name: pa.Table.from_pylist(own, load(name).arrow()) for name, own in rows.items()}
    assert [failure.message() for failure in check(tables)] == []
    return made


def refusal(*entries: Row) -> Unusable:
    """Why the article is held back."""
    with pytest.raises(Unusable) as caught:
        corrected(*entries)
    return caught.value


def told(made: Attributed) -> list[tuple[str | None, str]]:
    """Who speaks each turn, and its first four characters."""
    return [(turn["speaker"], turn["text"][:4]) for turn in made.speech]


def by_hand(made: Attributed) -> list[int]:
    """The turns that a person corrected, all of score 1."""
    found = [turn for turn in made.speech if turn["method"] == "override"]
    assert all(turn["score"] == 1.0 for turn in found)
    return [turn["turn_index"] for turn in found]


def test_without_entries_nothing_is_by_hand() -> None:
    """The ground on which the other tests stand."""
    made = corrected()
    assert [turn["speaker"] for turn in made.speech] == SPEAKERS
    assert by_hand(made) == []
    assert made.article["warnings"] == []


def test_one_turn_gets_another_speaker() -> None:
    """The other turns are left alone, and nobody without a turn stays among the speakers."""
    made = corrected(entry("speaker", "老孟", turn="一个冬天", speaker="孟有福"))
    assert [turn["speaker"] for turn in made.speech] == [*SPEAKERS[:3], "孟有福", *SPEAKERS[4:]]
    assert by_hand(made) == [3]
    assert made.speech[3]["speaker_label"] == "老孟"
    assert [(one["name"], one["turn_count"]) for one in made.article["speakers"]] == [("何青", 4), ("孟有福", 3)]


def test_all_turns_with_a_label_get_another_speaker() -> None:
    """Who is new takes the role of whoever spoke before."""
    made = corrected(entry("speaker", "何青", label="何青", speaker="何小青"))
    assert by_hand(made) == [0, 2, 4, 6]
    assert {(one["name"], one["role"]) for one in made.article["speakers"]} >= {("何小青", "interviewer")}


def test_a_speaker_may_be_nobody_that_the_article_names() -> None:
    """A person who says so is as sure as one who names somebody."""
    made = corrected(entry("speaker", "老孟", turn="一个冬天", speaker=None, role="audience"))
    assert (made.speech[3]["speaker"], made.speech[3]["role"]) == (None, "audience")
    assert by_hand(made) == [3]


def test_the_role_of_somebody_who_speaks_elsewhere_is_not_changed_in_passing() -> None:
    """That needs an entry with a guard of its own."""
    assert "孟有福" in refusal(entry("speaker", "老孟", turn="一个冬天", speaker="孟有福", role="audience")).reason


def test_an_alias_joins_two_speakers() -> None:
    """Under the name that is said, the other form kept as an alias."""
    made = corrected(entry("alias", "老孟", alias="老孟", speaker="孟有福"))
    assert [turn["speaker"] for turn in made.speech if turn["role"] == "interviewee"] == ["孟有福"] * 3
    assert [one["aliases"] for one in made.article["speakers"]] == [[], ["老孟"]]
    assert by_hand(made) == [3]


def test_an_alias_of_somebody_new_gives_a_name() -> None:
    """The label is no full name; the article may not print that one at all."""
    made = corrected(entry("alias", "老孟", alias="老孟", speaker="孟大福"))
    assert made.speech[3]["speaker"] == "孟大福"
    assert made.article["speakers"][2]["aliases"] == ["老孟"]


def test_an_alias_that_is_no_label_must_stand_in_the_article() -> None:
    """Then mentions resolve to the speaker."""
    made = corrected(entry("alias", None, alias="修钟表的人", speaker="孟有福"))
    assert made.article["speakers"][1]["aliases"] == ["修钟表的人"]
    assert "nowhere" in refusal(entry("alias", None, alias="修鞋的人", speaker="孟有福")).reason
    assert "nobody" in refusal(entry("alias", None, alias="修钟表的人", speaker="张三")).reason


def test_a_role_is_set_for_all_turns_of_a_person() -> None:
    """And answers reply to what is left of the questions."""
    made = corrected(entry("role", "interviewer", speaker="何青", role="audience"))
    assert {turn["role"] for turn in made.speech if turn["speaker"] == "何青"} == {"audience"}
    assert by_hand(made) == [0, 2, 4, 6]


def test_a_turn_is_split_at_a_string() -> None:
    """The second part may be somebody else's."""
    made = corrected(entry("split", "何青", turn="现在还有", at="有两个", speaker="孟有福"))
    assert told(made)[4:6] == [("何青", "现在还有"), ("孟有福", "有两个，")]
    assert by_hand(made) == [4, 5]
    assert made.speech[5]["speaker_label"] is None
    assert made.speech[5]["reply_to"] == made.speech[4]["turn_id"]


def test_a_split_may_find_a_printed_label() -> None:
    """It stays in the text and out of the turn."""
    text = ARTICLE.replace("但是从不停。", "但是从不停。何小青：真的吗？")
    made = corrected(
        entry("split", "孟有福", turn="大概", at="何小青：", label="何小青", speaker="何小青", role="interviewer"),
        text=text,
    )
    assert told(made)[1:3] == [("孟有福", "大概两百"), ("何小青", "真的吗？")]
    assert made.speech[2]["speaker_label"] == "何小青"
    assert "何小青：真的吗？" in made.article["text"]


@pytest.mark.parametrize("at", ["大概", "没有的话", "。"])
def test_a_split_that_has_no_one_place_is_refused(at: str) -> None:
    """At the start of the turn, nowhere in it, in several places."""
    assert "split at" in refusal(entry("split", "孟有福", turn="大概", at=at)).reason


def test_a_turn_is_merged_with_the_next() -> None:
    """The label between them was no label, so it is spoken; the guard is the start of the next turn."""
    made = corrected(entry("merge", "谢谢您", turn="其实有"))
    assert len(made.speech) == len(SPEAKERS) - 1
    assert made.speech[5]["text"].endswith("\n何青：谢谢您。")
    assert by_hand(made) == [5]
    assert "no turn" in refusal(entry("merge", "谢谢您", turn="谢谢您")).reason


def test_narration_ends_a_turn_and_who_goes_on_has_a_further_one() -> None:
    """In the middle of a paragraph as well."""
    made = corrected(entry("narration", "speech", from_="那座钟", through="祠堂里，"))
    assert told(made)[1:3] == [("孟有福", "大概两百"), ("孟有福", "走得很慢")]
    assert [turn["speaker_label"] for turn in made.speech[1:3]] == ["孟有福", None]
    assert "那座钟在一个渔村的祠堂里，" in made.article["text"]


def test_a_turn_that_is_all_narration_is_gone() -> None:
    """Its label is narration with it."""
    made = corrected(entry("narration", "speech", from_="一个冬天", through="很冷。"))
    assert "老孟" not in [one["name"] for one in made.article["speakers"]]
    assert "老孟：一个冬天。" in made.article["text"]


def test_chrome_leaves_the_text_and_the_turn_closes_over_it() -> None:
    """What stands behind it is still the same turn."""
    made = corrected(entry("chrome", "speech", from_="这里是一段"))
    assert len(made.speech) == len(SPEAKERS)
    assert made.speech[3]["text"] == "一个冬天。零件要自己做，有的只有米粒那么大。\n我记得那年冬天很冷。"
    assert "扫一扫" not in made.article["text"]
    assert by_hand(made) == [3]


def test_chrome_takes_the_label_of_a_turn_with_it() -> None:
    """A label that introduces nothing would be left."""
    made = corrected(entry("chrome", "speech", from_="谢谢您"))
    assert made.article["text"].endswith("《钟表的故事》。")


def test_chrome_may_take_a_heading() -> None:
    """With its section."""
    made = corrected(entry("chrome", "heading", from_="徒弟"))
    assert made.article["sections"] == []
    assert {turn["section"] for turn in made.speech} == {None}


def test_a_stretch_of_several_kinds_is_guarded_by_all_of_them() -> None:
    """A list says which."""
    wanted = {"from_": "我记得", "through": "徒弟"}
    assert corrected(entry("chrome", ["heading", "speech"], **wanted)).article["sections"] == []
    assert "heading and speech" in refusal(entry("chrome", "speech", **wanted)).reason


def test_a_withdrawn_article_keeps_its_id_and_the_reason_only() -> None:
    """Whatever else is said of it, rightly or not."""
    made = corrected(entry("speaker", "张三", turn="没有", speaker="李四"), entry("withdraw", TITLE), {"correct": "?"})
    row = made.article
    kept = {name for name, value in row.items() if value not in (None, [], 0)}
    assert made.speech == []
    assert row["status"] == "withdrawn"
    assert row["warnings"] == ["withdrawn: 听过录音"]
    stated = {"article_id", "collection", "raw_path", "raw_sha256", "license", "publisher"}
    assert kept == stated | {"status", "warnings", "language", "kind"}


def test_a_withdrawal_is_guarded_by_the_title() -> None:
    """A mistaken one is held back, which does no harm."""
    assert TITLE in refusal(entry("withdraw", "另一个题目")).reason


def test_corrections_build_on_each_other() -> None:
    """Each entry sees what the ones before it left."""
    made = corrected(
        entry("split", "何青", turn="现在还有", at="有两个"),
        entry("speaker", "何青", turn="有两个", speaker="孟有福"),
        entry("alias", "老孟", alias="老孟", speaker="孟有福"),
    )
    assert told(made)[5] == ("孟有福", "有两个，")
    assert made.article["warnings"] == [
        "corrected: split: 听过录音",
        "corrected: speaker: 听过录音",
        "corrected: alias: 听过录音",
    ]


def test_a_correction_that_the_pipeline_has_learnt_is_no_error() -> None:
    """The value is what the entry wants: nobody is helped by holding the article back."""
    made = corrected(entry("speaker", "张三", turn="大概", speaker="孟有福"))
    assert made.speech[1]["speaker"] == "孟有福"
    assert by_hand(made) == [1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry("speaker", "老孟", turn="一个春天", speaker="孟有福"), ["'一个春天'", "'一个冬天'"]),
        (entry("speaker", "老孟", turn="零件要自己", speaker="孟有福"), ["inside the turn", "'一个冬天"]),
        (entry("speaker", "小孟", turn="一个冬天", speaker="孟有福"), ["expected", "'小孟'", "'老孟'"]),
        (entry("speaker", "何青", label="阿孟", speaker="孟有福"), ["'阿孟'"]),
        (entry("alias", "孟小福", alias="老孟", speaker="孟有福"), ["'孟小福'", "'老孟'"]),
        (entry("role", "audience", speaker="何青", role="interviewee"), ["'audience'", "interviewer"]),
        (entry("role", "audience", speaker="张三", role="interviewee"), ["'张三'"]),
        (entry("split", "何青", turn="大概", at="那座钟"), ["'何青'", "'孟有福'"]),
        (entry("merge", "再见", turn="其实有"), ["'再见'", "'谢谢您"]),
        (entry("narration", "heading", from_="那座钟"), ["'heading'", "speech"]),
        (entry("chrome", "speech", from_="没有的话"), ["'没有的话'"]),
        (entry("chrome", "speech", from_="何青："), ["4 places"]),
        (entry("chrome", "speech", from_="何青：", nth=5), ["nth is 5"]),
    ],
)
def test_a_correction_whose_ground_has_shifted_holds_the_article_back(wrong: Row, said: list[str]) -> None:
    """The message names file, entry, article, what was expected and what is there, and says what to do."""
    found = refusal(wrong)
    assert found.reason.startswith(f"m/overrides.yaml, entry 1 (line 6), for m/clock ({wrong['correct']}): ")
    assert all(part in found.reason for part in said), found.reason
    assert "held back" in found.remedy


def test_nth_says_which_of_several_places_is_meant() -> None:
    """Counted from 1."""
    assert told(corrected(entry("chrome", "speech", from_="何青：", nth=2)))[1:3] == [
        ("孟有福", "大概两百"),
        ("老孟", "一个冬天"),
    ]


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("key", ["reason", "expect"])
def test_reason_and_expect_are_mandatory(kind: str, key: str) -> None:
    """For every kind of correction."""
    given_ = {"article": "a", "correct": kind, "reason": "r", "expect": "speech"}
    del given_[key]
    with pytest.raises(Refused, match=f"{key} is missing"):
        parse(given_, "here")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"correct": "speeker"}, "speaker, alias, role"),
        ({"correct": ["speaker"]}, "correct is"),
        (entry("speaker", "a", turn="b", label="c", speaker="d"), "one of them only"),
        (entry("speaker", "a", speaker="d"), "turn or label"),
        (entry("speaker", "a", turn="b"), "speaker is missing"),
        (entry("speaker", "a", turn="", speaker="d"), "turn is empty"),
        (entry("speaker", "a", turn=2021, speaker="d"), "in quotes"),
        (entry("speaker", "a", turn="b", speker="d"), "did you mean speaker"),
        (entry("speaker", "a", turn="b", speaker="d", role="host"), "interviewer, interviewee, audience"),
        (entry("speaker", "a", turn="b", speaker="d", nth=0), "number from 1"),
        (entry("speaker", ["a"], turn="b", speaker="d"), "in quotes"),
        (entry("role", "host", speaker="a", role="audience"), "the role"),
        (entry("chrome", "prose", from_="a"), "speech, narration"),
        (entry("chrome", [], from_="a"), "speech, narration"),
        (entry("merge", None, turn="a"), "next turn"),
        ({**entry("withdraw", "a"), "reason": " "}, "reason is empty"),
    ],
)
def test_an_entry_that_cannot_be_meant_is_explained(wrong: Row, said: str) -> None:
    """The message says what to write instead."""
    with pytest.raises(Refused) as caught:
        parse(wrong, "here")
    assert said in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
KEYS = [
    "article",
    "correct",
    "reason",
    "expect",
    "turn",
    "label",
    "alias",
    "speaker",
    "role",
    "at",
    "from",
    "through",
    "nth",
]


@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from([*SHAPES, "interviewer", "speech"]) | JSON))
def test_whatever_an_entry_holds_it_is_parsed_or_refused(plain: Row) -> None:
    """Nothing else is ever raised."""
    said = "here"
    try:
        kind = parse(plain, "here").kind
    except Refused as refused:
        kind, said = "speaker", refused.reason
    assert kind in SHAPES
    assert said.startswith("here")


PLAIN = corrected().article["text"]


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["narration", "chrome"]),
    st.integers(0, len(PLAIN) - 1),
    st.integers(1, 60),
    st.lists(st.sampled_from(["speech", "narration", "heading"]), min_size=1, unique=True),
)
def test_whatever_is_marked_the_rows_pass_the_checks(kind: str, start: int, length: int, expect: list[str]) -> None:
    """A stretch from anywhere to anywhere: it is refused, or the release stays valid."""
    words = PLAIN[start : start + length].strip()
    first, last = words[:12], words[-12:]
    try:
        made = corrected(
            entry(kind, expect, from_=first or "x", through=last or "x", nth=PLAIN.count(first, 0, start) + 1)
        )
    except Unusable:
        return
    text = made.article["text"].replace("\n", "")
    assert len(text) <= len(PLAIN.replace("\n", ""))
    assert kind == "chrome" or text == PLAIN.replace("\n", "")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 30), st.sampled_from([..., None, "何青", "李四"])), max_size=4)
)
def test_however_turns_are_split_and_merged_again_the_rows_pass_the_checks(steps: list[tuple[int, int, Any]]) -> None:
    """And the letters of the text are the same."""
    entries: list[Row] = []
    for index, at, speaker in steps:
        turns = corrected(*entries).speech
        index %= len(turns)
        turn, following = turns[index], turns[index + 1 : index + 2]
        words = turn["text"][at : at + 6].strip()
        said = {} if speaker is ... else {"speaker": speaker}
        step = entry("split", turn["speaker"], turn=turn["text"][:12], at=words or "x", **said)
        if at % 3 == 0 and following:
            step = entry("merge", following[0]["text"][:8], turn=turn["text"][:12])
        try:
            corrected(*entries, step)
        except Unusable:
            continue
        entries.append(step)
    assert corrected(*entries).article["text"].replace("\n", "") == PLAIN.replace("\n", "")


def test_the_examples_of_the_documentation_are_right() -> None:
    """Every kind of correction has one."""
    import yaml

    page = (Path(__file__).parents[1] / "docs" / "overrides.md").read_text(encoding="utf-8")
    blocks = page.split("```yaml\n")[1:]
    found = [one for block in blocks for one in yaml.safe_load(block.partition("```")[0])]
    assert {parse(one, "here").kind for one in found} == set(SHAPES)


def put(raw: Path, name: str, text: str) -> None:
    """A file below the raw folder."""
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def sheet(*entries: Row) -> str:
    """An overrides.yaml; JSON is YAML."""
    return json.dumps(entries, ensure_ascii=False)


def walked(raw: Path) -> tuple[dict[str, str | None], dict[str, Reject]]:
    """The overrides of each document, and the rejects by file."""
    found = list(walk(raw))
    documents = {one.article_id: one.overrides for one in found if isinstance(one, Document)}
    return documents, {one.file: one for one in found if isinstance(one, Reject)}


def test_entries_reach_the_articles_that_they_name(tmp_path: Path) -> None:
    """By the path from the folder of the file, or by the whole id; outer files come first."""
    for name in ("m/a.md", "m/b.md", "m/deep/c.md", "plain.md"):
        put(tmp_path, name, ARTICLE)
    put(tmp_path, "m/overrides.yaml", "- article: a\n  number: 1\n- article: m/b\n- article: deep/c\n  reason: outer\n")
    put(tmp_path, "m/deep/overrides.yaml", "- article: c\n  reason: inner\n")
    put(tmp_path, "overrides.yaml", "- article: plain\n")
    documents, rejects = walked(tmp_path)
    assert rejects == {}
    assert all(documents.values())
    both = json.loads(documents["m/deep/c"] or "")
    assert [one["entry"]["reason"] for one in both] == ["outer", "inner"]
    assert [one["line"] for one in both] == [4, 1]


def test_an_entry_for_no_article_is_a_reject_of_its_file(tmp_path: Path) -> None:
    """The nearest id is named, and every article is published as it is."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, "m/overrides.yaml", sheet({**entry("withdraw", TITLE), "article": "clocks"}))
    documents, rejects = walked(tmp_path)
    assert documents == {"m/clock": None}
    assert "entry 1 (line 1)" in rejects["m/overrides.yaml"].reason
    assert "clock?" in rejects["m/overrides.yaml"].remedy


@pytest.mark.parametrize(
    "text",
    [
        "- article: [clock\n",
        "article: clock\n",
        "just words",
        "- just words\n",
        "- correct: withdraw\n  reason: r\n",
        "- article: clock\n  correct: withdraw\n  article: other\n",
        "- &a [*a]\n",
        "- !!python/object:os.x {}\n",
    ],
)
def test_a_file_that_may_withdraw_something_holds_back_what_lies_below_its_folder(tmp_path: Path, text: str) -> None:
    """And nothing else: a withdrawal must not be overlooked."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, "n/clock.md", ARTICLE)
    put(tmp_path, "m/overrides.yaml", text)
    documents, rejects = walked(tmp_path)
    assert set(documents) == {"n/clock"}
    assert set(rejects) == {"m/overrides.yaml", "m/clock.md"}
    assert "m/overrides.yaml" in rejects["m/clock.md"].reason
    assert rejects["m/overrides.yaml"].remedy


def test_an_entry_without_article_that_withdraws_nothing_costs_nobody(tmp_path: Path) -> None:
    """It is named, the others are followed."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, "m/overrides.yaml", "- correct: role\n- article: clock\n")
    documents, rejects = walked(tmp_path)
    assert documents["m/clock"]
    assert "names no article" in rejects["m/overrides.yaml"].reason


def test_a_broken_file_names_the_line(tmp_path: Path) -> None:
    """As the parser gives it."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, "m/overrides.yaml", "- article: clock\n  correct: [\n- x\n")
    assert "line 3" in walked(tmp_path)[1]["m/overrides.yaml"].reason


@pytest.mark.parametrize("name", ["overrides.yml", "Overrides.yaml", "override.yaml"])
def test_a_file_with_nearly_the_right_name_is_not_overlooked(tmp_path: Path, name: str) -> None:
    """Its articles are held back until it is renamed."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, f"m/{name}", "")
    documents, rejects = walked(tmp_path)
    assert documents == {}
    assert "rename" in rejects[f"m/{name}"].remedy


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "---\n"])
def test_an_empty_file_corrects_nothing(tmp_path: Path, text: str) -> None:
    """It is no error."""
    put(tmp_path, "m/clock.md", ARTICLE)
    put(tmp_path, "m/overrides.yaml", text)
    assert walked(tmp_path) == ({"m/clock": None}, {})


def test_odd_values_reach_the_judgement_of_the_entry(tmp_path: Path) -> None:
    """Dates, mappings, huge numbers, half characters: the article is held back with a sentence."""
    odd = ["2021-03-05", "{a: b}", "0x" + "f" * 6000, '"\\ud800"', "!!binary aGk=", ".nan", "[[a]]", "!!set {a, b}"]
    for number in range(len(odd)):
        put(tmp_path, f"m/{number}.md", ARTICLE)
    lines = [f"- {{article: '{n}', correct: withdraw, reason: r, expect: {value}}}" for n, value in enumerate(odd)]
    put(tmp_path, "m/overrides.yaml", "\n".join(lines))
    documents, rejects = walked(tmp_path)
    assert rejects == {}
    for name, overrides in documents.items():
        with pytest.raises(Unusable, match="withdraw"):
            attribute(Document(name, "m", name, "0" * 64, ARTICLE, ".md", overrides=overrides))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A release with corrections that fit, that do not fit, and withdrawals."""
    raw = tmp_path_factory.mktemp("corrected") / "raw"
    put(raw, "m/source.yaml", "publisher: 虚构月刊\nlicense: CC0-1.0\n")
    for name in ("clock", "fits", "shifted", "gone", "emptied"):
        put(raw, f"m/{name}.md", ARTICLE if name != "emptied" else "")
    put(
        raw,
        "m/overrides.yaml",
        sheet(
            {**entry("alias", "老孟", alias="老孟", speaker="孟有福"), "article": "fits"},
            {**entry("speaker", "小孟", turn="一个冬天", speaker="孟有福"), "article": "shifted"},
            {**entry("withdraw", TITLE), "article": "gone"},
            {**entry("withdraw", None), "article": "emptied"},
        ),
    )
    out = raw.parent / "out"
    return out, build(Places(str(raw), str(out)), quiet)


def test_a_release_is_written_without_the_articles_that_are_held_back(built: tuple[Path, Outcome]) -> None:
    """They are rejected by name, the others go on."""
    out, outcome = built
    assert outcome.problems == []
    assert [one["file"] for one in outcome.rejects] == ["m/shifted.md"]
    status = {row["article_id"]: row["status"] for row in pq.read_table(out / "articles").to_pylist()}
    assert status == {"m/clock": "published", "m/fits": "published", "m/gone": "withdrawn", "m/emptied": "withdrawn"}


def test_what_is_withdrawn_stands_nowhere_in_the_release(built: tuple[Path, Outcome]) -> None:
    """No turn, no mention, no title."""
    out, _ = built
    for table in ("turns", "entities"):
        assert set(pq.read_table(out / table).column("article_id").to_pylist()) == {"m/clock", "m/fits"}
    gone = next(row for row in pq.read_table(out / "articles").to_pylist() if row["article_id"] == "m/gone")
    assert gone["title"] is gone["text"] is None
    assert gone["warnings"] == ["withdrawn: 听过录音"]


def test_corrections_survive_a_second_build(built: tuple[Path, Outcome], tmp_path: Path) -> None:
    """To the byte."""
    build(Places(str(built[0].parent / "raw"), str(tmp_path / "again")), quiet)
    for table in ("articles", "turns", "entities"):
        name = f"{table}/train-00000-of-00001.parquet"
        assert (tmp_path / "again" / name).read_bytes() == (built[0] / name).read_bytes()
