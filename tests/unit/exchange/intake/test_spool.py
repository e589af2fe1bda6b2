"""A bulk upload: each line by itself, groups in order, and no more in memory than a small file takes."""

import asyncio
import gzip
import hashlib
import json
import os
import random
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from exchange.errors import InternalError, InvalidBody, Unavailable
from exchange.intake import lines, spool
from exchange.intake.commands import Accepted, Submission
from exchange.intake.spool import Doors, Plan

PLAN = Plan(UUID("01930000-0000-7000-8000-000000000001"), line_limit_bytes=10_000)


class Office:
    """Reads every JSON line, refuses those that say so, and remembers what it was told."""

    def __init__(self):
        self.told: list[Submission] = []
        self.digests: set[bytes] = set()
        self.flying = self.most_flying = 0

    @property
    def doors(self) -> Doors:
        return Doors(self.read, self.refused, self.submit)

    def read(self, body, line, observations) -> Submission:
        digest = hashlib.sha256(body).digest()
        said = json.loads(body)
        return Submission(
            "update",
            digest,
            body,
            line=line,
            observations=tuple(observations),
            refusal=InvalidBody() if said.get("bad") else None,
        )

    def refused(self, body, refusal, line) -> Submission:
        return Submission("unreadable", hashlib.sha256(body).digest(), body, refusal=refusal, line=line)

    async def submit(self, submission) -> Accepted:
        self.flying += 1
        self.most_flying = max(self.flying, self.most_flying)
        await asyncio.sleep(0)
        self.flying -= 1
        again = submission.digest in self.digests
        self.digests.add(submission.digest)
        self.told.append(submission)
        if submission.refusal is not None:
            raise submission.refusal
        return Accepted(None, [], [], replay=again)

    @property
    def codes(self) -> dict[int, list[str]]:
        """Line -> the codes of its faults and observations."""
        return {
            one.line.number: [fault.code for fault in (*(one.refusal.faults if one.refusal else ()), *one.observations)]
            for one in self.told
        }

    @property
    def bodies(self) -> list[bytes]:
        return [one.body for one in self.told]


