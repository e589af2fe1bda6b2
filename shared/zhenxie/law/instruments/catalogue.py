"""The catalogue of supervision instruments (监督文书): seventeen kinds, what each asks for and by which articles."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from zhenxie.law.wording import Text

ApprovedBy = Literal["prosecutor", "approver", "chief"]
"""Who may approve: another prosecutor (检察官), the head of the office (办公室负责人), the chief procurator (检察长)."""
ReplyMode = Literal["period", "at_once", "set_in_notice", "none"]
Objection = Literal["reconsideration", "review", "re_examination"]
"""复议, 复核, 复查."""

APPROVERS: Final[Sequence[ApprovedBy]] = ("prosecutor", "approver", "chief")
"""From the lowest level to the highest: whoever is higher may approve what a lower one may."""

DECISION_COPIES: Final = frozenset({"filing_decision_copy", "withdrawal_decision_copy"})
"""Answers that are copies of a decision to file or to withdraw."""


class UnknownKind(LookupError):
    """The catalogue holds no such kind of instrument."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What answer an instrument asks for, and by when.

    `period` is the key of the table of deadlines; `default_days` what a notice is given that sets its own days, as a
    proposal. `exact`: only an answer that the catalogue names answers it; else every written reply does.
    `may_be_shortened`: the document may set an earlier day than the law does. `law` is where the days it sets stand.
    """

    mode: ReplyMode
    period: str | None = None
    default_days: int | None = None
    exact: bool = False
    may_be_shortened: bool = False
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows where nothing comes: another kind; `must` where the law says 应当.

    `any_form`: the law asks for a correction (纠正意见) without saying in which form (RULE 562, 581).
    """

    then: str
    must: bool
    law: str
    any_form: bool = False


@dataclass(frozen=True, slots=True)
class EscalationGround:
    """On what ground the upper procuratorate is told, from which states, and whether somebody was urged before.

    `about_custody`: only of an instrument about custody beyond its time (RULE 618, 619).

    Without states (`from_states` empty) what counts is what happened before: a re-examination that upheld (RULE 554).
    """

    ground: str
    law: str
    must: bool
    from_states: Sequence[str]
    urged: bool = False
    about_custody: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of instrument.

    `matter_word` is the default word of its number (文号字), empty where it has none. `judged`: the office finds whether
    it was adopted (采纳). `marks` holds, for single fields, how sure they are where that is less than `mark`.
    """

    code: str
    name: Text
    matter_word: str
    approved_by: ApprovedBy
    four_eyes: bool
    numbered: bool
    addressees: Sequence[str]
    reply: Reply
    answers: Sequence[str]
    judged: bool
    followed_up: bool
    if_not: Sequence[Consequence]
    escalation: Sequence[EscalationGround]
    objections: Sequence[Objection]
    articles: Sequence[str]
    since: date
    mark: str
    marks: Mapping[str, str]

    @property
    def expects_a_reply(self) -> bool:
        """Whether the addressee owes an answer."""
        return self.reply.mode != "none"

    def may_be_approved_by(self, level: ApprovedBy) -> bool:
        """Tell whether somebody of this level may approve it."""
        return APPROVERS.index(level) >= APPROVERS.index(self.approved_by)

    def is_answered_by(self, answer: str | None) -> bool:
        """Tell whether a reply is the answer that it asks for, such as a copy of the decision to file (RULE 563).

        Where any written reply answers it, a copy of a decision answers only what asks for that decision.
        """
        return answer in self.answers or not (self.reply.exact or answer in DECISION_COPIES)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its code, in the order of the catalogue (domain 7.1)."""
    text = (files(__package__) / "catalogue.toml").read_text(encoding="utf-8")
    return {code: _kind(code, table) for code, table in tomllib.loads(text).items()}


def kind_of(code: str) -> Kind:
    """Return one kind by its code, such as `order_to_file`.

    :raises UnknownKind: there is none.
    """
    try:
        return kinds()[code]
    except KeyError:
        raise UnknownKind(code) from None


def _kind(code: str, table: Mapping[str, Any]) -> Kind:
    plain = {
        name: value
        for name, value in table.items()
        if name not in {"name", "reply", "if_not", "escalation", "addressees", "answers", "objections", "articles"}
    }
    return Kind(
        code=code,
        name=Text(*table["name"]),
        reply=Reply(**table["reply"]),
        if_not=tuple(Consequence(**one) for one in table["if_not"]),
        escalation=tuple(_ground(one) for one in table["escalation"]),
        addressees=tuple(table["addressees"]),
        answers=tuple(table["answers"]),
        objections=tuple(table["objections"]),
        articles=tuple(table["articles"]),
        **plain,
    )


def _ground(table: Mapping[str, Any]) -> EscalationGround:
    return EscalationGround(
        ground=table["ground"],
        law=table["law"],
        must=table["must"],
        from_states=tuple(table["from"]),
        urged=table.get("urged", False),
        about_custody=table.get("about_custody", False),
    )
