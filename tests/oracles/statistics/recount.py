"""The statistics counted again, entry by entry, from the words of their definitions; it shares no code with the slice."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

BEIJING = timezone(timedelta(hours=8))
OFFICES = {"640200", "640202", "640205"}
KEPT_KINDS = {"request_reason_filing", "order_to_withdraw", "correction_notice", "investigation_supervision_notice"}
CAUSES = {"reason_request", "order_to_withdraw"}
REFUSALS = ("no_crime", "art16", "insufficient_evidence", "no_social_danger", "minor_optional")
KINDS = ("statutory", "discretionary", "insufficient_evidence", "conditional", "approved")


@dataclass
class Entry:
    """An entry of the feed as it stands in the database."""

    position: int
    event_id: str
    type: str
    source: str
    case: str | None
    corrects: str | None
    said: dict[str, Any]
    recorded: datetime


@dataclass
class Seen:
    """An event as it read at a position: where it counts, on which day, and what it says."""

    entry: Entry
    type: str
    day: date
    office: str | None
    unit: str | None
    ref: str | None
    data: dict[str, Any]
    envelope: dict[str, Any]

    @property
    def case(self) -> str | None:
        return self.entry.case

    @property
    def person(self) -> tuple[str | None, str | None]:
        return self.entry.case, self.ref


def day_of(moment: str) -> date:
    if len(moment) == len("2026-07"):
        return date.fromisoformat(f"{moment}-01")
    if len(moment) == len("2026-07-01"):
        return date.fromisoformat(moment)
    return datetime.fromisoformat(moment).astimezone(BEIJING).date()


def reads(entry: Entry, corrections: dict[str, list[Entry]], at: int) -> dict[str, Any] | None:
    """Return what an entry says at a position; None when it was taken back."""
    standing = []
    for one in corrections.get(entry.event_id, ()):
        if one.position <= at:
            said = reads(one, corrections, at)
            if said is not None:
                standing.append((one.position, said))
    if not standing:
        return entry.said
    _, said = max(standing, key=lambda pair: pair[0])
    if said["type"] == "message.retracted":
        return None
    return said["data"]["replacement"] if said["type"] == "message.corrected" else said


def when(said: dict[str, Any], recorded: datetime) -> date:
    """Return the legal day of what an entry says."""
    data = said.get("data") or {}
    moment = said.get("occurred")
    if said["type"] == "case.proceeding_opened" and data.get("received_at"):
        moment = data["received_at"]
    if moment is None:
        moment = (said.get("document") or {}).get("date")
    return recorded.astimezone(BEIJING).date() if moment is None else day_of(moment)


def seen(entries: list[Entry], at: int, handled: dict[str, str], office_of: dict[str, str]) -> list[Seen]:
    """Return the events as they stood at a position. `office_of`: by which procuratorate a unit is supervised."""
    corrections: dict[str, list[Entry]] = defaultdict(list)
    issued: dict[str, Entry] = {}
    for one in entries:
        if one.corrects is not None:
            corrections[one.corrects].append(one)
        if one.type == "instrument.issued":
            issued.setdefault(one.said["data"]["instrument_id"], one)
    found = []
    for one in entries:
        if one.position > at or one.type.startswith("message."):
            continue
        said = reads(one, corrections, at)
        if said is None:
            continue
        data = said.get("data") or {}
        unit = handled.get(one.case or "")
        office = office_of.get(unit or "")
        if one.source in OFFICES and not said["type"].startswith("alert."):
            office = one.source
        if said["type"].startswith("instrument."):
            first = issued[data["instrument_id"]]
            unit, office = first.said["data"]["addressee"], first.source
        day = when(said, one.recorded)
        found.append(Seen(one, said["type"], day, office, unit, said.get("suspect_ref"), data, said))
    return found


@dataclass
class Life:
    """An instrument as its events tell of it."""

    kind: str
    office: str | None
    unit: str | None
    case: str | None
    issued: date
    place: int
    violations: list[str]
    days: int | None
    due: date | None = None
    replied: date | None = None
    adoption: str | None = None
    adopted: date | None = None
    overdue: date | None = None
    planned: tuple[date, ...] = ()
    looked: bool = False
    back: bool = False
    closed: bool = False


def lives(events: list[Seen], last: date) -> list[Life]:
    """Return the instruments that were issued, as far as their steps were taken by a day."""
    of: dict[str, list[Seen]] = defaultdict(list)
    for one in sorted(events, key=lambda one: (one.day, one.entry.position)):
        if one.type.startswith("instrument.") and one.day <= last:
            of[one.data["instrument_id"]].append(one)
    found = []
    for steps in of.values():
        first = next((one for one in steps if one.type == "instrument.issued"), None)
        if first is None:
            continue
        codes = list(dict.fromkeys(first.data.get("violations") or []))
        where = first.office, first.unit, first.case, first.day
        life = Life(first.data["kind"], *where, first.entry.position, codes, first.data.get("reply_days"))
        for one in steps:
            take(life, one.type.removeprefix("instrument."), one)
        found.append(life)
    return found


def take(life: Life, step: str, one: Seen) -> None:
    """Take one step of an instrument's life."""
    stated = one.data.get("reply_due")
    if step in ("served", "overdue") and life.due is None and stated:
        life.due = date.fromisoformat(stated)
    if step == "served" and life.due is None and life.days is not None:
        life.due = one.day + timedelta(days=life.days)
    if step == "overdue":
        life.overdue = life.overdue or one.day
    if step == "replied":
        life.replied = life.replied or one.day
    if step in ("adopted", "partially_adopted", "rejected"):
        life.adoption, life.adopted = step, one.day
    life.looked |= step == "followed_up"
    life.back |= step == "withdrawn_by_issuer"
    life.closed |= step in ("withdrawn_by_issuer", "closed")


