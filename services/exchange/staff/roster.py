"""The duty roster (值班表) of an office: who is on duty on a day, and who stands in for whom; pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from zhenxie.wire.staff import Posting


@dataclass(frozen=True)
class Duty:
    """Who is on duty from a day through another (both included): as the resident (常驻) or the rotating person (轮流).

    `gh` is None where nobody is, whatever a row that begins earlier says.
    """

    kind: Posting
    first: date
    last: date
    gh: str | None


@dataclass(frozen=True)
class Absence:
    """Who is away from a day through another (both included), and who stands in."""

    gh: str
    first: date
    last: date
    substitute: str | None = None


Acts = Callable[[str], bool]


def on_duty(roster: Collection[Duty], absences: Collection[Absence], day: date, *, acts: Acts) -> str | None:
    """Return to whom a lead that comes in on a legal day goes; None where nobody is there.

    That is the rotating person of the day; is he away, who stands in for him; is that one away too, or nobody named,
    the resident person, or who stands in for that one.

    :param acts: tells whether a person acts for the office on that day at all (the register).
    """
    for kind in ("rotating", "resident"):
        person = _of(roster, kind, day)
        if person is None:
            continue
        found = _present(person, absences, day, acts)
        if found is not None:
            return found
    return None


def _of(roster: Iterable[Duty], kind: str, day: date) -> str | None:
    # Of two rows that hold on a day the one that begins later was made for it.
    rows = [row for row in roster if row.kind == kind and row.first <= day <= row.last]
    return max(rows, key=lambda row: row.first).gh if rows else None


def _present(person: str, absences: Collection[Absence], day: date, acts: Acts) -> str | None:
    asked: set[str] = set()
    one: str | None = person
    # Two who stand in for each other, both away, are nobody.
    while one is not None and one not in asked:
        asked.add(one)
        away = [row for row in absences if row.gh == one and row.first <= day <= row.last]
        if not away:
            return one if acts(one) else None
        one = max(away, key=lambda row: row.first).substitute
    return None
