"""The course of an economic-crime investigation as ECON17 25 asks for it: filings, measures, liftings, disposals; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.filings import Filing, filings
from screening.models.words import word
from screening.reading import read_once
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Measure, Stage

# 传唤 is no coercive measure; 拘传 is one, and is over within a day without a lifting.
MEASURES: Final = {
    "suspect.compelled_to_appear": Measure.COMPELLED_APPEARANCE.value,
    "suspect.detained": Measure.DETENTION.value,
    "suspect.arrested": Measure.ARREST.value,
    "suspect.bail_imposed": Measure.BAIL.value,
    "suspect.residential_surveillance_imposed": Measure.RESIDENTIAL_SURVEILLANCE.value,
}
LIFTINGS: Final = ("suspect.measure_lifted", "suspect.released")
# What disposes of the case, or of one suspect in it.
OF_THE_CASE: Final = ("case.withdrawn", "case.sent_for_prosecution", "case.transferred_out", "case.merged")
OF_A_SUSPECT: Final = ("suspect.investigation_terminated", "suspect.split_off")
CONTINUED: Final = "case.continuation_approved"
ARREST_APPROVED: Final = "suspect.arrest_approved"
RETURNED: Final = "case.returned"
RESUBMITTED: Final = "case.resubmitted"
NO_END: Final = date(9999, 12, 30)
"""Where an approval has no end."""

_SENT: Final = "case.sent_for_prosecution"
SENDINGS: Final = (_SENT, RESUBMITTED)
_OF_THE_RETURN: Final = ("case.return_received", RESUBMITTED)
_LASTING: Final = tuple(MEASURES)[1:]
_IN_CUSTODY: Final = frozenset({Measure.DETENTION.value, Measure.ARREST.value})
SHOW_SENDING: Final = ("case.returned", "case.return_received", "case.resubmitted", "case.proceeding_opened")
SHOW_OUTCOME: Final = ("suspect.prosecuted", "suspect.not_prosecuted", "suspect.judged")
# Of what shows that a case, or one suspect, had been sent: what only the procuratorate can promise to report.
ACCEPTED: Final = ("case.proceeding_opened", RETURNED)
ACCEPTED_OF_A_SUSPECT: Final = (ARREST_APPROVED, "suspect.prosecuted", "suspect.not_prosecuted")


@dataclass(frozen=True)
class Investigation:
    """One investigation of a case: from a filing (立案) to the next (重新立案).

    `begins` is None for the first: a measure taken before the filing was taken all the same.
    """

    case: CaseFile
    filing: Filing
    begins: date | None
    ends: date | None
    followed_by: Filing | None = None

    def of_type(self, *types: str, suspect: str | None = None) -> list[Event]:
        """Return the events of these types that fall into it, in the law's order."""
        return [one for one in self.case.of_type(*types, suspect=suspect) if self._holds(one)]

    def _holds(self, one: Event) -> bool:
        if one.days is None:
            return True
        return (self.begins is None or one.days.first >= self.begins) and (
            self.ends is None or one.days.first < self.ends
        )

    def disposals(self, suspect: str | None) -> list[Event]:
        """Return what took the case, or this suspect, out of the investigation."""
        found = [one for one in self.of_type(*OF_THE_CASE) if disposes(self.case, one, suspect)]
        return found if suspect is None else found + self.of_type(*OF_A_SUSPECT, suspect=suspect)

    def sent_before(self, suspect: str | None, undone: Sequence[Event] = ()) -> list[Event]:
        """Return what can only be said of a case that had been sent for prosecution, where no sending is reported.

        A sending that was `undone` by a return explains its receipt and nothing that was said of the case later.
        """
        sent = [one for one in self.disposals(suspect) if one.type == _SENT]
        sent += self.of_type(RESUBMITTED) if undone else []
        hints = [one for one in self.of_type(*SHOW_SENDING) if is_of_prosecution(one, suspect)]
        if suspect is not None:
            hints += self.of_type(*SHOW_OUTCOME, suspect=suspect)
        return [
            one
            for one in hints
            if not any(_precedes(each, one) and (each not in undone or one.type in _OF_THE_RETURN) for each in sent)
        ]

    def measured_before(self, suspect: str | None) -> list[Event]:
        """Return the ends of measures whose beginning nobody reported."""
        if suspect is None:
            return []
        taken = self.of_type(*MEASURES, suspect=suspect)
        ends = self.of_type(*LIFTINGS, suspect=suspect)
        return [one for one in ends if not any(_precedes(each, one) for each in taken)]


