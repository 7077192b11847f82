"""Masking: personal data is gone from every column and file of a release, and all offsets lead where they did."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import worded

from pipelines.build import build
from pipelines.definitions import quiet
from pipelines.places import Places
from pipelines.tables.checks import check
from pipelines.tables.parquet import to_arrow
from pipelines.tables.schema import TABLES, load
from pipelines.text.article import Attributed, Document, attribute, read
from pipelines.text.layout import lay_out
from pipelines.text.mentions import find_mentions
from pipelines.text.personal import CHECKS, WEIGHTS

MOBILE, EMAIL, CARD, ACCOUNT = "13812345678", "meng.youfu@example.com", "11010519491231002X", "meng_yf88"
SECRETS = {"mobile": MOBILE, "email": EMAIL, "id_card": CARD, "wechat": f"微信：{ACCOUNT}"}
PAGE = (
    "{title}\n\n{byline}\n\n{lead}\n\n何青：您修过的最老的钟有多少年？\n\n"
    "孟有福{label}：大概两百年。那座钟在一个渔村的祠堂里，走得很慢。{turn}\n\n## 二、零件{heading}\n\n"
    "何青：修好它花了多久？\n\n孟有福：一个冬天。零件要自己做，有的只有米粒那么大。\n"
)
PLACES = ("title", "byline", "lead", "label", "turn", "heading")
HTML = "<h1>一个修钟表的人</h1><p>何青：钟多老？</p><p>孟有福：{said}</p><p>何青：还有呢？</p><p>孟有福：没有了。</p>"


def page(**filled: str) -> str:
    """An invented interview with something put into its places."""
    plain = dict.fromkeys(PLACES, "") | {
        "title": "一个修钟表的人",
        "byline": "本报记者 何青 2021年3月5日",
        "lead": "一",
    }
    return PAGE.format(**{place: f"{plain[place]}{filled.get(place, '')}" for place in PLACES})


def document(text: str, suffix: str = ".md") -> Document:
    """A raw text without a collection."""
    return Document("talks/a", None, f"talks/a{suffix}", "0" * 64, text, suffix, None, None, None, None)


def rows(made: Attributed) -> dict[str, list[dict[str, Any]]]:
    """The rows of the three tables."""
    turns = worded(made.speech)
    return {"articles": [made.article], "turns": turns, "entities": find_mentions(made.article, turns)}


def strings(value: Any) -> Iterator[str]:
    """Every string in a row, full-width characters made plain."""
    if isinstance(value, str):
        yield unicodedata.normalize("NFKC", value)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)


def judged(text: str, suffix: str = ".md") -> dict[str, Any]:
    """The article's row; source map and masks fit, and the three tables pass the checks of a release."""
    made = attribute(document(text, suffix))
    article, tables = made.article, rows(made)
    covered: set[int] = set()
    for run in article["source_map"]:
        start, raw, length = run["char_start"], run["raw_start"], run["length"]
        assert article["text"][start : start + length] == text[raw : raw + length]
        covered |= set(range(start, start + length))
    for one in article["masks"]:
        assert set(article["text"][one["char_start"] : one["char_end"]]) == {"*"}
        assert covered.isdisjoint(range(one["char_start"], one["char_end"]))
    assert check({name: to_arrow(tables[name], load(name)) for name in TABLES}) == []
    return article


def told(text: str, suffix: str = ".md") -> str:
    """All that the three tables say of an article."""
    return "\n".join(strings(rows(attribute(document(text, suffix)))))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", SECRETS)
def test_personal_data_is_masked_wherever_it_stands(kind: str, place: str) -> None:
    """In narration, turns, headings, labels, title and byline, of Markdown as of plain text."""
    text = page(**{place: f"（{SECRETS[kind]}）" if place == "label" else f" {SECRETS[kind]}。"})
    for suffix in (".md", ".txt"):
        article = judged(text, suffix)
        assert SECRETS[kind].removeprefix("微信：") not in told(text, suffix)
        if place in ("lead", "label", "turn", "heading"):
            assert {one["kind"] for one in article["masks"]} == {kind}


