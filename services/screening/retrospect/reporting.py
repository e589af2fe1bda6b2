"""The report of a backtest: Markdown to read, JSON to work with, HTML with charts to show, and the findings line by line."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import orjson

from screening.retrospect.charts import LABELS, bars, legend
from screening.retrospect.counting import AFTER, BEFORE, VERDICTS, Tally
from screening.retrospect.plan import Plan, sides

_SHOWN: Final = 200
_BY: Final = {"quarter": "季度 quarter", "agency": "机关 agency", "charge": "罪名 charge", "rule": "规则 rule"}
_KINDS: Final = {"appeared": "新出现 appeared", "vanished": "不再出现 vanished", "changed": "有变化 changed"}
_STYLE: Final = (
    "body{font:15px/1.6 system-ui,'Noto Sans SC',sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}"
    "td.n{text-align:right}.key{margin-right:1rem}.key i{display:inline-block;width:.8em;height:.8em;margin-right:.4em}"
)


def written(plan: Plan, results: Iterable[Mapping[str, Any]], folder: Path, *, taken: Mapping[str, Any]) -> Tally:
    """Write every file of the report, and return what was counted; of the cases no more than a group is ever held.

    :param taken: what became of the lines of an input, if files were read.
    """
    tally, shown = Tally(), list[dict[str, Any]]()
    with (folder / "findings.ndjson").open("wb") as findings, (folder / "differences.ndjson").open("wb") as others:
        for one in results:
            tally.add(one)
            for row in one["findings"]:
                findings.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            for row in one["differences"]:
                others.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                if len(shown) < _SHOWN and row["kind"] != "changed":
                    shown.append(row)
    whole = as_json(plan, tally, shown, taken)
    (folder / "report.json").write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    (folder / "report.md").write_text(markdown(whole), encoding="utf-8")
    (folder / "report.html").write_text(page(whole), encoding="utf-8")
    return tally


def as_json(plan: Plan, tally: Tally, shown: Sequence[Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report as JSON values; `shown` are the first of the differences, all of which stand in their own file."""
    before, after = sides(plan)
    named: dict[str, list[dict[str, Any]]] = {
        side: [{"model": one.slug, "version": one.version, "parameters_hash": one.parameters.digest} for one in models]
        for side, models in ((BEFORE, before), (AFTER, after))
        if models
    }
    return {
        "from": plan.since.isoformat(),
        "to": plan.until.isoformat(),
        "source": plan.source,
        "input": dict(taken),
        "cases": tally.cases,
        "sides": {side: {"models": models, **tally.as_json(side)} for side, models in named.items()},
        "differences": {kind: tally.kinds.get(kind, 0) for kind in _KINDS} if after else None,
        "first_differences": list(shown),
    }


def markdown(whole: Mapping[str, Any]) -> str:
    """Return the report to read."""
    lines = [f"# 回溯检验报告 Backtest {whole['from']} – {whole['to']}", "", f"案件 cases: {whole['cases']}", ""]
    if whole["input"]:
        lines += [f"输入 input: {whole['input']['lines']} 行 lines, 未采用 left out {whole['input']['left_out']}", ""]
    for side, one in whole["sides"].items():
        names = "、".join(f"{model['model']}@{model['version']}" for model in one["models"])
        lines += [f"## {_side(side)}: {names}", "", *_table("合计 total", {"": one["totals"]}), *_precision(one), ""]
        for what, title in _BY.items():
            lines += [f"### {title}", "", *_table(title, one[f"by_{what}"]), ""]
    if whole["differences"] is not None:
        lines += ["## 版本差异 Differences", ""]
        lines += [f"* {_KINDS[kind]}: {count}" for kind, count in whole["differences"].items()]
        lines += ["", "| | 案件 case | 规则 rule | 人员 suspect | 前 before | 后 after |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {_KINDS[row['kind']]} | {row['case_number']} | {row['rule']} | {row['suspect_ref'] or ''}"
            f" | {said(row['before'])} | {said(row['after'])} |"
            for row in whole["first_differences"]
        ]
        lines += ["", "全部见 all of them: `differences.ndjson`."]
    return "\n".join(lines) + "\n"


def said(one: Mapping[str, Any] | None) -> str:
    """Return in few words what one side answers."""
    if one is None:
        return "–"
    dates = [f"违法自 from {one['violated_from']}" if one["violated_from"] else ""]
    dates += [f"至 until {one['ended_on']}" if one["ended_on"] else ""]
    return " ".join([LABELS.get(one["verdict"] or "", "不再涉及 no longer spoken of"), *filter(None, dates)])


def _side(side: str) -> str:
    return {BEFORE: "模型 model", AFTER: "对照 compared with"}[side]


def _table(title: str, rows: Mapping[str, Mapping[str, int]]) -> list[str]:
    head = " | ".join(LABELS[one] for one in VERDICTS)
    found = [f"| {title} | {head} |", "|---|" + "---:|" * len(VERDICTS)]
    return found + [f"| {name} | " + " | ".join(str(row[one]) for one in VERDICTS) + " |" for name, row in rows.items()]


def _precision(one: Mapping[str, Any]) -> list[str]:
    precision = one["precision"]
    dismissed = sum(precision["dismissed"].values())
    text = f"准确率 precision: 属实 true {precision['true']}, 排除 dismissed {dismissed}"
    if precision["interval_95"] is not None:
        low, high = precision["interval_95"]
        text += f" → {precision['precision']:.1%} (95 %: {low:.1%} – {high:.1%})"
    codes = "、".join(f"{code} {count}" for code, count in precision["dismissed"].items())
    lost = f"曾属实而未发现 true before and not found now {precision['lost']}"
    return ["", text + (f"; {codes}" if codes else ""), "", f"未审查 undecided {precision['undecided']}; {lost}"]


def page(whole: Mapping[str, Any]) -> str:
    """Return the report as one page that needs nothing beside it."""
    title = f"回溯检验报告 Backtest {whole['from']} – {whole['to']}"
    parts = [
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>案件 cases: {whole['cases']}</p>",
        f"<p>{legend(VERDICTS)}</p>",
    ]
    for side, one in whole["sides"].items():
        names = "、".join(f"{model['model']}@{model['version']}" for model in one["models"])
        parts.append(f"<h2>{escape(_side(side))}: {escape(names)}</h2>")
        parts += [f"<p>{escape(line)}</p>" for line in _precision(one) if line]
        for what, heading in _BY.items():
            parts.append(f"<h3>{escape(heading)}</h3>{bars(heading, one[f'by_{what}'], VERDICTS)}")
    if whole["differences"] is not None:
        parts.append("<h2>版本差异 Differences</h2><table><tr>")
        parts += [f"<th>{escape(_KINDS[kind])}</th>" for kind in whole["differences"]]
        parts.append("</tr><tr>")
        parts += [f'<td class="n">{count}</td>' for count in whole["differences"].values()]
        parts.append("</tr></table><table>")
        for row in whole["first_differences"]:
            named = (_KINDS[row["kind"]], row["case_number"], row["rule"], row["suspect_ref"] or "")
            cells = (*named, said(row["before"]), said(row["after"]))
            parts.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        parts.append("</table>")
    return "".join([*parts, "</body></html>\n"])
