"""A paper as the plain JSON values that the layout reads: everything that can be decided before typesetting; pure."""

import re
from math import ceil
from typing import Any, Final

from exchange.documents.paper import MARKS, Block, Paper, chinese_day, lines

_BREAK: Final = "\u200b"
# A run without an ideograph or a blank has no place to break a line; longer than a line, it would leave the page.
_RUN_OF_BODY: Final = re.compile(r"[^\s\u2e80-\u2fdf\u3040-\u9fff\U00020000-\U000323af]{24,}")
_RUN_OF_CELL: Final = re.compile(r"[^\s\u2e80-\u2fdf\u3040-\u9fff\U00020000-\U000323af]{9,}")
# Twenty of 22 pt fill the 156 mm of a line.
_TITLE_LINE: Final = 19
_ISSUER_LINE: Final = 24
# No line begins with what closes, and none ends with what opens.
_CLOSES: Final = frozenset("》）〉」』】〕，。、；：！？")
_OPENS: Final = frozenset("《（〈「『【〔")


def leaf(paper: Paper) -> dict[str, Any]:
    """Return one paper as JSON values."""
    return {
        "issuer": balanced(paper.issuer, _ISSUER_LINE),
        "title": balanced(paper.title, _TITLE_LINE),
        "mark": MARKS[paper.counterpart],
        "number": paper.number,
        "addressee": breakable(paper.addressee),
        "body": [part for block in paper.body for part in _block(block)],
        "day": chinese_day(paper.issued_on),
        "attachments": [breakable(one) for one in paper.attachments],
        "contact": None if paper.contact is None else breakable(paper.contact),
        "draft": paper.is_draft,
        "form": paper.is_form,
    }


def balanced(text: str, longest: int) -> list[str]:
    """Return a title in as few lines as fit, all of about one length, none of which begins or ends wrongly."""
    text = " ".join(lines(text))
    count = max(1, ceil(len(text) / longest))
    each = ceil(len(text) / count)
    found: list[str] = []
    while text:
        end = min(each, len(text))
        while end < len(text) and end < longest and (text[end] in _CLOSES or text[end - 1] in _OPENS):
            end += 1
        found.append(text[:end])
        text = text[end:]
    return found


def breakable(text: str, runs: re.Pattern[str] = _RUN_OF_BODY) -> str:
    """Return the text with an unseen place to break in runs that have none; on one line."""
    return runs.sub(lambda run: _BREAK.join(run[0]), " ".join(lines(text)))


def _block(block: Block) -> list[dict[str, Any]]:
    if block.kind in ("paragraph", "heading", "item"):
        return [{"kind": block.kind, "level": block.level, "text": breakable(one)} for one in lines(block.text)]
    if block.kind == "chart" and block.chart is not None:
        drawn = block.chart
        series = [{"name": one.name, "values": list(one.values)} for one in drawn.series]
        shown = {"form": drawn.form, "title": drawn.title, "unit": drawn.unit}
        return [{"kind": "chart", **shown, "categories": list(drawn.categories), "series": series}]
    return [
        {
            "kind": block.kind,
            "text": breakable(block.text),
            "label": block.label,
            "widths": list(block.widths),
            "header": [breakable(one, _RUN_OF_CELL) for one in block.header],
            "rows": [[_cell(one) for one in row] for row in block.rows],
        }
    ]


def _cell(text: str) -> list[str]:
    return [breakable(one, _RUN_OF_CELL) for one in lines(text)]