Counts = dict[str, tuple[int, int | None, dict[str, int]]]


def people(events: list[Seen], kind: str, /, **said: Any) -> int:
    return len(
        {
            one.person
            for one in events
            if one.type == kind and one.ref and all(one.data.get(name) == value for name, value in said.items())
        }
    )


def cases(events: list[Seen], kind: str) -> int:
    return len({one.case for one in events if one.type == kind and one.case})


def papers(events: list[Seen], kind: str, /, **said: Any) -> int:
    """Documents: those with a number once, those without each for itself."""
    names = set()
    for one in events:
        if one.type != kind or any(one.data.get(name) != value for name, value in said.items()):
            continue
        number = (one.envelope.get("document") or {}).get("number")
        names.add(one.entry.event_id if number is None else (one.case, number, one.ref))
    return len(names)


def counted(every: list[Seen], first: date, last: date, keep: Any) -> Counts:
    """Count the metrics of a period for the events that `keep(office, unit)` keeps."""
    mine = [one for one in every if keep(one.office, one.unit)]
    within = [one for one in mine if first <= one.day <= last]
    found: Counts = {}
    _persons(found, within)
    _cases(found, within)
    _instruments(found, [one for one in lives(every, last) if keep(one.office, one.unit)], first, last)
    _supervision(found, every, mine, within, last)
    _leads(found, every, first, last, keep)
    accepted = found["model_conversion"][1]
    filed, withdrawn = found["supervised_filing"][0], found["supervised_withdrawal"][0]
    found["supervision_established"] = (
        filed + withdrawn,
        accepted,
        {"filed": filed, "withdrawn": withdrawn, "accepted": accepted or 0},
    )
    return found