MARKUP = (
    ("mobile", "打138<b>1234</b>5678吧。", "打&#49;38&#x31;2345678吧。", "打138<!-- x -->12345678吧。"),
    ("mobile", "打138\u200b1234\u200b5678吧。", "打１３８１２３４５６７８吧。", "打+86 138-1234-5678吧。"),
    ("email", "写信meng.youfu&#64;example&#46;com。", "写信meng.youfu<span>@</span>example.com。"),
    ("email", f"写信<a href='mailto:{EMAIL}'>{EMAIL}</a>。", "写信ｍｅｎｇ．ｙｏｕｆｕ＠ｅｘａｍｐｌｅ．ｃｏｍ。"),
    ("id_card", "号码是<i>110105</i>19491231<i>002X</i>。", "号码是１１０１０５１９４９１２３１００２Ｘ。"),
    ("wechat", "我的微信：<b>meng</b>_yf88。"),
)


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, *forms in MARKUP for said in forms])
def test_markup_and_width_hide_nothing(kind: str, said: str) -> None:
    """References, tags in the middle, zero-width and full-width characters: one mask of the visible length."""
    raw = HTML.format(said=said)
    (found,) = judged(raw, ".html")["masks"]
    assert found["kind"] == kind
    assert not re.search("1234|5678|meng|110105|002X", told(raw, ".html"))


def test_what_is_masked_once_is_masked_in_every_repetition() -> None:
    """An account without the words around it, in a turn and in the title."""
    text = page(title=f" {ACCOUNT}", lead=f"微信：{ACCOUNT}。", turn=f"请找{ACCOUNT}。")
    assert ACCOUNT not in told(text)
    assert len(judged(text)["masks"]) == 2


@pytest.mark.parametrize("title", ["MENG_YF88", "ｍｅｎｇ＿ｙｆ８８"])
def test_an_account_of_the_text_is_masked_in_the_title_however_it_is_spelt(title: str) -> None:
    """Inside the text it is: WeChat does not tell capitals from small letters."""
    assert ACCOUNT not in told(page(title=f" {title} 谈钟", lead=f"微信：{ACCOUNT}。")).lower()


@pytest.mark.parametrize("place", ["title", "byline"])
def test_an_account_that_is_told_above_the_text_is_masked_in_the_text(place: str) -> None:
    """Whoever reads the release must not find in a turn what the title hides."""
    assert ACCOUNT not in told(page(**{place: f"（微信：{ACCOUNT}）", "turn": f"请找{ACCOUNT}。"}))


def test_a_mask_is_of_the_kind_that_it_hides() -> None:
    """Also where a number is masked because it was found elsewhere."""
    article = judged(page(title=f" 电话{MOBILE}", lead=f"电话{MOBILE}。", turn=f"钟的编号：{MOBILE}。"))
    assert {one["kind"] for one in article["masks"]} == {"mobile"}


def test_a_figure_that_equals_an_account_is_no_account() -> None:
    """Accounts may be five digits: the text's amounts stay as they were printed."""
    assert "卖了10000块钱" in told(page(lead="微信号：10000。", turn="卖了10000块钱，来了10000人。"))


@pytest.mark.parametrize("name", ["published", "interview", "viewer", "mobile", "printed_label", "zh-Hans"])
def test_an_account_that_is_spelt_like_a_value_of_ours_changes_no_value(name: str) -> None:
    """Status, kind, role, method and language are the dataset's own words: masked, they would stop the release."""
    article = judged(page(turn=f"我的微信：{name}，电话{MOBILE}。"))
    assert (article["status"], article["kind"], article["language"]) == ("published", "interview", "zh-Hans")


mobiles = st.builds("1{}{}7".format, st.sampled_from("3456789"), st.text("0123456789", min_size=8, max_size=8))
local = st.text("abcdefghijkmnopqrstuvw", min_size=5, max_size=9)
emails = local.map("q{}@example.com".format)
accounts = st.builds("{}_{}".format, local, st.integers(100, 9999))


def card(area: str, born: str, order: int) -> str:
    """An identity card's number with the right check character."""
    plain = f"{area}{born}{order:03d}"
    return plain + CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, plain, strict=True)) % 11]


cards = st.builds(card, st.sampled_from(("110105", "440301")), st.just("19990228"), st.integers(0, 999))
secrets = st.one_of(
    st.tuples(st.sampled_from(("电话", "请打", "")), mobiles),
    st.tuples(st.sampled_from(("写信给", "邮箱：")), emails),
    st.tuples(st.just("证号"), cards),
    st.tuples(st.just("微信："), accounts),
)
plain = st.text("河水一直流到海里。，、“” 0129abc*\u200b\u3000𠀋", max_size=12)
pieces = st.lists(st.tuples(plain, secrets, st.sampled_from(("{}", "**{}**", "[{}](x)"))), max_size=3)


