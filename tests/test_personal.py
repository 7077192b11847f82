"""Personal data: what is found and masked, and what only looks like it. All numbers and names are invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from costs import grows_with_length_alone
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.knowledge import rows
from pipelines.text import personal
from pipelines.text.masks import MASK, Mask, mask
from pipelines.text.personal import find

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def card(body: str) -> str:
    """The number of an identity card: seventeen digits and the check character of GB 11643-1999."""
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def found(text: str) -> list[tuple[str, str]]:
    """The kinds and stretches of a text."""
    return [(each.kind, text[each.start : each.end]) for each in find(text)]


def expect(kind: str, marked: str) -> None:
    """What ``«»`` encloses is found, as this kind, and nothing else."""
    text = marked.replace("«", "").replace("»", "")
    assert found(text) == [(kind, stretch) for stretch in re.findall("«(.*?)»", marked, re.DOTALL)]


@pytest.mark.parametrize(
    "marked",
    [
        "电话：«13812345679»。",
        "手机«13812345679»，晚上打",
        "«138 1234 5679»和«138-1234-5679»",
        "«138–1234–5679»，«138—1234—5679»，«138－1234－5679»",
        "«138.1234.5679»",
        "«138 - 1234 - 5679»",
        "«138 123 45679»，«1381 234 5679»，«1381-2345-679»",
        "«138-12345679»，«1381234-5679»",
        "«１３８１２３４５６７９»，«１３８－１２３４－５６７９»",
        "«13812345679»/«13912345678»、«13712345678»,«13612345678» «13512345678»",
        "**«13812345679»**（«13812345679»）",
        "Tel«13812345679»，TEL:«13812345679»，vx«13812345679»",
        "陆知秋-«13812345679»",
        "«13812345679»人工服务，«13812345679» 个人手机，«13812345679»位于窑村",
        "«13812345679»（微信同号）",
    ],
)
def test_a_mobile_number_is_found_in_the_groupings_and_widths_that_people_write(marked: str) -> None:
    """Also glued to Chinese text, in emphasis, in a list."""
    expect("mobile", marked)


@pytest.mark.parametrize(
    "number",
    [
        "+86 138 1234 5679", "+86-138-1234-5679", "+8613812345679", "(+86) 13812345679", "（+86）138-1234-5679",
        "0086-13812345679", "008613812345679", "86-13812345679", "86 138 1234 5679", "(86)13812345679",
        "0912-345-678", "0912345678", "0912-345678", "+886 912 345 678", "+886-912-345-678", "+886 0912 345 678",
        "+886 (0)912 345 678", "+852 9123 4567", "(852) 91234567", "+852-61234567",
    ],
)  # fmt: skip
def test_the_prefix_belongs_to_the_number_on_both_sides_of_the_strait_and_in_hong_kong(number: str) -> None:
    """It is masked with it."""
    expect("mobile", f"窑口电话«{number}»，请先打。")


@pytest.mark.parametrize(
    "text",
    [
        "营收15000000000元", "共13812345679人", "13812345679 元", "13812345679人次", "13812345679美元", "13812345679%",
        "13812345679 吨", "13812345679 种可能", "13812345679 bytes", "¥13812345679", "窑变次数13812000000",
    ],
)  # fmt: skip
def test_an_amount_is_no_mobile_number(text: str) -> None:
    """A unit behind, a currency before, or six zeros at the end tell."""
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "订单号：13812345679", "编号13812345679", "UID: 13812345679", "QQ群：13812345679", "SF13812345679",
        "A13812345679B", "13812345679_x", "13812345679123", "0.13812345679", "13812345679.5", "123-13812345679",
        "13812345679-1", "https://example.com/u/13812345679?id=13812345679", "www.example.com/13812345679",
        "example.com/u/13812345679", "id=13812345679", "10.1381/13812345679", "DOI: 10.1000/13812345679",
        "ISBN：13812345679", "ISBN 978-7-1381-2345-6", "arXiv:2401.13812", "arXiv:1381.12345",
        "2024-01-15 13:30:00", "2024年1月15日", "1569634611", "1569634611398", "v1.38.1234.5679", "000001.SZ", "600519",
        "1 900 000 0000", "19 000 000 000", "1,900,000,0000", "2^34 = 17179869184", "17179869184 = 2^34",
        "12812345679", "0812345678", "91234567", "852-9123-4567", "@13812345679", "京ICP证13812345678号",
        "京公网安备 11010502030143号", "138.12345679", "138 12345 679", "138-1234 5679",
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_no_mobile_number(text: str) -> None:
    """Serial numbers, dates, versions, identifiers, paths, figures in groups of three, landlines and decimals."""
    assert find(text) == []


@pytest.mark.parametrize(
    "marked",
    [
        "邮箱«lu.zhiqiu@example.com»。",
        "邮箱：«lu@example.com.cn»，来信请注明",
        "Write to «lu@example.com».",
        "Write to «lu@example.com».Please do.",
        "«lu@example.com»(陆知秋)，«a_b+c@mail.example.org»；«lu@example.museum»",
        "请发至«lu＠example.com»，或«ｌｕ＠ｅｘａｍｐｌｅ．ｃｏｍ»",
        "«lu[at]example.com» «lu(at)example.com» «lu【at】example.com» «lu [AT] example.com»",
        "«lu (at) example (dot) com»",
        "[写信](mailto:«lu@example.com»)",
        "https://example.com/?to=«lu@example.com»&x=1",
        "«13812345679@example.com»",
        "**«lu@example.com»**",
    ],
)
def test_an_address_ends_where_chinese_text_or_the_sentence_goes_on(marked: str) -> None:
    """Its sign may be full-width or spelt out."""
    expect("email", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "来信«lu#example.com»（将#换成@）",
        "来信«lu＃example.com»（请把＃替换为@）",
        "请把“#”改成“@”：«lu#example.com»",
        "«lu#example.com»\n«gu#example.com»\n（发信时#号请改为@）",
        "（@已替换为#）«lu#example.com»",
        "来信«lu$example.com»（$→@）",
    ],
)
def test_another_sign_is_read_as_at_only_where_the_text_says_so(marked: str) -> None:
    """In either order of the two signs, before or after the address, within 200 code points."""
    expect("email", marked)
    assert find(marked.replace("@", "").replace("«", "").replace("»", "")) == []
    assert find("lu#example.com" + "窑" * 250 + "（将#换成@）") == []


@pytest.mark.parametrize(
    "text",
    [
        "@陆知秋 说", "@luzhiqiu", "@lu.zhiqiu", "@lu@example.social", "转发@example.com", "@property", "@app.route",
        "lu@localhost", "git@example.com:kiln/fire.git", "https://lu:pw@example.com/x", "ssh://lu@example.com",
        "logo@2x.png", "kiln@3.2.1", "kiln@4.17.js", "q@k.transpose(1, 2)", "x@self.weight", "lu#example.com",
        "C#net.com", "pixels[at].foo", "lu@example", "lu@example.invalidending", "陆知秋@窑口.中国", "a @ b.com",
        "lu.[at]example.com", "l" * 65 + "@example.com",
    ],
)  # fmt: skip
def test_a_mention_a_decorator_a_login_or_a_file_is_no_address(text: str) -> None:
    """Nor what has no ending that domains have."""
    assert find(text) == []


def test_an_identity_card_is_found_by_its_checksum() -> None:
    """With a small or a full-width check character, in groups, glued to Chinese text."""
    number = card("11010119900307888")
    ten = next(whole for n in range(100) if (whole := card(f"110101199003078{n:02}")).endswith("X"))
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in ten)
    for each in (number, ten, ten.lower(), wide, f"{number[:6]} {number[6:14]} {number[14:]}"):
        expect("id_card", f"身份证号«{each}»，请核对")


@pytest.mark.parametrize(
    "body", ["00010119900307888", "99010119900307888", "11010118900307888", "11010120900307888", "11010119901307888"]
)
def test_a_number_without_province_or_birthday_is_no_card(body: str) -> None:
    """Even if the check character fits."""
    assert find(f"身份证号{card(body)}，请核对") == []


def test_a_wrong_check_character_or_a_longer_number_is_no_card() -> None:
    """One digit of eighteen changed is always seen."""
    number = card("11010119900307888")
    for place in range(14, 17):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert find(f"身份证号{changed}，请核对") == []
    for text in (f"{number}1", f"1{number}", f"X{number}", f"{number}-1", f"https://example.com/{number}"):
        assert find(text) == []


@pytest.mark.parametrize(
    "marked",
    [
        "微信号：«lu_zhiqiu1»", "微信号：«luzhiqiu»", "微信号«luzhiqiu»", "微信号是«lu12345»", "微信号为“«lu12345»”",
        "微信ID：«lu12345»", "微信 ID: «lu12345»", "WeChat ID: «luzhiqiu»", "WeChat号：«luzhiqiu»",
        "微信号：\n«lu_zhiqiu1»", "微信号：«windows123»", "微信号 12：无，微信号 «12345678»", "微信號：«luzhiqiu»",
    ],
)  # fmt: skip
def test_an_account_is_found_behind_the_word_for_its_number(marked: str) -> None:
    """Whatever stands between them, and if it is letters alone."""
    expect("wechat", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "微信：«luzhiqiu»", "微信:«lu12345»", "WeChat: «lu12345»", "微信：@«luzhiqiu»", "微信 WeChat：«lu12345»",
        "**微信**：«lu12345»", "- **微信：** «lu12345»", "微信/QQ：«12345678»", "QQ/WeChat: «lu12345»",
        "微信：«12345678»", "【微信】«lu12345»",
        "“wechat”: “«lu12345»”", "(微信：«lu-zhiqiu»)", "微信：«lu12345»/QQ：12345", "微信：«LuZhiqiu»，备注来意",
    ],
)  # fmt: skip
def test_an_account_is_found_behind_the_messengers_name_and_a_colon(marked: str) -> None:
    """Also a number of five to eleven digits."""
    expect("wechat", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "我的微信是«luzhiqiu»，", "加我微信«lu12345»讨论", "加我微信 `«luzhiqiu»` 拉你",
        "加小编微信（ **«lubot02»** ）",
        "联系作者微信 «luzhiqiu»。", "微信 «lu12345»", "微信（«lu12345»）", "微信「«lu12345»」", "加微信«lu12345»",
        "加我微信 [«lu12345»](https://example.com/lu) 参与",
    ],
)  # fmt: skip
def test_without_colon_an_owner_an_invitation_or_the_form_tells_an_account(marked: str) -> None:
    """Two digits in small letters are enough behind the messenger's name."""
    expect("wechat", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "加V：«lu12345»", "加V «lu12345»", "+v：«lu12345»", "vx：«lu12345»", "VX:«lu_123»", "vx： «luzhiqiu»发布",
        "薇信：«lu12345»", "威信：«lu12345»", "V信：«lu12345»", "wx：«lu12345»", "合作vx «lu12345»", "加微：«lu12345»",
        "添加VX «lu_zhiqiu66»，", "weixin：«lu12345»",
    ],
)  # fmt: skip
def test_slang_for_the_messenger_is_a_cue_too(marked: str) -> None:
    """As advertisements write it."""
    expect("wechat", marked)


