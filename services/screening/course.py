"""The course of one case: what its rules answer at one moment, what became of each finding, when to look again; pure."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from screening import engine, registry
from screening.case_state import CaseState
from screening.casefile import CaseFile, entry_of
from screening.coverage import Missing, Pair
from screening.engine import Answered
from screening.instruments import OPENS_OR_ENDS_A_DUTY
from screening.life import Held, Post, Seen, lived
from screening.quality import evaluating as quality
from screening.quality import life as quality_life
from screening.quality.life import Noted
from screening.roster import Decisions, Roster, pair_of
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text
from zhenxie.record.corrections import ABOUT_MESSAGES
from zhenxie.record.told import Told
from zhenxie.wire import json

# What was done with alerts, and with most instruments, changes nothing in law. That a case was shared with screening begins its
# course here, whatever was recorded of it before; and a ground that changed
# after an alert is looked at by a rule of its own.
_SILENT: Final = ("alert.", "instrument.", "quality.", "agency.", "model.")
_SILENT_TYPES: Final = frozenset({"message.expunged"})
_CLOSING: Final = frozenset({"dismissed", "closed"})
_UNDECIDED: Final = Decisions()
QUALITY: Final = "data_quality"
"""What the remarks on the form of reports are called where rules and models are named."""


def triggers(type_name: str) -> bool:
    """Tell whether a case is looked at again because of an entry of this type."""
    if type_name == "alert.ground_changed" or type_name in OPENS_OR_ENDS_A_DUTY:
        return True
    return not type_name.startswith(_SILENT) and type_name not in _SILENT_TYPES


@dataclass(frozen=True)
class Step:
    """What one look at a case gave: what is remembered from now on, and what the exchange must be told, in order.

    `answered` is what every rule answered, in shadow or not, on the legal day `on`.
    """

    state: CaseState
    posts: tuple[Post, ...]
    on: date
    answered: tuple[Answered, ...] = ()


def step(
    case: CaseFile,
    on: date,
    state: CaseState,
    models: Sequence[SupervisionModel] | None = None,
    decisions: Decisions | None = None,
) -> Step:
    """Look at a case on the legal day `on`, knowing `case` and nothing more.

    A model that fails on this case silences no other one, and neither tells nor takes back anything of its own: what it
    found stays as it stood, and it is asked again on the next day, when it may have been mended.

    What runs in shadow is assessed and never alerted; what is retired is not asked. An alert whose rule no longer alerts
    in any version (demoted, or retired) stays as it was told last: it was told once, the office has it, and neither
    updates nor ends it are told by what is not live. Where another version took its place, that one goes on with it.

    :param decisions: what people decided of the models; by default nothing, and each stands as its code says.
    """
    every = registry.every_model() if models is None else models
    roster = (decisions or _UNDECIDED).roster(every, case.position, on)
    answered, failed = _answered(case, on, roster)
    looked = _Look(case, roster, state, failed, _seen(case, on))
    findings, posts = looked.lives(answered)
    outcomes = [one.outcome for one in answered]
    # Where nothing can alert, as in a backtest, nobody is told what was assessed either, nor of faults of the data.
    assessment = {} if roster.in_shadow else _assessment(case, answered, roster)
    digest = json.digest(assessment).hex() if assessment else ""
    if digest != state.assessed and (answered or state.assessed):
        posts.append(Post("assessments", {**assessment, "evaluated": engine.evaluated(case, on)}))
    decidable = _decidable(case, answered, roster)
    awaits = _awaits(outcomes) | case.unpromised | {pair_of(slug) for slug in decidable}
    days = _agenda(outcomes, on) | {f"@{slug}": roster.pending[slug] for slug in decidable & roster.pending.keys()}
    waiting = days, awaits, frozenset(case.consulted - awaits)
    after = CaseState(findings, *waiting, digest, failed, case.position)
    if not roster.in_shadow:
        # What runs in shadow, as its code says or as somebody decided, asks no agency for anything.
        asking = [one.outcome for one in answered if roster.status(one.model, one.key[0]) == "live"]
        after, remarks = _remarked(case, on, state, after, asking)
        posts += remarks
    return Step(after, tuple(posts), on, tuple(answered))


@dataclass(frozen=True)
class _Look:
    """What the findings of a case are held against at one look."""

    case: CaseFile
    roster: Roster
    state: CaseState
    failed: Mapping[str, str]
    seen: Seen

    def lives(self, answered: Sequence[Answered]) -> tuple[dict[str, Held], list[Post]]:
        """Return how each finding goes on after these answers, and what is to be told of it."""
        findings, posts = dict(self.state.findings), list[Post]()
        live = {
            engine.fingerprint_of(self.case.case_id, one.key): one
            for one in answered
            # What was never found has no life, and nobody asks for its name.
            if (findings or one.outcome.verdict is Verdict.FOUND)
            and self.roster.status(one.model, one.key[0]) == "live"
        }
        for name in sorted(live.keys() | findings.keys()):
            held = findings.get(name)
            seen = self.seen if held is None else self._seen_of(held)
            if seen is None:
                continue
            after, post = self._lived(held, live.get(name), seen)
            if after is not None:
                findings[name] = after
            if post is not None:
                posts.append(post)
        return findings, posts

    def _lived(self, held: Held | None, answered: Answered | None, seen: Seen) -> tuple[Held | None, Post | None]:
        if answered is None or answered.outcome.verdict is not Verdict.FOUND:
            return lived(held, None if answered is None else answered.outcome, {}, seen)
        return lived(held, answered.outcome, engine.body(self.case, answered.model, answered.outcome), seen)

    def _seen_of(self, held: Held) -> Seen | None:
        """Return the circumstances for one finding; None where nothing that alerts, and answers, speaks of it now."""
        speaks = self.roster.alerting(held.body["model"], held.body["rule"])
        if speaks is None or speaks.slug in self.failed:
            return None
        seen = _seen_of(self.seen, self.case, held, since=self.state.looked_at)
        decision = self.roster.decided(speaks)
        if decision is None or held.body["model_version"] == speaks.version:
            return seen
        return replace(seen, replaced_by=str(decision.event_id))


def _decidable(case: CaseFile, answered: Sequence[Answered], roster: Roster) -> set[str]:
    """Return the models of which a decision would change what becomes of this case's answers: those not live, in part."""
    found = {model.slug for model in engine.watching(case, roster.beside)}
    return found | {one.model.slug for one in answered if roster.status(one.model, one.key[0]) != "live"}