@given(pieces, pieces, pieces)
@settings(max_examples=60)
def test_any_text_keeps_its_offsets_and_loses_its_secrets(lead: list[Any], turn: list[Any], heading: list[Any]) -> None:
    """The source map fits, no run touches a mask, characters outside masks are as before, all found is gone."""
    filled = {}
    for place, found in (("lead", lead), ("turn", turn), ("heading", heading)):
        filled[place] = "".join(f"{before}，{cue}{mark.format(hidden)}。" for before, (cue, hidden), mark in found)
    text = page(**filled)
    article, before = judged(text), lay_out(read(document(text)).script).text
    masked = {at for one in article["masks"] for at in range(one["char_start"], one["char_end"])}
    assert article["text"] == "".join("*" if at in masked else ch for at, ch in enumerate(before))
    shown = told(text)
    assert not [hidden for _, (_, hidden), _ in (*lead, *turn, *heading) if hidden in shown]


OVERRIDES = f"""\
- {{article: taken, correct: withdraw, expect: 一个修钟表的人, reason: "孟先生（{MOBILE}）要求撤下，来信 {EMAIL}"}}
- {{article: mended, correct: role, speaker: 孟有福, role: audience, expect: interviewee, reason: 他打 {MOBILE} 来说}}
- {{article: merge, correct: merge, turn: 您修过的最老的钟, expect: 大概两百年, reason: 试一试}}
- {{article: cut, correct: speaker, speaker: 何青, expect: null, reason: 试, turn: "{"这话呢" * 15}{MOBILE}还有话"}}
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real build of articles full of personal data: plain, in HTML, corrected, withdrawn, and two held back."""
    raw = tmp_path_factory.mktemp("masking") / "raw"
    raw.mkdir()
    full = page(**{place: f"，{'，'.join(SECRETS.values())}。" for place in ("byline", "lead", "turn", "heading")})
    for name in ("plain", "taken", "mended", "cut"):
        (raw / f"{name}.md").write_text(full, encoding="utf-8")
    (raw / "merge.md").write_text(page().replace("大概两百年", f"你找我就打这个电话吧{MOBILE}"), encoding="utf-8")
    (raw / "page.html").write_text(HTML.format(said=f"打{MOBILE}吧。"), encoding="utf-8")
    (raw / "overrides.yaml").write_text(OVERRIDES, encoding="utf-8")
    assert build(Places(str(raw), str(raw.with_name("out"))), quiet).problems == []
    return raw.with_name("out")


def test_no_file_of_the_release_tells_what_was_masked(release: Path) -> None:
    """Neither the tables nor card, rejects and descriptions."""
    files = [path for path in release.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    said = [str(row) for name in TABLES for row in pq.read_table(release / name).to_pylist()]
    said += [path.read_text(encoding="utf-8") for path in files]
    assert not [secret for secret in (MOBILE, EMAIL, CARD, ACCOUNT) if any(secret in one for one in said)]


@pytest.mark.parametrize("name", ["cut", "merge"])
def test_a_reason_that_shortens_what_it_quotes_shows_no_part_of_a_number(release: Path, name: str) -> None:
    """A number is masked before it is cut off, not after: ten of eleven digits are personal data as well."""
    lines = map(json.loads, (release / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
    (reason,) = [line["reason"] for line in lines if line["file"] == f"{name}.md"]
    assert MOBILE[:7] not in reason


def test_a_withdrawn_article_keeps_its_id_and_the_reason_and_nothing_else(release: Path) -> None:
    """No text, turn, mention, section, speaker, mask or run; the reason is masked like everything printed."""
    (row,) = [one for one in pq.read_table(release / "articles").to_pylist() if one["article_id"] == "taken"]
    assert row["status"] == "withdrawn"
    assert row["warnings"] == [f"withdrawn: 孟先生（{'*' * 11}）要求撤下，来信 {'*' * 22}"]
    gone = {"text", "title", "authors", "published_at", "source_url", "sections", "speakers", "masks", "source_map"}
    assert not [name for name in gone if row[name]]
    assert not any("taken" in pq.read_table(release / name)["article_id"].to_pylist() for name in ("turns", "entities"))


def test_the_card_counts_the_masks_of_the_articles(release: Path) -> None:
    """By kind, as the column lists them."""
    listed = [one["kind"] for row in pq.read_table(release / "articles").to_pylist() for one in row["masks"]]
    lines = (release / "README.md").read_text(encoding="utf-8").splitlines()
    for kind in SECRETS:
        assert f"| `{kind}` | {listed.count(kind)} | {listed.count(kind) / len(listed):.1%} |" in lines