async def in_pieces(content: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def spooled(content: bytes, plan: Plan = PLAN, office: Office | None = None, size: int = 7):
    office = office or Office()
    return await spool.spool(in_pieces(content, size), plan, office.doors), office


def rows(*cases: str) -> bytes:
    return "".join(json.dumps({"案": case}, ensure_ascii=False) + "\n" for case in cases).encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_lines_are_the_same_however_the_bytes_arrive(size):
    content = rows("马某盗窃案", "李某诈骗案", "醉酒驾驶案")

    summary, office = await spooled(content, size=size)

    assert office.bodies == content.splitlines()
    assert [one.line.number for one in office.told] == [1, 2, 3]
    assert (summary.lines, summary.accepted, summary.replayed, summary.refused) == (3, 3, 0, 0)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("compressed", [False, True])
async def test_a_charset_and_gzip_change_nothing_of_the_lines(charset, compressed):
    plain = rows("马某盗窃案", "王㐂诈骗案")
    content = plain.decode().encode(charset)

    summary, office = await spooled(
        gzip.compress(content) if compressed else content, replace(PLAN, codec=charset, compressed=compressed)
    )

    assert office.bodies == plain.splitlines()
    assert summary.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert summary.bytes == len(content)
    assert ("charset-converted" in office.codes[1]) is (charset != "utf-8")


async def test_a_bad_line_never_spoils_its_neighbours():
    content = (
        rows("一")
        + b'{"bad": true}\n'
        + "坏".encode("gb18030")
        + b"\n"
        + b'{"x":"'
        + b"y" * 20_000
        + b'"}\n'
        + rows("五")
    )

    summary, office = await spooled(content)

    assert (summary.lines, summary.accepted, summary.refused) == (5, 2, 3)
    assert office.codes[3] == ["not-in-charset"]
    assert office.codes[4] == ["line-too-long"]
    assert office.told[3].body == b""
    assert office.told[3].digest == hashlib.sha256(content.splitlines()[3]).digest()
    assert office.bodies[4] == rows("五").strip()


async def test_a_line_of_exactly_the_limit_is_read_and_one_more_byte_is_not():
    line = b'{"x":"%s"}' % (b"y" * (10_000 - 8))

    summary, _ = await spooled(line + b"\n" + line.replace(b"yy", b"yyy", 1) + b"\n", size=4096)

    assert (summary.accepted, summary.refused) == (1, 1)


async def test_a_last_line_without_its_end_is_read_if_it_is_whole():
    summary, office = await spooled(rows("一", "二").rstrip(b"\n"))

    assert (summary.accepted, summary.refused) == (2, 0)
    assert office.codes[2] == []


@pytest.mark.parametrize("kept", [1, 5, -1, -4])
async def test_half_a_line_at_the_end_is_refused_as_such(kept):
    second = rows("马某盗窃案").rstrip(b"\n")

    summary, office = await spooled(rows("一") + second[:kept])

    assert (summary.accepted, summary.refused) == (1, 1)
    assert office.codes[2] == ["half-a-line"]


async def test_a_last_line_that_is_whole_but_wrong_is_no_half_line():
    summary, office = await spooled(b'{"a":1}\n{"a":1.5}')

    assert office.codes[2] == []
    assert summary.lines == 2


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
async def test_a_byte_order_mark_is_removed_and_remarked(charset):
    content = ("\ufeff" + rows("一").decode()).encode(charset)

    _, office = await spooled(content, replace(PLAN, codec=charset))

    assert office.bodies == [rows("一").strip()]
    assert office.codes[1][0] == "bom-removed"


async def test_padding_is_removed_and_remarked_but_a_carriage_return_only_removed():
    _, office = await spooled(rows("一").strip() + b"\r\n" + b"  " + rows("二").strip() + b" \x00\x00\r\n")

    assert office.bodies == rows("一", "二").splitlines()
    assert office.codes == {1: [], 2: ["padding-removed"]}


async def test_blank_lines_are_counted_as_places_but_not_as_lines():
    summary, office = await spooled(b"\n\r\n" + rows("三") + b" \x00\n" + rows("五"))

    assert summary.lines == 2
    assert [one.line.number for one in office.told] == [3, 5]


async def test_full_width_digits_of_numbers_are_made_plain_and_prose_is_left_alone():
    line = '{"案":"Ａ６４０２０２０００００２０２６０３０００１","日":"２０２６－０３－０１","述":"盗窃３次，共１２０元","名":"\\"２\\""}\n'

    _, office = await spooled(line.encode())

    said = json.loads(office.bodies[0])
    assert said == {
        "案": "A6402020000020260300" + "01",
        "日": "2026-03-01",
        "述": "盗窃３次，共１２０元",
        "名": '"２"',
    }
    assert office.codes[1] == ["full-width-digits"]


async def test_a_replayed_line_is_counted_as_such():
    summary, _ = await spooled(rows("一", "二", "一"), replace(PLAN, lines_a_group=1))

    assert (summary.lines, summary.accepted, summary.replayed) == (3, 2, 1)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda packed: packed[:-12], "gzip-cut-off"),
        (lambda packed: packed[:40] + bytes(8) + packed[48:], "gzip-broken"),
        (lambda packed: b"\x1f\x8c" + packed[2:], "gzip-broken"),
        (lambda packed: packed + b"rubbish", "gzip-broken"),
    ],
)
async def test_broken_gzip_ends_the_upload_with_a_fault_and_keeps_what_came_before(spoil, code):
    content = b"".join(rows(os.urandom(40).hex()) for _ in range(50))

    summary, office = await spooled(spoil(gzip.compress(content)), replace(PLAN, compressed=True), size=16)

    assert [fault.code for fault in summary.faults] == [code]
    assert all(body in content for body in office.bodies)


async def test_gzip_of_several_members_padded_with_zeros_is_read_whole():
    packed = gzip.compress(rows("一")) + gzip.compress(rows("二")) + bytes(512)

    summary, office = await spooled(packed, replace(PLAN, compressed=True))

    assert office.bodies == rows("一", "二").splitlines()
    assert summary.faults == []