def _remarked(
    case: CaseFile, on: date, before: CaseState, after: CaseState, outcomes: Sequence[Outcome]
) -> tuple[CaseState, list[Post]]:
    """Add what is to be remarked on the form of the case's reports; it is no part of any alert or assessment."""
    owed = quality.owed(outcomes, before.owed, on)
    if after.failed:
        # What a model that fails would have asked for is not known; nobody gave it meanwhile.
        owed = {**before.owed, **owed}
    try:
        remarked = quality.evaluate(case, on, owed)
    except Exception as error:  # noqa: BLE001  one of the few places that catch everything; see the house's guard
        # A word that nobody foresaw must keep no alert back: the remarks stay as they stood, and are made tomorrow.
        failed, day = {**after.failed, QUALITY: _place(error)}, on + timedelta(days=1)
        agenda = {**after.agenda, QUALITY: day}
        return replace(after, agenda=agenda, failed=failed, remarks=before.remarks, owed=owed), []
    remarks, news = quality_life.lived(before.remarks, case.case_id, remarked.findings)
    named = {"case_id": str(case.case_id), "case_number": case.number, "evaluated": engine.evaluated(case, on)}
    posts = [
        Post("quality", {**noted.body, **named, **_said(name, noted)}, name, noted.occurrence) for name, noted in news
    ]
    agenda = dict(after.agenda)
    if remarked.look_again_on is not None:
        agenda[QUALITY] = remarked.look_again_on
    return replace(after, agenda=agenda, remarks=remarks, owed=owed), posts


def _said(name: str, noted: Noted) -> dict[str, Any]:
    return {"fingerprint": name, "occurrence": noted.occurrence, "standing": noted.standing}


_FAILED: Final = Missing(
    Text(
        "该规则运行出错，未能判断，须由运维人员处理",
        "the rule failed and could not judge; it is for the operator to mend",
    )
)


def _answered(case: CaseFile, on: date, roster: Roster) -> tuple[list[Answered], dict[str, str]]:
    answered: list[Answered] = []
    failed: dict[str, str] = {}
    for model in engine.watching(case, roster.asked):
        try:
            answered += engine.answers(case, on, model)
        except Exception as error:  # noqa: BLE001  one of the few places that catch everything; see the house's guard
            # One word that nobody foresaw would otherwise stop the alerts of every case, at every start anew. The
            # message could hold what the case says, so only kind and place are kept.
            name = model.slug if roster.is_live(model) else f"{model.slug}@{model.version}"
            failed[name] = _place(error)
            outcomes = [_failed(case, rule, on) for rule in model.rules]
            answered += [Answered(engine.key_of(one), model, one) for one in outcomes]
    # A rule that was retired by itself is asked with its model, and not heard.
    return engine.in_order(one for one in answered if roster.status(one.model, one.key[0]) != "retired"), failed


def _place(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"


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


def _seen_of(seen: Seen, case: CaseFile, held: Held, *, since: int) -> Seen:
    """Return the circumstances for one finding: what was corrected of its grounds since the last look, what was closed."""
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


def _assessment(case: CaseFile, answered: Sequence[Answered], roster: Roster) -> dict[str, Any]:
    return {
        "case_id": str(case.case_id),
        "case_number": case.number,
        "outcomes": [_assessed(one, roster) for one in answered],
    }


def _assessed(answered: Answered, roster: Roster) -> dict[str, Any]:
    key, model, outcome = answered
    return {
        "rule": outcome.rule.code,
        "model": model.slug,
        "model_version": model.version,
        "suspect_ref": outcome.suspect_ref,
        "root": key[2],
        "verdict": outcome.verdict.value,
        "shadow": roster.status(model, key[0]) != "live",
        "missing": [one.as_json() for one in outcome.missing],
        "notice": None if outcome.notice is None else outcome.notice.as_json(),
        "look_again_on": None if outcome.look_again_on is None else outcome.look_again_on.isoformat(),
    }
