"""The statistics counted again, entry by entry, from the words of their definitions; it shares no code with the slice."""

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from zhenxie.law.calendar import CALENDAR

BEIJING = timezone(timedelta(hours=8))
OFFICES = {"640200", "640202", "640205"}
KEPT_KINDS = {"request_reason_filing", "order_to_withdraw", "correction_notice", "investigation_supervision_notice"}
CAUSES = {"reason_request", "order_to_withdraw"}
FILED_AFTER = {"request_reason_not_filing": "reason_request", "order_to_file": "order_to_file"}
FACTS = {
    *("sentence.life_or_death_range", "mass_victim", "security_terror_or_gang", "novel_or_sensitive"),
    *("public_opinion_flag", "charge_disputed", "evidence_gaps"),
}
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
    alerts: frozenset[str] = frozenset()
    # Look-backs: for which day, and when held.
    looks: list[tuple[date, date | None]] = field(default_factory=list)
    contested: bool = False
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
        life.alerts = frozenset(first.data.get("alert_ids") or ())
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
        life.due = CALENDAR.next_working_day(one.day + timedelta(days=life.days))
    if step == "overdue":
        life.overdue = life.overdue or one.day
    if step == "replied":
        life.replied = life.replied or one.day
    if step in ("adopted", "partially_adopted", "rejected"):
        life.adoption, life.adopted = step, one.day
    open_look = bool(life.looks) and life.looks[-1][1] is None
    planned = one.data.get("planned_on")
    if step == "closed" and planned is None and not life.looks:
        month, year = one.day.month + 3, one.day.year
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
        planned = date(year, month, min(one.day.day, calendar.monthrange(year, month)[1])).isoformat()
    if step in ("follow_up_planned", "closed") and planned is not None:
        if open_look:
            life.looks.pop()
        life.looks.append((date.fromisoformat(planned), None))
    if step == "followed_up" and open_look:
        life.looks[-1] = (life.looks[-1][0], one.day)
    life.contested = (life.contested or step.endswith("_requested")) and step != "re_examined"
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
    found["class_cases"] = (_classes(every, first, last, keep), None, {})
    found["early_intervention"] = _intervened(mine, first, last)
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
        if one.due and one.due < last and not (one.replied or one.closed or one.adoption or one.contested):
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
            and not other.alerts & one.alerts
            for other in every
        )
    found["relapse"] = (again, None, {"issued": len(kept)})
    looks = [held for one in every if not one.back for planned, held in one.looks if inside(planned)]
    found["follow_up_done"] = (len([held for held in looks if held]), len(looks), {})


def _classes(every: list[Seen], first: date, last: date, keep: Any) -> int:
    """Return how many violations by unit recur: confirmed alerts, and instruments that rest on none."""
    noted: list[tuple[str | None, str, date]] = []
    for one in lives(every, last):
        if keep(one.office, one.unit) and not one.alerts and not one.back:
            noted += [(one.unit, code, one.issued) for code in one.violations]
    raised: dict[str, Seen] = {}
    confirmed: set[str] = set()
    for one in sorted(every, key=lambda one: (one.day, one.entry.position)):
        if one.day <= last and one.type == "alert.raised":
            raised.setdefault(one.data["alert_id"], one)
    for one in sorted(every, key=lambda one: (one.day, one.entry.position)):
        alert = one.data.get("alert_id")
        if one.day > last or one.type != "alert.reviewed" or one.data["step"] != "confirmed" or alert not in raised:
            continue
        begun = raised[alert]
        if alert not in confirmed and keep(begun.office, begun.unit):
            noted.append((begun.unit, begun.data["rule"], one.day))
        confirmed.add(alert)
    now, before = defaultdict(int), defaultdict(int)
    month = first.month - 3
    earlier = date(first.year if month > 0 else first.year - 1, month if month > 0 else month + 12, 1)
    is_quarter = first.day == 1 and first.month % 3 == 1 and last.month == first.month + 2 and (last - first).days > 88
    is_quarter = is_quarter and last.year == first.year
    for unit, code, day in noted:
        if unit is not None and first <= day <= last:
            now[unit, code] += 1
        if unit is not None and is_quarter and earlier <= day < first:
            before[unit, code] += 1
    classes = 0
    for (unit, code), many in now.items():
        all_now = sum(count for (where, _), count in now.items() if where == unit)
        all_before = sum(count for (where, _), count in before.items() if where == unit)
        rises = min(all_now, all_before) >= 10 and many / all_now > before[unit, code] / all_before + 1e-12
        classes += many >= 3 or rises
    return classes


