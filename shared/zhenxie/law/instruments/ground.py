"""On what an instrument would stand: facts of the case that are known, known not to be, or undetermined; pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.steps import State
from zhenxie.law.wording import Text

Fact = bool | None
"""True, False, or None where nobody says: silence is no fact (domain 14.1)."""
Stage = Literal["investigation", "prosecution", "trial"]
Occasion = Literal["arrest_approved", "arrest_refused", "returned"]
"""The decisions with which an outline of further investigation goes to the police (RULE 257)."""

PURPOSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "civil_or_economic_dispute": Text(
            "违法动用刑事手段插手民事、经济纠纷", "criminal means used in a civil or economic dispute"
        ),
        "revenge": Text("利用立案实施报复陷害", "a filing used for revenge or a frame-up"),
        "extortion": Text("利用立案敲诈勒索", "a filing used for extortion"),
        "other_improper_benefit": Text("利用立案谋取其他非法利益", "a filing used for another unlawful benefit"),
    }
)
"""The only grounds on which the police may be asked why they filed (RULE 559¶2); the prosecutor states one."""

_OVER: Final = (State.DRAFTED, State.APPROVED, State.WITHDRAWN_BY_ISSUER)


def every(*facts: Fact) -> Fact:
    """Return whether all are so: False where one is not, else None where one is undetermined."""
    return False if False in facts else None if None in facts else True


def some(*facts: Fact) -> Fact:
    """Return whether one is so: True where one is, else None where one is undetermined."""
    return True if True in facts else None if None in facts else False


def no(fact: Fact) -> Fact:
    """Return whether it is not so; what is undetermined stays so."""
    return None if fact is None else not fact


@dataclass(frozen=True, slots=True)
class Earlier:
    """An instrument that was issued before in the same case.

    `due`: the last day on which it can be answered. `answered`: by what its kind asks for. `contested`: by whatever
    objection. `obeyed`: the case was filed, or withdrawn, or decided on, as it asked. `reasons_hold`: what the office
    found of the reasons that were given; None before it has examined them. `corrected`: its silence was already made a
    ground of a correction.
    """

    kind: str
    state: State
    served_on: date | None = None
    due: date | None = None
    answered: bool = False
    contested: bool = False
    obeyed: Fact = None
    reasons_hold: Fact = None
    corrected: bool = False

    def is_silent_on(self, day: date) -> Fact:
        """Tell whether its time was over before a legal day and nothing came: neither answer nor objection nor deed.

        None where the deed that an order asks for may have been done and not reported (domain 14.1).
        """
        if self.state in _OVER or self.served_on is None or self.due is None or self.due >= day:
            return False
        if self.answered or self.contested or self.obeyed:
            return False
        return None if self.obeyed is None and kind_of(self.kind).reply.exact else True


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of a case on a legal day, and what the prosecutor states: on it every kind of instrument is checked.

    Of the case, each of them undetermined unless said: `filed` (and on which day), `withdrawn`, `filing_refused`,
    `decision_overdue` (D23 to D25 have passed), `penalized_instead` (以罚代刑), `complained` (a party or an agency came
    to the procuratorate), `supervised_filing`, `concluded`, `arrest_requested`, `sent_for_prosecution`, `stage`,
    `in_custody`, `arrested` (the person whom it is about), `not_prosecuted`, `referral_withheld` (an agency did not
    refer a crime), `objection_running`, `similar_cases`; `decisions`: those of `Occasion` that were reported.
    Of the prosecutor: `purpose` (`PURPOSES`), `occasion`, `rule` of the lead, `violations`, `management_gap`.
    """

    day: date
    filed: Fact = None
    filed_on: date | None = None
    withdrawn: Fact = None
    filing_refused: Fact = None
    decision_overdue: Fact = None
    penalized_instead: Fact = None
    complained: Fact = None
    supervised_filing: Fact = None
    concluded: Fact = None
    arrest_requested: Fact = None
    sent_for_prosecution: Fact = None
    stage: Stage | None = None
    in_custody: Fact = None
    arrested: Fact = None
    not_prosecuted: Fact = None
    referral_withheld: Fact = None
    objection_running: Fact = None
    similar_cases: int | None = None
    class_case_minimum: int = 3
    decisions: Sequence[Occasion] = ()
    purpose: str | None = None
    occasion: Occasion | None = None
    rule: str | None = None
    violations: Sequence[str] = ()
    management_gap: bool = False
    earlier: Sequence[Earlier] = ()

    def of_kind(self, *kinds: str) -> Sequence[Earlier]:
        """Return the earlier instruments of these kinds that have left the office and were not taken back."""
        return tuple(one for one in self.earlier if one.kind in kinds and one.state not in _OVER)

    @property
    def silences(self) -> Sequence[Earlier]:
        """The earlier instruments to which surely nothing came."""
        return tuple(one for one in self.earlier if one.is_silent_on(self.day))
