"""The time to decide on filing (立案审查期限): from the intake on, with the extensions that came in time; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.duties import Duty, answer, latest_of
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Outcome, Rule, Verdict, by_law
from zhenxie.law.periods import Due, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

EXTENDED = "case.filing_review_extended"
DECIDED = ("case.filed", "case.filing_refused", "case.transferred_out")


@dataclass(frozen=True, kw_only=True)
class Review:
    """What is asked of one intake: by which rule, within which days, and what else must be known for an answer.

    `number` holds days, the ordinary ones first; `by_ground` says which of them an extension on a ground gives, where
    it names no day itself; `otherwise` which one any other ground that is read gives, None where it gives none that is
    known. `start` are the days on one of which it was taken in.
    """

    rule: Rule
    received: Event
    start: Days
    number: Number
    by_ground: Mapping[str, int] = field(default_factory=dict)
    otherwise: int | None = None
    doubts: tuple[Missing, ...] = ()
    decided: Sequence[str] = DECIDED
    silent_too: tuple[str, ...] = ()


def taken_in(received: Event) -> Days | None:
    """Return the days of an intake: a referral (行政执法机关移送) is taken in when the police receive it."""
    return days_of(received.data.get("received_at")) if received.type == "case.referred" else received.days


def not_taken_in(rule: Rule, received: Event) -> Outcome:
    """Return the answer where nobody says when the police took the case in."""
    text = Text("公安机关接受案件的时间未报送", "when the police took the case in is not stated")
    gap = (Missing(text, received.type, received.entry.source),)
    return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=received.entry, missing=gap)


def reviewed(case: CaseFile, on: date, review: Review) -> Outcome:
    """Return whether a decision came in time after an intake."""
    start = review.start
    first, _, _ = _limit(case, start.first, review, surely=True)
    last, latest, doubts = _limit(case, start.last, review, surely=False)
    duty = Duty(
        rule=review.rule,
        root=review.received.entry,
        due=Days(first.day, last.day),
        latest=latest,
        since=start.first,
        silent=(*review.decided, EXTENDED, *review.silent_too),
        owed_by=case.police,
        finding=Text(
            f"于{review.received.when}接受案件，至{last.day}未作出立案或者不立案决定",
            f"received on {review.received.occurred}; no decision on filing by {last.day}",
        ),
        grounds=tuple(by_law(review.number, step) for step in last.steps),
        acts=case.of_type(*review.decided),
        doubts=(*doubts, *review.doubts),
        late_needs_silence=True,
    )
    return answer(case, on, duty)


def _limit(case: CaseFile, start: date, review: Review, *, surely: bool) -> tuple[Due, date, tuple[Missing, ...]]:
    """Return the last day to decide, and the latest that it can be; an extension counts only if it came in time."""
    longest = _days_after(start, review.number.value[0], review.number)
    doubts: tuple[Missing, ...] = ()
    for one in case.of_type(EXTENDED):
        given = None if one.days is None else one.days.last if surely else one.days.first
        if (given is None and surely) or (given is not None and given > longest.day):
            continue
        days = _allowed(one, start, review)
        if days is None:
            text = Text(
                "延长理由未报送，延长后的期限不明", "the ground, and so the length, of the extension is not stated"
            )
            doubts = (Missing(text, EXTENDED, one.entry.source),)
            continue
        longest = max(longest, _days_after(start, days, review.number), key=lambda due: due.day)
    return longest, latest_of(longest), doubts


def _allowed(extended: Event, start: date, review: Review) -> int | None:
    """Return how many days an extension lets the decision take in all; None where that is not known."""
    stated, ground = extended.data.get("new_limit"), word(extended.data.get("ground"))
    if stated is not None:
        return (date.fromisoformat(stated) - start).days
    which = None if ground is None else review.by_ground.get(ground, review.otherwise)
    return None if which is None else int(review.number.value[which])


def _days_after(start: date, days: int, number: Number) -> Due:
    return days_after(start, days, law=number.law, rolls=True)
