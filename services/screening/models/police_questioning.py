"""Interrogations (讯问) and measures of the police while they investigate: which they are, and from when to when; pure."""

from collections.abc import Sequence
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.hours import Instants, instants_of
from screening.reading import read_once
from zhenxie.wire.vocabulary import Stage

INTERROGATED: Final = "suspect.interrogated"
_DIVISION_DIGITS: Final = 6


def is_of_the_police(one: Event) -> bool:
    """Tell whether the police did it, and while they investigated.

    Procuratorates are known by the six digits of their division (domain 8.4); what they ask, or a later stage does, is
    no act of the police.
    """
    source, stage = one.entry.source, one.payload.get("stage") or Stage.INVESTIGATION.value
    return stage == Stage.INVESTIGATION.value and not (source.isdigit() and len(source) == _DIVISION_DIGITS)


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
