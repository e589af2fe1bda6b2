"""The table of domain 9.2: the first row that surely fits decides; what nobody says fits no row, and is asked for; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from zhenxie.law.triage.criteria import (
    ADMITS,
    COMPLEX_BY_COURSE,
    COMPLEX_BY_NATURE,
    FAST_HANDLING,
    FAST_HANDLING_ON_THE_FAST_TRACK,
    FAST_TRACK,
    SIMPLIFIED,
    Criterion,
    all_of,
    opening,
)
from zhenxie.law.triage.numbers import number_on
from zhenxie.law.wording import Text
from zhenxie.record.picture import Picture, Step, Suspect
from zhenxie.record.triage.asking import Missing, missing, nobody_identified
from zhenxie.record.triage.reading import ASKED_OF_FACTS, PERSONAL, Known
from zhenxie.record.triage.reasons import Reason, marked, minors
from zhenxie.record.triage.stated import Answer
from zhenxie.wire.vocabulary import CaseStatus, Track


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A track that something stated closes."""

    track: Track
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Which track a case takes, by which row of the table, and why.

    `automatic` is the answer of the table; `track` is what a person set instead, while that stands. `missing` is what
    nobody says and could still move the case. `fast_handling`: the conditions of DUI23 22 are met (None: not known).
    """

    track: Track
    automatic: Track
    row: int
    reasons: Sequence[Reason]
    ruled_out: Sequence[RuledOut]
    missing: Sequence[Missing]
    override: Step | None
    fast_handling: bool | None
    known: Known


@dataclass(frozen=True, slots=True)
class _Tried:
    """How a case stands to one procedure, over everybody in it."""

    is_open: bool | None
    met: Sequence[Reason]
    unmet: Sequence[Reason]
    missing: Sequence[Missing]


def decided(picture: Picture) -> Decision:
    """Return which track a case takes by everything that its picture says."""
    known = Known(picture)
    table = _Table(known)
    row, automatic, reasons = table.first_match()
    override = picture.triage_override
    return Decision(
        track=automatic if override is None else Track(override.details["track"]),
        automatic=automatic,
        row=row,
        reasons=reasons,
        ruled_out=table.ruled_out(row, None if override is None else Track(override.details["track"])),
        missing=table.missing(row),
        override=override,
        fast_handling=table.handling.is_open,
        known=known,
    )


def track_of(picture: Picture) -> Track:
    """Return the track that :func:`decided` names, without its reasons: it is asked at every report."""
    override = picture.triage_override
    if override is not None:
        return Track(override.details["track"])
    known = Known(picture, grounds=False)
    if any(known.holds(question) for question in (_COMPLEX if known.facts else _COMPLEX_WITHOUT_FACTS)):
        return Track.COMPLEX
    if any(known.answer("minor_at_act", person).holds for person in known.people):
        return Track.JUVENILE
    if not known.hears_of_a_plea() or any(True for _ in _denying(known)):
        return Track.ORDINARY
    for procedure, since, criteria in _ROWS:
        if _is_open(known, procedure, criteria) and (since is None or number_on(since, known.day) is not None):
            return procedure
    return Track.ORDINARY


def _is_open(known: Known, procedure: Track, criteria: Sequence[Criterion]) -> bool:
    return bool(known.people) and all(
        one.fits(answer=_answer(known, one, person, procedure).holds) for person in known.people for one in criteria
    )


_COMPLEX: Final = tuple(one.question for one in (*COMPLEX_BY_NATURE, *COMPLEX_BY_COURSE))
_COMPLEX_WITHOUT_FACTS: Final = tuple(one for one in _COMPLEX if one not in ASKED_OF_FACTS)
_ROWS: Final = (
    (Track.FAST_TRACK, "fast_track_years", FAST_TRACK),
    (Track.FAST_TRACK, "fast_handling_days", FAST_HANDLING_ON_THE_FAST_TRACK),
    (Track.SIMPLIFIED, None, SIMPLIFIED),
)


_DENIES: Final = Text("未认罪认罚或者已反悔", "does not plead guilty, or has taken it back")
_UNDECIDED: Final = Text(
    "现有事实尚不足以适用速裁或者简易程序",
    "what is known does not suffice for the fast track or the simplified procedure",
)


class _Table:
    """The rows of the table, each asked once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        in_force = number_on("fast_track_years", known.day) is not None
        handled = number_on("fast_handling_days", known.day) is not None
        self.fast = _tried(known, Track.FAST_TRACK, FAST_TRACK) if in_force else _CLOSED
        self.handling = _tried(known, Track.FAST_TRACK, FAST_HANDLING) if handled else _CLOSED
        self.handled = _tried(known, Track.FAST_TRACK, FAST_HANDLING_ON_THE_FAST_TRACK) if handled else _CLOSED
        self.simplified = _tried(known, Track.SIMPLIFIED, SIMPLIFIED)

    def first_match(self) -> tuple[int, Track, Sequence[Reason]]:
        """Return the first row that fits, its track, and why it fits."""
        known = self._known
        for row, marks in ((1, COMPLEX_BY_NATURE), (2, COMPLEX_BY_COURSE)):
            found = list(marked(known, marks))
            if found:
                return row, Track.COMPLEX, found
        for row, track, found in (
            (3, Track.JUVENILE, list(minors(known))),
            (4, Track.ORDINARY, list(_denying(known))),
        ):
            if found:
                return row, track, found
        for row, track, tried in (
            (5, Track.FAST_TRACK, self.fast),
            (6, Track.FAST_TRACK, self.handled),
            (7, Track.SIMPLIFIED, self.simplified),
        ):
            if tried.is_open:
                return row, track, tried.met
        return 8, Track.ORDINARY, [Reason(_UNDECIDED, "CPL 222"), Reason(_UNDECIDED, "CPL 214")]

    def ruled_out(self, row: int, chosen: Track | None) -> Sequence[RuledOut]:
        """Return what closes the tracks that come before the row that fits, from the fifth on.

        What closes the track that a person chose instead is told too: the decision is kept, and does not change the law.
        """
        asked = ((7, Track.FAST_TRACK, self.fast), (8, Track.SIMPLIFIED, self.simplified))
        closed = [(track, tried) for since, track, tried in asked if row >= since or track is chosen]
        return tuple(RuledOut(track, reason) for track, tried in closed for reason in tried.unmet)

    def missing(self, row: int) -> Sequence[Missing]:
        """Return what nobody says although it could bring an earlier row to fit; what is surely closed asks nothing."""
        known = self._known
        if row <= 2 or known.picture.status in _OVER:
            return ()
        if not known.people:
            return [nobody_identified(known)]
        found = [
            missing(known, "minor_at_act", person)
            for person in known.people
            if row > 3 and known.answer("minor_at_act", person).holds is None
        ]
        if row == 4:
            found += [
                missing(known, "admits", person)
                for person in known.people
                if known.answer("admits", person).holds is None
            ]
        for at, tried in ((5, self.fast), (6, self.handled), (7, self.simplified)):
            if row > max(at, 4) and tried.is_open is None:
                found += tried.missing
        return list({(one.question, one.suspect_ref): one for one in found}.values())


