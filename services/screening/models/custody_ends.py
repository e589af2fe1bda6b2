"""羁押的终结: what ends a detention or an arrest, who owes the report of it, and what leaves it open; pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.custody import ARRESTED, DETAINED, FLED, FREES
from screening.models.custody_suspension import SUSPENDED
from screening.models.economic_case_course import (
    OF_THE_CASE,
    SHOW_OUTCOME,
    SHOW_SENDING,
    disposes,
    is_of_prosecution,
    may_be_by,
    may_follow,
)
from screening.models.words import word
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.moments import start_of
from zhenxie.wire.vocabulary import Measure

CLOSES: Final = ("case.withdrawn", "suspect.investigation_terminated")
_SENT: Final = "case.sent_for_prosecution"
_MOVES: Final = ("case.transferred_out", "case.merged")
_SPLIT: Final = "suspect.split_off"
_RETAKEN: Final = (DETAINED, ARRESTED)
DECISIONS: Final = ("suspect.arrest_approved", "suspect.arrest_refused")
# Whose silence counts for "he was still held": the police's, and of its own acts the procuratorate's.
OF_THE_POLICE: Final = (*FREES, *_RETAKEN, FLED, *CLOSES, *OF_THE_CASE[1:], _SPLIT, SUSPENDED)
OF_THE_PROCURATORATE: Final = (*DECISIONS, "case.proceeding_opened", "suspect.prosecuted", "suspect.not_prosecuted")
_WITHOUT_CUSTODY: Final = frozenset(
    {Measure.BAIL.value, Measure.RESIDENTIAL_SURVEILLANCE.value, Measure.COMPELLED_APPEARANCE.value}
)


@dataclass(frozen=True, slots=True)
class Ends:
    """What ended one custody, or may have.

    `acts` are what the law asks for (release, another measure, the next step of the proceedings); `moves` took case or
    person to another unit, which then owes what became of him; `doubts` are events of which it is not clear what they
    ended.
    """

    acts: list[Event]
    moves: list[Event]
    doubts: list[Event]

    def unknown(self, until: date) -> tuple[Missing, ...]:
        """Return what is missing because of what may have happened by a day."""
        found = [Missing(_moved(one), one.type, one.entry.source) for one in self.moves if may_be_by(one, until)]
        return (
            *found,
            *(Missing(_unclear(one), one.type, one.entry.source) for one in self.doubts if may_be_by(one, until)),
        )


def ends_of(case: CaseFile, taken: Event) -> Ends:
    """Return what can have ended a detention or an arrest; what surely came before it belongs to another time.

    A release on the very day is taken to be of this custody: nobody can be freed who was not held.
    """
    ref = taken.suspect_ref
    follows = [one for one in case.of_type(*FREES, FLED, suspect=ref) if _may_end(one, taken)]
    doubts = [one for one in follows if _is_unclear(one)]
    acts = [one for one in follows if one not in doubts and not _frees_nobody(one)]
    acts += _taken_again(case, taken)
    acts += [one for one in case.of_type(*CLOSES) if one.suspect_ref in (None, ref) and may_follow(one, taken)]
    acts += [one for one in case.of_type(_SENT) if disposes(case, one, ref) and may_follow(one, taken)]
    acts += [one for one in case.of_type(*SHOW_SENDING) if is_of_prosecution(one, ref) and may_follow(one, taken)]
    acts += [one for one in case.of_type(*SHOW_OUTCOME, suspect=ref) if may_follow(one, taken)]
    moves = [one for one in case.of_type(*_MOVES) if disposes(case, one, ref) and may_follow(one, taken)]
    moves += [one for one in case.of_type(_SPLIT, suspect=ref) if may_follow(one, taken)]
    return Ends(acts, moves, doubts)


def _may_end(one: Event, taken: Event) -> bool:
    """Tell whether it can have come after the taking: on the same day by the hour, where both are known so."""
    if "T" in str(one.occurred) and "T" in str(taken.occurred):
        return start_of(str(one.occurred)) >= start_of(str(taken.occurred))
    return may_follow(one, taken)


def _is_unclear(one: Event) -> bool:
    if one.type == FLED:
        return one.data.get("at_large") is not False
    return one.type == "suspect.measure_lifted" and word(one.data.get("measure")) is None


def _frees_nobody(one: Event) -> bool:
    if one.type == FLED:
        return True
    return one.type == "suspect.measure_lifted" and word(one.data.get("measure")) in _WITHOUT_CUSTODY


def _taken_again(case: CaseFile, taken: Event) -> list[Event]:
    """Return a further taking, which shows that this custody was over or goes on by another title."""
    later = [one for one in case.of_type(*_RETAKEN, suspect=taken.suspect_ref) if one is not taken]
    return [
        one
        for one in later
        if (one.type == ARRESTED and taken.type == DETAINED and may_follow(one, taken)) or _surely_follows(one, taken)
    ]


def _surely_follows(one: Event, taken: Event) -> bool:
    return one.days is not None and taken.days is not None and one.days.first > taken.days.last


def _moved(one: Event) -> Text:
    return Text(
        f"“{EVENT_TYPES[one.type].chinese}”之后是否仍在押、由谁负责未报送",
        f"after {one.type}, whether he was held on and by whom is not stated",
    )


def _unclear(one: Event) -> Text:
    return Text(
        f"“{EVENT_TYPES[one.type].chinese}”是否终结本次羁押不明",
        f"whether {one.type} ended this custody is not clear",
    )
