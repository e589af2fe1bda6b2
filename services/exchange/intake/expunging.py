"""Expunges a person from a case: the sealed parts go, salt and all, and every reader is told to do the same.

Names and numbers that stand in the office's own texts are blackened there, by the slices that keep them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from exchange.audit import operations as audit
from exchange.cases import queries as cases
from exchange.db import AsyncSession, lock_words
from exchange.errors import NotFound
from exchange.feed import queries
from exchange.feed.blackening import Blackened, Blackening, Blackout
from exchange.feed.commands import Command, Concluded, Decision, Draft
from exchange.feed.seals import BrokenSeal, Sealer
from exchange.intake import queries as own_queries
from exchange.intake import snapshots
from exchange.intake.commands import Row
from exchange.intake.forgetting import without
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.expunction import expunged_event
from zhenxie.wire.vocabulary import Audience

KIND = "expunction"
EXCHANGE = "exchange"
# Each body may be as large as a call: few at a time.
_PAGE: Final = 20
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")


class NothingToExpunge(NotFound):
    """No sealed part of this person stands in this case.

    该案中没有此人的封存内容。

    Check the case number and suspect_ref; what was expunged before is gone for good.
    请核对案件编号与 suspect_ref；此前已清除的内容不可恢复。
    """


def _names(body: bytes, words: set[str]) -> bool:
    # As it was sent, in either encoding, or with its characters spelled as escapes.
    readings = [body.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    readings.append(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), readings[0]))
    return any(word in reading for reading in readings for word in words)


@dataclass(frozen=True)
class Expunction:
    """Whom to expunge from which case, and on which ground (个人信息保护法 47)."""

    case_number: str
    suspect_ref: str
    reason_code: str
    purpose: str


@dataclass(frozen=True)
class Expunged:
    """What went: how many sealed parts, how many texts were blackened, and which issued documents name him and are kept."""

    sealed_parts: int
    blackened_texts: int
    kept: Sequence[str]


class Expunger:
    """The handler of expunctions for the scribe; only the operator's command line sends them."""

    def __init__(self, sealer: Sealer, blackenings: Sequence[Blackening] = ()) -> None:
        """Take the sealer: free text is opened to see whether it names the person; and who blackens texts of the case."""
        self._sealer = sealer
        self._blackenings = blackenings

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Delete what is sealed of each person, and draft one entry for each message that loses a part."""
        return [await self._expunge(session, command.body, now) for command in commands]

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Record each expunction in the audit; return what went, or the refusal."""
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            wish: Expunction = one.command.body
            gone: Expunged = one.decision.memory
            deed = audit.Deed(
                agency=one.command.caller.agency,
                client=one.command.caller.client,
                act="person.expunged",
                subject=wish.case_number,
                purpose=wish.purpose,
                particulars={"suspect_ref": wish.suspect_ref, "reason": wish.reason_code, **asdict(gone)},
            )
            await audit.record(session, deed, now=now)
            answers.append(gone)
        return answers

    async def _expunge(self, session: AsyncSession, wish: Expunction, now: datetime) -> Decision:
        # Who reports on the case meanwhile waits before the head is locked, and not under it.
        await lock_words(session, {f"case\x1f{wish.case_number}"})
        numbered = await queries.cases_numbered(session, wish.case_number)
        # What was joined into the case was reported under a number of its own, perhaps.
        case_ids = list((await cases.family(session, numbered)).keys())
        parts = await queries.sealed_of_case(session, case_ids) if case_ids else []
        words = self._words(parts, wish.suspect_ref)
        places: dict[int, list[Any]] = {}
        for part in parts:
            if self._concerns(part, wish.suspect_ref, words):
                places.setdefault(part.position, []).append(part)
        if not places:
            return Decision(refusal=NothingToExpunge())
        doomed = [(part.position, part.ordinal) for found in places.values() for part in found]
        gone = await queries.delete_sealed(session, doomed)
        await self._forget_in_rows(session, wish, words)
        await self._forget_refused(session, words)
        black = await self._blacken(session, Blackout(case_ids, words, self._sealer))
        drafts = [self._draft(found, wish, now) for _, found in sorted(places.items())]
        return Decision(drafts=drafts, memory=Expunged(gone, black.texts, [str(one) for one in black.kept]))

    async def _blacken(self, session: AsyncSession, whom: Blackout) -> Blackened:
        # Whoever was reported without a name and a number is named nowhere.
        found = Blackened()
        for blacken in self._blackenings if whom.words else ():
            found += await blacken(session, whom)
        return found

    async def _forget_in_rows(self, session: AsyncSession, wish: Expunction, words: set[str]) -> None:
        def names(text: str) -> bool:
            return any(word in text for word in words)

        kept = []
        for row in await own_queries.rows_of_case(session, [wish.case_number]):
            said = Row(row.source_system, row.source_key, row.version, row.profile, {})
            stated = snapshots.recalled(row.stated, self._sealer.decrypt)
            after = without(said, stated, wish.suspect_ref, names=names)
            if after != stated:
                kept.append(row._asdict() | {"stated": snapshots.remembered(after, self._sealer.encrypt)})
        if kept:
            await own_queries.keep_rows(session, kept)

    async def _forget_refused(self, session: AsyncSession, words: set[str]) -> None:
        # A refused message may never have been read, so nobody knows its case; whatever names the person goes.
        after = 0
        while rows := await own_queries.kept_bodies(session, after=after, limit=_PAGE):
            after = rows[-1].number
            named = [row.number for row in rows if self._may_name(row, words)]
            if named:
                await own_queries.forget_these_bodies(session, named)

    def _may_name(self, row: Any, words: set[str]) -> bool:
        try:
            body = self._sealer.decrypt(bytes(row.sealed_body), bytes(row.digest))
        except BrokenSeal:
            # Sealed with a key that is gone: nobody can say whom it names, or read it again.
            return True
        return _names(body, words)

    def _words(self, parts: Sequence[Any], suspect_ref: str) -> set[str]:
        """Return what would still name the person in somebody's free text: names and numbers, two signs or more."""
        words: set[str] = set()
        for part in parts:
            if part.kind == "person" and part.suspect_ref == suspect_ref and part.role == "person":
                content = self._sealer.open(salt=part.salt, sealed=part.sealed)
                said = [content.get(name) for name in ("name", "identity_number", "phone", "address")]
                words |= {word for word in (*said, *content.get("former_names", ())) if word and len(word) > 1}
        return words

    def _concerns(self, part: Any, suspect_ref: str, words: set[str]) -> bool:
        if part.kind == "person":
            return bool(part.suspect_ref == suspect_ref)
        if part.suspect_ref == suspect_ref:
            return True
        content: Mapping[str, Any] = self._sealer.open(salt=part.salt, sealed=part.sealed)
        prose = json.canonical(content).decode()
        return any(word in prose for word in words)

    @staticmethod
    def _draft(parts: Sequence[Any], wish: Expunction, now: datetime) -> Draft:
        first = parts[0]
        event_id = new_id(now)
        public = expunged_event(
            event_id=event_id,
            target=(first.event_id, first.position),
            ordinals=[part.ordinal for part in parts],
            reason_code=wish.reason_code,
            now=now,
        )
        target: UUID = first.event_id
        return Draft(
            event_id=event_id,
            type="message.expunged",
            source=EXCHANGE,
            audience=Audience.CASE,
            payload=json.canonical(public),
            message_id=str(event_id),
            case_id=first.case_id,
            case_number=first.case_number,
            suspect_ref=wish.suspect_ref,
            occurred=str(public["occurred"]),
            corrects=target,
        )