def _persons(found: Counts, within: list[Seen]) -> None:
    yes, no = people(within, "suspect.arrest_approved"), people(within, "suspect.arrest_refused")
    found["arrest_approved"] = (yes, yes + no, {})
    found["arrest_refused"] = (no, yes + no, {})
    parts = {one: people(within, "suspect.arrest_refused", refusal_category=one) for one in REFUSALS}
    found["arrest_refusal_categories"] = (no, None, parts | {"not_stated": max(0, no - sum(parts.values()))})
    accused, spared = people(within, "suspect.prosecuted"), people(within, "suspect.not_prosecuted")
    parts = {one: people(within, "suspect.not_prosecuted", kind=one) for one in KINDS}
    parts["not_stated"] = max(0, spared - sum(parts.values()))
    found["not_prosecuted"] = (spared, spared + accused, parts)
    held = people(within, "suspect.prosecuted", in_custody=True)
    free = people(within, "suspect.prosecuted", in_custody=False)
    rest = max(0, accused - held - free)
    found["custody_before_prosecution"] = (
        held,
        accused,
        {"in_custody": held, "not_in_custody": free, "not_stated": rest},
    )
    found["fast_track"] = (people(within, "suspect.prosecuted", procedure_suggested="fast_track"), accused, {})


def _cases(found: Counts, within: list[Seen]) -> None:
    here = [one for one in within if not (one.type == "case.returned" and one.envelope.get("stage") == "trial")]
    opened = [one for one in here if one.type == "case.proceeding_opened"]
    received = len({one.case for one in opened if one.data["kind"] == "prosecution"})
    returns = papers(here, "case.returned")
    found["returned"] = (cases(here, "case.returned"), received, {"returns": returns})
    found["average_returns"] = (returns, received, {})
    objections = "suspect.arrest_reconsidered"
    levels = {one: papers(here, objections, level=one) for one in ("reconsideration", "review")}
    results = {
        result: sum(papers(here, objections, level=level, result=result) for level in levels)
        for result in ("changed", "upheld")
    }
    found["reconsideration_changed"] = (results["changed"], sum(results.values()), levels)
    begun = len({one.case for one in opened if one.data["kind"] in ("arrest_request", "prosecution")})
    steps = {
        "return": returns,
        "arrest_reconsideration": levels["reconsideration"],
        "arrest_review": levels["review"],
        "custody_extension": papers(here, "suspect.custody_extended"),
    }
    found["case_to_matters"] = (begun + sum(steps.values()), begun, steps)


def _instruments(found: Counts, every: list[Life], first: date, last: date) -> None:
    def inside(day: date | None) -> bool:
        return day is not None and first <= day <= last

    issued = [one for one in every if inside(one.issued)]
    kinds: dict[str, int] = {}
    for one in issued:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    found["instruments_issued"] = (len(issued), None, kinds)
    well = [one for one in every if one.adoption in ("adopted", "partially_adopted")]
    course = {
        "issued": len(issued),
        "replied": len([one for one in every if inside(one.replied)]),
        "adopted": len([one for one in well if inside(one.adopted)]),
        "adopted_of_earlier_periods": len([one for one in well if inside(one.adopted) and one.issued < first]),
        "overdue": len([one for one in every if inside(one.overdue)]),
        "taken_back": len([one for one in issued if one.back]),
    }
    found["instruments_course"] = (len(issued), None, course)
    due = [one for one in every if inside(one.due) and not one.back]
    replied = [one for one in every if inside(one.replied) and not one.back]
    for name, those in (("adoption_of_due", due), ("adoption_of_replied", replied)):
        by: dict[str, int] = {}
        for one in those:
            by[one.adoption or "undecided"] = by.get(one.adoption or "undecided", 0) + 1
        found[name] = (len([one for one in those if one in well]), len(those), by)
    timely = len([one for one in due if one.replied and one.due and one.replied <= one.due])
    late = len([one for one in due if one.replied and one.due and one.replied > one.due])
    found["replied_in_time"] = (timely, len(due), {"in_time": timely, "late": late, "none": len(due) - timely - late})
    ages = {"1_7": 0, "8_15": 0, "16_30": 0, "31_90": 0, "over_90": 0}
    for one in every:
        if one.due and one.due < last and not one.replied and not one.closed:
            age = (last - one.due).days
            ages[
                "1_7"
                if age <= 7
                else "8_15"
                if age <= 15
                else "16_30"
                if age <= 30
                else "31_90"
                if age <= 90
                else "over_90"
            ] += 1
    found["overdue_open"] = (sum(ages.values()), None, ages)
    again = 0
    kept = [one for one in issued if not one.back]
    for one in kept:
        month = one.issued.month - 6
        year, month = (one.issued.year - 1, month + 12) if month < 1 else (one.issued.year, month)
        days = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        floor = date(year, month, min(one.issued.day, days))
        again += any(
            other.unit == one.unit
            and one.unit is not None
            and not other.back
            and floor <= other.issued
            and (other.issued, other.place) < (one.issued, one.place)
            and set(other.violations) & set(one.violations)
            for other in every
        )
    found["relapse"] = (again, None, {"issued": len(kept)})
    groups: dict[tuple[str, str | None], int] = {}
    for one in issued:
        if not one.back and one.unit is not None:
            for code in one.violations:
                groups[code, one.unit] = groups.get((code, one.unit), 0) + 1
    found["class_cases"] = (len([many for many in groups.values() if many >= 3]), None, {})


