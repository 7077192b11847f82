"""Long invented interviews for the tests of likeness: one for each number, as unlike as real ones."""

from __future__ import annotations

import random
import re

_WORDS = re.split(
    r"\s+",
    "山里 海边 清晨 父亲 学徒 木头 铁匠 河水 风筝 瓷器 茶叶 灯塔 渔船 石桥 雨季 集市 老人 孩子 邻居 手艺 "
    "一直 常常 慢慢 忽然 总是 后来 从前 当时 每天 终于 记得 学会 离开 回到 听见 看见 修好 留下 送给 等着 "
    "很轻 很旧 很远 很安静 不容易 不着急 没有人 这件事 那一年 那个冬天 第一次 半辈子 几十里路 一把刀 两口井 三间屋",
)


def sentence(pick: random.Random) -> str:
    """A sentence of some ten words, which say nothing."""
    return "".join(pick.choice(_WORDS) for _ in range(pick.randint(6, 14))) + "。"


def turns(number: int, count: int = 12) -> list[str]:
    """Questions and answers, each a paragraph with its label."""
    pick = random.Random(number)
    made = []
    for _ in range(count):
        made.append(f"问：{sentence(pick)[:-1]}？")
        made.append(f"答：{''.join(sentence(pick) for _ in range(4))}")
    return made


def article(number: int, count: int = 12) -> str:
    """The text of an interview, a paragraph a line."""
    return "\n".join(turns(number, count))
