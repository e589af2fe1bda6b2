"""The counterparts of an instrument: 正本 for the addressee, 副本 for the files, 存根 for the drawer."""

from collections.abc import Sequence
from dataclasses import replace

from exchange.documents.paper import Paper, form


def copy_of(original: Paper) -> Paper:
    """Return the copy (副本) of an original, for the files of the case (附卷)."""
    return replace(original, counterpart="copy")


def stub_of(original: Paper, facts: Sequence[tuple[str, str]] = ()) -> Paper:
    """Return the stub (存根) of an original: what the office keeps of it on one page.

    `facts` are rows of label and value such as 案由, 犯罪嫌疑人, 批准人, 承办人; an empty value leaves room to write.
    """
    attached = "；".join(original.attachments)
    rows = (
        ("文书名称", original.title),
        ("文书编号", original.number or ""),
        ("送达单位", original.addressee),
        *facts,
        *((("附件", attached),) if attached else ()),
        ("填发人", ""),
        ("填发时间", ""),
    )
    return replace(original, counterpart="stub", body=(form(rows),), attachments=(), contact=None)
