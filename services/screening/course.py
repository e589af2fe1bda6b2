"""The course of one case: what its rules answer at one moment, what became of each finding, when to look again; pure."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from screening import engine
from screening.casefile import CaseFile, entry_of
from screening.coverage import Missing, Pair
from screening.engine import Answered
from screening.instruments import OPENS_OR_ENDS_A_DUTY
from screening.life import Held, Post, Seen, lived
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text
from zhenxie.record.corrections import ABOUT_MESSAGES
from zhenxie.record.told import Told
from zhenxie.wire import json

# What was done with alerts, and with most instruments, changes nothing in law. That a case was shared with screening begins its
# course here, whatever was recorded of it before; and a ground that changed
# after an alert is looked at by a rule of its own.
_SILENT: Final = ("alert.", "instrument.", "quality.", "agency.")
_SILENT_TYPES: Final = frozenset({"message.expunged"})
_CLOSING: Final = frozenset({"dismissed", "closed"})


def triggers(type_name: str) -> bool:
    """Tell whether a case is looked at again because of an entry of this type."""
    if type_name == "alert.ground_changed" or type_name in OPENS_OR_ENDS_A_DUTY:
        return True
    return not type_name.startswith(_SILENT) and type_name not in _SILENT_TYPES


@dataclass(frozen=True)
class CaseState:
    """What is remembered of a case between two looks.

    `findings` by fingerprint; `agenda`: by rule code, the first day on which time alone could change its answer;
    `awaits`: agencies and event types of which any new promise could; `rests_on`: those of which only a lesser one
    could, for their silence counts already; `assessed`: digest of what was last assessed; `failed`: by
    slug, where a model failed at the last look; `looked_at`: the position up to which the case was known then.
    """

    findings: Mapping[str, Held] = field(default_factory=dict)
    agenda: Mapping[str, date] = field(default_factory=dict)
    awaits: frozenset[Pair] = frozenset()
    rests_on: frozenset[Pair] = frozenset()
    assessed: str = ""
    failed: Mapping[str, str] = field(default_factory=dict)
    looked_at: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the findings and what was assessed as JSON values; agenda and awaited coverage are rows of their own."""
        findings = {name: asdict(held) for name, held in self.findings.items()}
        rest = {"assessed": self.assessed, "failed": dict(self.failed), "looked_at": self.looked_at}
        return {"findings": findings, **rest}

    @classmethod
    def of_json(
        cls,
        values: Mapping[str, Any],
        agenda: Mapping[str, date] | None = None,
        awaits: frozenset[Pair] = frozenset(),
        rests_on: frozenset[Pair] = frozenset(),
    ) -> "CaseState":
        """Return the state that :meth:`to_json` wrote, with the rows that stand beside it."""
        findings = {name: Held(**held) for name, held in values["findings"].items()}
        rest = {name: values[name] for name in ("assessed", "failed", "looked_at")}
        return cls(findings, dict(agenda or {}), awaits, rests_on, **rest)


@dataclass(frozen=True)
class Step:
    """What one look at a case gave: what is remembered from now on, and what the exchange must be told, in order."""

    state: CaseState
    posts: tuple[Post, ...]


def step(case: CaseFile, on: date, state: CaseState, models: Sequence[SupervisionModel] | None = None) -> Step:
    """Look at a case on the legal day `on`, knowing `case` and nothing more.

    A model that fails on this case silences no other one, and neither tells nor takes back anything of its own: what it
    found stays as it stood, and it is asked again on the next day, when it may have been mended.
    """
    answered, failed = _answered(case, on, models)
    findings, posts = dict(state.findings), []
    seen = _seen(case, on)
    live = {
        engine.fingerprint_of(case.case_id, one.key): (one.model, one.outcome)
        for one in answered
        # What was never found has no life, and nobody asks for its name.
        if not one.outcome.rule.shadow and (findings or one.outcome.verdict is Verdict.FOUND)
    }
    for name in sorted(live.keys() | findings.keys()):
        model, outcome = live.get(name, (None, None))
        held = findings.get(name)
        if held is not None and held.body["model"] in failed:
            continue
        found = outcome is not None and outcome.verdict is Verdict.FOUND
        body = engine.body(case, model, outcome) if found and model and outcome else {}
        after, post = lived(held, outcome, body, _seen_of(seen, case, held, since=state.looked_at))
        if after is not None:
            findings[name] = after
        if post is not None:
            posts.append(post)
    outcomes = [one.outcome for one in answered]
    assessment = _assessment(case, answered)
    digest = json.digest(assessment).hex()
    if digest != state.assessed and (answered or state.assessed):
        posts.append(Post("assessments", {**assessment, "evaluated": engine.evaluated(case, on)}))
    awaits = _awaits(outcomes) | case.unpromised
    waiting = _agenda(outcomes, on), awaits, frozenset(case.consulted - awaits)
    return Step(CaseState(findings, *waiting, digest, failed, case.position), tuple(posts))


