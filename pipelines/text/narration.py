"""Narration: paragraphs between and behind the turns that tell about the speakers instead of being spoken by them.

Here belongs telling the two apart by wording. Where turns begin and end is decided in ``turns``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.text.casting import Cast
from pipelines.text.names import is_han_name
from pipelines.text.tail import PERSONAL, closes

HEREUPON = re.compile(r"对此，|随后，|最后，")
REPORTS = re.compile(
    r"(?:还|也|又|则|进一步|随后|接着|最后)?"
    r"(?:表示|提到|说道|补充|指出|认为|回忆|介绍|坦言|强调|总结|回答|反问|透露|解释|笑)"
)
THANKS = re.compile(r"(?:感谢|感謝)?\s*")
OVER = re.compile(r"^(?:采访|访谈|採訪|訪談|对话|對話|录音|錄音)(?:结束|結束|到此|进行到|至此)")
SCENE = re.compile(
    r"^(?:采访结束|访谈结束|這時，|这时，|此时，|此時，)|^(?:说到这里|说到此处|说完|话音[刚未]落|说话间|这时|此时|采访(?:中|间隙|结束)|访谈结束|聊到这里|讲到这里|离开(?:时|前)|临别|告别时)[^。]{0,30}?(?:他|她|大家|我们|众人|全场)"
)
LEAVING = re.compile(r"(?:^|[。！？])(?:他|她)(?:在|把|站|拿|起身|转身|笑|看了|走|点了|放下|关|收起|没有再|摆摆手|挥)")
AFTERWARDS = re.compile(r"(?:会后|會後|采访后|采访之后|活动结束后?|据悉)[，,]")
TO_READERS = re.compile(r"(?:评论|留言|評論)(?:区|區|板)")
OWN = re.compile(r"[我咱您你]")
OTHERS = re.compile(r"[他她]")
QUOTED = re.compile(r"[“「『\"][^”」』\"\n]{0,400}[”」』\"]")


def reporting_names(cast: Cast) -> tuple[str, ...]:
    """The cast's full names."""
    names = {
        group.core_name
        for group in cast.groups
        if is_han_name(group.core_name) or " " in group.name or "·" in group.name
    }
    names |= {
        part for group in cast.groups for part in re.findall(r"[A-Z][a-zà-öø-ÿ]{2,}", group.name) if not group.role_word
    }
    return tuple(sorted(names))


def narrates(text: str, names: Sequence[str], *, after_last: bool, speaker: str = "") -> bool:
    """Whether a paragraph among turns tells about the speakers instead of being spoken by one.

    ``names`` are those of the cast, ``speaker`` the name of whoever speaks before the paragraph: nobody begins what he
    says with his own name and goes on without 我.
    """
    if len(speaker) > 1 and text.startswith(speaker) and not OWN.search(QUOTED.sub("", text).partition("。")[0]):
        return True
    if OVER.match(text):
        return True
    told = SCENE.match(text) or any(REPORTS.match(text, end) for end in _behind(names, text, HEREUPON))
    if told and not _addressed(text.partition("。")[0]):
        return True
    return after_last and (
        closes(text)
        or bool(_behind(names, text, THANKS) and not _addressed(text.partition("。")[0]))
        or bool(TO_READERS.search(text) or AFTERWARDS.match(text))
        or bool(LEAVING.search(text) and not _addressed(text))
    )


def _addressed(text: str) -> bool:
    """Whether somebody speaks of himself or to another outside of quotations."""
    return PERSONAL.search(QUOTED.sub("", text)) is not None


def _behind(names: Sequence[str], text: str, opening: re.Pattern[str]) -> list[int]:
    """Where those of the names end that the text begins with, behind an opening."""
    opened = opening.match(text)
    at = opened.end() if opened else 0
    return [at + len(name) for name in names if text.startswith(name, at)]


def goes_on(text: str, inside: bool) -> bool:
    """After a heading without label the speaker goes on; behind the last label only in the first person."""
    unquoted = QUOTED.sub("", text)
    return bool(OWN.search(unquoted)) or (inside and not OTHERS.search(unquoted))