def test_what_stands_behind_a_cue_may_be_or_be_followed_by_another_kind() -> None:
    """The messenger accepts a mobile number as an account; a contact line goes on with the next label."""
    expect("mobile", "微信：«13812345679»，微信/手机：«138 1234 5679»")
    assert found("WeChat: luzhiqiu Email: lu@example.com") == [("wechat", "luzhiqiu"), ("email", "lu@example.com")]
    assert found("微信：lu12345 电话：13812345679") == [("wechat", "lu12345"), ("mobile", "13812345679")]


@pytest.mark.parametrize(
    "text",
    [
        "微信 Windows 版", "微信Windows版", "微信Android", "微信 Android 8.0", "微信iPhone版", "微信：Android 版",
        "微信 iOS18", "微信 Windows11", "微信：iPhone15Pro", "微信 DeepSeek-R1", "微信：DeepSeek-R1 接入", "WeChat Pay",
        "WeChat Moments", "WeChat: The super app", "WeChat: Building things", "微信（WeChat）", "微信(Weixin)",
        "微信小程序", "wechaty", "微信支付 lu12345", "微信群：12345678", "微信读书：lu12345", "微信是Tencent的产品",
        "微信是all-in-one的", "参加微信Hackathon2024", "微信“Top100”榜", "微信：Top100榜", "微信：100000人",
        "微信：100000+",
        "微信：20240115", "微信：2024年", "微信：13亿", "微信：12,345,678", "微信名：lu12345", "weixin://dl/lu12345",
        "微信：weixin.example.com", "#wechat_redirect", "wx74862e0dfcf69954", "0-10V信号：lu12345", "参加V：lu12345",
        "威信（prestige）", "威信prestige", "vx: velocity", "vx = velocity1", "'wx': wx_info",
        "微信：Facebook、Twitter",
        "微信：Jackson 们", "微信号：luz1", "微信号：lu" + "1" * 20, "微信号\nNickname", "微信：\n12345678",
        "微信：kilnapp://open",
    ],
)  # fmt: skip
def test_an_ordinary_word_or_figure_behind_the_messengers_name_is_no_account(text: str) -> None:
    """Nor a product of its own, nor what is too short or too long."""
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "微信公众号：kilnfire1", "公众号ID：kilnfire1", "微信公众号“窑火”（微信号：kilnfire1）",
        "公众号：窑火（微信号：kiln66）",
        "订阅号：kilnfire1", "服务号：kilnfire1", "视频号：kilnfire1", "官方微信：kilnfire1", "官方微信号：kilnfire1",
        "企业微信：kilnfire1", "关注微信号kilnfire1", "窑火官方微信\n微信号：kilnfire1", "微信号 _kilnfire1_ 功能介绍",
        "欢迎关注公众号窑火，微信号：kilnfire1",
    ],
)  # fmt: skip
def test_a_public_account_is_no_personal_data(text: str) -> None:
    """A medium's handle, told by the sentence, the heading above or the profile behind."""
    assert find(text) == []


