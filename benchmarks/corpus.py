"""The corpus of the benchmarks: invented interviews of any number, in the layouts that crawlers leave. Seeded.

Names, sentences and layouts belong here; nothing was taken from anybody's text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "文海明远志诚思齐雨晴建国小满望舒青禾立春景行若水长风秋实子衿云帆知夏柏舟"
PLACES = ("苏州", "成都", "哈尔滨", "泉州", "景德镇", "大理", "兰州", "宁波", "北京", "上海", "广东", "云南")
FIRMS = ("青石出版社", "远帆科技", "长江大学", "南山博物馆", "东海渔业公司", "晨光剧团", "北方地质研究所")
THINGS = (
    "木船",
    "纸伞",
    "茶山",
    "钟表",
    "风筝",
    "窑火",
    "盐田",
    "果园",
    "电影",
    "算法",
    "桥",
    "戏台",
    "图书馆",
    "气象站",
)
WORKS = ("《潮汐》", "《山里的灯》", "《慢工》", "《一百种土》", "《北风》")
QUESTIONS = (
    "您是从哪一年开始{does}{what}的？",
    "{opening}，您怎么看{which}{what}？",
    "在{place}的时候，{who}也{does}{what}吗？",
    "{work}里写到{which}{what}，是真的吗？",
    "为什么{how}{does}{what}，而不是{what2}？",
    "能不能讲讲{which}{what}和{what2}？",
    "{who}会不会{how}{does}{which}{what}？",
    "{opening}，如果没有{firm}，您还会{does}{what}吗？",
)
SENTENCES = (
    "我是{year}年到{place}的，那时候{thing}还没有人做。",
    "父亲总说，{thing}这件事急不得，一年能做好一件就不错了。",
    "后来{firm}请我去讲课，我讲了三个月，还是觉得手上的活更要紧。",
    "那天夜里下了很大的雨，我们守着{thing}，谁也没有睡。",
    "说到底，{thing}不是技术问题，是你愿不愿意花时间的问题。",
    "{name}帮过我很多，没有他，{work}写不出来。",
    "有人出{number}万要买下来，我想了一个晚上，没有卖。",
    "我在{place}待了{number}年，每天早上五点起来，先去看天气。",
    "机器能做百分之九十，剩下的百分之十还是要靠人的手。",
    "现在的年轻人比我们聪明，他们会用电脑算，算完了再动手。",
    "这个行业最大的变化，是客人开始问为什么，以前他们只问多少钱。",
    "我不同意这种看法，数据是数据，人是人，不能混在一起讲。",
)
NARRATION = (
    "初秋的{place}，记者在{firm}见到了{name}。",
    "{name}，{firm}研究员，从事{thing}工作{number}年，著有{work}。",
    "采访在一间朝南的屋子里进行，桌上放着没有做完的{thing}。",
)

SLOTS = {
    slot: tuple(words.split())
    for slot, words in (
        line.split("\t")
        for line in Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
}
CLAUSE = ("who", "how", "does", "which", "what")

Lines = list[str]
Pair = tuple[str, str]


def articles(size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names and contents of files of ``size`` bytes of UTF-8 together, or a little more."""
    done, number = 0, 0
    while done < size:
        name, text = article(number, seed)
        yield name, text
        done, number = done + len(text.encode()), number + 1


def article(number: int, seed: int = 1) -> tuple[str, str]:
    """The name and the content of one file: always the same for the same numbers."""
    chosen = random.Random(seed * 1_000_003 + number)
    layout = LAYOUTS[number % len(LAYOUTS)]
    host, guest = _name(chosen), _name(chosen)
    pairs = [(_filled(chosen, QUESTIONS, guest), _answer(chosen, guest)) for _ in range(chosen.randrange(8, 22))]
    lead = _filled(chosen, NARRATION[:1], guest) + _filled(chosen, NARRATION[1:], guest)
    title = f"{guest}：{chosen.choice(THINGS)}是慢慢长出来的"
    suffix, text = layout(title, lead, host, guest, pairs)
    return f"talk{number:06}{suffix}", text


def write(folder: Path, size: int, seed: int = 1) -> int:
    """Write a corpus of that many bytes; how many articles."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, text in articles(size, seed):
        (folder / name).write_text(text, encoding="utf-8")
        count += 1
    return count


def _name(chosen: random.Random) -> str:
    return chosen.choice(SURNAMES) + "".join(chosen.choices(GIVEN, k=2))


def _filled(chosen: random.Random, patterns: tuple[str, ...], name: str) -> str:
    slots = {slot: chosen.choice(words) for slot, words in SLOTS.items()}
    return chosen.choice(patterns).format(
        **slots,
        what2=chosen.choice(SLOTS["what"]),
        opening=chosen.choice(SLOTS["openings"]),
        thing=chosen.choice(THINGS),
        place=chosen.choice(PLACES),
        firm=chosen.choice(FIRMS),
        work=chosen.choice(WORKS),
        year=chosen.randrange(1960, 2024),
        number=chosen.randrange(3, 60),
        name=name,
    )


def _answer(chosen: random.Random, name: str) -> str:
    return "".join(_sentence(chosen, name) for _ in range(chosen.randrange(3, 12)))


def _sentence(chosen: random.Random, name: str) -> str:
    """One in eight as others have it with another name; the others are hardly ever said twice."""
    if chosen.randrange(8) == 0:
        return _filled(chosen, SENTENCES, name)
    first, second = ("".join(chosen.choice(SLOTS[slot]) for slot in CLAUSE) for _ in range(2))
    return f"{chosen.choice(SLOTS['openings'])}，{first}，{second}，{chosen.choice(SLOTS['so_that'])}。"


def _colons(title: str, lead: str, host: str, guest: str, pairs: list[Pair]) -> tuple[str, str]:
    lines = [line for question, answer in pairs for line in (f"{host}：{question}", f"{guest}：{answer}")]
    return ".txt", "\n\n".join((title, lead, *lines)) + "\n"


def _roles(title: str, lead: str, host: str, guest: str, pairs: list[Pair]) -> tuple[str, str]:
    lines = [line for question, answer in pairs for line in (f"问：{question}", f"答：{answer}")]
    return ".txt", "\n".join((title, f"文 / {host}", lead, *lines)) + "\n"


def _bold(title: str, lead: str, host: str, guest: str, pairs: list[Pair]) -> tuple[str, str]:
    lines = [line for question, answer in pairs for line in (f"**{question}**", answer)]
    return ".md", "\n\n".join((f"# {title}", f"采访：{host}", lead, *lines)) + "\n"


def _html(title: str, lead: str, host: str, guest: str, pairs: list[Pair]) -> tuple[str, str]:
    lines = (f"<p><strong>记者：</strong>{question}</p><p><b>{guest}：</b>{answer}</p>" for question, answer in pairs)
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    body = f"<div class='nav'>首页 频道 登录</div><h1>{title}</h1><p>{lead}</p>{''.join(lines)}<p>责任编辑：{host}</p>"
    return ".html", f"<!doctype html><html>{head}<body>{body}</body></html>\n"


def _report(title: str, lead: str, host: str, guest: str, pairs: list[Pair]) -> tuple[str, str]:
    lines = [f"{question[:-1]}，这是许多人问过{guest}的。“{answer}”{guest}说。" for question, answer in pairs]
    return ".txt", "\n\n".join((title, f"本报记者 {host}", lead, *lines)) + "\n"


LAYOUTS: tuple[Callable[[str, str, str, str, list[Pair]], tuple[str, str]], ...] = (
    _colons,
    _roles,
    _bold,
    _html,
    _report,
)
