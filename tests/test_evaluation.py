"""`fangtan evaluate`: gold read strictly, turns and mentions compared letter by letter, figures told and kept."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation import attribution, command, mentions
from pipelines.evaluation.alignment import locate
from pipelines.evaluation.articles import Golden, golden_articles
from pipelines.evaluation.attribution import Counts
from pipelines.evaluation.card import accuracy_section
from pipelines.evaluation.compare import changes
from pipelines.evaluation.gold import GoldError, read_gold
from pipelines.evaluation.letters import label_name, letters, name_key, visible
from pipelines.evaluation.rates import Rates, rates
from pipelines.evaluation.report import figures, table
from pipelines.evaluation.run import NoGold, evaluate
from pipelines.evaluation.summary import summary, write
from pipelines.evaluation.surfaces import find, read_surfaces
from pipelines.evaluation.truth import Truth, truth

ARTICLE = """云上的茶园
这座山很高。
记者：您种了多少年茶？
周小满：三十一年了。
[图：茶园的早晨]
我父亲也种茶。
记者：明年有什么打算？
周小满：去杭州，再种一片。
关注我们的公众号
"""
MARKS = """# title: 云上的茶园
1\t\tHEAD
2\t\tBODY
3\t\tTURN\t@|茶报\tinterviewer\t记者：
4\t\tTURN\t周小满|小满\tinterviewee\t周小满：
5\t\tNOTE
6\t\tTURN\t周小满|小满\tinterviewee
7\t\tTURN\t@|茶报\tinterviewer\t记者：
8\t\tTURN\t周小满|小满\tinterviewee\t周小满：
9\t\tJUNK
"""
ENTITIES = "周小满\tPERSON\n杭州\tGPE\n茶园\t?\n"
Row = dict[str, Any]


def turn(speaker: str | None, role: str, text: str, **more: Any) -> Row:
    """A row of ``turns`` as far as it is compared."""
    return {"speaker": speaker, "speaker_label": "记者" if role == "interviewer" else speaker, "role": role} | {
        "text": text, "score": 0.95, **more
    }  # fmt: skip


def perfect() -> list[Row]:
    """The turns as a careful reader would publish them."""
    return [
        turn(None, "interviewer", "您种了多少年茶？"),
        turn("周小满", "interviewee", "三十一年了。\n[图：茶园的早晨]\n我父亲也种茶。"),
        turn(None, "interviewer", "明年有什么打算？"),
        turn("周小满", "interviewee", "去杭州，再种一片。"),
    ]


TEXT = "这座山很高。\n您种了多少年茶？\n三十一年了。\n我父亲也种茶。\n明年有什么打算？\n去杭州，再种一片。"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder with one article beside its marks."""
    (tmp_path / "tea.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "tea.marks").write_text(MARKS, encoding="utf-8")
    (tmp_path / "tea.entities").write_text(ENTITIES, encoding="utf-8")
    return tmp_path


def counted(gold: Path, turns: list[Row], text: str = TEXT) -> Counts:
    """Counts of these turns against the gold of the fixture."""
    page = letters(ARTICLE)
    return attribution.count(page, heard(gold), turns, text)


def heard(gold: Path) -> Truth:
    """The gold of the fixture on its letters."""
    return truth(read_gold(gold / "tea.marks", ARTICLE).segments, letters(ARTICLE))


class TestLetters:
    """What counts in a comparison."""

    def test_white_space_punctuation_width_and_case_do_not_count(self) -> None:
        """Layout is no difference."""
        assert letters(" ＡＢ，c １。").text == "abc1"

    def test_each_letter_knows_its_place(self) -> None:
        """A character that is taken apart gives several letters of one place."""
        found = letters("“㎏”茶")
        assert (found.text, list(found.places)) == ("kg茶", [1, 1, 2 + 1])

    @given(st.text(), st.integers(0, 20), st.integers(0, 20))
    def test_letters_between_two_places_are_those_of_the_slice(self, text: str, start: int, end: int) -> None:
        """For any text and any slice of it."""
        found = letters(text)
        inside = "".join(found.text[index] for index in found.between(start, max(start, end)))
        assert inside == letters(text[start : max(start, end)]).text

    @pytest.mark.parametrize(
        "markup", ["<b>", "<script>var a</script>", "![图](a.png)", "<!-- 注 -->", "[12]", "&nbsp;"]
    )
    def test_markup_is_blanked_out_and_offsets_stay(self, markup: str) -> None:
        """In Markdown and HTML, not in plain text."""
        assert visible(f"茶{markup}山", ".md") == f"茶{' ' * len(markup)}山"
        assert visible(f"茶{markup}山", ".txt") == f"茶{markup}山"

    def test_the_words_of_a_link_count_and_its_address_does_not(self) -> None:
        """A reader sees the words."""
        assert letters(visible("[茶园](https://a.cn)", ".md")).text == "茶园"

    @pytest.mark.parametrize("label", ["**周小满：**", "【周小满】", " 周小满 :", "## 周小满|"])
    def test_a_label_gives_a_name_without_what_is_printed_around_it(self, label: str) -> None:
        """Colon, markup, brackets and space are none of the name."""
        assert label_name(label) == "周小满"

    def test_names_are_equal_whatever_their_width_case_and_space(self) -> None:
        """As people write them."""
        assert name_key(" Ｆelix\u3000XU ") == name_key("felix xu")


class TestGold:
    """Reading NAME.marks."""

    def test_segments_cover_the_article_and_say_who_speaks(self, gold: Path) -> None:
        """Each reaches to the next; the label is no speech."""
        read = read_gold(gold / "tea.marks", ARTICLE)
        assert read.facts["title"] == "云上的茶园"
        assert "".join(ARTICLE[one.start : one.end] for one in read.segments) == ARTICLE
        answer = read.segments[3]
        assert (answer.speaker, answer.role) == ("周小满|小满", "interviewee")
        assert ARTICLE[answer.speech : answer.end] == "三十一年了。\n"

    def test_an_anchor_starts_a_segment_inside_a_line(self, gold: Path) -> None:
        """At its first occurrence behind the mark above."""
        (gold / "run.marks").write_text("1\t\tBODY\n1\t乙\tTURN\t乙\tinterviewee\n1\t乙\tBODY\n", encoding="utf-8")
        assert [one.start for one in read_gold(gold / "run.marks", "甲乙丙乙").segments] == [0, 1, 3]

    @pytest.mark.parametrize(
        ("mark", "wrong", "remedy"),
        [
            ("x\t\tBODY", "'x', not a line number", "one tab between"),
            ("2\t\tTEXT", "the tag is 'TEXT'", "write one of TURN, BODY"),
            ("2\t\tTURN\t\tinterviewee", "no speaker", "@ for an asker"),
            ("2\t\tTURN\t周\tguest", "the role is 'guest'", "write one of interviewer"),
            ("2\t\tTURN\t周\tinterviewee\t周：", "the label '周：' is not there, but '这座山很高。", "copy the label"),
            ("2\t茶\tBODY", "'茶' does not occur in line 2", "copy the anchor from that line: '这座山很高。'"),
            ("99\t\tBODY", "the article has 10 lines, none is 99", "correct the line number"),
            ("1\t\tBODY", "points to where the mark above does", "in the order of the text"),
            ("2\t\tBODY\t\t\t\t", "7 fields", "remove the tabs"),
        ],
    )
    def test_a_mark_that_does_not_fit_is_an_error_with_its_line(
        self, gold: Path, mark: str, wrong: str, remedy: str
    ) -> None:
        """File, line, what is wrong and how to mend it."""
        file = gold / "tea.marks"
        file.write_text(f"# kind: interview\n1\t\tHEAD\n{mark}\n", encoding="utf-8")
        with pytest.raises(GoldError) as caught:
            read_gold(file, ARTICLE)
        assert str(caught.value).startswith(f"{file}:3: ")
        assert wrong in caught.value.wrong
        assert remedy in caught.value.remedy

    def test_a_file_without_marks_or_not_in_utf8_is_an_error(self, gold: Path) -> None:
        """Both name the file."""
        for content, wrong in ((b"# title: x\n", "no mark"), ("1\t\t茶".encode("gb18030"), "not UTF-8")):
            (gold / "tea.marks").write_bytes(content)
            with pytest.raises(GoldError, match=wrong):
                read_gold(gold / "tea.marks", ARTICLE)

    def test_the_raw_file_lies_beside_the_marks_or_below_the_raw_folder(self, gold: Path) -> None:
        """A gold file without its counterpart is an error."""
        (gold / "in").mkdir()
        (gold / "raw" / "in").mkdir(parents=True)
        (gold / "in" / "a.marks").touch()
        (gold / "raw" / "in" / "a.html").touch()
        (gold / "in" / "b.marks").touch()
        (gold / "in" / "c.entities").touch()
        found = list(golden_articles(gold, gold / "raw"))
        raws = [one.raw.relative_to(gold).as_posix() for one in found if isinstance(one, Golden)]
        assert sorted(raws) == ["raw/in/a.html", "tea.txt"]
        wrong = {error.file.name: error.wrong for error in found if isinstance(error, GoldError)}
        assert wrong == {"b.marks": "its article is not found", "c.entities": "it has no .marks beside it"}


class TestAlignment:
    """Finding published text in the article."""

    def test_pieces_are_found_in_their_order(self) -> None:
        """The second of two equal pieces is the second occurrence."""
        assert [list(span) for span in locate("ab是是cd", ["是", "是", "d"])] == [[2], [3], [5]]

    def test_an_occurrence_outside_chrome_is_preferred(self) -> None:
        """A teaser repeats the first turns."""
        chrome = [True] * 3 + [False] * 4
        assert list(locate("茶园好茶园好吗", ["茶园好"], chrome)[0]) == [3, 4, 5]
        assert list(locate("茶园好", ["茶园好"], [True] * 3)[0]) == [0, 1, 2]

    def test_a_short_piece_is_not_searched_far_away(self) -> None:
        """Far away it is another of the same words."""
        assert locate("x" * 500 + "是的", ["是的"]) == [()]

    def test_rewritten_text_is_aligned_by_what_is_common(self) -> None:
        """Only runs of some length count, and only if they are enough."""
        (span,) = locate("零一二三四五六七八九", ["零一二三改五六七八九"])
        assert list(span) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
        assert locate("零一二三四五六七八九", ["完全不同的另一句话"]) == [()]

    @given(st.lists(st.text("甲乙丙丁", min_size=6, max_size=20), max_size=6))
    def test_an_article_cut_in_pieces_is_found_whole(self, pieces: list[str]) -> None:
        """Whatever the pieces, each is where it was cut."""
        found = [index for span in locate("".join(pieces), pieces) for index in span]
        assert found == list(range(sum(map(len, pieces))))


class TestAttribution:
    """Turns against gold."""

    def test_what_a_careful_reader_publishes_is_perfect(self, gold: Path) -> None:
        """A person's name, none for an asker whom nobody names, notes inside a turn."""
        assert rates(counted(gold, perfect())) == Rates(0, 0, 0, 1, 1, 1, 0, 0)

    def test_any_accepted_name_is_right_but_one_person_should_have_one(self, gold: Path) -> None:
        """Two right names for one person cost nothing but AER."""
        turns = perfect()
        turns[3] |= {"speaker": "小满"}
        found = rates(counted(gold, turns))
        assert (found.naer, found.exact) == (0, 1)
        assert found.aer > 0

    def test_a_turn_that_goes_on_after_a_note_may_be_published_as_two(self, gold: Path) -> None:
        """Both are right."""
        turns = perfect()
        turns[1:2] = [turn("周小满", "interviewee", "三十一年了。"), turn("周小满", "interviewee", "我父亲也种茶。")]
        assert rates(counted(gold, turns)) == Rates(0, 0, 0, 1, 1, 1, 0, 0)

    def test_a_missing_turn_is_missed_speech(self, gold: Path) -> None:
        """Its letters count against all speech."""
        found = counted(gold, perfect()[:-1])
        assert (found.missed, found.false, found.started, found.exact) == (len("去杭州再种一片"), 0, 3, 3)

    def test_narration_published_as_speech_is_false(self, gold: Path) -> None:
        """So is text that the article does not hold."""
        found = counted(gold, [turn("周小满", "interviewee", "这座山很高。"), *perfect()])
        assert (found.false, found.published) == (5, 5)
        assert counted(gold, [*perfect(), turn("某某", "interviewee", "全然是编造出来的话")]).false == 9

    def test_a_wrong_name_costs_naer_and_a_consistent_one_not_aer(self, gold: Path) -> None:
        """Speakers are matched as a whole."""
        turns: list[Row] = [one | {"speaker": "周大满"} if one["role"] == "interviewee" else one for one in perfect()]
        found = rates(counted(gold, turns))
        assert (found.aer, found.wrong) == (0, found.naer)
        assert found.naer > 0.5

    def test_a_null_speaker_is_not_wrong_but_misnamed(self, gold: Path) -> None:
        """Where the article names one."""
        turns = [one | {"speaker": None, "speaker_label": None} for one in perfect()]
        found = counted(gold, turns)
        assert found.misnamed == found.unnamed > 0
        assert rates(found).wrong == 0

    def test_swapped_speakers_are_confused(self, gold: Path) -> None:
        """One turn given to the other person."""
        turns = perfect()
        turns[3] |= {"speaker": None, "speaker_label": "记者"}
        found = counted(gold, turns)
        assert found.confused == found.misnamed == len("去杭州再种一片")

    def test_somebody_elses_name_is_wrong_for_an_unnamed_asker(self, gold: Path) -> None:
        """Any other name is right, as nobody can tell."""
        for name, misnamed in (("晚报", 0), ("周小满", len("您种了多少年茶"))):
            turns = perfect()
            turns[0] |= {"speaker": name}
            assert counted(gold, turns).misnamed == misnamed

    def test_a_turn_that_ends_too_late_is_not_exact(self, gold: Path) -> None:
        """Its start still counts."""
        turns = perfect()
        turns[3] |= {"text": "去杭州，再种一片。\n关注我们的公众号"}
        found = counted(gold, turns)
        assert (found.started, found.exact) == (4, 3)

    def test_chrome_in_the_text_is_leaked_and_missing_text_is_lost(self, gold: Path) -> None:
        """Headings and notes are neither."""
        found = counted(gold, perfect(), TEXT.replace("这座山很高。", "云上的茶园") + "\n关注我们的公众号")
        assert (found.leaked, found.chrome, found.lost) == (8, 8, 5)

    def test_a_report_with_a_turn_is_all_wrong_and_without_one_all_right(self, gold: Path) -> None:
        """There is no speech to take a share of."""
        (gold / "tea.marks").write_text("1\t\tBODY\n", encoding="utf-8")
        assert rates(counted(gold, [], ARTICLE)) == Rates(0, 0, 0, 1, 1, 1, 0, 0)
        assert rates(counted(gold, perfect(), ARTICLE)).aer == 1

    def test_turns_with_a_high_score_are_counted_apart(self, gold: Path) -> None:
        """A sure turn is right if its speaker is."""
        turns = perfect()
        turns[0] |= {"score": 0.5}
        turns[1] |= {"speaker": "茶报"}
        found = counted(gold, turns)
        assert (found.started, found.confident, found.confident_right) == (4, 3, 2)

    def test_many_speakers_are_matched_as_well(self, gold: Path) -> None:
        """With more than six the largest agreements are taken first."""
        names = [f"人{letter}" for letter in "甲乙丙丁戊己庚辛"]
        raw = "\n".join(f"{name}的话在这里" for name in names)
        marks = "\n".join(f"{n}\t\tTURN\t{name}\tinterviewee" for n, name in enumerate(names, 1))
        (gold / "many.marks").write_text(marks, encoding="utf-8")
        known = truth(read_gold(gold / "many.marks", raw).segments, letters(raw))
        turns = [turn(f"{name}别名", "interviewee", f"{name}的话在这里") for name in names]
        found = rates(attribution.count(letters(raw), known, turns, raw))
        assert (found.aer, found.naer, found.exact) == (0, 1, 0)


class TestMentions:
    """Named things against gold."""

    def named(self, gold: Path, *rows: Row) -> mentions.Named:
        """Counts of these rows, offsets being into the article itself."""
        read = read_gold(gold / "tea.marks", ARTICLE)
        found, _ = find(read_surfaces(gold / "tea.entities"), ARTICLE, read.segments)
        return mentions.count(ARTICLE, letters(ARTICLE), read, found, ARTICLE, rows)

    def row(self, kind: str, text: str, name: str | None = None, nth: int = 1) -> Row:
        """A row of ``entities`` for the nth occurrence of a string."""
        start = -1
        for _ in range(nth):
            start = ARTICLE.index(text, start + 1)
        return {"type": kind, "text": text, "char_start": start, "char_end": start + len(text), "name": name or text}

    def test_surfaces_are_found_outside_labels_bylines_and_chrome(self, gold: Path) -> None:
        """A label names nobody; what a note says is doubtful."""
        read = read_gold(gold / "tea.marks", ARTICLE)
        found, idle = find(read_surfaces(gold / "tea.entities"), ARTICLE, read.segments)
        assert [(ARTICLE[one.start : one.end], one.type) for one in found] == [
            ("茶园", "?"),
            ("茶园", "?"),
            ("杭州", "GPE"),
        ]
        assert [one.text for one in idle] == ["周小满"]

    @pytest.mark.parametrize(
        ("text", "lines", "expected"),
        [
            ("GPT-4和GPT", ["GPT-4\tPRODUCT", "GPT\tPRODUCT"], ["GPT-4", "GPT"]),
            ("Go和Google，GPT4", ["Go\tPRODUCT", "GPT\tPRODUCT"], ["Go", "GPT"]),
            ("茶报在https://茶.cn/茶报 茶报", ["茶报\tORG"], ["茶报", "茶报", "茶报"]),
            ("看tea.com/tea，tea", ["tea\tPRODUCT"], ["tea"]),
            ("北京大学和北京", ["北京大学\t-", "北京\tGPE"], ["北京"]),
            ("小满\n小满", ["小满\tPERSON\t\t2"], ["小满"]),
        ],
    )
    def test_the_longest_surface_wins_and_words_and_addresses_stay_whole(
        self, gold: Path, text: str, lines: list[str], expected: list[str]
    ) -> None:
        """As the format says."""
        (gold / "x.marks").write_text("1\t\tBODY\n", encoding="utf-8")
        (gold / "x.entities").write_text("\n".join(lines), encoding="utf-8")
        read = read_gold(gold / "x.marks", text)
        found, _ = find(read_surfaces(gold / "x.entities"), text, read.segments)
        assert [text[one.start : one.end] for one in found] == expected

    @pytest.mark.parametrize(
        ("line", "wrong"),
        [("茶\tTEA", "the type is 'TEA'"), ("\tPERSON", "field is empty"), ("茶\tORG\t\tall", "the lines are 'all'")],
    )
    def test_a_line_that_does_not_fit_is_an_error(self, gold: Path, line: str, wrong: str) -> None:
        """With its number."""
        (gold / "tea.entities").write_text(f"\n{line}\n", encoding="utf-8")
        with pytest.raises(GoldError, match=r"tea\.entities:2: ") as caught:
            read_surfaces(gold / "tea.entities")
        assert wrong in caught.value.wrong

    def test_the_same_letters_and_type_are_right_gpe_being_loc(self, gold: Path) -> None:
        """And a longer span is right when it need not be exact."""
        assert self.named(gold, self.row("LOC", "杭州")).types["LOC"] == mentions.Tally(1, 1, 1, 1)
        assert self.named(gold, self.row("GPE", "去杭州")).types["LOC"] == mentions.Tally(1, 1, 0, 1)
        assert self.named(gold, self.row("ORG", "杭州")).total == mentions.Tally(1, 1, 0, 0)

    def test_mentions_in_labels_notes_titles_and_doubtful_ones_are_not_scored(self, gold: Path) -> None:
        """Neither right nor wrong; in chrome they are wrong."""
        ignored = [self.row("PERSON", "周小满"), self.row("LOC", "茶园"), self.row("LOC", "早晨")]
        assert self.named(gold, *ignored).total == mentions.Tally(1, 0, 0, 0)
        assert self.named(gold, self.row("ORG", "公众号")).total.published == 1

    def test_two_names_for_one_thing_cost_recall_and_one_for_two_precision(self, gold: Path) -> None:
        """B-cubed over the mentions that are right."""
        (gold / "tea.entities").write_text("茶\tPRODUCT\t茶\n山\tLOC\t山\n", encoding="utf-8")
        rows = [self.row("PRODUCT", "茶", name, nth) for name, nth in (("茶", 2), ("绿茶", 4))]
        split = self.named(gold, *rows)
        assert (split.total.strict, split.name_precision, split.name_recall) == (2, 2.0, 1.0)
        joined = self.named(gold, self.row("PRODUCT", "茶", "山", 2), self.row("LOC", "山", "山"))
        assert (joined.total.strict, joined.name_precision, joined.name_recall) == (2, 1.0, 2.0)


class TestEvaluate:
    """A folder of gold against the pipeline, or against a release."""

    def test_the_pipeline_is_evaluated_in_process(self, gold: Path) -> None:
        """The raw file is decoded and attributed as a build does it."""
        told = figures(evaluate(gold, gold))
        assert told["attribution"]["articles"]["tea"]["turn_f1"] == 1
        assert told["attribution"]["micro"]["gold"] == 4

    def test_a_release_is_evaluated_by_the_ids_of_its_articles(self, gold: Path, tmp_path: Path) -> None:
        """A collection before the name does not matter; turns come in any order."""
        release(tmp_path / "out", "teas/tea")
        found = evaluate(gold, gold, dataset=tmp_path / "out").articles["tea"]
        assert rates(found.counts) == Rates(0, 0, 0, 1, 1, 1, 0, 0)
        assert found.named is not None
        assert found.named.total == mentions.Tally(1, 1, 1, 1)

    def test_an_article_that_was_not_published_is_lost_whole(self, gold: Path, tmp_path: Path) -> None:
        """It counts, and the table says why."""
        release(tmp_path / "out", "coffee")
        told = figures(evaluate(gold, gold, dataset=tmp_path / "out"))
        assert told["attribution"]["micro"]["aer"] == told["attribution"]["micro"]["loss"] == 1
        assert any(line.endswith("not in the dataset") for line in table(told))

    def test_gold_that_does_not_fit_is_reported_and_the_rest_goes_on(self, gold: Path) -> None:
        """The other articles are in the figures."""
        (gold / "bad.txt").write_text(ARTICLE, encoding="utf-8")
        (gold / "bad.marks").write_text("1\t\tNONSENSE\n", encoding="utf-8")
        found = evaluate(gold, gold)
        assert list(found.articles) == ["tea"]
        assert [error.file.name for error in found.errors] == ["bad.marks", "tea.entities"]
        assert "mentioned nowhere" in found.errors[1].wrong

    def test_only_some_articles_may_be_asked_for(self, gold: Path) -> None:
        """An unknown one is an error that names others."""
        assert list(evaluate(gold, gold, only=["tea"]).articles) == ["tea"]
        with pytest.raises(NoGold, match="called te; there are tea"):
            evaluate(gold, gold, only=["te"])
        with pytest.raises(NoGold, match=r"holds no \.marks"):
            evaluate(gold / "none", gold)


def release(folder: Path, article_id: str) -> None:
    """A folder with the three tables, as little of them as can be evaluated."""
    rows = [one | {"article_id": article_id, "turn_index": index} for index, one in enumerate(perfect())]
    start = TEXT.index("杭州")
    entity = {"article_id": article_id, "type": "GPE", "text": "杭州", "char_start": start, "char_end": start + 2}
    tables = {"articles": [{"article_id": article_id, "text": TEXT}], "turns": rows[::-1], "entities": [entity]}
    for name, content in tables.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(content), folder / name / "train-00000-of-00001.parquet")