def disposes(case: CaseFile, one: Event, suspect: str | None) -> bool:
    """Tell whether an event of OF_THE_CASE takes the case away, and this suspect with it."""
    if one.type == "case.merged":
        # The lead case takes in the others, and goes on itself.
        return one.data.get("lead_case_number") != case.number
    sent = one.data.get("suspects") if one.type == _SENT and suspect is not None else None
    return not sent or any(each.get("suspect_ref") == suspect for each in sent)


@read_once
def investigations(case: CaseFile) -> Sequence[Investigation]:
    """Return the investigations of a case, first to last."""
    opened = filings(case)
    starts = [None if one.days is None else one.days.first for one in opened]
    return [
        Investigation(
            case,
            one,
            starts[place] if place else None,
            starts[place + 1] if place + 1 < len(starts) else None,
            opened[place + 1] if place + 1 < len(opened) else None,
        )
        for place, one in enumerate(opened)
    ]


def liftings(course: Investigation, suspect: str) -> list[tuple[Event, bool]]:
    """Return what ended the measure in force (解除强制措施), each with whether that is sure.

    A stricter measure ends the older one without a lifting (PSB 162), and a lifting of what is no longer in force ends
    nothing. A release (释放) ends custody; it is no lifting where another measure follows it.
    """
    found: list[tuple[Event, bool]] = []
    force: Event | None = None
    kind: str | None = None
    last: str | None = None
    order = course.of_type(*_LASTING, *LIFTINGS, suspect=suspect)
    for one in order:
        if one.type in MEASURES:
            force, kind = one, MEASURES[one.type]
            last = kind
            continue
        if one.data.get("changed_to") is not None:
            force, kind = one, str(one.data["changed_to"])
            last = kind
        if _only_changes(one, order) or _stage(one) != Stage.INVESTIGATION.value:
            continue
        beside = [each for each in order if each is not one and side_by_side(one, each)]
        ended = _ends(one, force, kind, last)
        if ended != "no" or any(_may_be_ended_by(one, each, force) for each in beside):
            found.append((one, ended == "yes" and not beside))
        if ended == "yes":
            force = kind = None
    return found


def _only_changes(one: Event, order: Sequence[Event]) -> bool:
    """Tell whether another measure takes the place of the one that it ends."""
    if one.type == "suspect.measure_lifted":
        return one.data.get("reason") == "replaced"
    # The detention center reports the same release as the police do, and does not say what follows.
    changes = [each for each in order if each.type == one.type and each.data.get("changed_to") is not None]
    return any(each is one or (each.days is not None and each.days == one.days) for each in changes)


def _may_be_ended_by(one: Event, beside: Event, force: Event | None) -> bool:
    """Tell whether it can have ended a measure after all, as nobody knows whether `beside` came first."""
    if beside is force:
        return True
    if beside.days is None and force is not None and force.days == one.days:
        return False
    if one.type == "suspect.released":
        return MEASURES.get(beside.type) in _IN_CUSTODY
    return one.data.get("measure") in (None, MEASURES.get(beside.type), beside.data.get("changed_to"))


def _ends(one: Event, force: Event | None, kind: str | None, last: str | None) -> Literal["yes", "no", "perhaps"]:
    if one.type == "suspect.released":
        if kind is not None and kind not in _IN_CUSTODY:
            return "no"
        reason = one.data.get("reason")
        return "yes" if reason is None or word(reason) not in (None, "measure_changed") else "perhaps"
    said = one.data.get("measure")
    if said is not None and word(said) is None:
        return "perhaps"
    if kind is not None:
        same_day = force is not None and force.days == one.days
        return ("perhaps" if same_day else "yes") if said is None else "yes" if said == kind else "no"
    if last is None or said == last:
        return "yes"
    return "no" if said is not None else "perhaps"


