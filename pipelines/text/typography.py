"""What the typography of a line says: a question, the end of a sentence, a section number, a caption, an editor's note.

Here belong tests of one line's form. What a line is in its article is decided in ``cleaning`` and ``turns``.
"""

from __future__ import annotations

import re

from pipelines.text.characters import spaces
from pipelines.text.parts import Part

QUOTED = f"”」』）){spaces()}"
CLOSING = f"{QUOTED}〉》]"
"""What may stand behind a text's last mark; behind that of a question no brackets of titles."""

QUESTIONING, ENDING = frozenset("？?"), frozenset("。！？!?….；;：:～~")
SENTENCE_END = re.compile(r"[。！？!?….；;：:～~][”」』）)〉》\]\s]*$")
CLOSED = 100
"""Code points at the end of a text in which its last mark is looked for: labels may share a paragraph of megabytes."""

SECTION_NUMBER = re.compile(
    r"^(?:(?:Part|PART|Chapter|No)?\.?\s*\d{1,2}[.、]?|[一二三四五六七八九十]{1,3}[、.]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4}[.、]?)$"
)
CAPTION_WORDS = re.compile(
    r"剧照|供图|摄影?[）)]?$|图源|图片|截图|资料图|图为|[（(]图|图[:：|｜]|来源[:：|｜]|上图|下图|左图|右图|海报|资料来源|[（(][左中右][）)]"
)
EDITOR_NOTE = re.compile(r"^[（(【\[*]*(?:编者|编|译者|译|作者|笔者|记者)?注[0-9①-⑩]?\s*[:：]")
PICTURE_SOURCE = re.compile(r"(?:图片?|资料|数据|照片|摄影)(?:来源|来自|出处)")
BRACKETED = re.compile(r"^[（(][^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*[）)]。?$")
CAPTION_OPENS, NOTE_OPENS = frozenset("（(图资数照摄"), frozenset("（(【[*编译作笔记注")
"""With what a bracketed line or the source of a picture begins, and with what a note."""

STAGE = re.compile(r"^[（(\[【][^。，,]{1,8}[）)\]】]$")
WITHIN_SENTENCES, GOING_ON = re.compile(r"[。！；;]|[：:]$"), ("，", ",", "、")
ASKING = re.compile(r"？|\?|什么|为何|为什么|如何|怎么|怎样|哪些|哪个|是否|吗$|呢$|多少|谁")


def is_question(text: str) -> bool:
    """Whether the text ends with a question mark, closing quotes and brackets excepted."""
    return text[-CLOSED:].rstrip(QUOTED)[-1:] in QUESTIONING


def is_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets excepted."""
    return stops(text[-CLOSED:])


def stops(text: str) -> bool:
    """Whether ``SENTENCE_END`` is found, asked of the text's end alone."""
    return text.rstrip(CLOSING)[-1:] in ENDING


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence, question or list opener does."""
    return stops(text) or text.endswith(("”", "」", "』", "）", ")"))


def is_section_number(text: str) -> bool:
    """``01``, ``三、``, ``PART 2`` alone on a line."""
    return bool(SECTION_NUMBER.match(text.strip("*_ ")))


def is_editor_note(text: str) -> bool:
    """``编者注：…`` and ``注：…``, bracketed or not, as a whole line."""
    return text[:1] in NOTE_OPENS and bool(EDITOR_NOTE.match(text))


def is_caption(part: Part) -> bool:
    """A line beside a picture that reads as no sentence, or a whole line in brackets that is no stage direction."""
    text, line = part.text, part.line
    beside = line.image or line.after_image
    if not beside and text[:1] not in CAPTION_OPENS:
        return False
    if line.heading or len(text) > 120:
        return False
    if beside and (not stops(text) or (len(text) <= 60 and CAPTION_WORDS.search(text))):
        return len(text) <= 80
    if len(text) <= 40 and PICTURE_SOURCE.match(text):
        return True
    return bool(BRACKETED.match(text)) and not STAGE.match(text) and "。" not in text


def is_short_heading(part: Part, limit: int = 32) -> bool:
    """A short line without the end of a sentence: what an article without markup prints as a section heading."""
    text = part.text
    return 1 < len(text) <= limit and not text.endswith(GOING_ON) and not WITHIN_SENTENCES.search(text)