def _intervened(mine: list[Seen], first: date, last: date) -> tuple[int, int, dict[str, int]]:
    known = sorted((one for one in mine if one.day <= last), key=lambda one: (one.day, one.entry.position))
    declined = {one.data["cooperation_id"] for one in known if one.data.get("act") == "decline"}
    tracks = {one.case: one.data.get("track") for one in known if one.type == "case.triage_overridden"}
    opened = [one for one in known if one.type == "cooperation.opened" and one.data["kind"] == "early_intervention"]
    marked = {one.case for one in opened if first <= one.day}
    for one in known:
        if one.day < first or one.case is None:
            continue
        fact = one.type == "fact.established" and one.data["key"] in FACTS and one.data["value"].get("truth")
        back = one.type == "case.returned" and one.envelope.get("stage") != "trial"
        simple = one.data.get("refusal_category") in ("no_social_danger", "minor_optional")
        set_so = one.type == "case.triage_overridden" and one.data.get("track") == "complex"
        if fact or back or (one.type == "suspect.arrest_refused" and not simple) or (set_so and tracks[one.case]):
            marked.add(one.case)
    marked = {one for one in marked if one is not None and tracks.get(one) in (None, "complex")}
    done = {one.case for one in opened if one.data["cooperation_id"] not in declined}
    return len(marked & done), len(marked), {}


def _supervision(found: Counts, every: list[Seen], mine: list[Seen], within: list[Seen], last: date) -> None:
    before_all = [one for one in lives(every, last) if not one.back]
    supervised: dict[str | None, list[tuple[date, str]]] = defaultdict(list)
    for one in sorted(within, key=lambda one: (one.day, one.entry.position)):
        if one.type not in ("case.filed", "case.refiled"):
            continue
        cause = one.data.get("prompted_by") or one.data.get("ground")
        papers_before = [
            life for life in before_all if life.kind in FILED_AFTER and life.case == one.case and life.issued <= one.day
        ]
        if cause in ("reason_request", "order_to_file"):
            supervised[one.case].append((one.day, str(cause)))
        elif papers_before:
            latest = max(papers_before, key=lambda life: (life.issued, life.place))
            supervised[one.case].append((one.day, FILED_AFTER[latest.kind]))
    lasts = [max(times)[1] for times in supervised.values()]
    parts = {cause: lasts.count(cause) for cause in ("reason_request", "order_to_file")}
    found["supervised_filing"] = (len(supervised), None, parts)
    sent, guilty = set(), set()
    for case, times in supervised.items():
        for other in mine:
            if other.case == case and any(other.day >= day for day, _ in times):
                if other.type == "case.sent_for_prosecution":
                    sent.add(case)
                if other.type == "suspect.judged" and other.data.get("outcome") == "convicted":
                    guilty.add(case)
    found["supervised_filing_transferred"] = (len(sent), len(supervised), {})
    found["supervised_filing_convicted"] = (len(guilty), len(supervised), {})
    _withdrawn(found, every, within, last)


def _withdrawn(found: Counts, every: list[Seen], within: list[Seen], last: date) -> None:
    papers_of = [one for one in lives(every, last) if one.kind in KEPT_KINDS and not one.back]
    ends: dict[str | None, tuple[date, str]] = {}
    for one in sorted(within, key=lambda one: (one.day, one.entry.position)):
        if one.type != "case.withdrawn":
            continue
        cause = one.data.get("prompted_by")
        before = [life for life in papers_of if life.case == one.case and life.issued <= one.day]
        if cause in CAUSES:
            ends[one.case] = max(ends.get(one.case, (date.min, "")), (one.day, str(cause)))
        elif before:
            kind = max(before, key=lambda life: (life.issued, life.place)).kind
            ends[one.case] = max(ends.get(one.case, (date.min, "")), (one.day, kind))
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