_OVER: Final = frozenset(
    {
        CaseStatus.FILING_REFUSED,
        CaseStatus.WITHDRAWN,
        CaseStatus.MERGED,
        CaseStatus.NOT_PROSECUTED,
        CaseStatus.ADJUDICATED,
    }
)
_CLOSED: Final = _Tried(False, (), (), ())


def _tried(known: Known, procedure: Track, criteria: Sequence[Criterion]) -> _Tried:
    """Ask everybody in the case every question of a procedure."""
    met: dict[tuple[str, str | None], Reason] = {}
    unmet: dict[tuple[str, str | None], Reason] = {}
    unknown: dict[tuple[str, str | None], Missing] = {}
    open_to = []
    for person in known.people:
        answers = {one.question: _answer(known, one, person, procedure) for one in criteria}
        found = opening(criteria, lambda question: answers[question].holds)  # noqa: B023  asked at once
        open_to.append(found.is_open)
        for one in criteria:
            ref = person.ref if one.question in PERSONAL else None
            key, step = (one.question, ref), answers[one.question].step
            if one in found.unmet:
                unmet[key] = Reason(one.unmet, one.article, ref, step)
            elif one in found.unknown:
                unknown[key] = missing(known, one.question, None if ref is None else person)
            elif answers[one.question].holds is not None:
                met[key] = Reason(one.met, one.article, ref, step)
    is_open = all_of(open_to) if open_to else None
    return _Tried(is_open, list(met.values()), list(unmet.values()), list(unknown.values()))


def _answer(known: Known, criterion: Criterion, person: Suspect, procedure: Track) -> Answer:
    answer = known.answer(criterion.question, person)
    if answer.holds is not None:
        return answer
    # Who suggests a procedure at the indictment has examined that nothing closes it (CPL 214, 222).
    asked = (person,) if criterion.question in PERSONAL else known.people
    vouched = [_vouches(known, one, procedure) for one in asked]
    return Answer(criterion.wanted, vouched[0]) if all(vouched) else answer


def _vouches(known: Known, person: Suspect, procedure: Track) -> Step | None:
    """Return the indictment that suggests a procedure, unless the person took his plea back since."""
    last = None
    for one in known.course(person):
        if one.type == "suspect.prosecuted":
            last = one if one.details.get("procedure_suggested") == procedure.value else None
        elif one.type == "suspect.plea_recorded" and one.details.get("withdrawn"):
            last = None
    return last


def _denying(known: Known) -> Iterator[Reason]:
    """Yield who does not plead, unless he is said to admit the crime: then the simplified procedure may still fit."""
    for person in known.people:
        pleads = known.answer("pleads", person)
        admits = _answer(known, ADMITS, person, Track.SIMPLIFIED)
        if not admits.holds and (pleads.holds is False or admits.holds is False):
            said = admits if admits.holds is False else pleads
            yield Reason(_DENIES, "CPL 15", person.ref, said.step)
