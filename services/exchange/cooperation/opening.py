"""Decides how a record may begin: by whom, with whom, on which cases; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from exchange.access.callers import Caller
from exchange.acts.ground import Ground
from exchange.cooperation.errors import (
    CaseOfCooperationNotFound,
    NobodyElse,
    NotTheOtherSide,
    NotTheUnit,
    NotYetHeld,
    NotYoursToOpen,
    OfficeMissing,
    OrganUnknown,
    OrganWithoutTheCase,
    TooFewForAClass,
)
from exchange.cooperation.lifecycle import OPENED
from exchange.recurrences.grouping import THRESHOLD
from zhenxie.wire.cooperation import (
    ClassCaseReviewOpened,
    ClueTransferOpened,
    ConsultationOpened,
    CooperationOpening,
    EarlyInterventionOpened,
    JointMeetingOpened,
    JointStudyOpened,
    Organ,
)
from zhenxie.wire.quarters import quarter_of
from zhenxie.wire.vocabulary import AgencyKind, Relation

_WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True)
class AlertKnown:
    """What is asked of an alert: its case and rule, its finding's standing, when the office established it.

    `unit` handled the case when the alert was raised.
    """

    case_id: UUID
    rule: str
    unit: str
    standing: str
    established_on: date | None

    def is_of(self, code: str, quarter: str) -> bool:
        """Tell whether it is a violation of a code that was established in a quarter, and still is one."""
        day = self.established_on
        found = self.rule == code and self.standing != _WITHDRAWN
        return found and day is not None and quarter_of(day) == quarter


@dataclass
class Known:
    """What a group of acts is decided on.

    `records` and `readers` by the record's id; `cases` by agency and the number by which it knows the case.
    """

    ground: Ground
    records: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    readers: dict[UUID, set[str]] = field(default_factory=dict)
    cases: Mapping[tuple[str, str], UUID] = field(default_factory=dict)
    alerts: Mapping[UUID, AlertKnown] = field(default_factory=dict)


@dataclass(frozen=True)
class Begun:
    """A record as it begins: where it stands, who takes part, and what the next act is decided on."""

    state: str
    office: str
    organs: Mapping[str, Sequence[str]]
    cases: Sequence[UUID] = ()
    due: date | None = None
    standing: Mapping[str, Any] = field(default_factory=dict)


def numbers_in(opening: CooperationOpening) -> Sequence[str]:
    """Return the numbers of the cases that an opening names."""
    match opening:
        case EarlyInterventionOpened():
            return (opening.case_number,)
        case ConsultationOpened() | JointStudyOpened():
            return opening.case_numbers
        case _:
            return ()


def alerts_in(opening: CooperationOpening) -> Sequence[UUID]:
    """Return the alerts that an opening rests on."""
    if isinstance(opening, ClueTransferOpened | ClassCaseReviewOpened):
        return _once(UUID(one) for one in opening.alert_ids)
    return ()


def see_that_it_is_seen(known: Known, agency: str, opening: CooperationOpening) -> None:
    """See that whoever opens sees every case, and supervises the case of every alert, that he names.

    :raises CaseOfCooperationNotFound: he does not.
    """
    seen = all((agency, number) in known.cases for number in numbers_in(opening))
    alerts = [known.alerts.get(one) for one in alerts_in(opening)]
    if not seen or any(one is None or not known.ground.supervises(one.case_id, agency) for one in alerts):
        raise CaseOfCooperationNotFound


@dataclass(frozen=True)
class Beginning:
    """Where one opening is decided: who opens, on which day, on what is known."""

    known: Known
    caller: Caller
    day: date

    def begun(self, opening: CooperationOpening) -> Begun:
        """Return the record as it begins.

        :raises NotYoursToOpen: he may not open a record of this kind.
        :raises NotTheOtherSide: the counterpart is none of this case.
        :raises OrganUnknown: an organ is no agency that takes part.
        :raises OrganWithoutTheCase: an organ does not see the case.
        :raises OfficeMissing: no supervising procuratorate takes part.
        :raises NobodyElse: no organ but the office takes part.
        :raises NotTheUnit: an alert of a review is of another group.
        :raises TooFewForAClass: a review rests on fewer violations than make a class, and does not say why.
        :raises NotYetHeld: what is recorded afterwards lies ahead.
        """
        match opening:
            case EarlyInterventionOpened():
                return self._early_intervention(opening)
            case ConsultationOpened() | JointStudyOpened():
                return self._discussed(opening)
            case JointMeetingOpened():
                return self._meeting(opening)
            case ClueTransferOpened():
                return self._clue(opening)
            case ClassCaseReviewOpened():
                return self._review(opening)

    def _early_intervention(self, opening: EarlyInterventionOpened) -> Begun:
        [case], ground = self._cases(opening), self.known.ground
        other, me = opening.counterpart, self.caller.agency
        asks = self._handles([case], me)
        if not asks and not ground.supervises(case, me):
            raise NotYoursToOpen
        if not (ground.supervises(case, other) if asks else self._handles([case], other)):
            raise NotTheOtherSide
        office, police = (other, me) if asks else (me, other)
        state = OPENED[opening.kind] if asks else "offered"
        standing = {"asked": other, "police": police, "case_number": opening.case_number}
        return Begun(state, office, {me: [opening.gh], other: []}, [case], standing=standing)

    def _discussed(self, opening: ConsultationOpened | JointStudyOpened) -> Begun:
        cases, organs, me = self._cases(opening), self._organs(opening.participants, opening.gh), self.caller.agency
        ground = self.known.ground
        self._see_that_it_was(opening.held_on)
        mine = all(ground.supervises(case, me) for case in cases)
        if self._is_office and not mine:
            raise NotYoursToOpen
        if not self._is_office and not (isinstance(opening, ConsultationOpened) and self._handles(cases, me)):
            raise NotYoursToOpen
        if any(not ground.relations(case, organ) for case in cases for organ in organs):
            raise OrganWithoutTheCase
        leading = (one for one in organs if all(ground.supervises(case, one) for case in cases))
        office = me if self._is_office else next(leading, None)
        if office is None:
            raise OfficeMissing
        _see_that_there_are_others(organs)
        standing: dict[str, Any] = {"held_on": opening.held_on}
        if len(cases) == 1:
            standing["case_number"] = opening.case_numbers[0]
        return Begun(OPENED[opening.kind], office, organs, cases, standing=standing)

    def _meeting(self, opening: JointMeetingOpened) -> Begun:
        self._see_that_it_is_the_office()
        self._see_that_it_was(opening.held_on)
        organs = self._organs(opening.participants, opening.gh)
        _see_that_there_are_others(organs)
        standing: dict[str, Any] = {
            "planned_on": opening.planned_on,
            "held_on": opening.held_on,
            "resolutions": {},
        }
        return Begun(OPENED[opening.kind], self.caller.agency, organs, standing=standing)

    def _clue(self, opening: ClueTransferOpened) -> Begun:
        self._see_that_it_is_the_office()
        self._see_that_it_was(opening.served_at)
        me = self.caller.agency
        if opening.to == me:
            raise NobodyElse
        organs = self._organs([] if opening.to is None else [Organ(agency=opening.to)], opening.gh)
        alerts = [self.known.alerts[one] for one in alerts_in(opening)]
        standing = {
            "receiver": opening.to or me,
            "served_at": opening.served_at,
            "alert_ids": opening.alert_ids,
        }
        due = None if opening.feedback_due is None else date.fromisoformat(opening.feedback_due)
        state = OPENED[opening.kind] if opening.served_at is None else "received"
        return Begun(state, me, organs, _once(one.case_id for one in alerts), due, standing)

    def _review(self, opening: ClassCaseReviewOpened) -> Begun:
        self._see_that_it_is_the_office()
        alerts = [self.known.alerts[one] for one in alerts_in(opening)]
        cases = _once(one.case_id for one in alerts)
        fitting = all(one.is_of(opening.violation_code, opening.quarter) for one in alerts)
        if not fitting or not all(
            one.unit == opening.unit or self._handles([one.case_id], opening.unit) for one in alerts
        ):
            raise NotTheUnit
        if len(alerts) < THRESHOLD and opening.reason is None:
            raise TooFewForAClass(found=len(alerts), threshold=THRESHOLD)
        standing = {
            "written_by": [opening.gh],
            "proposal": opening.proposal,
            "unit": opening.unit,
            "violation_code": opening.violation_code,
            "quarter": opening.quarter,
            "alert_ids": [str(one) for one in alerts_in(opening)],
        }
        me = self.caller.agency
        return Begun(OPENED[opening.kind], me, {me: [opening.gh]}, cases, standing=standing)

    @property
    def _is_office(self) -> bool:
        return self.caller.kind is AgencyKind.PROCURATORATE

    def _see_that_it_is_the_office(self) -> None:
        if not self._is_office:
            raise NotYoursToOpen

    def _see_that_it_was(self, day: str | None) -> None:
        if day is not None and date.fromisoformat(day) > self.day:
            raise NotYetHeld

    def _cases(self, opening: CooperationOpening) -> list[UUID]:
        return _once(self.known.cases[self.caller.agency, number] for number in numbers_in(opening))

    def _handles(self, cases: Collection[UUID], agency: str) -> bool:
        """Tell whether an agency is police that handles every one of some cases, itself or as the upper one."""
        ground = self.known.ground
        police = ground.kind_of(agency) is AgencyKind.POLICE
        return police and all(Relation.HANDLING in ground.relations(case, agency) for case in cases)

    def _organs(self, named: Sequence[Organ], gh: str) -> dict[str, list[str]]:
        organs = {one.agency: list(one.people) for one in named}
        for agency in organs:
            see_that_it_takes_part(self.known.ground, agency)
        mine = organs.setdefault(self.caller.agency, [])
        if gh not in mine:
            mine.append(gh)
        return organs


def see_that_it_takes_part(ground: Ground, agency: str) -> None:
    """See that an agency is one that takes part in cooperation: registered, and no platform.

    :raises OrganUnknown: it is not.
    """
    if ground.kind_of(agency) in (None, AgencyKind.PLATFORM):
        raise OrganUnknown(agency=agency)


def _see_that_there_are_others(organs: Mapping[str, Sequence[str]]) -> None:
    if len(organs) == 1:
        raise NobodyElse


def _once(named: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(named))
