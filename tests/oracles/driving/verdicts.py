"""How the drunk-driving oracle answers: three values, and one question that most articles ask: was it done in time?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from oracles.driving.days import ONE, LastDay, Span

FOUND, CLEAR, UNDETERMINED = "found", "clear", "undetermined"
NEW_LAW = date(2023, 12, 28)
"""The opinion of 2023 (高检发办字〔2023〕187号) is in force from this day."""


@dataclass(frozen=True)
class Answer:
    """What a rule answers, and since when it is violated where a day can be told."""

    verdict: str
    violated_from: str | None = None


# rule, suspect, id of the report that is the root
Key = tuple[str, str | None, str]


def since_new_law(day: Span | None) -> bool | None:
    """Tell whether something happened under the opinion of 2023; nothing where the days lie on both sides."""
    if day is None or day[0] < NEW_LAW <= day[1]:
        return None
    return day[0] >= NEW_LAW


def any_of(*claims: bool | None) -> bool | None:
    """Tell whether one of several claims holds: one true is enough, and only all of them false is a no."""
    if True in claims:
        return True
    return None if None in claims else False


def all_of(*claims: bool | None) -> bool | None:
    """Tell whether every one of several claims holds: one false is enough for a no."""
    if False in claims:
        return False
    return None if None in claims else True


def negated(claim: bool | None) -> bool | None:
    """Return the opposite; of what nobody knows, nobody knows the opposite."""
    return None if claim is None else not claim


def doubted(answer: Answer, doubt: bool) -> Answer:
    """Return the answer, undetermined where it would accuse although something is in doubt."""
    return Answer(UNDETERMINED) if doubt and answer.verdict == FOUND else answer


def in_time(on: date, due: LastDay, done: Sequence[Span | None], silent: Callable[[], bool]) -> Answer:
    """Answer whether what was due was done in time.

    `done` is when it was done, as far as anybody says; `silent` tells whether saying nothing counts. A late act does
    not replace that: it may have been done before as well, and nobody said so.
    """
    if any(one is not None and one[1] <= due.first for one in done) or on <= due.first:
        return Answer(CLEAR)
    if any(one is None or one[0] <= due.latest for one in done) or on <= due.latest:
        return Answer(UNDETERMINED)
    if silent():
        return Answer(FOUND, (due.last + ONE).isoformat())
    return Answer(UNDETERMINED)
