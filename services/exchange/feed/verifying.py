"""Walks the whole feed and names the first place where it is not what was acknowledged; changes nothing."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from exchange.db import Database
from exchange.feed import chain, queries
from exchange.feed.asked import Head
from exchange.feed.chain import GENESIS, Header
from exchange.feed.seals import BrokenSeal, Sealer
from zhenxie.wire.events.base import SealedPart

_PAGE: Final = 2_000
_FAULTS_AT_MOST: Final = 100


@dataclass(frozen=True)
class Damage:
    """Something that is not as it was: where, what (a stable code), and for a sealed part which."""

    position: int
    code: str
    ordinal: int | None = None

    def __str__(self) -> str:
        """Return one line for a person."""
        part = "" if self.ordinal is None else f", sealed part {self.ordinal}"
        return f"position {self.position}{part}: {self.code}"


@dataclass
class Report:
    """What a walk found: entries and sealed parts looked at, parts expunged, and every damage (at most 100)."""

    entries: int = 0
    sealed: int = 0
    expunged: int = 0
    epoch: int = 0
    position: int = 0
    damages: list[Damage] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.damages


@dataclass
class _Walk:
    report: Report
    previous: bytes = GENESIS
    position: int = 0
    # Parts that are missing, until an expunction further on explains them.
    missing: set[tuple[int, int]] = field(default_factory=set)


async def verify(database: Database, sealer: Sealer) -> Report:
    """Check every entry: place, public part, hash, predecessor, and each sealed part and whose it is.

    A sealed part may be missing only if a later `message.expunged` says so, though it be one of during the walk.

    :raises DatabaseUnavailable: the database went away.
    """
    walk = _Walk(Report())
    head = await _head(database)
    walk.report.epoch, walk.report.position = head.epoch, head.position
    async for rows, sealed, addressed in _pages(database, head=head.position):
        for row in rows:
            _check(walk, row, addressed.get(row.position, ()))
            _check_sealed(walk, row, sealed, sealer)
            _excuse(walk, row)
            if len(walk.report.damages) >= _FAULTS_AT_MOST:
                return walk.report
        _look_for_more(walk, rows, sealed)
    if walk.missing:
        await _hear_what_came_meanwhile(walk, database, head)
    walk.report.damages += [Damage(position, "sealed-part-missing", part) for position, part in sorted(walk.missing)]
    if walk.position != head.position:
        walk.report.damages.append(Damage(walk.position + 1, "entry-missing"))
    elif walk.previous != head.last_hash:
        walk.report.damages.append(Damage(walk.position, "head-differs"))
    return walk.report


async def _head(database: Database) -> Head:
    async with database.writing() as session:
        return await queries.head_for_reading(session)


async def _hear_what_came_meanwhile(walk: _Walk, database: Database, head: Head) -> None:
    """Excuse what was expunged since `head`: the parts go in one transaction with the entry that says so."""
    # A report of its own: it walks on for these entries only, and the next walk looks at their sealed parts.
    after = _Walk(Report(), walk.previous, walk.position, walk.missing)
    now = await _head(database)
    async for rows, _, addressed in _pages(database, after=head.position, head=now.position):
        for row in rows:
            _check(after, row, addressed.get(row.position, ()))
            _excuse(after, row)
    walk.report.expunged += after.report.expunged
    walk.report.damages += after.report.damages[:_FAULTS_AT_MOST]


_Page = tuple[Sequence[Any], Mapping[tuple[int, int], Any], Mapping[int, tuple[str, ...]]]


async def _pages(database: Database, *, after: int = 0, head: int) -> AsyncIterator[_Page]:
    while after < head:
        # A transaction a page: a walk of hours must not hold back the database's housekeeping.
        async with database.writing() as session:
            rows = await queries.entries_to_verify(session, after=after, upto=head, limit=_PAGE)
            if not rows:
                return
            last = rows[-1].position
            sealed = await queries.sealed_between(session, after=after, upto=last)
            addressed = await queries.addressed_between(session, after=after, upto=last)
        yield rows, sealed, addressed
        after = last


def _check(walk: _Walk, row: Any, addressed: tuple[str, ...]) -> None:
    report = walk.report
    report.entries += 1
    if row.position != walk.position + 1:
        report.damages.append(Damage(walk.position + 1, "entry-missing"))
    if chain.payload_hash(row.payload) != row.payload_hash:
        report.damages.append(Damage(row.position, "payload-changed"))
    if row.previous_hash != walk.previous:
        report.damages.append(Damage(row.position, "predecessor-changed"))
    values = {name: getattr(row, name) for name in Header.__dataclass_fields__ if name != "addressees"}
    said = chain.hash_of(
        Header(**values, addressees=addressed),
        payload_hash=row.payload_hash,
        commitments=chain.split_commitments(row.commitments),
        previous=row.previous_hash,
    )
    if said != row.hash:
        report.damages.append(Damage(row.position, "header-changed"))
    if row.case_hash != chain.case_hash(row.case_id):
        report.damages.append(Damage(row.position, "partition-changed"))
    walk.previous, walk.position = row.hash, row.position


def _check_sealed(walk: _Walk, row: Any, sealed: Mapping[tuple[int, int], Any], sealer: Sealer) -> None:
    for ordinal, committed in enumerate(chain.split_commitments(row.commitments)):
        part = sealed.get((row.position, ordinal))
        if part is None:
            walk.missing.add((row.position, ordinal))
            continue
        walk.report.sealed += 1
        try:
            content = sealer.open(salt=part.salt, sealed=part.sealed)
        except BrokenSeal:
            walk.report.damages.append(Damage(row.position, "sealed-part-changed", ordinal))
            continue
        said = SealedPart(part.kind, part.role, part.suspect_ref, content)
        if chain.commitment(part.salt, said) != committed:
            walk.report.damages.append(Damage(row.position, "commitment-changed", ordinal))
        person = sealer.person_key(content) if part.kind == "person" else None
        if (part.case_id, part.person_key) != (row.case_id, person):
            walk.report.damages.append(Damage(row.position, "sealed-part-misplaced", ordinal))


def _look_for_more(walk: _Walk, rows: Sequence[Any], sealed: Mapping[tuple[int, int], Any]) -> None:
    """Note every sealed part that no entry has committed to."""
    committed = {(row.position, place) for row in rows for place in range(len(row.commitments) // 32)}
    for position, ordinal in sorted(sealed.keys() - committed):
        walk.report.damages.append(Damage(position, "sealed-part-added", ordinal))


def _excuse(walk: _Walk, row: Any) -> None:
    # A changed entry excuses nothing: what it says now may not even be an expunction.
    if row.type != "message.expunged" or any(damage.position == row.position for damage in walk.report.damages):
        return
    data = orjson.loads(row.payload)["data"]
    for ordinal in data["ordinals"]:
        place = (data["target_position"], ordinal)
        if place in walk.missing:
            walk.missing.discard(place)
            walk.report.expunged += 1