def allowed_until(day: date, approvals: Sequence[tuple[Days | None, date]], *, surely: bool) -> date:
    """Return the day up to which approvals let the investigation go on, from the last lawful day `day` on.

    An approval counts from the day on which it was surely given (or may have been), and only if that was in time.
    """
    end = day
    for given, until in sorted(approvals, key=lambda one: one[1]):
        in_time = not surely if given is None else (given.last if surely else given.first) <= end
        if in_time and until > end:
            end = until
    return end


def _stage(one: Event) -> str:
    return str(one.payload.get("stage") or Stage.INVESTIGATION.value)


def is_of_prosecution(one: Event, suspect: str | None) -> bool:
    """Tell whether it can only be said of a case that was sent for prosecution with this suspect."""
    if one.type == "case.proceeding_opened":
        return one.data.get("kind") in ("prosecution", "resubmission")
    refs = one.data.get("suspect_refs")
    return suspect is None or not refs or suspect in refs


def _precedes(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.last <= other.days.last


def side_by_side(one: Event, other: Event) -> bool:
    """Tell whether it is not known which of two came first."""
    if one.days is None or other.days is None:
        return True
    apart = one.days.last < other.days.first or other.days.last < one.days.first
    return not apart and not (one.days.is_one_day and other.days.is_one_day)


def may_follow(one: Event, start: Event) -> bool:
    """Tell whether it can have happened on the day of another, or later."""
    return one.days is None or start.days is None or one.days.last >= start.days.first


def may_be_by(one: Event, day: date) -> bool:
    """Tell whether it can have happened by a day."""
    return one.days is None or one.days.first <= day


def arrests_decided(course: Investigation, suspect: str, since: Days | None) -> list[Event]:
    """Return the approvals to arrest a suspect, of those from `since` on where that is stated."""
    approved = course.of_type(ARREST_APPROVED, suspect=suspect)
    return [one for one in approved if since is None or one.days is None or one.days.last >= since.first]


def not_executed(case: CaseFile) -> Missing:
    """Return what is missing where an arrest was decided and nobody says that it was carried out (domain 14.5)."""
    text = Text("已批准逮捕，未见执行情况", "an arrest was approved; whether it was executed is not known")
    return Missing(text, "suspect.arrested", case.police)


def at_some_earlier_time(hint: Event) -> Missing:
    """Return what is missing where something shows only that another thing was done before it."""
    if hint.type in LIFTINGS:
        text = Text("曾解除强制措施，该措施何时采取未报送", "a measure was lifted; when it was taken is not stated")
        return Missing(text, hint.type, hint.entry.source)
    text = Text("案件曾移送审查起诉，移送时间未报送", "the case had been sent for prosecution; when is not stated")
    return Missing(text, "case.sent_for_prosecution", hint.entry.source)


def concerns(approval: Event, ref: str | None) -> bool:
    """Tell whether an approval to go on is about this suspect."""
    refs = approval.data.get("suspect_refs")
    return not refs or ref is None or ref in refs


def level_of(approval: Event) -> str | None:
    """Return the level of police that approved; None where it is not stated."""
    level = (approval.payload.get("document") or {}).get("approved_by_level")
    return None if level is None else str(level)


def valid_until(approval: Event) -> date:
    """Return the last day of an approval."""
    until = approval.data.get("valid_until")
    return NO_END if until is None else min(date.fromisoformat(until), NO_END)


def unsigned(approval: Event) -> Missing:
    """Return what is missing of an approval that does not say who gave it."""
    text = Text("继续侦查的批准机关层级未报送", "the level of police that approved the continuation is not stated")
    return Missing(text, CONTINUED, approval.entry.source)


def procuratorate_of(case: CaseFile) -> str | None:
    """Return who decides on arrests: the procuratorate that was appointed or has acted, else that of the division."""
    assigned = case.last("case.procuratorate_assigned")
    if assigned is not None:
        return str(assigned.data["procuratorate"])
    acted = case.last("case.proceeding_opened", ARREST_APPROVED, "suspect.arrest_refused", RETURNED)
    if acted is not None:
        return acted.entry.source
    return case.police[:6] if case.police else None