class TestFigures:
    """What is told of an evaluation, and kept."""

    @pytest.fixture
    def told(self, gold: Path) -> dict[str, Any]:
        """Figures of the fixture."""
        (gold / "tea.entities").write_text("杭州\tGPE\n", encoding="utf-8")
        return figures(evaluate(gold, gold))

    def test_the_table_has_a_line_for_each_article_and_two_for_the_scores(self, told: dict[str, Any]) -> None:
        """And the totals under them."""
        lines = list(table(told))
        starts = [line.split()[0] for line in lines if line]
        assert starts[:6] == ["attribution", "tea", "micro", "macro", "score", "right"]
        assert "score >= 0.9: " in "\n".join(lines)
        assert starts[-2:] == ["all", "names"]

    def test_equal_figures_have_no_changes(self, told: dict[str, Any]) -> None:
        """Differences in the tenth digit are rounding."""
        other = json.loads(json.dumps(told))
        other["attribution"]["micro"]["loss"] += 1e-12
        assert changes(told, other) == []

    @pytest.mark.parametrize(
        ("figure", "by", "worse"), [("aer", 0.1, True), ("exact", 0.1, False), ("role", -0.1, True)]
    )
    def test_a_change_says_which_figure_and_whether_it_is_worse(
        self, told: dict[str, Any], figure: str, by: float, worse: bool
    ) -> None:
        """Errors are better low, shares of what is right high."""
        other = json.loads(json.dumps(told))
        other["attribution"]["articles"]["tea"][figure] += by
        (change,) = changes(told, other)
        assert change.worse == worse
        assert str(change).startswith(f"attribution articles tea {figure}: ")

    def test_an_article_on_one_side_alone_counts_as_worse(self, told: dict[str, Any]) -> None:
        """It is no longer, or not yet, held."""
        other = json.loads(json.dumps(told))
        other["attribution"]["articles"]["new"] = other["attribution"]["articles"].pop("tea")
        found = changes(told, other)
        assert found
        assert all(change.worse for change in found)
        assert {str(change).rpartition(", ")[2] for change in found} == {"no longer measured", "not committed yet"}

    def test_the_card_says_on_what_the_figures_were_measured(self, told: dict[str, Any], tmp_path: Path) -> None:
        """With the date, the numbers of articles, and that others will be worse."""
        write(tmp_path / "own.json", summary(told, None), digits=4)
        write(tmp_path / "dev.json", summary(told, "2026-01-31"), digits=4)
        section = accuracy_section(tmp_path / "own.json", tmp_path / "dev.json")
        assert section.startswith("## How well it is attributed\n")
        for words in (
            "Measured on 2026-01-31.",
            "1 articles of Chinese media",
            "used while the rules",
            "will be worse",
        ):
            assert words in section
        assert {line.count("|") for line in section.splitlines() if line.startswith("|")} == {4}

    def test_the_card_says_nothing_without_figures(self, tmp_path: Path) -> None:
        """And of real articles nothing while there is only our own gold."""
        assert accuracy_section(tmp_path / "none.json", tmp_path / "none.json") == ""

    def test_a_summary_names_no_article(self, told: dict[str, Any]) -> None:
        """The real articles are not ours to list."""
        assert "tea" not in json.dumps(summary(told, "2026-01-31"))