def test_an_account_of_a_person_is_found_in_a_sentence_on_a_public_one() -> None:
    """If somebody invites to add it, or the sentence has ended."""
    expect("wechat", "关注我们的公众号，或加我微信：«lu12345»")
    expect("wechat", "关注我们的公众号。微信：«lu12345»")


def test_a_known_account_is_masked_wherever_it_stands_as_a_word_of_its_own() -> None:
    """In whatever case; but not if it is letters alone, which may be a word."""
    expect("wechat", "«lu12345»说：微信：«lu12345»。«LU12345»，https://example.com/«lu12345»，lu12345a，alu12345")
    expect("wechat", "微信号：«kilnfire»。kilnfire means 窑火。微信号：«lu12345»")


def test_masking_keeps_the_length_and_everything_else() -> None:
    """One asterisk for each code point, also of those beyond the first plane."""
    text = "𠮷窑：13812345679，𠮷。"
    assert mask(text, find(text)) == "𠮷窑：***********，𠮷。"
    assert mask(text, []) == text
    assert mask("甲乙丙丁", [Mask("email", 0, 1), Mask("wechat", 2, 4)]) == "*乙**"


PIECES = [
    "13812345679", "138", "1234", "5679", "0912345678", "+86", "(86)", "+886", "912345678", "+852", "91234567", "0086",
    "1", "0", "-", " ", ".", "/", ",", "=", "_", "@", "a", "lu", "lu@example.com", "b.com", ".com", "[at]", "(dot)",
    "#", "#换成@", "@已替换为#", "微信", "微信号", "微信：", ":", "：", "是", "ID", "wx", "vx：", "加V", "加微信",
    "公众号", "关注", "\n", "。", "，", "lu12345", "lu_zhiqiu", "luzhiqiu", "wechat", "WeChat：", "www.", "://", "人",
    "元", "tel", "UID", "12345", "*", "**", "****", "X", "110101", "19900307", card("11010119900307888"), "（", "）",
    "“", "Email:", "版", "%", "+", "ａ", "１３８１２３４５６７９", "＠", "all-in-one", "mobile", "Then", "/QQ",
    "20240115", "𠮷", "  ",
]  # fmt: skip
MIXED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=16).map("".join)


