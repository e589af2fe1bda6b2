"""What a spelt history says: the facts that stand, each with the days it can mean, and what was promised."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, product
from typing import Any

from oracles.economic.counting import legal_days, moment

_DAY = timedelta(days=1)
_ENVELOPE = {"type", "id", "occurred", "suspect", "source", "corrects", "stage", "document", "recorded"}
POLICE, PROCURATORATE, ANOTHER_PROCURATORATE = "640202000000", "640202", "640205"

MEASURES = (
    "suspect.compelled_to_appear",
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)
KIND = {
    "suspect.compelled_to_appear": "compelled_appearance",
    "suspect.detained": "detention",
    "suspect.arrested": "arrest",
    "suspect.bail_imposed": "bail",
    "suspect.residential_surveillance_imposed": "residential_surveillance",
}
# Of two things on one day, the one that the law knows first comes first.
BOOK = (
    "case.notified", "case.received", "case.referred", "case.filing_review_extended", "case.filing_refused", "case.filed",
    "suspect.identified", "suspect.compelled_to_appear", "suspect.detained", "suspect.arrest_approved",
    "suspect.arrested", "suspect.residential_surveillance_imposed", "suspect.bail_imposed", "suspect.measure_lifted",
    "suspect.released", "suspect.split_off", "suspect.investigation_terminated", "case.continuation_approved",
    "case.merged", "case.transferred_out", "case.withdrawn", "case.refiled", "case.sent_for_prosecution",
    "case.proceeding_opened", "case.returned", "case.return_received", "case.resubmitted", "property.released",
    "suspect.not_prosecuted", "suspect.prosecuted",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing that was said and stands; `days` is None where nobody says when it happened."""

    id: str
    type: str
    suspect: str | None
    days: tuple[date, date] | None
    data: dict[str, Any]
    stage: str
    source: str
    level: str | None
    position: int
    at: datetime | None = None

    @property
    def rank(self) -> int:
        """Its place among things of the same day."""
        return BOOK.index(self.type) if self.type in BOOK else 0


def standing(events: Sequence[dict[str, Any]]) -> list[Fact]:
    """The facts that stand: the last correction of each counts, what was taken back is gone, doubles count once."""
    replaced: dict[str, dict[str, Any] | None] = {}
    for one in events:
        if one["type"] == "message.corrected":
            replaced[one["corrects"]] = one["replacement"]
        if one["type"] == "message.retracted":
            replaced[one["corrects"]] = None
    found: dict[str, Fact] = {}
    for position, one in enumerate(events, 1):
        if one["type"].startswith("message."):
            continue
        words = replaced.get(one["id"], one)
        if words is None:
            continue
        same = {key: value for key, value in words.items() if key != "id"}
        found.setdefault(json.dumps(same, sort_keys=True), _fact(one["id"], words, position))
    return sorted(found.values(), key=lambda fact: ((fact.days or (date.min,))[0], fact.rank))


def _fact(name: str, words: dict[str, Any], position: int) -> Fact:
    return Fact(
        id=name,
        type=words["type"],
        suspect=words.get("suspect"),
        days=legal_days(words.get("occurred")),
        data={key: value for key, value in words.items() if key not in _ENVELOPE},
        stage=words.get("stage", "investigation"),
        source=words.get("source", POLICE),
        level=(words.get("document") or {}).get("approved_by_level"),
        position=position,
        at=moment(words["occurred"]) if len(words.get("occurred") or "") > 10 else None,
    )


def promised(coverage: Iterable[dict[str, Any]], kinds: Iterable[str], agency: str, since: date, until: date) -> bool:
    """Domain 14.1: whether nothing said about these types from `since` through `until` means that nothing happened."""
    return all(_promised(coverage, kind, agency, since, until) for kind in kinds)


def _promised(coverage: Iterable[dict[str, Any]], kind: str, agency: str, since: date, until: date) -> bool:
    stated = [one for one in coverage if one["type"] == kind and one.get("agency", POLICE) == agency]
    # The cases of these histories lie in Dawukou (640202).
    stated = [one for one in stated if "640202" in one.get("division_codes", ["640202"])]
    if not stated:
        return False
    last = stated[-1]
    if date.fromisoformat(last["complete_from"]) > since or "complete_through" not in last:
        return False
    through = last["complete_through"]
    days = legal_days(through)
    assert days is not None
    beijing = moment("2000-01-01T00:00:00+08:00").tzinfo
    over = datetime.combine(days[1] + _DAY, time(), beijing) - timedelta(hours=8)
    if len(through) > 10:
        over = moment(through)
    needed = datetime.combine(until + _DAY, time(), beijing) - timedelta(hours=8)
    return over >= needed + timedelta(hours=last.get("usual_delay_hours", 0))


def worlds(
    facts: Sequence[Fact], earliest: date, latest: date, elsewhere: bool = False, between: Sequence[date] = ()
) -> Iterator[dict[str, date]]:
    """Every way in which the days of these facts can have been: each at its first or at its last possible day.

    What happened on an unknown day can have happened at once, or too late for anything; or, `elsewhere`, in another
    investigation of the case. What is not known to the day can have happened on any of the days `between`.
    """
    choices = []
    for fact in facts:
        first, last = fact.days or (earliest, max(earliest, latest + _DAY))
        days = (first, *(day for day in between if fact.days is None or first < day < last), last)
        choices.append([(fact.id, day) for day in dict.fromkeys(days)])
        if fact.days is None and elsewhere:
            choices[-1].append((fact.id, date.max))
    for chosen in islice(product(*choices), 4096):
        yield dict(chosen)
