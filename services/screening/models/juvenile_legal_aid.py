"""M14-3: a minor without counsel, and the legal-aid body not told within three days (CPL 278; LAID22 25, 36; D47)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.driving import applies, doubted
from screening.models.duties import ONE_DAY, latest_of
from screening.models.economic_case_course import may_be_by
from screening.models.fact_keys import ESTABLISHED, LEGAL_AID_NOTIFIED, established
from screening.models.minors import Age, aged, unsettled
from screening.models.police_questioning import INTERROGATED, interrogations, is_of_the_police
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, Rule, Verdict, by_law
from zhenxie.law.periods import Due, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

M14_3: Final = Rule(
    code="M14-3",
    title=Text(
        "未成年人没有辩护人而未在三日内通知法律援助机构", "A minor without counsel, and legal aid not told in time"
    ),
    articles=("CPL 278", "LAID22 25", "LAID22 36", "PSB 320", "RULE 460"),
    severity="high",
    suggested_instrument="correction_notice",
    instrument_note=Text("规则第460条：应当提出纠正意见", "RULE 460: the procuratorate shall demand correction"),
)
# From the first interrogation or measure on he may have counsel (CPL 34), and whoever acts sees that he has none.
_OPENS: Final = (
    INTERROGATED,
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)


def legal_aid(case: CaseFile, on: date, parameters: Parameters, person: Suspect) -> Iterator[Outcome]:
    """Yield what the rule answers of a person who may be a minor, from the first act against him on.

    No event says by itself that the legal-aid body was told: a fact does (`legal_aid_notified`), with the day, or
    stated false. What nobody states is undetermined; it is never taken from silence.
    """
    opened = next((one for one in case.of_type(*_OPENS, suspect=person.ref) if is_of_the_police(one)), None)
    if opened is None:
        return
    in_force, who = applies(parameters, "legal_aid_notice_days", opened.days), aged(case, person, opened)
    if in_force is False or who.age is Age.ADULT:
        return
    clear = Outcome(rule=M14_3, verdict=Verdict.CLEAR, root=opened.entry, suspect_ref=person.ref)
    days = opened.days
    if who.missing or days is None:
        yield replace(clear, verdict=Verdict.UNDETERMINED, missing=who.missing)
        return
    number = parameters.in_force("legal_aid_notice_days", days.last)
    answered = _by(case, on, clear, days, number)
    if answered.verdict is Verdict.FOUND:
        gaps = (
            *unsettled(case, person.ref, days),
            *case.silence(
                (INTERROGATED, ESTABLISHED), owed_by=case.police, since=days.first, until=_due(days.last, number).day
            ),
        )
        answered = doubted(replace(answered, grounds=(*who.grounds, *answered.grounds)), gaps)
    yield answered


def _due(day: date, number: Number) -> Due:
    return days_after(day, number.value, law=number.law, rolls=True)


def _by(case: CaseFile, on: date, clear: Outcome, days: Days, number: Number) -> Outcome:
    first, last = _due(days.first, number), _due(days.last, number)
    over = latest_of(last)
    beside = [one for one in interrogations(case, clear.suspect_ref) if one.data.get("counsel_present")]
    said = established(case, clear.suspect_ref, LEGAL_AID_NOTIFIED)
    # Whoever has counsel beside him needs no legal aid.
    cured = [one for one in beside if may_be_by(one, over)] + [one for one in said if _told_by(one, first.day)]
    if cured:
        return replace(clear, cured_by=cured[0].entry)
    if on <= first.day:
        return replace(clear, look_again_on=first.day + ONE_DAY)
    late = [one for one in said if _day_told(one, after=over) is not None]
    not_told = [one for one in said if _still_not_told(one, over)]
    known = bool(said) and len(late) + len(not_told) == len(said)
    again = over + ONE_DAY if on <= over else None
    if not known or again is not None:
        text = Text(
            "有无辩护人、是否以及何时通知法律援助机构未报送",
            "whether he has counsel, and whether and when legal aid was told, is not stated",
        )
        gap = Missing(text, ESTABLISHED, case.police)
        return replace(clear, verdict=Verdict.UNDETERMINED, missing=(gap,), look_again_on=again)
    ended = min((told.last for one in late if (told := _day_told(one, after=over)) is not None), default=None)
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{clear.suspect_ref}系未成年人，没有辩护人，至{last.day}未通知法律援助机构指派律师",
            f"{clear.suspect_ref} is a minor without counsel; the legal-aid body was not told by {last.day}",
        ),
        grounds=(
            *(by_law(number, step) for step in last.steps),
            *(Ground(Text("查明的通知情况", "what is established of the notice"), entry=one.entry) for one in said),
        ),
        violated_from=(over + ONE_DAY).isoformat(),
        ended_on=ended,
        remedied=ended is not None,
    )


def _told_by(fact: Event, day: date) -> bool:
    """Tell whether a fact shows that the legal-aid body was told by a day: it names it, or was itself established by then."""
    told = days_of(fact.data["value"].get("moment"))
    if told is None and fact.data["value"].get("truth"):
        told = fact.days
    return told is not None and told.last <= day


def _still_not_told(fact: Event, day: date) -> bool:
    return fact.data["value"].get("truth") is False and fact.days is not None and fact.days.first > day


def _day_told(fact: Event, *, after: date) -> Days | None:
    told = days_of(fact.data["value"].get("moment"))
    return told if told is not None and told.first > after else None