_FAILED: Final = Missing(
    Text(
        "该规则运行出错，未能判断，须由运维人员处理",
        "the rule failed and could not judge; it is for the operator to mend",
    )
)


def _answered(
    case: CaseFile, on: date, models: Sequence[SupervisionModel] | None
) -> tuple[list[Answered], dict[str, str]]:
    answered: list[Answered] = []
    failed: dict[str, str] = {}
    for model in engine.watching(case, models):
        try:
            answered += engine.answers(case, on, model)
        except Exception as error:  # noqa: BLE001  one of the few places that catch everything; see the house's guard
            # One word that nobody foresaw would otherwise stop the alerts of every case, at every start anew. The
            # message could hold what the case says, so only kind and place are kept.
            place = traceback.extract_tb(error.__traceback__)[-1]
            failed[model.slug] = f"{type(error).__name__} in {place.name}, line {place.lineno}"
            outcomes = [_failed(case, rule, on) for rule in model.rules]
            answered += [Answered(engine.key_of(one), model, one) for one in outcomes]
    return engine.in_order(answered), failed


def _failed(case: CaseFile, rule: Rule, on: date) -> Outcome:
    return Outcome(
        rule=rule,
        verdict=Verdict.UNDETERMINED,
        root=entry_of(case.told[0]),
        missing=(_FAILED,),
        look_again_on=on + timedelta(days=1),
    )


def _seen(case: CaseFile, on: date) -> Seen:
    spoken = [one for one in case.told if triggers(one.type)]
    last = max(spoken or case.told, key=lambda one: one.position)
    return Seen(engine.evaluated(case, on), str(last.event_id), corrected=False)


def _seen_of(seen: Seen, case: CaseFile, held: Held | None, *, since: int) -> Seen:
    """Return the circumstances for one finding: what was corrected of its grounds since the last look, what was closed."""
    if held is None:
        return seen
    grounds = set(held.body["grounds"])
    corrections = [
        one for one in case.told if one.type in ABOUT_MESSAGES and one.position > since and str(one.corrects) in grounds
    ]
    closed = [one.position for one in case.told if _closes(one, held.body["fingerprint"], held.occurrence)]
    prompted_by = str(corrections[-1].event_id) if corrections else seen.prompted_by
    return Seen(seen.evaluated, prompted_by, bool(corrections), max(closed, default=None))


def _closes(one: Told, fingerprint: str, occurrence: int) -> bool:
    if one.type != "alert.reviewed":
        return False
    said = one.payload.get("data") or {}
    return (
        said.get("fingerprint") == fingerprint and said.get("occurrence") == occurrence and said.get("step") in _CLOSING
    )


def _agenda(outcomes: Sequence[Outcome], on: date) -> dict[str, date]:
    found: dict[str, date] = {}
    for one in outcomes:
        # A day that has come is never asked for again: what time alone decides was decided today.
        if one.look_again_on is not None and one.look_again_on > on:
            found[one.rule.code] = min(found.get(one.rule.code, one.look_again_on), one.look_again_on)
    return found


def _awaits(outcomes: Sequence[Outcome]) -> frozenset[Pair]:
    return frozenset(
        (missing.owed_by, missing.event_type)
        for one in outcomes
        for missing in one.missing
        if missing.owed_by is not None and missing.event_type is not None
    )


def _assessment(case: CaseFile, answered: Sequence[Answered]) -> dict[str, Any]:
    return {
        "case_id": str(case.case_id),
        "case_number": case.number,
        "outcomes": [_assessed(*one) for one in answered],
    }


def _assessed(key: engine.Key, model: SupervisionModel, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule.code,
        "model": model.slug,
        "model_version": model.version,
        "suspect_ref": outcome.suspect_ref,
        "root": key[2],
        "verdict": outcome.verdict.value,
        "shadow": outcome.rule.shadow,
        "missing": [one.as_json() for one in outcome.missing],
        "notice": None if outcome.notice is None else outcome.notice.as_json(),
        "look_again_on": None if outcome.look_again_on is None else outcome.look_again_on.isoformat(),
    }
