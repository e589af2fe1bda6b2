"""Where one act on an instrument is decided: what is known, who acts, whether the step is possible, who is told; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.access.callers import Caller
from exchange.acts.commands import Decided
from exchange.acts.ground import CaseName, Ground, Telling, draft
from exchange.errors import InvalidBody
from exchange.feed.chain import Receipt
from exchange.feed.commands import EXCHANGE, Draft
from exchange.feed.schemas import cursor
from exchange.instruments.errors import (
    InstrumentStepOutOfOrder,
    LevelTooLow,
    NotForTheAddressee,
    NotForTheIssuer,
    NotForTheUpper,
)
from exchange.instruments.possible import possible_to, sides_of
from exchange.staff.errors import DutiesNotSeparate, RoleMissing
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.lifecycle import Standing, StepNotAllowed, after
from zhenxie.law.instruments.steps import FROM_ABOVE, By, State, Step, lowest_level, needs_another_person, takers
from zhenxie.record.picture import Picture
from zhenxie.wire.problems import Fault
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

Row = dict[str, Any]

DRAFTERS: Final = frozenset({Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})
"""Who conducts an instrument; an assistant (检察官助理) screens leads and signs nothing."""
LEVELS: Final[Mapping[str, frozenset[Role]]] = {
    "prosecutor": DRAFTERS,
    "approver": frozenset({Role.APPROVER, Role.CHIEF}),
    "chief": frozenset({Role.CHIEF}),
}
"""Who is of a level or above it."""
_NOT_THEIRS: Final = {"office": NotForTheIssuer, "upper": NotForTheUpper, "addressee": NotForTheAddressee}
_AWAITING: Final = (State.SERVED, State.REPLIED)


@dataclass(frozen=True)
class Numbering:
    """How a procuratorate numbers the instruments of a kind."""

    mode: str
    short_name: str
    word: str


@dataclass
class Known:
    """What a group of acts knows before it decides; each decision changes it for those after it.

    `cases` by agency and number: what the number means to the agency. `pictures` of cases, and `earlier` instruments in
    them, are loaded for what is drafted or issued. `said` of each instrument, in order. `counters` hold how far each has counted, at
    least as far as the highest number that an instrument bears. `taken` are numbers that instruments bear. Of the cases `complained` a victim did.
    """

    ground: Ground
    rows: dict[UUID, Row] = field(default_factory=dict)
    readers: dict[UUID, set[str]] = field(default_factory=dict)
    alerts: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    cases: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    pictures: dict[UUID, Picture] = field(default_factory=dict)
    earlier: dict[UUID, list[Mapping[str, Any]]] = field(default_factory=dict)
    said: dict[UUID, list[Any]] = field(default_factory=dict)
    on_alerts: list[Mapping[str, Any]] = field(default_factory=list)
    numberings: dict[tuple[str, str], Numbering] = field(default_factory=dict)
    counters: dict[tuple[str, str, int], int] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    complained: set[UUID] = field(default_factory=set)


@dataclass
class Kept:
    """What an act leaves to be stored once its entries have their places; `row` is None for a change of numbering.

    `office` read it from its draft on; `told` are all who read it now. `counted`: the counter that was drawn from. `quiet`:
    the row alone is stored, nothing is told.
    """

    row: Row | None
    said: str = ""
    gh: str | None = None
    version: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    office: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    late: bool | None = None
    quiet: bool = False
    counted: Mapping[tuple[str, str, int], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bench:
    """Who wants an act, when, and on what is known."""

    known: Known
    caller: Caller
    now: datetime
    traceparent: str | None = None

    @property
    def today(self) -> date:
        """The legal day."""
        return legal_day(self.now)

    def take(self, row: Row, step: Step, gh: str | None, *, result: str | None = None) -> None:
        """Take a step: see that it is the caller's, possible, and the person's; then let the row stand behind it.

        :raises NotForTheIssuer: it is a step of the issuing procuratorate.
        :raises NotForTheUpper: it is a step of the upper one.
        :raises NotForTheAddressee: it is the addressee's.
        :raises InstrumentStepOutOfOrder: the life of the instrument has no such step here.
        :raises OperatorMissing: nobody is stated; OperatorUnknown, RoleMissing, LevelTooLow: he may not.
        :raises DutiesNotSeparate: he wrote the draft himself.
        """
        standing = standing_of(row)
        by = self._by(row, takers(step, standing.state))
        try:
            then = after(standing, step, result)
        except StepNotAllowed as error:
            raise out_of_order(row, self.caller, step, error.why.as_json()) from None
        self._person(row, step, by, gh)
        row |= {"state": then.state.value, "course": course_of(then)}
        self.await_answer(row)

    def await_answer(self, row: Row) -> None:
        """Write down until when an answer is awaited: not once it came, was overdue, an order contested (RULE 564¶2)."""
        spoken = any(row["course"].get(one) for one in ("answered", "obeyed", "reconsidered", "reviewed"))
        awaits = row["state"] in _AWAITING and not spoken and row["overdue_on"] is None
        row["awaited"] = row["reply_due"] if awaits else None

    def _by(self, row: Row, who: Sequence[By]) -> By:
        sides = sides_of(row, self.caller)
        mine = next((by for by in who if by.side in sides), None)
        if mine is None:
            raise _NOT_THEIRS.get(who[0].side, NotForTheIssuer)
        return mine

    def _person(self, row: Row, step: Step, by: By, gh: str | None) -> None:
        if by.role == "machine":
            return
        if by.side == "addressee":
            self.addressee_person(gh)
            return
        kind = kind_of(row["kind"])
        level = "prosecutor" if by.role == "drafter" else lowest_level(kind, step) or "chief"
        self.person(gh, LEVELS[level], level=level)
        own = {*row["written_by"], *([row["approved_by"]] if step in FROM_ABOVE else ())}
        if needs_another_person(kind, step) and gh in own:
            raise DutiesNotSeparate(operator=gh)

    def person(self, gh: str | None, roles: Collection[Role], *, level: str = "prosecutor") -> None:
        """See that somebody of the caller's agency acts, with one of some roles.

        :raises OperatorMissing: nobody is stated.
        :raises OperatorUnknown: nobody by that number acts for the agency today.
        :raises RoleMissing: he conducts no instruments.
        :raises LevelTooLow: he does, but is not of the level.
        """
        try:
            self.known.ground.staff.acting(self.caller.agency, gh, roles, day=self.today)
        except RoleMissing:
            if level == "prosecutor":
                raise
            raise LevelTooLow(operator=gh, approved_by=level) from None

    def addressee_person(self, gh: str | None) -> None:
        """See who acts for the addressee; an agency that keeps no register answers as a body."""
        if not self.known.ground.staff.keeps(self.caller.agency):
            return
        roles = {Role.POLICE_HANDLER} if self.caller.kind is AgencyKind.POLICE else set(Role)
        self.known.ground.staff.acting(self.caller.agency, gh, roles, day=self.today)

    def told(self, kept: Kept, *events: tuple[str, Mapping[str, Any]], on: date | None = None) -> Decided:
        """Return what became of an act: its entries for whoever reads the instrument, and what is stored.

        :param on: the legal day on which it happened; today, it happened now.
        """
        row = kept.row
        assert row is not None  # noqa: S101  a change of numbering tells nothing
        kept.office = frozenset(self._office(row))
        kept.told = kept.office | frozenset(self._outside(row))
        drafts = [self._draft(row, kept, kind, said, on) for kind, said in events]
        return Decided(drafts, lambda receipts, epoch: answered(row, self.caller, receipts, epoch, kept.late), kept)

    def _draft(self, row: Row, kept: Kept, kind: str, said: Mapping[str, Any], on: date | None) -> Draft:
        case = None if row["case_id"] is None else CaseName(row["case_id"], row["case_number"])
        telling = Telling(
            source=self.caller.agency or EXCHANGE,
            now=self.now,
            addressees=sorted(self._hearing(kept, kind)),
            case=case,
            operator=kept.gh,
            occurred=None if on is None or on == self.today else on.isoformat(),
            traceparent=self.traceparent,
            document=_document(row),
        )
        named = {"instrument_id": str(row["id"]), "kind": row["kind"], "number": row["number"]}
        return draft(kind, {**named, **said}, telling)

    def _office(self, row: Row) -> set[str]:
        ground = self.known.ground
        above = ground.directory.line_above(row["procuratorate"])
        return {row["procuratorate"], *(one for one in above if ground.kind_of(one) is AgencyKind.PROCURATORATE)}

    def _hearing(self, kept: Kept, kind: str) -> frozenset[str]:
        """Return who hears an event: of a look-back that is planned nobody whose work is looked at."""
        ground = self.known.ground
        looks = (one for one in kept.told if one in kept.office or ground.kind_of(one) is AgencyKind.PLATFORM)
        return frozenset(looks) if kind == "instrument.follow_up_planned" else kept.told

    def _outside(self, row: Row) -> set[str]:
        if row["issued_on"] is None:
            return set()
        ground = self.known.ground
        # What speaks of a class of cases is for every platform that is registered.
        of_all = {agency.code for agency in ground.directory.of_kind(AgencyKind.PLATFORM)}
        platforms = ground.platforms(row["case_id"]) if row["case_id"] else of_all
        return platforms | {row["addressee"], *row["grounds"].get("notified", ())}

    def possible_day(self, day: str | None, pointer: str, *, since: date | None) -> date:
        """Return a day that was stated, or today; not after today, and not before `since`.

        :raises InvalidBody: it lies outside.
        """
        found = self.today if day is None else date.fromisoformat(day)
        if found > self.today:
            raise InvalidBody(faults=[Fault(pointer, "too-large", (self.today.isoformat(),))])
        if since is not None and found < since:
            raise InvalidBody(faults=[Fault(pointer, "too-small", (since.isoformat(),))])
        return found


def standing_of(row: Row) -> Standing:
    """Return where an instrument stands, as the law's table of steps knows it."""
    course = dict(row["course"])
    before = course.pop("before", None)
    return Standing(row["kind"], State(row["state"]), before=None if before is None else State(before), **course)


