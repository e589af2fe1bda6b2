"""Interrogations (讯问) and measures of the police while they investigate: which they are, and from when to when; pure."""

from collections.abc import Sequence
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.hours import Instants, instants_of
from screening.models.words import word
from screening.reading import read_once
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

INTERROGATED: Final = "suspect.interrogated"
_DIVISION_DIGITS: Final = 6
_DECIDED_ELSEWHERE: Final = ("procuratorate_decision", "court_decision")


def is_of_the_police(one: Event) -> bool:
    """Tell whether the police did it, and while they investigated.

    Procuratorates are known by the six digits of their division (domain 8.4); what they ask, or a later stage does, is
    no act of the police.
    """
    source, stage = one.entry.source, one.payload.get("stage") or Stage.INVESTIGATION.value
    return stage == Stage.INVESTIGATION.value and not (source.isdigit() and len(source) == _DIVISION_DIGITS)


def decided_elsewhere(taken: Event) -> bool | None:
    """Tell whether the procuratorate or a court decided on an arrest that the police carried out (CPL 94).

    False where nobody says so; None where it is a code that nobody can read.
    """
    said = taken.data.get("decided_by")
    return None if said is not None and word(said) is None else said in _DECIDED_ELSEWHERE


def who_decided(taken: Event) -> Missing:
    """Return what is missing where the code of who decided on an arrest cannot be read."""
    text = Text("逮捕由谁决定的代码未对照", "who decided on the arrest is a code of nobody's table")
    return Missing(text, taken.type, taken.entry.source)


@read_once
def interrogations(case: CaseFile, suspect: str | None) -> Sequence[Event]:
    """Return the interrogations of the police, in the law's order; with `suspect`, those of that person."""
    return [one for one in case.of_type(INTERROGATED, suspect=suspect) if is_of_the_police(one)]


def began_at(interrogation: Event) -> Instants | None:
    """Return when it began: as it says itself, else when it happened."""
    return instants_of(interrogation.data.get("started_at") or interrogation.occurred)


def ended_at(interrogation: Event) -> Instants | None:
    """Return when it ended; None where it is not stated."""
    return instants_of(interrogation.data.get("ended_at"))