@settings(max_examples=500)
@given(MIXED)
def test_masks_are_in_order_apart_and_leave_nothing_to_be_found(text: str) -> None:
    """Lengths are kept, nothing outside a mask is touched, and masking once is enough."""
    masks = find(text)
    assert all(0 <= each.start < each.end <= len(text) for each in masks)
    assert all(left.end <= right.start for left, right in pairwise(masks))
    masked = mask(text, masks)
    hidden = {place for each in masks for place in range(each.start, each.end)}
    assert len(masked) == len(text)
    assert all(
        now == (MASK if place in hidden else was) for place, (was, now) in enumerate(zip(text, masked, strict=True))
    )
    assert find(masked) == []


@settings(max_examples=500)
@given(MIXED)
def test_a_rule_that_is_not_tried_would_find_nothing(text: str) -> None:
    """Texts without the characters that a rule needs are not searched by it."""
    with pytest.MonkeyPatch.context() as always:
        always.setattr(personal, "crowded", lambda *_: True)
        everything = find(text)
    assert find(text) == everything


@pytest.mark.parametrize(
    "text",
    [
        "微信：12345 lu12345",
        "微信：luzhiqiu.lu12345，微信号：lu12345",
        "微信：Jackson lu12345，微信号：lu12345",
        "lu@example.com.lu12345，微信号：lu12345",
        "lu12345." + "x" * 60 + "@example.com，微信号：lu12345",
        "lu@example.org，****" + card("11010119900307888") + "%lu@example.com",
        "lu@b.com(dot)wx13812345679",
        "lu[at]example.com.Then[at]example.org",
        "13812345679+8613912345679",
        "微信：12345,13812345679",
        "微信号：\n加微信lu_zhiqiu\nvx：110101",
    ],
)
def test_what_was_refused_for_its_neighbour_is_refused_when_the_neighbour_is_masked(text: str) -> None:
    """So that masking a second time changes nothing."""
    masks = find(text)
    assert masks
    assert all(left.end <= right.start for left, right in pairwise(masks))
    assert find(mask(text, masks)) == []


