"""Which instruments the office must (应当) issue, and which it may: proposals for a person, never an act by themselves."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from zhenxie.law.articles import cite
from zhenxie.law.instruments.catalogue import kind_of, kinds
from zhenxie.law.instruments.ground import Earlier, Ground, every, no
from zhenxie.law.instruments.preconditions import Checked, check
from zhenxie.law.wording import Text


@dataclass(frozen=True, slots=True)
class Must:
    """An instrument that the law makes the office issue: by which article, and why here.

    `any_form`: the law asks for a correction (纠正意见) and leaves open whether by word of mouth or in writing.
    """

    instrument: str
    law: str
    why: Text
    any_form: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What must follow the finding of a rule of a screening model."""

    rules: Sequence[str]
    must: Must


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of instrument as it could issue on a ground: what stands in its way, and whether it must."""

    instrument: str
    checked: Checked
    musts: Sequence[Must]


@cache
def duties() -> Sequence[Duty]:
    """Return what must follow which finding, as the file states it."""
    text = (files(__package__) / "duties.toml").read_text(encoding="utf-8")
    return tuple(
        Duty(tuple(one["rules"]), Must(one["instrument"], one["law"], Text(*one["text"]), one["any_form"]))
        for one in tomllib.loads(text)["duty"]
    )


def rules_about_custody() -> frozenset[str]:
    """Return the rules that find custody beyond its time (超期羁押), whose correction goes up by RULE 619."""
    return frozenset(rule for one in duties() if one.must.law == "RULE 618" for rule in one.rules)


def mandatory(ground: Ground) -> Sequence[Must]:
    """Return every instrument that the law makes the office issue on a ground, each once.

    What is undetermined makes nothing a duty (domain 14.1).

    :raises UnknownKind: an earlier instrument is of a kind that the catalogue does not hold.
    """
    found: dict[tuple[str, str], Must] = {}
    for one in (*_by_rule(ground), *_after_silence(ground), *_by_fact(ground)):
        found.setdefault((one.instrument, one.law), one)
    return tuple(found.values())


def proposals(ground: Ground) -> Sequence[Proposal]:
    """Return every kind that could issue on a ground, what must first, then in the order of the catalogue.

    :raises UnknownKind: an earlier instrument is of a kind that the catalogue does not hold.
    """
    musts = mandatory(ground)
    every_kind = [
        Proposal(code, check(code, ground), tuple(one for one in musts if one.instrument == code)) for code in kinds()
    ]
    return tuple(sorted((one for one in every_kind if one.checked.is_open), key=lambda one: not one.musts))


def _by_rule(ground: Ground) -> Iterator[Must]:
    yield from (one.must for one in duties() if ground.rule in one.rules)


def _after_silence(ground: Ground) -> Iterator[Must]:
    for earlier in ground.silences:
        if not earlier.corrected:
            for one in kind_of(earlier.kind).if_not:
                if one.must:
                    yield Must(one.then, one.law, _silence(earlier, one.then, one.law), one.any_form)


def _silence(earlier: Earlier, then: str, law: str) -> Text:
    asked, following = kind_of(earlier.kind).name, kind_of(then).name
    return Text(
        f"{asked.chinese}至{earlier.due}未获答复或者执行，应当发出{following.chinese}（{cite(law).chinese}）",
        f"{asked.english}: nothing by {earlier.due}; {following.english} must follow ({law})",
    )


_REASONS_FAIL: Final = Text("理由不能成立的，应当通知", "reasons that do not hold: the order must follow")


def _by_fact(ground: Ground) -> Iterator[Must]:
    decided = every(no(ground.filed), no(ground.filing_refused))
    if ground.complained and ground.decision_overdue and decided and not ground.of_kind("request_reason_overdue"):
        text = Text("超过规定期限的，应当要求说明理由", "the time to decide is over: reasons must be asked for")
        yield Must("request_reason_overdue", "RULE 562", text)
    refused = every(ground.complained, ground.filing_refused, no(ground.filed))
    if refused and not ground.of_kind("request_reason_not_filing"):
        text = Text("被害人提出的，应当要求说明不立案的理由", "the victim complained: reasons must be asked for")
        yield Must("request_reason_not_filing", "CPL 113", text)
    if ground.filed is False and _found_wanting(ground, "request_reason_not_filing"):
        yield Must("order_to_file", "RULE 561", _REASONS_FAIL)
    standing = every(ground.filed, no(ground.withdrawn))
    if standing and _found_wanting(ground, "request_reason_filing"):
        yield Must("order_to_withdraw", "RULE 561", _REASONS_FAIL)
    if ground.referral_withheld:
        text = Text("行政执法机关不移送的，应当提出检察意见", "a crime is not referred: an opinion must be given")
        yield Must("procuratorial_opinion", "RULE 557¶3", text)


def _found_wanting(ground: Ground, kind: str) -> bool:
    ordered = ground.of_kind("order_to_file" if kind == "request_reason_not_filing" else "order_to_withdraw")
    return not ordered and any(one.reasons_hold is False for one in ground.of_kind(kind))
