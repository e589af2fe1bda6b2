"""The report on supervision: of filing and withdrawal (二), of investigation (三), of what recurs (六); pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from exchange.documents.paper import Block, heading, paragraph, table
from exchange.reports import words
from exchange.reports.basis import Basis, Line
from exchange.reports.sentences import counted, shared
from exchange.reports.tabulating import Column, by_place, drawn, rates, side_by_side, with_chart

_ENDED: Final[tuple[Column, ...]] = (
    ("监督立案", "supervised_filing", None),
    ("监督撤案", "supervised_withdrawal", None),
)
_MAIN: Final = ("issued", "replied", "adopted", "overdue")
_COURSE: Final[tuple[Column, ...]] = tuple(
    (shown, "instruments_course", name) for name, shown in zip(_MAIN, ("制发", "回复", "采纳", "逾期"), strict=True)
)
_IN_ORDER: Final = "按代码顺序排列"


def filing_and_withdrawal(basis: Basis) -> list[Block]:
    """Return 二、立案监督与撤案监督."""
    filed, withdrawn = basis.line("supervised_filing", "监督立案"), basis.line("supervised_withdrawal", "监督撤案")
    later = [
        basis.line("supervised_filing_transferred", "监督立案后已移送起诉"),
        basis.line("supervised_filing_convicted", "监督立案后已有罪判决"),
    ]
    parts = [
        *(_after(basis, "supervised_filing", code, "监督立案") for code in basis.every_series("supervised_filing")),
        *(
            _after(basis, "supervised_withdrawal", one, "监督撤案")
            for one in basis.every_series("supervised_withdrawal")
        ),
    ]
    shares = ("supervision_established", "supervised_filing_transferred", "supervised_filing_convicted")
    return [
        heading("二、立案监督与撤案监督"),
        paragraph(counted(basis, (filed, withdrawn, *later))),
        *with_chart(basis, "立案监督与撤案监督案件数", [filed, withdrawn, *later]),
        *([side_by_side(basis, "监督立案、监督撤案的起因", parts)] if parts else []),
        *(paragraph(shared(basis.share(code), basis.minimum)) for code in shares),
        rates(basis, shares),
        *by_place(basis, f"各公安机关单位案件数（{_IN_ORDER}）", "by_unit", _ENDED, "件"),
        *by_place(basis, f"各检察院案件数（{_IN_ORDER}）", "by_procuratorate", _ENDED, "件"),
    ]


def _after(basis: Basis, metric: str, code: str, ended: str) -> Line:
    return basis.series(metric, code, f"{words.after(code)}{ended}")


def investigation(basis: Basis) -> list[Block]:
    """Return 三、侦查活动监督: issued, replied, adopted and overdue as series of their own, each by its own day."""
    course = {name: basis.series("instruments_course", name, shown) for name, shown in words.COURSE.items()}
    kinds = [basis.series("instruments_issued", one, words.instrument(one)) for one in _kinds(basis)]
    late = [basis.series("overdue_open", one, words.lateness(one)) for one in _classes_of_age(basis)]
    open_at_the_end, again = basis.line("overdue_open", "期末超期未回复"), basis.line("relapse")
    shares = ("adoption_of_due", "adoption_of_replied", "replied_in_time", "follow_up_done")
    return [
        heading("三、侦查活动监督"),
        paragraph(counted(basis, [replace(course[one], name=f"监督文书{course[one].name}") for one in _MAIN])),
        *with_chart(basis, "监督文书办理情况", [*course.values()]),
        *([side_by_side(basis, "监督文书制发数（分种类）", kinds)] if kinds else []),
        *_adopted_by_quarter_of_issue(basis),
        *(paragraph(shared(basis.share(code), basis.minimum)) for code in shares),
        rates(basis, shares),
        paragraph(counted(basis, [open_at_the_end, again])),
        side_by_side(basis, "超期提醒（期末当日，分逾期日数）与同类违法反复", [open_at_the_end, *late, again]),
        *drawn(basis, "超期提醒（期末当日，分逾期日数）", late),
        *by_place(basis, f"发往各公安机关单位的监督文书（{_IN_ORDER}）", "by_unit", _COURSE, "份"),
        *by_place(basis, f"各检察院的监督文书（{_IN_ORDER}）", "by_procuratorate", _COURSE, "份"),
    ]


def _classes_of_age(basis: Basis) -> list[str]:
    """Return the classes of age from the youngest on: what was kept has its keys in the order of their letters."""
    return sorted(basis.every_series("overdue_open"), key=_age)


def _age(bucket: str) -> tuple[int, bool]:
    low, _, high = bucket.partition("_")
    return int(high), low == "over"


def _kinds(basis: Basis) -> list[str]:
    return sorted(basis.every_series("instruments_issued"))


def _adopted_by_quarter_of_issue(basis: Basis) -> list[Block]:
    groups = basis.groups("instruments_course")
    if not groups:
        return []
    rows = tuple((one["named"]["issued_in"].replace("Q", "年第") + "季度", str(one["numerator"])) for one in groups)
    title = f"{basis.this_period}采纳的监督文书（按制发的季度）"
    return [table(("制发的季度", "采纳"), rows, text=title, label="份", widths=(5, 2))]


def recurring(basis: Basis) -> list[Block]:
    """Return 六、类案: by violation, unit and quarter, without any case's number."""
    now, before = ({_key(one): one for one in basis.groups("class_cases", earlier=it)} for it in (False, True))
    # A group that is too small to be a class in one of the two is not known to be empty there.
    rows = tuple(
        (code, basis.named(unit), *_cells(now.get((code, unit))), *_cells(before.get((code, unit))))
        for code, unit in sorted({*now, *before})
    )
    periods = [f"{period}{what}" for period in (basis.this_period, basis.period_before) for what in ("违法", "案件")]
    header = ("违法情形代码", "单位", *(f"{one}（{unit}）" for one, unit in zip(periods, "次件次件", strict=True)))
    title = "类案（违法情形×单位×季度）"
    return [
        heading("六、类案"),
        paragraph(counted(basis, [basis.line("class_cases")])),
        paragraph("本节仅列违法情形代码与单位，不列案件编号；标注“—”的未归为类案。"),
        *([table(header, rows, text=title, widths=(4, 5, 2, 2, 2, 2))] if rows else []),
    ]


def _key(group: Mapping[str, Any]) -> tuple[str, str]:
    return group["named"]["violation"], group["named"]["unit"]


def _cells(group: Mapping[str, Any] | None) -> tuple[str, str]:
    return ("—", "—") if group is None else (str(group["numerator"]), str(group["series"].get("cases", 0)))