@pytest.mark.parametrize("filling", [b"\n", b"0", b'{"a":"%s"}\n' % (b"0" * 2000)])
async def test_a_gzip_bomb_is_stopped(filling, monkeypatch):
    monkeypatch.setattr(lines, "_EXPANDS_FREELY_BYTES", 1_000_000)
    bomb = gzip.compress(filling * (8_000_000 // len(filling)))

    summary, _ = await spooled(bomb, replace(PLAN, compressed=True), size=65_536)

    assert [fault.code for fault in summary.faults] == ["gzip-expands-too-far"]
    assert summary.bytes < 5_000_000


async def test_a_manifest_that_fits_has_no_fault_and_one_that_does_not_names_what():
    content = rows("一", "二")
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"

    fits, _ = await spooled(content, replace(PLAN, count=2, digest=digest))
    differs, office = await spooled(content, replace(PLAN, count=3, digest=f"sha256:{'0' * 64}"))

    assert fits.faults == []
    assert [(one.code, one.facts) for one in differs.faults] == [
        ("manifest-count", ("3", "2")),
        ("manifest-digest", ()),
    ]
    assert len(office.told) == 2


async def test_at_most_so_many_lines_are_in_flight_and_they_go_in_order():
    content = rows(*map(str, range(100)))
    office = Office()

    summary, _ = await spooled(content, replace(PLAN, lines_a_group=5, groups_in_flight=2), office)

    assert summary.accepted == 100
    assert office.most_flying <= 10
    assert [one.line.number for one in office.told] == list(range(1, 101))


async def test_a_database_that_stays_away_ends_the_upload():
    class Closed(Office):
        async def submit(self, submission):
            if submission.line.number == 3:
                raise Unavailable
            return await super().submit(submission)

    with pytest.raises(Unavailable):
        await spooled(rows("一", "二", "三", "四"), replace(PLAN, lines_a_group=1, groups_in_flight=1), Closed())


async def test_a_line_on_which_the_exchange_failed_is_named_and_the_rest_goes_on():
    class Failing(Office):
        async def submit(self, submission):
            if submission.line.number == 2:
                raise InternalError
            return await super().submit(submission)

    summary, _ = await spooled(rows("一", "二", "三"), office=Failing())

    assert (summary.accepted, summary.refused, summary.failed) == (2, 0, [2])


async def test_what_was_handed_on_is_waited_for_when_the_client_goes_away():
    async def broken_off() -> AsyncIterator[bytes]:
        yield rows("一", "二")
        raise ConnectionResetError

    office = Office()
    with pytest.raises(ConnectionResetError):
        await spool.spool(broken_off(), replace(PLAN, lines_a_group=1), office.doors)

    assert (office.flying, len(office.told)) == (0, 2)


async def test_a_long_file_takes_no_more_memory_than_a_short_one():
    class Forgetful(Office):
        async def submit(self, submission):
            if submission.refusal:
                raise submission.refusal
            return Accepted(None, [], [], replay=False)

    async def content(count: int) -> AsyncIterator[bytes]:
        line = rows("马某盗窃案" * 20)
        for _ in range(count):
            yield line

    async def peak(count: int) -> int:
        tracemalloc.start()
        await spool.spool(content(count), replace(PLAN, lines_a_group=64), Forgetful().doors)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    await peak(10)
    assert await peak(8_000) < 2 * await peak(1_000)


@pytest.mark.parametrize(
    ("content_type", "codec"),
    [
        ("application/x-ndjson", "utf-8"),
        ("application/x-ndjson; charset=UTF-8", "utf-8"),
        ('application/x-ndjson; charset="GB18030"', "gb18030"),
        ("application/x-ndjson;charset=gbk", "gb18030"),
        ("application/x-ndjson; charset=utf-16", None),
        ("application/x-ndjson; charset=idna", None),
    ],
)
def test_the_charset_is_that_of_the_content_type(content_type, codec):
    assert lines.codec_of(content_type) == codec


async def test_any_bytes_at_all_lead_to_an_outcome_for_each_line():
    chance = random.Random(7)

    class Lenient(Office):
        def read(self, body, line, observations):
            assert isinstance(observations, list)
            return Submission("update", hashlib.sha256(body).digest(), body, line=line)

    for _ in range(200):
        content = bytes(chance.choice(b'{}"\\\n\r\x00\xff\xe9\xa9 a1') for _ in range(chance.randrange(200)))
        summary, office = await spooled(
            content, replace(PLAN, line_limit_bytes=30), Lenient(), size=chance.randrange(1, 50)
        )
        assert summary.lines == summary.accepted + summary.replayed + summary.refused == len(office.told)
