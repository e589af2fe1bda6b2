"""民事纠纷刑事立案 (CV-01): filed while a civil court had the same facts; what draws attention and is never found (RULE 559)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.economic_charges import Jurisdiction, jurisdiction
from screening.models.fact_keys import CIVIL_PROCEEDING, ESTABLISHED, established
from screening.models.filings import Filing, filings
from screening.models.words import word
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

CV_01: Final = Rule(
    code="CV-01",
    title=Text("立案前已有同一事实的民事案件（提示）", "Notice: filed where a civil court had the same facts"),
    articles=("RULE 559¶2", "CPL 112"),
    severity="medium",
    suggested_instrument="request_reason_filing",
    instrument_note=Text(
        "要求说明立案理由限于报请批准逮捕、移送审查起诉之前，且存在违法动用刑事手段插手民事、经济纠纷等情形",
        "reasons may be asked for only before an arrest request or the transfer, and only of such meddling",
    ),
)
_REFUSED: Final = "case.filing_refused"
_PROCURATORATE: Final = frozenset({"order_to_file", "reason_request"})


class CivilDispute(SupervisionModel):
    """Economic cases that were filed where a civil court had the same facts."""

    slug = "civil_dispute"
    version = "1"
    title = Text("插手民事、经济纠纷立案提示模型", "Filings in civil disputes")
    rules = (CV_01,)
    watches = frozenset({"case.filed", "case.refiled"})
    # Only of economic crime it is asked, and which charges are such stands there.
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for the first filing, where a civil case is told of or the police had refused before."""
        if jurisdiction(case, self.parameters, on) is Jurisdiction.NO:
            return
        for filing in filings(case)[:1]:
            yield from _of(case, filing)


def _of(case: CaseFile, filing: Filing) -> Iterator[Outcome]:
    filed = filing.event
    outcome = Outcome(rule=CV_01, verdict=Verdict.CLEAR, root=filed.entry)
    told = established(case, None, CIVIL_PROCEEDING)
    if word(filed.data.get("prompted_by")) in _PROCURATORATE:
        # The procuratorate had looked at it, and asked for the filing.
        if told:
            yield outcome
    elif told:
        yield _compared(outcome, filing, told[-1])
    elif _refused_before(case, filing):
        text = Text(
            "曾不予立案后又立案，是否已有同一事实的民事案件未报送",
            "refused before and filed then: whether a civil court had the same facts is not stated",
        )
        yield _undetermined(outcome, Missing(text, ESTABLISHED, case.police))


def _compared(outcome: Outcome, filing: Filing, fact: Event) -> Outcome:
    """Return whether the civil case came before the filing, by what is said last of it."""
    value = fact.data["value"]
    if value.get("truth") is False:
        return outcome
    begun = days_of(value.get("moment")) or fact.days
    if begun is not None and filing.days is not None and begun.first > filing.days.last:
        return outcome
    if not _surely_before(begun, filing.days):
        text = Text("民事案件与刑事立案的先后不能确定", "whether the civil case came before the filing is not known")
        return _undetermined(outcome, Missing(text, ESTABLISHED, fact.entry.source))
    text = Text(
        f"立案（{filing.event.when}）前已有同一事实的民事案件，请核对是否属于插手经济纠纷",
        f"when it was filed at {filing.event.occurred} a civil court had the same facts: see whether it is meddling",
    )
    return replace(outcome, notice=text)


def _surely_before(begun: Days | None, filed: Days | None) -> bool:
    return begun is not None and filed is not None and begun.last <= filed.first


def _refused_before(case: CaseFile, filing: Filing) -> bool:
    days = filing.days
    return any(one.days is None or days is None or one.days.first <= days.last for one in case.of_type(_REFUSED))


def _undetermined(outcome: Outcome, gap: Missing) -> Outcome:
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=(gap,))
