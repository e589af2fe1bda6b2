"""A planted name, number, phone and address: through every call, and then looked for wherever it must not stand."""

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from builders.events import a_notification, a_suspect, case_number, event, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Cluster
from fixtures.running import SEALING_KEYS, RunningExchange
from fixtures.served import Callers, served

NAME = "欧阳植秋"
NUMBER = "64020219880707123X"
PHONE = "13895278431"
ADDRESS = "大武口区植秋巷七号院"
PLANTED = (NAME, NUMBER, PHONE, ADDRESS)
MIXED = f"{NAME}（{NUMBER}，电话{PHONE}，住{ADDRESS}）"
PERSON = {
    "name": NAME,
    "former_names": [NAME],
    "identity_kind": "111",
    "identity_number": NUMBER,
    "phone": PHONE,
    "address": ADDRESS,
    "household_address": ADDRESS,
    "occupation": MIXED,
}
CASE = case_number(1)


def _accepted() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield bodies that are accepted, with something planted in every place that takes it."""
    suspect = a_suspect("S1", person=PERSON, guardian=PERSON, remarks=MIXED)
    yield (
        "/v1/cases",
        a_notification(CASE, suspects=[suspect], case_name=MIXED, brief_facts=MIXED, remarks=MIXED)
        | {"events": [event("case.received", reporter=PERSON, case_name=MIXED, brief_facts=MIXED, ext={NAME: MIXED})]},
    )
    updates = f"/v1/cases/{CASE}/updates"
    yield updates, event("case.filing_refused", complainant=PERSON, reasons=MIXED)
    yield updates, event("suspect.family_notified", suspect_ref="S1", recipient=PERSON)
    yield updates, event("suspect.bail_imposed", suspect_ref="S1", guarantor=PERSON)
    yield updates, event("suspect.detention_extended", suspect_ref="S1", ground="special", reasons=MIXED)
    yield updates, event("suspect.identified", suspect_ref="S2", person=PERSON, guardian=PERSON, remarks=MIXED)
    yield (
        updates,
        event("case.referred", materials=[MIXED], brief_facts=MIXED, ext={"XM": NAME, "deep": [{NAME: NUMBER}]}),
    )
    yield (
        f"/v1/cases/{CASE}/corrections",
        {
            "message_id": message_id("correction"),
            "action": "amend",
            "target": {"message_id": "never-sent-1"},
            "reason_code": "privacy",
            "reason": MIXED,
            "document": {"kind": "更正说明", "number": "石公更字1号"},
            "event": event("suspect.identified", suspect_ref="S2", person=PERSON, remarks=MIXED),
        },
    )


def _refused() -> Iterator[tuple[str, Any]]:
    """Yield bodies that are refused, with something planted in the wrong places."""
    updates = f"/v1/cases/{CASE}/updates"
    good = event("suspect.detained", suspect_ref="S1")
    for planted in (NAME, NUMBER, MIXED):
        for field in ("message_id", "source_system", "suspect_ref", "type", "occurred", "operator", "stage", "sent_at"):
            yield updates, good | {"message_id": message_id("bad"), field: planted}
        yield updates, good | {"message_id": message_id("bad"), planted: planted}
        yield updates, good | {"message_id": message_id("bad"), "data": {planted: planted}}
        yield updates, good | {"message_id": message_id("bad"), "data": {"detention_center": planted}}
        yield updates, good | {"message_id": message_id("bad"), "document": {"kind": planted, "number": planted}}
        yield updates, good | {"message_id": message_id("bad"), "classification": planted}
        yield updates, {"events": [good, planted]}
        yield "/v1/cases", {planted: planted}
        yield "/v1/cases", {"case_number": planted, "notified": planted}
        yield "/v1/coverage", {"type": planted}
        yield f"/v1/cases/{CASE}/corrections", {"action": planted, "target": {"message_id": planted}, "reason": planted}
        yield updates, planted
    yield updates, f'{{"{NAME}": 1, "{NAME}": "{NUMBER}"}}'.encode()
    yield updates, f'{{"type": "{NAME}", "name": 1.5}}'.encode()
    yield updates, f'{{"{NAME}": {{"{NUMBER}": 1e3}}}}'.encode()
    yield updates, f'{{"half": "{MIXED}'.encode()
    yield updates, f'{{"gb": "{MIXED}"}}'.encode("gb18030")
    yield updates, json.dumps(good | {"密级": "机密", "ext": {"XM": MIXED}}, ensure_ascii=False).encode()


def _uploads() -> Iterator[tuple[bytes, dict[str, str]]]:
    row = {
        "ASJBH": CASE,
        "AJMC": MIXED,
        "JYAQ": MIXED,
        NAME: NUMBER,
        "BAMJXM": NAME,
        "LARQ": NAME,
        "SFCXAJ_PDBZ": NUMBER,
        "LADW_GAJGJGDM": PHONE,
        "XYR": [
            {"RYBH": "S3", "XM": NAME, "GMSFHM": NUMBER, "LXDH": PHONE, "XZZ_DZMC": ADDRESS, "CSRQ": NAME, "QTXM": NAME}
        ],
    }
    snapshot = {"snapshot": {"profile": "police_pinyin", "source_key": "row-1", "source_version": 1, "row": row}}
    keyed = {"snapshot": {"profile": "police_pinyin", "source_key": NAME, "source_version": 1, "row": row}}
    numbered = {"snapshot": {"profile": NUMBER, "source_key": NUMBER, "source_version": 1, "row": row}}
    bad = {"case_number": CASE, "event": event("suspect.detained", suspect_ref=NAME)}
    lines = [snapshot, keyed, numbered, bad, {NAME: NUMBER}]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + f'\n{{"half": "{NAME}'
    yield text.encode(), {}
    yield (
        gzip.compress(text.encode("gb18030")),
        {
            "Content-Type": "application/x-ndjson; charset=GB18030",
            "Content-Encoding": "gzip",
        },
    )


class Planted:
    """A running exchange through whose every call the planted words have gone, and all that it answered."""

    def __init__(self, exchange: RunningExchange) -> None:
        """Take the exchange; nothing is sent yet."""
        self.exchange = exchange
        self.callers = Callers(exchange)
        self.answers: list[str] = []

    def plant(self) -> None:
        """Send everything, in both languages."""
        police = self.callers[DAWUKOU_POLICE]
        for path, body in _accepted():
            answer = self._keep(police.post(path, json=body))
            assert answer.status_code == 201, answer.text
        for language in ("zh", "en"):
            for path, body in _refused():
                content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
                headers = {"Accept-Language": language, "Content-Type": "application/json"}
                answer = self._keep(police.post(path, content=content, headers=headers))
                assert 400 <= answer.status_code < 500, answer.text
        for content, headers in _uploads():
            assert self._keep(police.post("/v1/intake", content=content, headers=headers)).status_code == 200
        self._ask(police)

    def _keep(self, answer: httpx2.Response) -> httpx2.Response:
        self.answers.append(f"{answer.headers} {answer.text}")
        return answer

    def _ask(self, police: httpx2.Client) -> None:
        """Put the planted words where questions take words, and read everything that may be read."""
        # A telephone number has the form of a cursor and of a case number: nothing tells it from one.
        for planted in (NAME, NUMBER, ADDRESS, MIXED):
            word = quote(planted)
            for path in (
                f"/v1/cases/{word}",
                f"/v1/cases/{word}/timeline",
                f"/v1/cases/{word}/persons?view=keys",
                f"/v1/messages/{word}",
                f"/v1/outcomes?after={word}",
                f"/v1/changes?after={word}",
                f"/v1/changes?types={word}&case_number={word}&partition={word}",
                f"/v1/cases?charge={word}",
                f"/v1/cases?agency={word}&status={word}&as_known_at={word}",
                f"/v1/intake/{word}/outcomes",
                f"/event-types/{word}",
                f"/problems/{word}",
                f"/v1/code-tables/{word}",
                f"/{word}",
            ):
                for language in ("zh", "en"):
                    self._keep(police.get(path, headers={"Accept-Language": language, "X-Purpose": word}))
            self._keep(police.post(f"/v1/cases/{word}/updates", json=event("suspect.detained", suspect_ref="S1")))
            headers = {"traceparent": word, "X-Request-Id": word, "User-Agent": word, "Authorization": f"Bearer {word}"}
            self._keep(httpx2.get(f"{self.exchange.url}/v1/changes", headers=headers))
            self._keep(httpx2.post(f"{self.exchange.url}/oauth/token", data={"grant_type": planted, "scope": planted}))
        for agency in (DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING):
            for path in (
                "/v1/changes?limit=1000",
                "/v1/cases",
                f"/v1/cases/{CASE}",
                f"/v1/cases/{CASE}/timeline",
                f"/v1/cases/{CASE}/persons?view=keys",
                "/v1/outcomes?limit=1000",
                "/metrics",
                "/v1/audit",
                "/openapi.json",
            ):
                self._keep(self.callers[agency].get(path))


@pytest.fixture(scope="module")
def planted(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("planted")
    with served(cluster, folder, "planted", LOG_LEVEL="DEBUG", REQUESTS_PER_SECOND="100000") as exchange:
        made = Planted(exchange)
        made.plant()
        yield made
        made.callers.close()


def _spellings(word: str) -> set[bytes]:
    """Return how a word may hide: as it is, escaped in JSON, percent-encoded, in the encodings that we read."""
    texts = {word, json.dumps(word)[1:-1], quote(word), word.encode("utf-8").decode("latin-1"), repr(word)[1:-1]}
    found = {text.encode() for text in texts} | {
        word.encode("gb18030"),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
    }
    return found | {word.encode().hex().encode()}


EVERY_SPELLING = {spelling for word in PLANTED for spelling in _spellings(word)}


def _found_in(content: bytes) -> list[bytes]:
    return [content[max(0, at - 150) : at + 80] for one in EVERY_SPELLING if (at := content.find(one)) >= 0]


def test_no_answer_repeats_it(planted: Planted):
    assert len(planted.answers) > 200
    for answer in planted.answers:
        assert _found_in(answer.encode()) == []


def test_no_line_of_the_log_holds_it(planted: Planted):
    content = planted.exchange.log.read_bytes()
    assert content.count(b"\n") > 200
    assert _found_in(content) == []


async def test_no_column_of_the_database_holds_it_in_the_clear(planted: Planted):
    connection = await planted.exchange.database.connect()
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        searched = 0
        for (table,) in tables:
            for row in await connection.fetch(f"select t.* from {table} t"):
                searched += 1
                for column, value in row.items():
                    content = bytes(value) if isinstance(value, bytes) else str(value).encode()
                    assert _found_in(content) == [], (table, column)
    finally:
        await connection.close()
    assert searched > 200


async def test_it_stands_in_the_sealed_parts_for_those_who_have_the_key(planted: Planted):
    from exchange.feed.seals import Sealer

    name, _, key = SEALING_KEYS.partition(":")
    sealer = Sealer({name: b64decode(key)}, bytes(32))
    connection = await planted.exchange.database.connect()
    try:
        parts = await connection.fetch("select salt, sealed from sealed_parts")
    finally:
        await connection.close()
    opened = json.dumps([sealer.open(salt=part["salt"], sealed=part["sealed"]) for part in parts], ensure_ascii=False)
    for word in PLANTED:
        assert opened.count(word) >= 10


def test_those_who_may_know_are_told(planted: Planted):
    params = {"reveal": "true"}
    headers = {"X-Purpose": quote("审查逮捕")}
    answer = planted.callers[DAWUKOU_PROCURATORATE].get(f"/v1/cases/{CASE}/persons", params=params, headers=headers)
    for word in PLANTED:
        assert word in answer.text