PROSE = st.text("窑火松枝等着它还没有上来，。：（）“”\n", min_size=1, max_size=40)
DIGITS = st.integers(1, 9).map(str)
NUMBERS = st.tuples(st.sampled_from("3456789"), st.lists(DIGITS, min_size=9, max_size=9).map("".join)).map("".join)


@given(PROSE, NUMBERS, st.sampled_from(["", " ", "-", "－"]), st.sampled_from(["", "+86", "+86 ", "0086-"]), PROSE)
def test_a_mobile_number_amid_chinese_text_is_found_alone(
    before: str, number: str, gap: str, prefix: str, after: str
) -> None:
    """Whatever its digits, in groups or in one."""
    written = f"{prefix}1{number[:2]}{gap}{number[2:6]}{gap}{number[6:]}"
    assert found(before + written + after) == [("mobile", written)]


@given(
    PROSE, st.from_regex(r"[a-z][a-z0-9_.]{0,8}[a-z0-9]@[a-z][a-z0-9]{1,8}\.(?:com|com\.cn|org)", fullmatch=True), PROSE
)
def test_an_address_amid_chinese_text_is_found_alone(before: str, address: str, after: str) -> None:
    """The text around it is no part of it."""
    assert found(before + address + after) == [("email", address)]


@given(PROSE, st.from_regex(r"[a-z][a-z0-9_]{3,16}[0-9]{2}", fullmatch=True), PROSE)
def test_an_account_amid_chinese_text_is_found_behind_its_cue(before: str, name: str, after: str) -> None:
    """Unless its name begins as a product's does."""
    products = {row[1] for row in rows("personal.tsv") if row[0] == "versioned"}
    if len(name) >= 6 and re.split("[^a-z]", name)[0] not in products:
        assert found(f"{before}微信号：{name}{after}") == [("wechat", name)]


COSTLY = [
    "13", "138-1234-", "13812345679,", "[86] ", "x.", "a@", "@", "a@b.", "lu@example.com ", "x" * 64 + "@", "[at]",
    "#@", "a#b.com#换成@", "微信：", "微信：lu12345 ", "微信 (", "加V", "://", "公众号微信号：lu12345",
    "微信：luzhiqiu Ab", "110101 19900307 888", "１", "微信****",
]  # fmt: skip


@pytest.mark.parametrize("unit", COSTLY)
def test_up_to_a_megabyte_of_the_worst_costs_time_by_its_length_alone(unit: str) -> None:
    """Long runs of digits or letters, many signs, many cues."""

    def finding(size: int) -> Callable[[], object]:
        text = unit * (size // len(unit.encode()))
        return lambda: find(text)

    assert grows_with_length_alone(finding, 60_000, most=1_000_000)
