"""羁押: whether somebody was held on a day, by which title, and what keeps it from being known; pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.economic_case_course import procuratorate_of
from screening.models.words import word
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import Measure

DETAINED: Final = "suspect.detained"
ARRESTED: Final = "suspect.arrested"
TAKES: Final = (DETAINED, ARRESTED)
# A measure without custody takes the place of custody; a lifting says which measure it ends.
FREES: Final = (
    "suspect.released",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
    "suspect.measure_lifted",
)
FLED: Final = "suspect.at_large"
# Of what frees somebody: what the procuratorate decides itself once it has the case, and so owes (PSB 163; RULE 103).
_FREES_OF_THE_PROCURATORATE: Final = FREES[1:]
_AT_THE_PROCURATORATE: Final = ("case.sent_for_prosecution", "case.proceeding_opened", "case.returned")
_AT_THE_COURT: Final = ("suspect.prosecuted", "suspect.judged")
_IN_CUSTODY: Final = frozenset({Measure.DETENTION.value, Measure.ARREST.value})


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody was held at the end of a day.

    `held` is None where that is not known, and `why` then says what is missing. `title` is the detention or the arrest
    by which he was held last, whether he still is or not.
    """

    held: bool | None
    title: Event | None
    why: tuple[Missing, ...] = ()


def standing_on(case: CaseFile, ref: str | None, day: date) -> Standing:
    """Return whether a suspect was held at the end of a legal day, as far as anybody says or has promised to say.

    Held is only who was surely taken by then and of whom nobody says that he was freed, where those who would have
    freed him promised to tell (domain 14.1). That he was never taken is known in the same way. For whether he was held
    when something happened on a day, ask about the day before, or a release of that same day hides it.
    """
    taken = [one for one in takings(case, ref) if one.days is None or one.days.first <= day]
    if not taken:
        return _never_taken(case, day)
    last = taken[-1]
    freed, unclear = freed_after(case, last)
    by_then = [one for one in freed if one.days is not None and one.days.last <= day]
    if by_then:
        return Standing(held=False, title=last)
    perhaps = [one for one in (*freed, *unclear) if one.days is None or one.days.first <= day]
    # Of two titles of which nobody knows the order, either may be the last one.
    perhaps += [one for one in taken if one.days is None or one.days.last > day]
    if perhaps:
        return Standing(held=None, title=last, why=tuple(_when(one) for one in perhaps))
    missing = not_freed(case, last, day)
    return Standing(held=None if missing else True, title=last, why=missing)


def takings(case: CaseFile, ref: str | None) -> list[Event]:
    """Return every detention and arrest of a suspect, in the law's order."""
    return case.of_type(*TAKES, suspect=ref)


def not_freed(case: CaseFile, taken: Event, until: date) -> tuple[Missing, ...]:
    """Return what keeps silence about a release from counting, from a taking through a legal day; empty when it counts.

    The police owe releases; once the procuratorate has the case it decides on the measures, and in court the court.
    """
    since = min(taken.days.first if taken.days else until, until)
    missing = case.silence((*FREES, FLED), owed_by=case.police, since=since, until=until)
    if _may_have_come_to(case, taken.suspect_ref, _AT_THE_COURT, until):
        missing += (_at_court(case),)
    elif _may_have_come_to(case, taken.suspect_ref, _AT_THE_PROCURATORATE, until):
        owed_by = procuratorate_of(case)
        missing += case.silence(_FREES_OF_THE_PROCURATORATE, owed_by=owed_by, since=since, until=until)
    return missing


def freed_after(case: CaseFile, taken: Event) -> tuple[list[Event], list[Event]]:
    """Return what surely freed somebody after he was taken, and what may have: its day or its measure is not clear."""
    order = case.of_type(*TAKES, *FREES, FLED, suspect=taken.suspect_ref)
    place = order.index(taken)
    freed: list[Event] = []
    unclear: list[Event] = []
    for number, one in enumerate(order):
        frees = _frees(one)
        follows = _follows(one, taken, by_order=number > place)
        if frees is False or follows is False:
            continue
        (freed if frees and follows else unclear).append(one)
    return freed, unclear


def _frees(one: Event) -> bool | None:
    """Tell whether an event ends custody; None where it does not say which measure it lifts, or who fled."""
    if one.type in TAKES:
        return False
    if one.type == FLED:
        return False if one.data.get("at_large") is False else None
    if one.type != "suspect.measure_lifted":
        return True
    measure = word(one.data.get("measure"))
    return None if measure is None else measure in _IN_CUSTODY


def _follows(one: Event, taken: Event, *, by_order: bool) -> bool | None:
    """Tell whether something came after a taking; None where that is not known, as on one and the same day."""
    if one.days is None or taken.days is None:
        return None
    if one.days.first > taken.days.last or one.days.last < taken.days.first:
        return one.days.first > taken.days.last
    at_an_instant = "T" in str(one.occurred) and "T" in str(taken.occurred)
    return by_order if at_an_instant else None


def _never_taken(case: CaseFile, day: date) -> Standing:
    since = min([day, *(one.days.first for one in case.events if one.days is not None)])
    missing = case.silence(TAKES, owed_by=case.police, since=since, until=day)
    return Standing(held=None if missing else False, title=None, why=missing)


def _may_have_come_to(case: CaseFile, ref: str | None, types: tuple[str, ...], day: date) -> bool:
    """Tell whether the case may have come to another body by a day, as one of these events shows."""
    return any(
        one.suspect_ref in (None, ref)
        and one.data.get("kind") != "arrest_request"
        and (one.days is None or one.days.first <= day)
        for one in case.of_type(*types)
    )


def _at_court(case: CaseFile) -> Missing:
    text = Text(
        "案件已提起公诉，是否变更强制措施由人民法院决定，未报送",
        "the case is in court: whether the court changed the measure is not stated",
    )
    return Missing(text, "suspect.bail_imposed", procuratorate_of(case))


def _when(one: Event) -> Missing:
    text = Text(
        f"“{EVENT_TYPES[one.type].chinese}”的日期或者所涉措施不明，不能确定当时是否在押",
        f"of {one.type} the day or the measure is not clear: whether he was held is not known",
    )
    return Missing(text, one.type, one.entry.source)