Command = Callable[..., int]


class TestCommand:
    """The sub-command."""

    @pytest.fixture
    def fangtan(self, gold: Path) -> Command:
        """`fangtan evaluate` on the fixture, whose mentions all exist."""
        (gold / "tea.entities").write_text("杭州\tGPE\n", encoding="utf-8")
        return lambda *arguments: command.run(parsed("--gold", str(gold), "--raw", str(gold), *arguments))

    def test_it_prints_a_table_or_json(self, fangtan: Command, capsys: pytest.CaptureFixture[str]) -> None:
        """On the standard output, nothing else."""
        assert fangtan() == command.DONE
        assert capsys.readouterr().out.startswith("attribution")
        assert fangtan("--json") == command.DONE
        assert set(json.loads(capsys.readouterr().out)) == {"attribution", "calibration", "entities", "errors"}

    def test_a_bad_gold_file_fails_after_the_others_were_told(
        self, fangtan: Command, gold: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """And no figures are written."""
        (gold / "alone.marks").write_text("1\t\tBODY\n", encoding="utf-8")
        assert fangtan("--write", str(gold / "f.json")) == command.FAILED
        told = capsys.readouterr()
        assert "tea" in told.out
        assert "alone.marks: its article is not found; put the article beside it" in told.err
        assert not (gold / "f.json").exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--dataset", "nowhere"], "--dataset DIR"),
            (["--summary", "s.json"], "--date YYYY-MM-DD"),
            (["--write", "f.json", "--only", "tea"], "leave --only out"),
            (["--write", "f.json", "--dataset", "."], "leave --dataset out"),
            (["--only", "coffee"], "no gold article is called coffee"),
            (["--dataset", "."], "holds no release"),
        ],
    )
    def test_wrong_usage_is_told_with_its_remedy(
        self, fangtan: Command, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
    ) -> None:
        """Exit code 2, and no figures."""
        assert fangtan(*arguments) == command.MISUSED
        told = capsys.readouterr()
        assert (said in told.err, told.out) == (True, "")

    def test_a_date_is_a_date(self) -> None:
        """Argparse refuses it."""
        with pytest.raises(SystemExit) as ended:
            parsed("--date", "yesterday")
        assert ended.value.code == 2

    def test_written_figures_are_those_printed_and_renewing_says_what_changed(
        self, fangtan: Command, gold: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Other gold than ours leaves the card alone."""
        kept = command.OWN.parents[1] / "pipelines" / "evaluation" / "figures" / "golden.json"
        before = kept.read_bytes()
        file = gold / "f.json"
        assert fangtan("--write", str(file), "--json") == command.DONE
        written = json.loads(file.read_text(encoding="utf-8"))
        assert changes(written, json.loads(capsys.readouterr().out)) == []
        written["attribution"]["micro"]["exact"] -= 0.5
        file.write_text(json.dumps(written), encoding="utf-8")
        assert fangtan("--write", str(file)) == command.DONE
        assert "attribution micro exact: 0.5000 -> 1.0000, better" in capsys.readouterr().err
        assert kept.read_bytes() == before

    def test_a_summary_holds_the_date_that_it_was_given(self, fangtan: Command, gold: Path) -> None:
        """No clock is asked."""
        assert fangtan("--summary", str(gold / "s.json"), "--date", "2026-01-31") == command.DONE
        assert json.loads((gold / "s.json").read_text(encoding="utf-8"))["date"] == "2026-01-31"


def parsed(*arguments: str) -> Namespace:
    """Arguments of `fangtan evaluate`, parsed."""
    parser = ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return parser.parse_args(["evaluate", *arguments])
