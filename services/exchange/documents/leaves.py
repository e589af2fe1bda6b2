"""A paper as the plain JSON values that the layout reads: everything that can be decided before typesetting; pure."""

import re
from math import ceil
from typing import Any, Final

from exchange.documents.paper import MARKS, Block, Paper, chinese_day, is_number, lines

_BREAK: Final = "\u200b"
# A long number or word of half-width letters may break anywhere: kept whole, it would tear the line before it apart.
_LETTERS: Final = re.compile(r"[!-~\u00a1-\u1fff]+")
# Any other run without an ideograph or a blank, of marks for instance, only where it fills more than a line.
_RUN: Final = re.compile(r"[^\s\u200b\u2e80-\u2fdf\u3040-\u9fff\U00020000-\U000323af]+")
_LETTERS_OF_BODY: Final = 15
_LETTERS_OF_CELL: Final = 10
_RUN_OF_BODY: Final = 26
_RUN_OF_CELL: Final = 6
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


def breakable(text: str, *, cell: bool = False) -> str:
    """Return the text on one line, with unseen places to break in runs that have none and are too long for a line.

    The layout takes the marks out again, so that nobody who copies a number copies them.
    """
    letters = _LETTERS_OF_CELL if cell else _LETTERS_OF_BODY
    run = _RUN_OF_CELL if cell else _RUN_OF_BODY
    return _opened(_RUN, run, _opened(_LETTERS, letters, " ".join(lines(text))))


def _opened(runs: re.Pattern[str], longest: int, text: str) -> str:
    return runs.sub(lambda run: _BREAK.join(run[0]) if len(run[0]) > longest else run[0], text)


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
            "header": [breakable(one, cell=True) for one in block.header],
            "rows": [[_cell(one) for one in row] for row in block.rows],
        }
    ]


def _cell(text: str) -> dict[str, Any]:
    return {"lines": [breakable(one, cell=True) for one in lines(text)], "number": is_number(text)}
