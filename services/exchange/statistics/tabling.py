"""The statistics as a table: one row a figure, as CSV for Excel and as a workbook of the same bytes every time; pure."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

HEADINGS: Final = (
    *("指标代码", "指标", "计数单位", "范围", "对象", "分列", "分子", "分母", "分母单位", "比率", "备注", "口径"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001  a workbook keeps its times without a zone
_ENTRY_TIME: Final = (2026, 1, 1, 0, 0, 0)
_WRITTEN: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_DIMENSIONS: Final = {"by_procuratorate": "检察院", "by_unit": "公安机关"}
_WIDTHS: Final = (26, 30, 9, 10, 28, 26, 9, 9, 9, 9, 12, 90)

Row = tuple[str | int | None, ...]


def rows(statistics: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of an answer: each metric whole, then by place, then by group, and each with its series."""
    for metric in statistics["metrics"]:
        yield from _figures(metric, "合计", "", metric)
        for name, shown in _DIMENSIONS.items():
            for place in metric[name]:
                yield from _figures(metric, shown, place["code"], place)
        for group in metric["groups"]:
            yield from _figures(metric, "分组", " / ".join(group["named"].values()), group)


def _figures(metric: Mapping[str, Any], dimension: str, place: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    head = metric["code"], metric["name"], metric["unit_label"], dimension, place
    remark = "基数过小，不计比率" if figures["too_few"] else "仅供参考" if metric["informational"] else ""
    shares = figures["denominator"], metric["denominator_unit_label"], figures["rate"], remark
    yield (*head, "", figures["numerator"], *shares, metric["definition"]["zh"])
    for series, many in figures["series"].items():
        yield (*head, series, many, None, None, None, "", "")


def as_csv(statistics: Mapping[str, Any]) -> bytes:
    """Return the table as CSV, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in row] for row in rows(statistics))
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str | int | None) -> str | int:
    """Return a cell that no spreadsheet takes for a formula (CWE-1236)."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_workbook(statistics: Mapping[str, Any]) -> bytes:
    """Return the table as a workbook (.xlsx); the same answer gives the same bytes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "统计表"
    whose = f"{statistics['agency']}  {statistics['from']} 至 {statistics['to']}  数据截至 {statistics['known_at']}"
    sheet.append([whose])
    sheet.append(list(HEADINGS))
    for row in rows(statistics):
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            # What a sender called something stays text, whatever it begins with.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for column, width in zip(sheet.iter_cols(min_row=2, max_row=2), _WIDTHS, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
        column[0].alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = "A3"
    book.properties.created = _MADE
    made = io.BytesIO()
    book.save(made)
    return _without_the_clock(made.getvalue())


def _without_the_clock(written: bytes) -> bytes:
    """Return a workbook with fixed times in the place of those at which it was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN.sub(rb"\g<1>2026-01-01T00:00:00Z\g<2>", content)
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return made.getvalue()
