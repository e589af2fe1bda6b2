"""Looks at a group of cases over the whole of the past, in virtual time, and keeps what each rule answered; reads alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from screening import engine, virtual_time
from screening.casefile import CaseFile
from screening.coverage import Coverage
from screening.hearing import Heard, lists_of
from screening.related import Joins, Tie, by_case
from screening.retrospect.spool import Places, Reading
from screening.roster import Decisions
from screening.rulebook import Outcome, SupervisionModel, Verdict
from screening.virtual_time import Listed, World
from zhenxie.law.calendar import legal_day, start_of_day
from zhenxie.record.told import Told

_ONE_DAY: Final = timedelta(days=1)
_NOT_STATED: Final = "未报送"


@dataclass
class Answer:
    """What one rule of one version answered of one act: last, and since when; and when it was first found."""

    rule: str
    suspect: str | None
    verdict: str
    since: date
    first_found: date | None = None
    violated_from: str | None = None
    ended_on: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """What the office made of an alert of this fingerprint: true (confirmed or remedied), or dismissed by a code."""

    true: bool
    code: str | None = None


@dataclass
class Looked:
    """One case after its last look. `answers` by version (its place among the models) and fingerprint."""

    number: str
    agency: str
    charge: str
    answers: dict[tuple[int, str], Answer] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    alerted: dict[str, str] = field(default_factory=dict)
    """Rules of the alerts that were raised, by fingerprint."""


@dataclass(frozen=True)
class Past:
    """What every group of a backtest shares: promises, joins, the places of days, and until when it goes."""

    spool: Reading
    models: Sequence[SupervisionModel]
    until: date
    upto: int
    coverage: Coverage
    of_no_case: Sequence[Listed]
    joins: Joins
    places: Places

    @classmethod
    def of(cls, spool: Reading, models: Sequence[SupervisionModel], until: date) -> "Past":
        """Return the past up to the end of a legal day."""
        places = spool.places()
        _, upto = places.last_before(until + _ONE_DAY)
        said = spool.of_no_case(upto=upto)
        coverage = Coverage(one for entry in said if (one := entry.declaration()) is not None)
        return cls(spool, models, until, upto, coverage, lists_of(said), spool.joins(), places)

    def look(self, case_ids: Sequence[UUID]) -> Iterator[Looked]:
        """Yield these cases as they stood after the last day, in the order of their ids.

        Related facts come from every case there is; only these are looked at. Nothing is alerted: all of it is in shadow.
        """
        world = self._world(case_ids)
        answers: dict[UUID, dict[tuple[int, str], Answer]] = {}
        for case_id, step in virtual_time.play(world):
            before = answers.get(case_id, {})
            answers[case_id] = self._worked_in(case_id, before, step.answered, step.on)
        for case_id in case_ids:
            yield _looked(case_id, world.told[case_id], answers.get(case_id, {}))

    def _worked_in(
        self,
        case_id: UUID,
        before: Mapping[tuple[int, str], Answer],
        answered: Sequence[engine.Answered],
        on: date,
    ) -> dict[tuple[int, str], Answer]:
        # What a rule speaks of no more was found all the same, if it was.
        after = {key: replace(one, verdict="") for key, one in before.items() if one.first_found is not None}
        for one in answered:
            key = self._place(one.model), engine.fingerprint_of(case_id, one.key)
            after[key] = _answer(before.get(key), one.outcome, on)
        return after

    def _place(self, model: SupervisionModel) -> int:
        return next(place for place, one in enumerate(self.models) if one is model)

    def _world(self, case_ids: Sequence[UUID]) -> World:
        mine = set(case_ids)
        members = self._with_joined(mine)
        ties = by_case(self.joins.moved(tie) for tie in self.spool.ties_of(members))
        everybody = mine | ties.keys()
        entries = self.spool.of_cases(self._with_joined(everybody), upto=self.upto)
        told: dict[UUID, list[Told]] = {case_id: [] for case_id in everybody}
        late: dict[int, int] = {}
        for one in entries:
            if one.case_id is None:
                continue
            told[self.joins.case_of(one.case_id)].append(one.told())
            if one.case_id in self.joins.into:
                late[one.position] = self.joins.known_from(one.case_id, one.position)
        known = [tie for some in ties.values() for tie in some if tie.position <= self.upto]
        return World(
            lists=self._lists(entries, known),
            told=told,
            coverage=self.coverage,
            ties=ties,
            states={},
            mine=mine.__contains__,
            last_before=lambda moment: self.places.last_before(legal_day(moment)),
            horizon=start_of_day(self.until),
            models=self.models,
            shared=self.spool.shared_at(everybody),
            late=late,
            decisions=_IN_SHADOW,
        )

    def _with_joined(self, case_ids: set[UUID]) -> set[UUID]:
        return case_ids | {one for one, (into, _) in self.joins.into.items() if into in case_ids}

    def _lists(self, entries: Sequence[Heard], ties: Sequence[Tie]) -> list[Listed]:
        return sorted([*self.of_no_case, *lists_of(entries, ties, self.joins)], key=lambda one: one.end[1])


_IN_SHADOW: Final = Decisions(in_shadow=True)


def _answer(before: Answer | None, outcome: Outcome, on: date) -> Answer:
    verdict = outcome.verdict.value
    same = before is not None and before.verdict == verdict
    first = None if before is None else before.first_found
    found = outcome.verdict is Verdict.FOUND
    return Answer(
        rule=outcome.rule.code,
        suspect=outcome.suspect_ref,
        verdict=verdict,
        since=before.since if before is not None and same else on,
        first_found=on if found and first is None else first,
        violated_from=outcome.violated_from if found else None if before is None else before.violated_from,
        ended_on=None if outcome.ended_on is None else outcome.ended_on.isoformat(),
        parameters=tuple(dict.fromkeys(ground.parameter for ground in outcome.grounds if ground.parameter)),
    )


def _looked(case_id: UUID, told: Sequence[Told], answers: dict[tuple[int, str], Answer]) -> Looked:
    file = CaseFile(case_id, told, 0, told[-1].position)
    looked = Looked(file.number or _NOT_STATED, file.police or _NOT_STATED, _charge(file), answers)
    for one in told:
        if one.type.startswith("alert."):
            _hear(looked, one)
    return looked


def _hear(looked: Looked, one: Told) -> None:
    said: Mapping[str, Any] = one.payload.get("data") or {}
    name = said.get("fingerprint")
    if name is None:
        return
    if one.type == "alert.raised":
        looked.alerted[name] = str(said.get("rule"))
    confirmed = one.type == "alert.reviewed" and said.get("step") == "confirmed"
    known = looked.reviews.get(name)
    if confirmed or one.type == "alert.remedied":
        looked.reviews[name] = Review(true=True)
    elif one.type == "alert.reviewed" and said.get("step") == "dismissed" and not (known and known.true):
        code = said.get("dismissal_reason")
        looked.reviews[name] = Review(true=False, code=code if isinstance(code, str) else "other")


def _charge(file: CaseFile) -> str:
    """Return the charge that leads the case: of its filing, or else as it was notified."""
    for kinds in (("case.filed", "case.refiled"), ("case.notified", "case.received")):
        for event in reversed(file.of_type(*kinds)):
            said = [*(event.data.get("charges") or ())]
            said += [one for suspect in event.data.get("suspects") or () for one in suspect.get("charges") or ()]
            names = [one["name"] for one in said if one.get("name")]
            if names:
                return str(names[0]) if names[0].endswith("罪") else f"{names[0]}罪"
    return _NOT_STATED
