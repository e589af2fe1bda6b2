"""Parts that several kinds of instruments share: the case, its violations, what is attached; pure."""

from collections.abc import Iterator, Sequence

from exchange.documents.paper import Block, heading, item, paragraph, table
from exchange.documents.wording.citing import on
from zhenxie.law.articles import chinese_numeral
from zhenxie.wire.instrument_fields import CaseConcerned, Lacking, Violation

# A cell with more than this is read more easily as a paragraph.
_CELL = 120
_VIOLATIONS = ("序号", "日期", "违法行为", "违反的规定", "证据")
_LACKING = ("序号", "需要查明的事项", "需要调取的证据", "证明目的")


def case_named(case: CaseConcerned) -> str:
    """Return a case by its name and, where it has one, its number: 马某某涉嫌故意伤害案（案事件编号：A6402…）."""
    return case.name + (f"（案事件编号：{case.number}）" if case.number else "")


class Chapters:
    """Numbers the headings of a body in Chinese."""

    def __init__(self) -> None:
        self._number = 0

    def begin(self, title: str) -> Block:
        """Return the next heading."""
        self._number += 1
        return heading(f"{chinese_numeral(self._number)}、{title}")


def listed(entries: Sequence[str]) -> Iterator[Block]:
    """Yield entries as numbered items; a single one without a number."""
    if len(entries) == 1:
        yield paragraph(entries[0])
        return
    for number, entry in enumerate(entries, 1):
        yield item(number, entry)


def violations(found: Sequence[Violation]) -> Iterator[Block]:
    """Yield violations as a table where they are several and short, and else one paragraph each."""
    rows = tuple(
        (str(number), on(one.date) if one.date else "未查明", one.act, one.rule, one.evidence or "")
        for number, one in enumerate(found, 1)
    )
    if len(found) > 1 and _fits(rows):
        yield table(_VIOLATIONS, rows, widths=(3, 7, 9, 9, 6))
        return
    for number, one in enumerate(found, 1):
        lead = f"{number}. " if len(found) > 1 else ""
        day = f"{on(one.date)}，" if one.date else ""
        shown = f"上述事实有下列证据证明：{ended(one.evidence)}" if one.evidence else ""
        yield paragraph(f"{lead}{day}{ended(one.act)}该行为违反了{rule_named(one.rule)}的规定。{shown}")


def lacking(matters: Sequence[Lacking]) -> Iterator[Block]:
    """Yield what is to be investigated, as a table where it is short."""
    rows = tuple((str(number), one.matter, one.evidence, one.purpose or "") for number, one in enumerate(matters, 1))
    if _fits(rows):
        yield table(_LACKING, rows, widths=(3, 9, 9, 8))
        return
    for number, one in enumerate(matters, 1):
        purpose = f"证明目的：{ended(one.purpose)}" if one.purpose else ""
        yield item(number, f"{ended(one.matter)}调取证据：{ended(one.evidence)}{purpose}")


def attached(evidence: Sequence[str] | None) -> Iterator[Block]:
    """Yield the list of attached evidence (附证据材料目录), where there is one."""
    if evidence:
        yield heading("随附证据材料目录：", 3)
        for number, one in enumerate(evidence, 1):
            yield item(number, one)


def ended(text: str) -> str:
    """Return prose that ends as a sentence, so that another may follow it."""
    text = text.strip()
    return text if text.endswith(("。", "！", "？", "”")) else f"{text.rstrip('；;，,、.')}。"


def rule_named(text: str) -> str:
    """Return a rule so that 的规定 may follow it, whether or not whoever wrote it had already said so."""
    return text.strip().rstrip("。").removesuffix("的规定")


def _fits(rows: Sequence[Sequence[str]]) -> bool:
    return all(len(cell) <= _CELL for row in rows for cell in row)
