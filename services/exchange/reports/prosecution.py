"""The report on arrest and prosecution (四、批捕起诉); pure."""

from typing import Final

from exchange.documents.paper import Block, heading, paragraph
from exchange.reports import sentences, words
from exchange.reports.basis import Basis, Line, Share, share_of
from exchange.reports.sentences import counted, shared
from exchange.reports.tabulating import rates, shares, side_by_side, with_chart

_RATES: Final = (
    *("arrest_approved", "arrest_refused", "reconsideration_changed", "returned", "not_prosecuted"),
    *("custody_before_prosecution", "fast_track"),
)
_SAID: Final = ("arrest_approved", "arrest_refused", "not_prosecuted", "custody_before_prosecution", "fast_track")
_RATIOS: Final = ("average_returns", "case_to_matters")
"""What is counted to each case and may be more than one."""


def people(basis: Basis) -> list[Line]:
    """Return the persons decided on: arrest approved and refused, prosecuted and not prosecuted."""
    prosecuted = basis.of_which("custody_before_prosecution")
    return [
        basis.line("arrest_approved", "批准逮捕"),
        basis.line("arrest_refused", "不批准逮捕"),
        Line("提起公诉", prosecuted.unit, prosecuted.now, prosecuted.before),
        basis.line("not_prosecuted", "不起诉"),
    ]


def arrest_and_prosecution(basis: Basis) -> list[Block]:
    """Return 四、批捕起诉."""
    decided = people(basis)
    refused = [basis.series("arrest_refusal_categories", one, shown) for one, shown in words.REFUSALS.items()]
    dropped = [basis.series("not_prosecuted", one, shown) for one, shown in words.NON_PROSECUTIONS.items()]
    return [
        heading("四、批捕起诉"),
        paragraph(counted(basis, decided)),
        *with_chart(basis, "批捕起诉人数", decided),
        *with_chart(basis, "不批准逮捕人数（分类）", refused),
        shares(basis, basis.metric("arrest_refusal_categories")["name"], _refusal_shares(basis), sentences.rate),
        *with_chart(basis, "不起诉人数（分种类）", dropped),
        side_by_side(basis, "复议复核与退回补充侦查", _objections_and_returns(basis)),
        *(paragraph(shared(basis.share(code), basis.minimum)) for code in _SAID),
        rates(basis, _RATES),
        shares(basis, "与案件数之比（倍数，不是百分比）", [basis.share(one) for one in _RATIOS], sentences.ratio),
    ]


def _refusal_shares(basis: Basis) -> list[Share]:
    metric = basis.metric("arrest_refusal_categories")
    return [
        share_of(group, words.REFUSALS.get(code := group["named"]["category"], code), metric, basis.minimum)
        for group in metric["groups"]
    ]


def _objections_and_returns(basis: Basis) -> list[Line]:
    return [
        basis.series("reconsideration_changed", "reconsideration", "不捕复议决定"),
        basis.series("reconsideration_changed", "review", "不捕复核决定"),
        basis.line("reconsideration_changed", "其中变更"),
        basis.line("returned", "退回补充侦查的案件"),
        basis.series("returned", "returns", "退回补充侦查的次数", "次"),
        *(
            basis.series("case_to_matters", one, f"{words.STEPS.get(one, one)}（计入“件”）", "次")
            for one in basis.every_series("case_to_matters")
            if one != "return"
        ),
    ]
