"""What really stands in the feed after a history, read past every policy, with the oracle's word on each entry."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fixtures.databases import Database
from visibility.history import CODES, History
from visibility.oracle import Case
from zhenxie.record.fold import Told, fold


@dataclass(frozen=True)
class Stands:
    """One entry: what it is, to which case it belongs, and to whom it is addressed, if to one agency alone."""

    position: int
    type: str
    case: Case | None
    reader: str | None
    recorded_at: datetime
    told: Told | None


class World:
    """The feed as it stands, and what each agency may see of it."""

    def __init__(self, history: History, database: Database) -> None:
        """Take the history that was played and the database it was played on."""
        self.history = history
        self.oracle = history.oracle
        self.database = database
        self.entries: list[Stands] = []
        self._seen: dict[str, list[Stands]] = {}

    async def read(self) -> None:
        """Read every entry as the superuser."""
        connection = await self.database.connect()
        try:
            rows = await connection.fetch("select * from entries order by position")
        finally:
            await connection.close()
        self.entries = [self._stands(row) for row in rows]

    def _stands(self, row: Any) -> Stands:
        payload, case, reader, told = json.loads(bytes(row["payload"])), None, None, None
        if row["type"] == "case.shared":
            reader = payload["data"]["reader"]
            case = next(one for one in self.oracle.cases if one.case_id == str(row["case_id"]))
        elif row["message_id"] in self.history.coverage:
            reader = self.history.coverage[row["message_id"]]
        else:
            case = self.history.messages[row["message_id"]]
            case.case_id = case.case_id or str(row["case_id"])
            assert case.case_id == str(row["case_id"]), "an entry stands in another case than the oracle says"
            told = Told(
                position=row["position"],
                event_id=row["event_id"],
                recorded_at=row["recorded_at"],
                source=row["source"],
                type=row["type"],
                payload=payload,
                corrects=row["corrects"],
                case_number=row["case_number"],
            )
        return Stands(row["position"], row["type"], case, reader, row["recorded_at"], told)

    def told_of(self) -> Counter[tuple[str, str]]:
        """Return whom the feed told of which case number by `case.shared`, and how often."""
        return Counter((one.case.number, one.reader) for one in self.entries if one.type == "case.shared")

    def may_see(self, agency: str, one: Stands) -> bool:
        """Return the oracle's word on one entry."""
        if one.reader is not None:
            operator = one.type.startswith("agency.") and self.oracle.agencies[agency][0] == "platform"
            return one.reader == agency or operator
        return self.oracle.sees(agency, one.case, one.position)

    def seen_by(self, agency: str) -> list[Stands]:
        """Return the entries that an agency may see, by position."""
        if agency not in self._seen:
            self._seen[agency] = [one for one in self.entries if self.may_see(agency, one)]
        return self._seen[agency]

    def forget(self) -> None:
        """Ask the oracle anew: its world has changed."""
        self._seen.clear()

    def drawn(self, agency: str, number: str, upto: int) -> dict[str, Any] | None:
        """Return the picture of everything told of a number that an agency may see, or None when that is nothing."""
        told = [
            one.told
            for one in self.seen_by(agency)
            if one.told is not None and one.case.number == number and one.position <= upto
        ]
        return json.loads(json.dumps(fold(told).to_json())) if told else None

    def listed(self, agency: str, upto: int) -> set[str]:
        """Return the ids of the cases that an agency now sees whole and that stood by themselves at a position."""
        return {
            case.case_id
            for case in self.oracle.cases
            if case.reasons.get(agency)
            and case.opened_at <= upto
            and not (case.joined_into is not None and case.joined_at <= upto)
        }

    def numbers_known(self, agency: str) -> set[str]:
        """Return the numbers that mean anything to an agency."""
        return {case.number for case in self.oracle.cases if self.oracle.knows_number(agency, case)}

    def in_partition(self, one: Stands, index: int, count: int) -> bool:
        """Return whether an entry belongs to partition index/count (architecture: the first 8 bytes of SHA-256)."""
        if one.case is None:
            return index == 0
        return int.from_bytes(hashlib.sha256(one.case.case_id.encode()).digest()[:8], "big") % count == index

    async def open_windows(self, several: int) -> None:
        """Give agencies sight of stretches of cases, which no call makes but the tables and the rule know."""
        dice, head = self.history.dice, len(self.entries)
        connection = await self.database.connect()
        try:
            for _ in range(several):
                case = dice.choice([case for case in self.oracle.cases if case.handling])
                strangers = [code for code in CODES if not self.oracle.knows_number(code, case)]
                if not strangers:
                    continue
                agency, first = dice.choice(strangers), dice.randint(1, head)
                end = dice.choice([None, dice.randint(first, head + 1)])
                await connection.execute(
                    "insert into grants values ($1, $2, $3, 'observing', 'act', $4, false, now())",
                    UUID(case.case_id),
                    agency,
                    first,
                    end,
                )
                self.oracle.windows.append((case, agency, first, end or head + 1))
        finally:
            await connection.close()
        self.forget()