def course_of(standing: Standing) -> dict[str, Any]:
    """Return what is stored of a standing beside the kind and the state."""
    return {name: value for name, value in asdict(standing).items() if name not in {"kind", "state"}}


def out_of_order(row: Row, caller: Caller, step: str, why: Mapping[str, str]) -> InstrumentStepOutOfOrder:
    """Return the refusal of a step that the instrument's life does not have here."""
    possible = possible_to(row, standing_of(row), caller)
    return InstrumentStepOutOfOrder(state=row["state"], step=str(step), why=dict(why), possible=possible)


def answered(
    row: Row,
    caller: Caller,
    receipts: Sequence[Receipt],
    epoch: int,
    late: bool | None,  # noqa: FBT001
) -> dict[str, Any]:
    """Return how an act on an instrument is answered."""
    position = receipts[0].position if receipts else None
    changed = receipts[-1].position if receipts else row["changed_position"]
    days = {
        name: None if row[name] is None else row[name].isoformat() for name in ("issued_on", "served_on", "reply_due")
    }
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "case_number": row["case_number"],
        "state": row["state"],
        "number": row["number"],
        **days,
        "digests": {name: row["digests"][name] for name in ("pdf", "docx") if name in row["digests"]},
        "late": late,
        "possible": possible_to(row, standing_of(row), caller),
        "position": position,
        "changed": cursor(epoch, changed),
    }


def _document(row: Row) -> dict[str, Any] | None:
    if row["issued_on"] is None:
        return None
    said = {"kind": row["kind"], "number": row["number"], "date": row["issued_on"].isoformat()}
    said["digest"] = row["digests"].get("pdf")
    return {name: value for name, value in said.items() if value is not None}
