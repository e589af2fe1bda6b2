"""An official document (公文) as plain values, before anybody asks how it looks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Counterpart = Literal["original", "copy", "stub", "receipt"]
"""正本, 副本, 存根, 送达回证 (回执)."""
BlockKind = Literal["paragraph", "heading", "item", "table", "form", "chart"]

MARKS: Final[dict[Counterpart, str]] = {"original": "", "copy": "（副本）", "stub": "（存根）", "receipt": ""}
# What the layout itself writes, on every page or on some.
_FIXED: Final = (
    "（草稿，尚未编号）附件：单位（联系人及联系方式：）院印（副本）（存根）—0123456789. 〇一二三四五六七八九十年月日　"
)
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9,.]*[%‰]?|[-–—]+")
_DIGITS: Final = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Series:
    """One row of a chart: its name, and a number for each category; None where the quarter has none."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart (图) that is drawn from whole numbers: bars for counts side by side, lines for what follows in time."""

    form: Literal["bars", "lines"]
    title: str
    unit: str  # 人, 件, 案
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Block:
    """One block of the body, from the top to the bottom of the page.

    `heading` has a level: 1 in 黑体 (一、), 2 in 楷体 (（一）), 3 like the text; it stays with what follows. An `item` is a paragraph that bears its number. A `table`
    has a header that returns on each page, a `label` for its unit (人, 件, 案) and `widths` as shares; a `form` (表格) has
    rows of label and value.
    """

    kind: BlockKind
    text: str = ""
    level: int = 1
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    label: str = ""
    chart: Chart | None = None


def paragraph(text: str) -> Block:
    """Return a paragraph; lines of the text become paragraphs of their own."""
    return Block("paragraph", text)


def heading(text: str, level: int = 1) -> Block:
    """Return a heading of the body."""
    return Block("heading", text, level)


def item(number: int, text: str) -> Block:
    """Return a paragraph that begins with its number."""
    return Block("item", f"{number}. {text}")


def table(
    header: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    *,
    text: str = "",
    label: str = "",
    widths: tuple[int, ...] = (),
) -> Block:
    """Return a table under its title `text`; `label` is the unit of its numbers.

    :raises ValueError: a row or `widths` has another number of columns than the header.
    """
    if any(len(row) != len(header) for row in (*rows, widths or header)):
        raise ValueError("every row of a table has the columns of its header")
    return Block("table", text, header=header, rows=rows, label=label, widths=widths or (1,) * len(header))


def form(rows: tuple[tuple[str, str], ...]) -> Block:
    """Return a form: on each row a label, and what is or will be written beside it."""
    return Block("form", rows=rows, widths=(5, 9))


def chart(drawn: Chart) -> Block:
    """Return a chart.

    :raises ValueError: a series has another number of values than there are categories, or a number is negative.
    """
    if any(len(one.values) != len(drawn.categories) for one in drawn.series):
        raise ValueError("every series of a chart has a value or None for each category")
    if any(value < 0 for one in drawn.series for value in one.values if value is not None):
        raise ValueError("a chart counts persons, cases or documents, and none of them below zero")
    return Block("chart", chart=drawn)


@dataclass(frozen=True)
class Paper:
    """One counterpart of an official document.

    Without a number (None) it is a draft (草稿), and each of its pages says so; a kind that bears none, such as the record
    of an oral correction, has an empty one. `issuer` is the name for the red head, the province first; `issued_on` is
    printed in Chinese numerals.
    """

    issuer: str
    title: str
    number: str | None
    addressee: str
    body: tuple[Block, ...]
    issued_on: date | None
    attachments: tuple[str, ...]
    contact: str | None
    counterpart: Counterpart
    kind: str

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for its number."""
        return self.number is None

    @property
    def is_form(self) -> bool:
        """Whether it is filled in rather than read: 存根 and 送达回证 have no red head, no addressee above the body, no seal."""
        return self.counterpart in ("stub", "receipt")


def chinese_day(day: date | None) -> str:
    """Return a day in Chinese numerals, 二〇二六年三月一日; room to write it where there is none yet."""
    if day is None:
        return "　　　　年　　月　　日"
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_counted(day.month)}月{_counted(day.day)}日"


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return leading + (_DIGITS[ones] if ones else "")


def lines(text: str) -> list[str]:
    """Return the lines of prose that hold something, without the blanks that somebody indented them with."""
    return [stripped for one in text.splitlines() if (stripped := one.strip())]


def is_number(text: str) -> bool:
    """Tell whether a cell holds nothing but a number, or the dash that stands for none: it is set in the middle."""
    return _NUMBER.fullmatch(text.strip()) is not None


def texts(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield every text of a paper with the place where it stands, in Chinese: 正文第3段."""
    yield "发文机关", paper.issuer
    yield "标题", paper.title
    yield "文号", paper.number or ""
    yield "主送单位", paper.addressee
    for number, block in enumerate(paper.body, 1):
        where = f"正文第{number}段"
        yield where, block.text
        yield where, block.label
        for column, name in enumerate(block.header, 1):
            yield f"{where}表头第{column}列", name
        for row_number, row in enumerate(block.rows, 1):
            for column, cell in enumerate(row, 1):
                yield f"{where}第{row_number}行第{column}列", cell
        if block.chart is not None:
            for word in _words(block.chart):
                yield f"{where}图", word
    for number, name in enumerate(paper.attachments, 1):
        yield f"附件{number}", name
    yield "联系方式", paper.contact or ""
    yield "版式", _FIXED


def _words(drawn: Chart) -> Iterator[str]:
    yield from (drawn.title, drawn.unit, *drawn.categories)
    yield from (one.name for one in drawn.series)
