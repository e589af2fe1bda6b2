"""When an instrument may issue: what the law asks before it, checked before the draft and once more before it leaves."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.ground import PURPOSES, Fact, Ground, every, no, some
from zhenxie.law.instruments.periods import reminder_from
from zhenxie.law.wording import Text


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that is not fulfilled: the instrument may not issue."""

    code: str
    text: Text
    law: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A condition of which nobody says whether it is fulfilled: a person may go on, and says why."""

    code: str
    text: Text
    law: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands in the way of an instrument, and what is not known."""

    unmet: Sequence[Unmet]
    unknown: Sequence[Unknown]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.unmet

    @property
    def needs_a_reason(self) -> bool:
        """Whether a person must say why it issues although something is not known (domain 14.1)."""
        return bool(self.unknown)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a kind: its code, what is said where it fails, and the article that asks for it."""

    code: str
    text: Text
    law: str


@cache
def conditions() -> Mapping[str, Sequence[Condition]]:
    """Return what each kind asks for, by its code."""
    text = (files(__package__) / "conditions.toml").read_text(encoding="utf-8")
    return {
        kind: tuple(Condition(one["code"], Text(*one["text"]), one["law"]) for one in stated)
        for kind, stated in tomllib.loads(text).items()
    }


def check(code: str, ground: Ground) -> Checked:
    """Return what the law asks before an instrument of a kind that the ground does not fulfil, or does not know.

    :raises UnknownKind: the catalogue holds no such kind.
    """
    unmet: list[Unmet] = []
    unknown: list[Unknown] = []
    for one in conditions()[kind_of(code).code]:
        fulfilled = HOLDS[one.code](ground)
        if fulfilled is None:
            unknown.append(Unknown(one.code, one.text, one.law))
        elif not fulfilled:
            unmet.append(Unmet(one.code, one.text, one.law))
    return Checked(tuple(unmet), tuple(unknown))


def _violated(ground: Ground) -> Fact:
    # A finding, or an instrument that nothing came to; an order may have been obeyed, and nobody reported it.
    found = bool(ground.rule or ground.violations)
    return some(found, *(one.is_silent_on(ground.day) for one in ground.earlier))


def _decided_so(ground: Ground) -> Fact:
    # The office's own decisions live in other systems too: one that nobody reported is not denied (domain 14.1).
    if ground.occasion is None:
        return bool(ground.decisions)
    return True if ground.occasion in ground.decisions else None


def _unexplained(ground: Ground, kind: str) -> Fact:
    """Return whether reasons were asked for, and do not hold or were not given in time (RULE 561)."""
    asked = ground.of_kind(kind)
    return some(*(one.is_silent_on(ground.day) for one in asked), *(one.reasons_hold is False for one in asked))


def _to_be_filed(ground: Ground) -> Fact:
    # RULE 562: asked why no decision was made, the police need not have answered where the file shows a crime.
    asked = any(one.served_on is not None for one in ground.of_kind("request_reason_overdue"))
    return some(_unexplained(ground, "request_reason_not_filing"), asked)


def _long_filed(ground: Ground) -> Fact:
    first = None if ground.filed_on is None else reminder_from(ground.filed_on)
    return None if first is None else first <= ground.day


def _widespread(ground: Ground) -> Fact:
    similar = None if ground.similar_cases is None else ground.similar_cases >= ground.class_case_minimum
    return some(ground.management_gap, similar)


HOLDS: Final[Mapping[str, Callable[[Ground], Fact]]] = MappingProxyType(
    {
        "no_violation_stated": _violated,
        "already_filed": lambda one: no(one.filed),
        "not_filed": lambda one: one.filed,
        "already_withdrawn": lambda one: no(one.withdrawn),
        "still_under_review": lambda one: some(one.filing_refused, one.decision_overdue, one.penalized_instead),
        "no_ground_of_rule_559": lambda one: one.purpose in PURPOSES,
        "arrest_requested": lambda one: no(one.arrest_requested),
        "sent_for_prosecution": lambda one: no(one.sent_for_prosecution),
        "not_overdue": lambda one: one.decision_overdue,
        "nobody_complained": lambda one: one.complained,
        "already_decided": lambda one: every(no(one.filed), no(one.filing_refused)),
        "reasons_for_not_filing_stand": _to_be_filed,
        "reasons_for_filing_stand": lambda one: _unexplained(one, "request_reason_filing"),
        "not_a_supervised_filing": lambda one: one.supervised_filing,
        "concluded": lambda one: no(one.concluded),
        "three_months_not_over": _long_filed,
        "not_widespread": _widespread,
        "no_ground_of_an_opinion": lambda one: some(one.not_prosecuted, one.referral_withheld),
        "not_in_custody": lambda one: one.in_custody,
        "not_arrested": lambda one: one.arrested,
        "own_stage": lambda one: None if one.stage is None else one.stage != "prosecution",
        "no_occasion": _decided_so,
        "no_arrest_case": lambda one: one.arrest_requested,
        "already_arrested": lambda one: no(one.arrested),
        "not_sent_for_prosecution": lambda one: one.sent_for_prosecution,
        "not_under_examination": lambda one: some(one.arrest_requested, one.sent_for_prosecution),
        "no_objection": lambda one: one.objection_running,
    }
)
"""Whether each condition is fulfilled, by the code of what stands in the way where it is not."""