def _supervision(found: Counts, every: list[Seen], mine: list[Seen], within: list[Seen], last: date) -> None:
    filed = [one for one in within if one.type == "case.filed"]
    parts = {
        cause: {one.case: one for one in filed if one.data.get("prompted_by") == cause}
        for cause in ("reason_request", "order_to_file")
    }
    whole = {**parts["reason_request"], **parts["order_to_file"]}
    found["supervised_filing"] = (len(whole), None, {name: len(part) for name, part in parts.items()})
    sent, guilty = set(), set()
    for one in filed:
        if one.case not in whole or one.data.get("prompted_by") not in parts:
            continue
        for other in mine:
            if other.case == one.case and other.day >= one.day:
                if other.type == "case.sent_for_prosecution":
                    sent.add(one.case)
                if other.type == "suspect.judged" and other.data.get("outcome") == "convicted":
                    guilty.add(one.case)
    found["supervised_filing_transferred"] = (len(sent), len(whole), {})
    found["supervised_filing_convicted"] = (len(guilty), len(whole), {})
    papers_of = [one for one in lives(every, last) if one.kind in KEPT_KINDS and not one.back]
    ends: dict[str | None, tuple[date, str]] = {}
    for one in sorted(within, key=lambda one: (one.day, one.entry.position)):
        if one.type != "case.withdrawn":
            continue
        cause = one.data.get("prompted_by")
        before = [life for life in papers_of if life.case == one.case and life.issued <= one.day]
        if cause in CAUSES:
            ends[one.case] = (one.day, str(cause))
        elif before:
            ends[one.case] = (one.day, max(before, key=lambda life: (life.issued, life.place)).kind)
    by: dict[str, int] = {}
    for _, cause in ends.values():
        by[cause] = by.get(cause, 0) + 1
    found["supervised_withdrawal"] = (len(ends), None, by)


def _leads(found: Counts, every: list[Seen], first: date, last: date, keep: Any) -> None:
    raised = {}
    steps: dict[str, list[Seen]] = defaultdict(list)
    for one in sorted(every, key=lambda one: (one.day, one.entry.position)):
        if one.day <= last and one.type == "alert.raised":
            raised.setdefault(one.data["alert_id"], one)
        if one.day <= last and one.type == "alert.reviewed":
            steps[one.data["alert_id"]].append(one)
    series = {"warned": 0, "screened": 0, "established": 0}
    for alert, begun in raised.items():
        if not keep(begun.office, begun.unit):
            continue
        series["warned"] += first <= begun.day
        of = steps[alert]
        screened = [
            one.day
            for one in of
            if one.data["step"] in ("started", "verifying", "confirmed", "dismissed", "transferred")
        ]
        good = [one.day for one in of if one.data["step"] == "confirmed"]
        bad = [one for one in of if one.data["step"] == "dismissed"]
        series["screened"] += bool(screened) and first <= screened[0]
        series["established"] += bool(good) and first <= good[0]
        if bad and first <= bad[-1].day:
            name = f"dismissed.{bad[-1].data.get('dismissal_reason', 'not_stated')}"
            series[name] = series.get(name, 0) + 1
    found["model_conversion"] = (series["established"], series["screened"], series)
