"""The report on the whole (一), on what models found (五), on cooperation (七), and its notes (八); pure."""

from datetime import date
from typing import Final

from exchange.documents.paper import Block, heading, item, paragraph, table
from exchange.reports import words
from exchange.reports.basis import Basis, Line, day_named
from exchange.reports.prosecution import people
from exchange.reports.sentences import counted, shared
from exchange.reports.tabulating import drawn, rates, side_by_side, with_chart

_UNITS: Final = (
    "人、件、份、条、组、次分别为人数、案件数、文书份数、线索条数、类案组数与次数，各项单位已随数标明，不得混加。"
)
_MEASURES_NOBODY: Final = "本报告各项数据仅用于说明工作情况，不设目标值，不作排名，不作考核评价。"


def resting_on(basis: Basis) -> Block:
    """Return what the figures rest on."""
    said = basis.statistics
    first, last, as_of = (day_named(date.fromisoformat(said[name])) for name in ("from", "to", "as_of"))
    rows = (
        ("统计期间", f"{first}至{last}（含）"),
        ("数据截至", f"数据流位置{said['known_at']}，期末状态截至{as_of}"),
        ("统计快照", f"{day_named(basis.taken_on)}生成\n{basis.snapshot_id}"),
        ("统计口径版本", said["configuration"]),
    )
    return table(("事项", "内容"), rows, text="数据依据", widths=(3, 10))


def overall(basis: Basis) -> list[Block]:
    """Return 一、总体情况."""
    cases = [
        basis.line("supervised_filing", "监督立案"),
        basis.line("supervised_withdrawal", "监督撤案"),
        basis.line("returned", "退回补充侦查"),
        basis.line("early_intervention", "提前介入"),
    ]
    documents = [
        basis.series("instruments_course", name, f"监督文书{words.COURSE[name]}")
        for name in ("issued", "replied", "adopted", "overdue")
    ]
    persons, leads = people(basis), _leads(basis)
    everything = [*cases, *documents, *persons, *leads, basis.line("class_cases")]
    return [
        heading("一、总体情况"),
        *(paragraph(counted(basis, some)) for some in (cases, documents, persons, leads)),
        side_by_side(basis, "主要工作数量", everything),
        *drawn(basis, "主要工作数量（以件计的各项）", cases),
    ]


def _leads(basis: Basis) -> list[Line]:
    return [basis.series("model_conversion", name, f"线索{shown}") for name, shown in words.LEAD_COURSE.items()]


def found_by_models(basis: Basis) -> list[Block]:
    """Return 五、模型线索转化."""
    leads = _leads(basis)
    reasons = [one for one in basis.every_series("model_conversion") if one.startswith("dismissed.")]
    dismissed = [
        basis.series("model_conversion", one, _reason(one.removeprefix("dismissed."))) for one in sorted(reasons)
    ]
    return [
        heading("五、模型线索转化"),
        paragraph(counted(basis, leads)),
        *with_chart(basis, "线索办理情况", leads),
        *([side_by_side(basis, "线索排除原因", dismissed)] if dismissed else []),
        *_by_model(basis),
        paragraph(shared(basis.share("model_conversion"), basis.minimum)),
        rates(basis, ("model_conversion",)),
    ]


def _reason(code: str) -> str:
    return words.DISMISSALS.get(code, code)


def _by_model(basis: Basis) -> list[Block]:
    rows = tuple(
        (
            "人工线索" if one["named"]["model"] == "manual" else one["named"]["model"],
            "—" if one["named"]["version"] == "not_stated" else one["named"]["version"],
            *(str(one["series"].get(name, 0)) for name in words.LEAD_COURSE),
            str(sum(many for name, many in one["series"].items() if name.startswith("dismissed."))),
        )
        for one in basis.groups("model_conversion")
    )
    header = ("模型", "版本", *words.LEAD_COURSE.values(), "排除")
    title = f"{basis.this_period}各模型线索（按代码顺序排列）"
    return [table(header, rows, text=title, label="条", widths=(6, 2, 2, 2, 2, 2))] if rows else []


def cooperating(basis: Basis) -> list[Block]:
    """Return 七、协作配合."""
    opened = [Line(shown, "次", *basis.cooperation.get(kind, (0, 0))) for kind, shown in words.COOPERATION.items()]
    return [
        heading("七、协作配合"),
        paragraph(counted(basis, opened)),
        *with_chart(basis, "协作配合事项（按启动日）", opened),
        paragraph(shared(basis.share("early_intervention"), basis.minimum)),
        rates(basis, ("early_intervention",)),
    ]


def notes(basis: Basis) -> list[Block]:
    """Return 八、需要说明的问题."""
    few = [one["name"] for one in basis.statistics["metrics"] if one["denominator"] is not None and _is_few(basis, one)]
    said = [
        "各项指标的口径见文后附表；各项按其自身的法定日期（北京时间）计入期间。",
        _UNITS,
        _MEASURES_NOBODY,
        f"{basis.period_before}数系在同一数据流位置按同一口径重新计数，仅并列数量，不计增减。",
        *_corrected(basis),
        *([f"下列指标基数不足{basis.minimum}，仅列数量，不计比率：{'、'.join(few)}。"] if few else []),
        "数据截至位置以后的补录、更正、撤回不改变本报告，计入以后按新位置所作的统计。",
    ]
    return [heading("八、需要说明的问题"), *(item(number, text) for number, text in enumerate(said, 1))]


def _is_few(basis: Basis, metric: dict[str, object]) -> bool:
    return basis.share(str(metric["code"])).rate is None


def _corrected(basis: Basis) -> list[str]:
    """Say what was corrected of the period before since an earlier snapshot of it was taken."""
    kept = basis.kept_before
    if kept is None:
        return []
    then = {one["code"]: one["numerator"] for one in kept["metrics"]}
    changed = [
        f"{one['name']}原为{then[one['code']]}{one['unit_label']}，现为{one['numerator']}{one['unit_label']}"
        for one in basis.before["metrics"]
        if one["numerator"] != then.get(one["code"], one["numerator"])
    ]
    which = f"与此前生成的{basis.period_before}统计快照（数据截至{kept['known_at']}）相比，"
    return [which + (f"因其后的补录、更正而不同的有：{'；'.join(changed)}。" if changed else "各项数量没有变动。")]


def definitions(basis: Basis) -> list[Block]:
    """Return the annex: what each metric counts, and of what."""
    rows = tuple(
        (one["name"], _units(one["unit_label"], one["denominator_unit_label"]), one["definition"]["zh"])
        for one in basis.statistics["metrics"]
    )
    opened = ("协作配合事项", "次", "期内启动的协作配合记录数，按启动日，分种类")
    return [
        heading("附：指标口径"),
        table(("指标", "单位", "口径"), (*rows, opened), text="指标口径表", widths=(4, 2, 12)),
    ]


def _units(numerator: str, denominator: str | None) -> str:
    return numerator if denominator is None else f"{numerator}／{denominator}"
