"""The desk of evidence standards: each sheet that is put down is the next version, and tells who agreed on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.acts.commands import Decided
from exchange.acts.ground import Ground, Telling, draft
from exchange.acts.operations import Desk, Settled, ground
from exchange.acts.queries import told_of
from exchange.db import AsyncSession, lock_words
from exchange.feed.chain import Receipt
from exchange.feed.commands import Command
from exchange.standards import queries
from exchange.standards.commands import Agree
from exchange.standards.errors import (
    SheetAgreedByNobody,
    SheetsAreTheOffices,
    SinceNotLater,
    SinceTooFarAhead,
    StudyNotFound,
)
from exchange.standards.queries import Key
from zhenxie.law.calendar import legal_day
from zhenxie.law.periods import add_months
from zhenxie.wire.evidence_standards import EvidenceStandard
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

# A slip of the pen in the year would bar every later version.
_MOST_MONTHS_AHEAD: Final = 12
_MAY_AGREE: Final = frozenset({Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})


@dataclass
class Known:
    """What a group of sheets is decided on: the ground, the last version of each, and who took part in their studies."""

    ground: Ground
    latest: dict[Key, tuple[int, date]]
    studies: Mapping[str, Collection[str]]


class Standards(Desk[Known]):
    """The slice's handler for the scribe."""

    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Known:
        """Load the last version of each sheet, so locked that the next one follows it."""
        del now
        keys = {_key(one) for one in commands}
        here = await ground(session, commands, ())
        await lock_words(session, {f"standard\x1f{name}\x1f{office}" for name, office in keys})
        asked = {one.body.wish.sheet.study_id for one in commands} - {None}
        studies = {one: await self._took_part(session, one) for one in asked}
        return Known(here, await queries.latest(session, keys), studies)

    async def _took_part(self, session: AsyncSession, study: str) -> Collection[str]:
        said = await told_of(session, UUID(study), kind="cooperation.opened", name="cooperation_id")
        return said["organs"] if said is not None and said["kind"] == "joint_study" else ()

    def admit(self, known: Known, command: Command) -> None:
        """See that the caller is a procuratorate."""
        del known
        if command.caller.kind is not AgencyKind.PROCURATORATE:
            raise SheetsAreTheOffices

    def decide_one(self, known: Known, command: Command, now: datetime) -> Decided:
        """Decide a sheet: the next version of what its office had.

        :raises SinceTooFarAhead: it would hold from a day more than a year ahead.
        :raises SinceNotLater: it would hold from a day that is not after the version before.
        :raises SheetAgreedByNobody: an organ that agreed is none, or no police agreed.
        :raises StudyNotFound: it names a joint study in which the office took no part.
        """
        wish: Agree = command.body.wish
        sheet, office, here = wish.sheet, command.caller.agency, known.ground
        _see_that_it_was_agreed(known, sheet, office, legal_day(now))
        version, before = known.latest.get(_key(command), (0, date.min))
        since = date.fromisoformat(sheet.since)
        if since <= before:
            raise SinceNotLater(since=before.isoformat())
        known.latest[_key(command)] = version + 1, since
        agreed_by = sorted({*sheet.agreed_by, office})
        row = {
            "name": ",".join(wish.charges),
            "procuratorate": office,
            "version": version + 1,
            "charges": list(wish.charges),
            "since": since,
            "agreed_by": agreed_by,
            "body": sheet.model_dump(mode="json", include={"elements", "distinctions", "study_id"}),
            "gh": sheet.gh,
            "at": now,
        }
        said = {name: row[name] for name in ("charges", "version", "agreed_by")} | {"since": sheet.since}
        upper = here.upper(office)
        readers = [*agreed_by, *([] if upper is None else [upper])]
        telling = Telling(office, now, readers, operator=sheet.gh, traceparent=command.traceparent)
        told = draft("cooperation.standard_agreed", said, telling)
        answered = {name: said[name] for name in ("charges", "version", "since")} | {"procuratorate": office}

        def answer(receipts: Sequence[Receipt], epoch: int) -> Mapping[str, Any]:
            del epoch
            return answered | {"position": receipts[0].position}

        return Decided([told], answer, row)

    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Keep the new versions."""
        del now
        await queries.add(session, [one.decided.memory | {"position": one.receipts[0].position} for one in settled])


def _see_that_it_was_agreed(known: Known, sheet: EvidenceStandard, office: str, day: date) -> None:
    here = known.ground
    if here.staff.keeps(office):
        here.staff.acting(office, sheet.gh, _MAY_AGREE, day=day)
    agreed = {here.kind_of(one) for one in sheet.agreed_by}
    if agreed & {None, AgencyKind.PLATFORM} or AgencyKind.POLICE not in agreed:
        raise SheetAgreedByNobody
    if sheet.study_id is not None and office not in known.studies[sheet.study_id]:
        raise StudyNotFound
    if date.fromisoformat(sheet.since) > add_months(day, _MOST_MONTHS_AHEAD):
        raise SinceTooFarAhead


def _key(command: Command) -> Key:
    wish: Agree = command.body.wish
    return ",".join(wish.charges), command.caller.agency
