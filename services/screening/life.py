"""How a finding lives: raised, in doubt, ended, remedied, withdrawn, its ground changed, found again; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from screening.rulebook import Outcome, Verdict
from zhenxie.wire import json

Standing = Literal["stands", "in_doubt", "ended", "remedied", "withdrawn", "ground_changed"]
Kind = Literal["report", "remedy", "withdrawal", "ground_change", "assessments", "quality"]


@dataclass(frozen=True)
class Post:
    """Something to tell the exchange: an alert, its end, what is undetermined of a case, or a remark for a sender."""

    kind: Kind
    body: Mapping[str, Any]
    fingerprint: str = ""
    occurrence: int = 0


@dataclass(frozen=True)
class Held:
    """What is remembered of a finding: its present occurrence and standing, and the body as the exchange has it.

    `raised_at` and `left_at` are positions: where this occurrence was first found, and where the rule last answered
    something else. `remedied` is whether the body already tells of a remedy.
    """

    occurrence: int
    standing: Standing
    body: Mapping[str, Any]
    raised_at: int
    left_at: int | None = None
    remedied: bool = False


@dataclass(frozen=True)
class Seen:
    """The circumstances of an answer: what was known and which day it was, and what the office had said until then.

    `prompted_by` is the event last told of the case, or the correction, told since the last look, of what the finding
    rests on; `corrected` says whether there is one. `dismissed_at` is the position at which the office dismissed or
    closed this occurrence, None if it did not. `replaced_by` is the decision (its event) that put another version of the
    model in the place of the one whose finding this is.
    """

    evaluated: Mapping[str, Any]
    prompted_by: str
    corrected: bool
    dismissed_at: int | None = None
    replaced_by: str | None = None

    @property
    def position(self) -> int:
        """The position up to which the case was known."""
        position: int = self.evaluated["position"]
        return position


def lived(
    held: Held | None, outcome: Outcome | None, body: Mapping[str, Any], seen: Seen
) -> tuple[Held | None, Post | None]:
    """Return what is remembered of a finding after an answer, and what the exchange must be told, if anything.

    A remedy ends a finding: it stays true that it happened. A correction of what it rests on, which shows that the
    ground never existed, withdraws it. Whatever else makes it vanish once it was alerted, a correction that cures or a
    report that came afterwards, only changes its ground, for a person to close: nothing that is reported later may take
    an alert away by itself. What is missing puts it in doubt (domain 14.6). Found again after it was withdrawn, or after the office
    closed it and the rule had answered otherwise since, it is the next occurrence (architecture, screening).

    :param outcome: None when the rule no longer speaks of this act.
    :param body: the alert as the law decides it; not looked at unless found.
    """
    if outcome is not None and outcome.verdict is Verdict.FOUND:
        return _found(held, outcome, body, seen)
    if held is None:
        return None, None
    left = replace(held, left_at=seen.position)
    if held.standing in ("withdrawn", "ground_changed"):
        return left, None
    if outcome is not None and outcome.verdict is Verdict.UNDETERMINED:
        return _in_doubt(left, outcome, seen)
    cured_by = None if outcome is None else outcome.cured_by
    if cured_by is None and seen.corrected and seen.replaced_by is None:
        return _ended(left, "withdrawn", "withdrawal", seen, prompted_by=seen.prompted_by)
    prompted_by = seen.prompted_by if cured_by is None else str(cured_by.event_id)
    return _ended(left, "ground_changed", "ground_change", seen, prompted_by=prompted_by)


def _found(held: Held | None, outcome: Outcome, body: Mapping[str, Any], seen: Seen) -> tuple[Held, Post | None]:
    standing: Standing = "stands" if outcome.ended_on is None else "ended"
    if held is None or _begins_anew(held, seen):
        occurrence = 1 if held is None else held.occurrence + 1
        new = Held(occurrence, standing, body, seen.position, remedied=outcome.remedied)
        return new, _report(new, seen)
    over_when_raised = held.remedied and held.standing == "ended"
    if outcome.remedied and not over_when_raised and not (held.remedied and _says(held.body) == _says(body)):
        after = replace(held, standing="remedied", body=body, remedied=True)
        said = {"on": body["ended_on"], "ended_on": body["ended_on"], "reason": "complied"}
        return after, _end(after, "remedy", seen, prompted_by=seen.prompted_by, said=said)
    if held.remedied and outcome.remedied and not over_when_raised:
        return held, None
    # Who made good before there was an alert did not answer it: other words of the finding change nothing in that.
    after = replace(held, standing=standing, body=body, remedied=outcome.remedied)
    if held.standing == standing and _says(held.body) == _says(body):
        return held, None
    return after, _report(after, seen)


def _begins_anew(held: Held, seen: Seen) -> bool:
    if held.standing == "withdrawn":
        return True
    return seen.dismissed_at is not None and held.left_at is not None and held.left_at > seen.dismissed_at


def _in_doubt(left: Held, outcome: Outcome, seen: Seen) -> tuple[Held, Post | None]:
    # What was found stays readable; beside it stands what is missing now.
    body = {**left.body, "missing": [one.as_json() for one in outcome.missing]}
    if left.standing == "in_doubt" and _says(left.body) == _says(body):
        return left, None
    after = replace(left, standing="in_doubt", body=body, remedied=False)
    return after, _report(after, seen)


def _ended(left: Held, standing: Standing, kind: Kind, seen: Seen, *, prompted_by: str) -> tuple[Held, Post]:
    after = replace(left, standing=standing)
    if seen.replaced_by is not None:
        return after, _end(after, kind, seen, prompted_by=seen.replaced_by, said=_REPLACED)
    reason = "correction" if seen.corrected else "new_fact"
    return after, _end(after, kind, seen, prompted_by=prompted_by, said={"reason": reason})


def _report(held: Held, seen: Seen) -> Post:
    body = {**held.body, "occurrence": held.occurrence, "standing": held.standing, "evaluated": seen.evaluated}
    return Post("report", body, held.body["fingerprint"], held.occurrence)


_EXPLAINED: Mapping[str, tuple[str, str]] = {
    "remedy": ("违法情形已由应当履行职责的机关自行纠正", "the violation was made good by what was owed"),
    "withdrawal": (
        "经更正查明，认定违法的依据自始不存在",
        "a correction shows that the ground never existed",
    ),
    "ground_change": (
        "预警产生后的更正或者补报使违法情形不再显示，须由检察人员审查后处理",
        "a correction or a late report cures what was found; only a person may close it",
    ),
}


_REPLACED: Mapping[str, Any] = {
    "reason": "model_replaced",
    "explanation": {
        "chinese": "经决定改用监督模型的另一版本，该版本未认定此违法情形，须由检察人员审查后处理",
        "english": "another version of the model was put in its place and does not find it; only a person may close it",
    },
}


def _end(held: Held, kind: Kind, seen: Seen, *, prompted_by: str, said: Mapping[str, Any]) -> Post:
    chinese, english = _EXPLAINED[kind]
    body: dict[str, Any] = {
        "on": None,
        "ended_on": None,
        "prompted_by": prompted_by,
        "explanation": {"chinese": chinese, "english": english},
        "evaluated": seen.evaluated,
        **said,
    }
    if kind == "remedy":
        body["body"] = {**held.body, "occurrence": held.occurrence, "standing": "ended", "evaluated": seen.evaluated}
    fingerprint: str = held.body["fingerprint"]
    stamp = json.digest([kind, fingerprint, held.occurrence, dict(seen.evaluated)]).hex()
    # The same end of the same occurrence, told again after a rebuild, bears the same id.
    body["message_id"] = f"screening-{stamp[:40]}"
    return Post(kind, body, fingerprint, held.occurrence)


def _says(body: Mapping[str, Any]) -> bytes:
    return json.digest(dict(body))
