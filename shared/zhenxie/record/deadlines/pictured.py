"""Whether the time to decide on a filing (D23 to D25) still runs, as the picture of a case alone shows it; pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from zhenxie.record.deadlines import filing
from zhenxie.record.deadlines.history import History
from zhenxie.record.deadlines.judging import State, judged
from zhenxie.record.picture import Picture
from zhenxie.record.told import Told

_OF_THE_DECISION: Final = frozenset({"D23", "D24", "D25"})
_RUNNING: Final = (State.RUNNING, State.AMBER)
# The rules of these deadlines ask for no moment of record: a picture holds none.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def review_runs(picture: Picture, on: date) -> bool:
    """Tell whether by every reading the police still have time to decide, on a legal day, whether they file.

    That it is over is not said here: the decision may have been made and not reported (domain 14.1; decision 0019).
    """
    reviews = [one for one in filing.opened(History(_told(picture))) if one.period.deadline in _OF_THE_DECISION]
    # Taken in again after a decision, it is the last review that runs.
    return bool(reviews) and judged(reviews[-1], on).state in _RUNNING


def _told(picture: Picture) -> Iterator[Told]:
    # What is told of persons decides nothing here, and a large case holds thousands of it.
    for place, one in enumerate(one for one in picture.steps if one.type.startswith("case.")):
        payload = {"occurred": one.occurred, "stage": one.stage.value, "suspect_ref": one.suspect_ref}
        yield Told(place, UUID(int=place), _NEVER, one.source, one.type, {**payload, "data": one.details})
