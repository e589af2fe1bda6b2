"""Streams a bulk upload: bytes -> lines -> submissions, in groups, with as much in memory as one small file takes.

Knows neither HTTP nor SQL: who calls it says how a line is read and to whom a submission is handed. Blank lines are no
submissions and have no outcome.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Protocol
from uuid import UUID

from exchange.errors import BodyTooLarge, Refusal, Unavailable
from exchange.intake.commands import Accepted, Line, Submission
from exchange.intake.errors import MalformedJson
from exchange.intake.lines import Broken, Lines, RawLine, blocks, is_half, normalised
from zhenxie.wire.problems import Fault

_GROUP_BYTES: Final = 4 * 1_048_576
_FAILED_AT_MOST: Final = 1000


class Submit(Protocol):
    """Hands one submission on, such as to the scribe, and waits until it is committed."""

    def __call__(self, submission: Submission) -> Awaitable[Accepted]:
        """Return the answer.

        :raises Refusal: it was refused; `Unavailable` means that nothing was decided.
        """
        ...


@dataclass(frozen=True)
class Doors:
    """Where lines go: how one is read, how an unreadable one is written down, and who decides."""

    read_line: Callable[[bytes, Line, Sequence[Fault]], Submission]
    refused: Callable[[bytes, Refusal, Line], Submission]
    submit: Submit


@dataclass(frozen=True)
class Plan:
    """How an upload is to be read, and what its manifest claims (count of lines, SHA-256 of the uncompressed bytes)."""

    intake_id: UUID
    codec: str = "utf-8"
    compressed: bool = False
    line_limit_bytes: int = 1_048_576
    lines_a_group: int = 256
    groups_in_flight: int = 4
    count: int | None = None
    digest: str | None = None


@dataclass
class Summary:
    """What became of an upload; `digest` is of the uncompressed bytes, `failed` are lines to send again.

    `faults` concern the whole (broken gzip, a manifest that does not fit); the lines that were accepted stand all the same.
    """

    lines: int = 0
    accepted: int = 0
    replayed: int = 0
    refused: int = 0
    failed: list[int] = field(default_factory=list)
    bytes: int = 0
    digest: str = ""
    faults: list[Fault] = field(default_factory=list)
    observations: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


async def spool(chunks: AsyncIterator[bytes], plan: Plan, doors: Doors) -> Summary:
    """Hand every line on and return what became of them, once all are decided.

    Groups are handed on in the order of the lines; a line that cannot be read is refused alone.

    :raises Unavailable: the database stayed away; what was committed stands, and sending everything again is safe.
    """
    summary = Summary()
    digest = hashlib.sha256()
    window = _Window(plan, doors, summary)
    lines = Lines(plan.line_limit_bytes)
    try:
        try:
            async for block in blocks(chunks, compressed=plan.compressed):
                digest.update(block)
                summary.bytes += len(block)
                for line in lines.feed(block):
                    await window.take(line)
        except Broken as error:
            summary.faults.append(Fault("", error.args[0]))
        for line in lines.rest():
            await window.take(line)
        await window.close()
    finally:
        await window.settle()
    summary.digest = f"sha256:{digest.hexdigest()}"
    _compare(plan, summary)
    return summary


def _compare(plan: Plan, summary: Summary) -> None:
    if plan.count is not None and plan.count != summary.lines:
        summary.faults.append(Fault("/count", "manifest-count", (str(plan.count), str(summary.lines))))
    if plan.digest is not None and plan.digest != summary.digest:
        summary.faults.append(Fault("/digest", "manifest-digest"))


class _Window:
    """The groups that were handed on and are not decided yet: a fixed number at most."""

    def __init__(self, plan: Plan, doors: Doors, summary: Summary) -> None:
        self._plan = plan
        self._doors = doors
        self._summary = summary
        self._group: list[Submission] = []
        self._size = 0
        self._flying: deque[asyncio.Task[None]] = deque()

    async def take(self, line: RawLine) -> None:
        submission = self._read(line)
        if submission is None:
            return
        self._summary.lines += 1
        self._group.append(submission)
        self._size += len(submission.body)
        if len(self._group) >= self._plan.lines_a_group or self._size >= _GROUP_BYTES:
            await self._hand_on()

    async def close(self) -> None:
        if self._group:
            await self._hand_on()
        while self._flying:
            await self._flying.popleft()

    async def settle(self) -> None:
        """Wait for what was handed on, whatever ended the upload."""
        await asyncio.gather(*self._flying, return_exceptions=True)

    async def _hand_on(self) -> None:
        while len(self._flying) >= self._plan.groups_in_flight:
            await self._flying.popleft()
        self._flying.append(asyncio.create_task(self._decided(self._group)))
        self._group, self._size = [], 0

    async def _decided(self, group: Sequence[Submission]) -> None:
        answers = await asyncio.gather(*map(self._doors.submit, group), return_exceptions=True)
        for submission, answer in zip(group, answers, strict=True):
            self._count(submission, answer)

    def _count(self, submission: Submission, answer: Accepted | BaseException) -> None:
        if isinstance(answer, Unavailable) or (isinstance(answer, BaseException) and not isinstance(answer, Refusal)):
            raise answer
        if not isinstance(answer, Refusal):
            if answer.replay:
                self._summary.replayed += 1
            else:
                self._summary.accepted += 1
        elif answer.status < 500:
            self._summary.refused += 1
        elif submission.line is not None and len(self._summary.failed) < _FAILED_AT_MOST:
            self._summary.failed.append(submission.line.number)

    def _read(self, line: RawLine) -> Submission | None:
        place = Line(self._plan.intake_id, line.number)
        if line.content is None:
            limit = str(self._plan.line_limit_bytes)
            refusal = BodyTooLarge(faults=[Fault("", "line-too-long", (limit,))])
            return replace(self._doors.refused(b"", refusal, place), digest=line.digest)
        raw = line.content.removesuffix(b"\r")
        try:
            text = raw.decode(self._plan.codec)
        except UnicodeDecodeError:
            fault = Fault("", "not-in-charset", (self._plan.codec,)) if line.ended else Fault("", "half-a-line")
            return self._doors.refused(raw, MalformedJson(faults=[fault]), place)
        plain, observations = normalised(text, first=line.number == 1)
        if not plain:
            return None
        if line.number == 1 and self._plan.codec != "utf-8":
            observations.append(Fault("", "charset-converted", (self._plan.codec,)))
        body = plain.encode()
        if not line.ended and is_half(body):
            return self._doors.refused(raw, MalformedJson(faults=[Fault("", "half-a-line")]), place)
        return self._doors.read_line(body, place, observations)
