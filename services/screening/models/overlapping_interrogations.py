"""M15-7: one investigator in two interrogations at the same time, in this case or in two (SPC21 90(4) by analogy).

Two reports of the same suspect may be of one interrogation, and so may two that agree to the minute in two cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.drunk_driving_faults import unknown
from screening.models.hours import Instants
from screening.models.police_questioning import INTERROGATED, began_at, ended_at, interrogations
from screening.related import OFFICER
from screening.rulebook import Ground, Outcome, Rule, Verdict
from zhenxie.law.wording import Text

M15_7: Final = Rule(
    code="M15-7",
    title=Text("同一讯问人员同时讯问不同对象", "One investigator in two interrogations at once"),
    articles=("CPL 118", "PSB 202", "SPC21 90"),
    severity="high",
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "比照证人证言瑕疵的规定（法释〔2021〕1号第90条第4项）；先核对记载的时间",
        "by analogy to defects of testimony: check the recorded times first",
    ),
)
# Of an interrogation without a reported end nobody knows how long it was; a day is longer than any lawful one [design].
_AT_LONGEST: Final = timedelta(hours=24)


class _Overlap(StrEnum):
    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


def overlapping(case: CaseFile) -> Iterator[Outcome]:
    """Yield what the rule answers of each interrogation of the police: the one that began later is at fault."""
    own = interrogations(case, None)
    # One interrogation is told once for each officer whom it shares.
    facts = (one.event for one in case.related if one.kind == OFFICER and one.event.type == INTERROGATED)
    elsewhere = list({one.entry.event_id: one for one in facts}.values())
    for one in own:
        if not one.data.get("officers"):
            yield unknown(M15_7, one, Text("讯问人员警号未报送", "who interrogated is not stated"))
            continue
        others = [each for each in own if each is not one and each.suspect_ref != one.suspect_ref]
        yield _of(
            one, [each for each in (*others, *elsewhere) if _shared(one, each) and not _later(each, one)], elsewhere
        )


def _of(one: Event, others: Sequence[Event], elsewhere: Sequence[Event]) -> Outcome:
    clear = Outcome(rule=M15_7, verdict=Verdict.CLEAR, root=one.entry, suspect_ref=one.suspect_ref)
    how = [(_overlap(one, each, foreign=any(each is it for it in elsewhere)), each) for each in others]
    sure = next((each for said, each in how if said is _Overlap.YES), None)
    if sure is not None:
        who = "、".join(_shared(one, sure))
        return replace(
            clear,
            verdict=Verdict.FOUND,
            finding=Text(
                f"讯问人员{who}在同一时间参加两次讯问（{sure.when}开始的讯问尚未结束）",
                f"{who} took part in two interrogations at once: the one begun on {sure.occurred} had not ended",
            ),
            grounds=(
                Ground(Text("在后开始的讯问", "the one that began later"), entry=one.entry),
                Ground(Text("在先开始的讯问", "the one that began earlier"), entry=sure.entry),
            ),
            violated_from=one.data.get("started_at") or one.occurred,
            confidence="likely",
        )
    perhaps = [each for said, each in how if said is _Overlap.PERHAPS]
    if not perhaps:
        return clear
    text = Text(
        "同一讯问人员的两次讯问，起止时刻未报送清楚，或者可能系同一次讯问",
        "two interrogations of one investigator: their hours are not stated, or they may be one",
    )
    gaps = tuple(Missing(text, each.type, each.entry.source) for each in perhaps)
    return replace(clear, verdict=Verdict.UNDETERMINED, missing=gaps)


def _shared(one: Event, other: Event) -> list[str]:
    return sorted({*(one.data.get("officers") or ())} & {*(other.data.get("officers") or ())})


def _later(other: Event, one: Event) -> bool:
    """Tell whether another began later: then it is at fault, and looked at where it was reported."""
    mine, his = began_at(one), began_at(other)
    if mine is None or his is None:
        return False
    this, that = (mine.first, str(one.entry.event_id)), (his.first, str(other.entry.event_id))
    return min(this, that) == this


def _overlap(one: Event, other: Event, *, foreign: bool) -> _Overlap:
    mine, his = (began_at(one), ended_at(one)), (began_at(other), ended_at(other))
    if mine[0] is None or his[0] is None:
        return _Overlap.PERHAPS
    if _latest_end(his[0], his[1]) <= mine[0].first:
        return _Overlap.NO
    if mine[1] is None or his[1] is None:
        return _Overlap.PERHAPS
    if foreign and mine == his:
        return _Overlap.PERHAPS
    sure = mine[0].last < his[1].first and his[0].last < mine[1].first
    return _Overlap.YES if sure else _Overlap.PERHAPS


def _latest_end(began: Instants, ended: Instants | None) -> datetime:
    return began.last + _AT_LONGEST if ended is None else ended.last
