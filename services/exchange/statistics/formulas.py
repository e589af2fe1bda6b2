"""The formulas of the statistics (统计公式): pure functions of what was counted; their definitions stand beside them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from exchange.statistics.configuration import Configuration
from exchange.statistics.counted import Counted, Ending, Figures, Lead

_SUPERVISED: Final = ("reason_request", "order_to_file")


def lines(configuration: Configuration) -> list[tuple[str, str, str]]:
    """Return what is tallied: name, type of events and the codes that each must have."""
    return [
        ("approved", "suspect.arrest_approved", ""),
        ("refused", "suspect.arrest_refused", ""),
        *((f"refused.{one}", "suspect.arrest_refused", one) for one in REFUSALS),
        *((f"reconsidered.{one}", "suspect.arrest_reconsidered", one) for one in ("reconsideration", "review")),
        *(
            (f"reconsidered_{result}", "suspect.arrest_reconsidered", f"{level},{result}")
            for level in ("reconsideration", "review")
            for result in ("changed", "upheld")
        ),
        ("received", "case.proceeding_opened", "prosecution"),
        *(("matters", "case.proceeding_opened", one) for one in ("arrest_request", "prosecution")),
        ("returned", "case.returned", ""),
        ("prosecuted", "suspect.prosecuted", ""),
        ("prosecuted.fast_track", "suspect.prosecuted", "fast_track"),
        ("prosecuted.in_custody", "suspect.prosecuted", "in_custody"),
        ("prosecuted.not_in_custody", "suspect.prosecuted", "not_in_custody"),
        ("not_prosecuted", "suspect.not_prosecuted", ""),
        *((f"not_prosecuted.{one}", "suspect.not_prosecuted", one) for one in NON_PROSECUTIONS),
        *((f"step.{one.name}", one.type, one.codes) for one in configuration.matter_steps),
    ]


REFUSALS: Final = ("no_crime", "art16", "insufficient_evidence", "no_social_danger", "minor_optional")
NON_PROSECUTIONS: Final = ("statutory", "discretionary", "insufficient_evidence", "conditional", "approved")


def _cases(endings: Iterable[Ending]) -> int:
    return len({one.case_id for one in endings})


def _by_cause(endings: Sequence[Ending]) -> dict[str, int]:
    # A case that was filed or withdrawn twice is one case, after the supervision of the last time.
    last = {one.case_id: one.after for one in sorted(endings, key=lambda one: (one.day, one.after))}
    return dict(sorted(Counter(last.values()).items()))


def supervised_filings(counted: Counted) -> Figures:
    """监督立案."""
    return Figures(_cases(counted.filings), series=dict.fromkeys(_SUPERVISED, 0) | _by_cause(counted.filings))


def supervised_withdrawals(counted: Counted) -> Figures:
    """监督撤案."""
    return Figures(_cases(counted.withdrawals), series=_by_cause(counted.withdrawals))


def established(counted: Counted) -> Figures:
    """立案监督成案率."""
    first, last = counted.period.first, counted.period.last
    accepted = sum(1 for one in counted.leads if one.screened_on is not None and first <= one.screened_on <= last)
    filed, withdrawn = _cases(counted.filings), _cases(counted.withdrawals)
    return Figures(filed + withdrawn, accepted, {"filed": filed, "withdrawn": withdrawn, "accepted": accepted})


def transferred_later(counted: Counted) -> Figures:
    """监督立案后移诉率."""
    return Figures(_cases(one for one in counted.filings if one.sent), _cases(counted.filings))


def convicted_later(counted: Counted) -> Figures:
    """监督立案后判决率."""
    return Figures(_cases(one for one in counted.filings if one.convicted), _cases(counted.filings))


def approved(counted: Counted) -> Figures:
    """批捕率."""
    yes, no = counted.tally("approved").persons, counted.tally("refused").persons
    return Figures(yes, yes + no)


def refused(counted: Counted) -> Figures:
    """不捕率, and 不捕分类."""
    yes, no = counted.tally("approved").persons, counted.tally("refused").persons
    return Figures(no, yes + no)


def refusals_by_category(counted: Counted) -> Figures:
    """不捕分类."""
    return _by_kind(counted, "refused", REFUSALS)


def _by_kind(counted: Counted, line: str, kinds: Iterable[str]) -> Figures:
    series = {one: counted.tally(f"{line}.{one}").persons for one in kinds}
    persons = counted.tally(line).persons
    # Whoever was decided on twice under two kinds stands in both: what is not stated is never less than nothing.
    return Figures(persons, series=series | {"not_stated": max(0, persons - sum(series.values()))})


def refusal_shares(counted: Counted) -> list[dict[str, Any]]:
    """Return each category of refusal as a share of the refused."""
    persons = counted.tally("refused").persons
    return [
        {"category": one, "numerator": counted.tally(f"refused.{one}").persons, "denominator": persons}
        for one in REFUSALS
    ]


def reconsidered(counted: Counted) -> Figures:
    """复议复核改变率."""
    changed, upheld = (counted.tally(f"reconsidered_{one}").documents for one in ("changed", "upheld"))
    levels = {one: counted.tally(f"reconsidered.{one}").documents for one in ("reconsideration", "review")}
    return Figures(changed, changed + upheld, levels)


def returned(counted: Counted) -> Figures:
    """退查率."""
    tally = counted.tally("returned")
    return Figures(tally.cases, counted.tally("received").cases, {"returns": tally.documents})


def average_returns(counted: Counted) -> Figures:
    """平均退查次数."""
    return Figures(counted.tally("returned").documents, counted.tally("received").cases)


def not_prosecuted(counted: Counted) -> Figures:
    """不诉率."""
    kinds = _by_kind(counted, "not_prosecuted", NON_PROSECUTIONS)
    return Figures(kinds.numerator, kinds.numerator + counted.tally("prosecuted").persons, kinds.series)


def custody_before_prosecution(counted: Counted) -> Figures:
    """诉前羁押率."""
    persons = counted.tally("prosecuted").persons
    held, free = (counted.tally(f"prosecuted.{one}").persons for one in ("in_custody", "not_in_custody"))
    series = {"in_custody": held, "not_in_custody": free, "not_stated": max(0, persons - held - free)}
    return Figures(held, persons, series)


def fast_track(counted: Counted) -> Figures:
    """速裁适用率."""
    return Figures(counted.tally("prosecuted.fast_track").persons, counted.tally("prosecuted").persons)


def case_to_matters(counted: Counted) -> Figures:
    """案-件比."""
    cases = counted.tally("matters").cases
    steps = {name: counted.tally(f"step.{name}").documents for name in _steps(counted)}
    return Figures(cases + sum(steps.values()), cases, steps)


def _steps(counted: Counted) -> list[str]:
    return [one.name for one in counted.configuration.matter_steps]


def intervened_early(counted: Counted) -> Figures:
    """提前介入率."""
    intervened = {one.case_id for one in counted.marked if one.intervened}
    return Figures(len(intervened), len({one.case_id for one in counted.marked}))


def conversion(counted: Counted) -> Figures:
    """模型线索转化: 成案 of what was screened."""
    series = _converted(counted, counted.leads)
    return Figures(series["established"], series["screened"], series)


def _converted(counted: Counted, leads: Sequence[Lead]) -> dict[str, int]:
    first, last = counted.period.first, counted.period.last
    warned = sum(1 for one in leads if first <= one.raised_on <= last)
    screened = sum(1 for one in leads if one.screened_on is not None and first <= one.screened_on <= last)
    good = sum(1 for one in leads if one.established_on is not None and first <= one.established_on <= last)
    dismissed = Counter(
        f"dismissed.{one.dismissal}"
        for one in leads
        if one.dismissed_on is not None and first <= one.dismissed_on <= last
    )
    return {"warned": warned, "screened": screened, "established": good, **dict(sorted(dismissed.items()))}


def conversion_by_model(counted: Counted) -> list[dict[str, Any]]:
    """Return the conversion of each version of each model that anything happened to in the period."""
    by_model: dict[tuple[str, str], list[Lead]] = {}
    for one in counted.leads:
        by_model.setdefault((one.model, one.version), []).append(one)
    found = []
    for (model, version), leads in sorted(by_model.items()):
        series = _converted(counted, leads)
        if any(series.values()):
            shares = {"numerator": series["established"], "denominator": series["screened"], "series": series}
            found.append({"model": model, "version": version, **shares})
    return found
