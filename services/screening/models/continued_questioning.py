"""继续盘问时限 (D02): 12 hours, extended to 24 and to 48 one step at a time (CQ04 11, 17; POL12 9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of, in_chinese
from screening.coverage import Missing
from screening.models.custody_rules import in_force
from screening.models.hour_bounds import HoursDue, hours_due
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.wording import Text

D02: Final = Rule(
    code="D02",
    title=Text("继续盘问超过时限", "Questioning continued beyond its hours"),
    articles=("CQ04 11", "CQ04 17", "POL12 9"),
    severity="high",
    suggested_instrument="investigation_supervision_notice",
)
_QUESTIONED: Final = "suspect.questioning_continued"


class ContinuedQuestioning(SupervisionModel):
    """Continued questioning before a case is filed."""

    slug = "continued_questioning"
    version = "1"
    title = Text("继续盘问监督模型", "Continued questioning")
    rules = (D02,)
    watches = frozenset({_QUESTIONED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield D02 for each continued questioning; nothing where it is older than the rule of 2004."""
        for asked in case.of_type(_QUESTIONED):
            begun = asked.data.get("from_at") or asked.occurred
            days = days_of(begun)
            number = None if days is None else in_force(self.parameters, "questioning_hours", days)
            if begun is None:
                clear = Outcome(rule=D02, verdict=Verdict.CLEAR, root=asked.entry, suspect_ref=asked.suspect_ref)
                yield _open(clear, asked, Text("带回时间未报送", "when he was brought in is not stated"))
            elif number is not None:
                yield _of(asked, on, begun, number)


def _of(asked: Event, on: date, begun: str, number: Number) -> Outcome:
    clear = Outcome(rule=D02, verdict=Verdict.CLEAR, root=asked.entry, suspect_ref=asked.suspect_ref)
    allowed, ended = asked.data.get("hours_allowed"), asked.data.get("ended_at")
    step = None if allowed is None else next(one for one in number.value if allowed <= one)
    late = _extended_late(asked, begun, number, step)
    if late is not None:
        text = Text("前一时限届满后才批准延长", "the extension was approved when the hours before it were over")
        return _found(clear, asked, begun, (number, late), text)
    # Who does not say how long was allowed may have had the longest, or only the first.
    surely = hours_due(begun, number.value[0] if allowed is None else allowed, law=number.law)
    longest = surely if allowed is not None else hours_due(begun, number.value[-1], law=number.law)
    if ended is None:
        if on < surely.over:
            return replace(clear, look_again_on=surely.over)
        return _open(clear, asked, Text("继续盘问的结束时间未报送", "when it ended is not stated"))
    if surely.kept(ended) is True:
        return clear
    if longest.kept(ended) is False:
        text = Text(f"至{in_chinese(ended)}才结束", f"it ended only at {ended}")
        return _found(clear, asked, begun, (number, longest), text)
    return _open(
        clear,
        asked,
        Text("批准的时限或者结束的时刻不明", "how long was allowed, or the hour of the end, is not stated"),
    )


def _extended_late(asked: Event, begun: str, number: Number, step: int | None) -> HoursDue | None:
    """Return the hours that were over when the extension to the allowed step was approved; None where it was not late."""
    approved = asked.data.get("extension_approved_at")
    place = 0 if step is None else number.value.index(step)
    if approved is None or place == 0:
        return None
    before = hours_due(begun, number.value[place - 1], law=number.law)
    return before if before.kept(approved) is False else None


def _found(clear: Outcome, asked: Event, begun: str, over: tuple[Number, HoursDue], text: Text) -> Outcome:
    number, due = over
    ended = days_of(asked.data.get("ended_at"))
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{asked.suspect_ref}于{in_chinese(begun)}被带回继续盘问，{text.chinese}",
            f"{asked.suspect_ref} was brought in for questioning at {begun}; {text.english}",
        ),
        grounds=(
            Ground(Text("继续盘问", "the questioning"), entry=asked.entry),
            *(by_law(number, step) for step in due.last.steps),
        ),
        violated_from=due.violated_from,
        ended_on=None if ended is None else ended.last,
        remedied=ended is not None,
    )


def _open(clear: Outcome, asked: Event, text: Text) -> Outcome:
    return replace(clear, verdict=Verdict.UNDETERMINED, missing=(Missing(text, asked.type, asked.entry.source),))
