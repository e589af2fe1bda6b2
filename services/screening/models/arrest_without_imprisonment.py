"""无徒刑之罪的逮捕 (AR-01): arrested for what carries no imprisonment, and bail was not breached (CPL 81; CL 133-1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.bail_breach import breach_stated, nothing_to_breach
from screening.models.custody import ARRESTED
from screening.models.custody_rules import in_force
from screening.models.drunk_driving_charges import (
    another_charge_in_doubt,
    is_dangerous_driving,
    is_only_drunk_driving,
)
from screening.models.economic_case_course import procuratorate_of
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

AR_01: Final = Rule(
    code="AR-01",
    title=Text("对最高刑为拘役的犯罪批准逮捕", "An arrest approved for an offence without imprisonment"),
    articles=("CPL 81", "CL 133-1", "RULE 137"),
    severity="high",
    addressed_to="procuratorate",
    suggested_instrument="release_or_change_suggestion",
    instrument_note=Text(
        "批准逮捕由检察院决定，由其自行复核；提请逮捕的问题见DUI-12",
        "the procuratorate decided and reviews it itself; the request of the police is DUI-12",
    ),
)
_APPROVED: Final = "suspect.arrest_approved"
_DECIDED_BY_IT: Final = ("procuratorate_approval", "procuratorate_decision")
_OF_BOTH: Final = ("fact.established", "suspect.charges_changed")


class ArrestWithoutImprisonment(SupervisionModel):
    """Arrests for dangerous driving alone, for which the law knows detention of months and no imprisonment."""

    slug = "arrest_without_imprisonment"
    version = "1"
    title = Text("无徒刑之罪的逮捕监督模型", "Arrests where no imprisonment is possible")
    rules = (AR_01,)
    watches = frozenset({_APPROVED, ARRESTED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002
        """Yield AR-01 for each approval, and for an arrest that is told to be decided by the procuratorate.

        Where nobody says who decided, nobody may have: that is AN03, and no fault of the procuratorate.
        """
        approvals = case.of_type(_APPROVED)
        approved = {one.suspect_ref for one in approvals}
        executed = [one for one in case.of_type(ARRESTED) if one.suspect_ref not in approved]
        for one in (*approvals, *(each for each in executed if word(each.data.get("decided_by")) in _DECIDED_BY_IT)):
            only = _is_without_imprisonment(case, one)
            days = one.days
            number = None if days is None else in_force(self.parameters, "arrest_needs_imprisonment", days)
            if only is not False and days is not None and number is not None:
                yield _of(case, one, days, number, () if only else (another_charge_in_doubt(case),))


def _is_without_imprisonment(case: CaseFile, one: Event) -> bool | None:
    """Tell whether it was for dangerous driving alone: by the charges that it names itself, else by those of the case."""
    charges = one.data.get("charges")
    if charges:
        return all(map(is_dangerous_driving, charges))
    return is_only_drunk_driving(case, one.suspect_ref, one.days)


def _of(case: CaseFile, one: Event, days: Days, number: Number, doubts: tuple[Missing, ...]) -> Outcome:
    ref = one.suspect_ref
    breach = breach_stated(case, ref, one)
    clear = Outcome(rule=AR_01, verdict=Verdict.CLEAR, root=one.entry, suspect_ref=ref)
    if breach is True:
        return clear
    text = Text(
        "逮捕须可能判处徒刑以上刑罚，或者违反取保候审、监视居住规定情节严重",
        "arrest asks for a likely sentence of imprisonment, or for a grave breach of bail or surveillance",
    )
    found = replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"危险驾驶罪最高刑为拘役，{ref}没有违反取保候审、监视居住规定，于{one.when}被批准或者执行逮捕",
            f"dangerous driving carries no imprisonment and {ref} breached no bail: arrested all the same on {one.occurred}",
        ),
        grounds=(Ground(Text("逮捕", "the arrest"), entry=one.entry), by_law(number, text)),
        violated_from=one.occurred,
    )
    facts = (*driving.CHARGES, "fact.established")
    doubts += driving.not_settled(case, ref, days, *facts, "suspect.arrest_requested")
    doubts += _not_settled_there(case, one, days)
    return driving.doubted(found, doubts if breach is False else (*doubts, *nothing_to_breach(case, one)))


def _not_settled_there(case: CaseFile, one: Event, days: Days) -> tuple[Missing, ...]:
    """Return why the procuratorate may know of another charge or of a breach; empty when it promised that it would say."""
    driven = driving.day_of_driving(case, one.suspect_ref)
    since = days.first if driven is None else min(driven.first, days.first)
    return case.silence(_OF_BOTH, owed_by=procuratorate_of(case), since=since, until=days.last)
