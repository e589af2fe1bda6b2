"""取保候审的担保方式 (AN17): a guarantor and a deposit at once (CPL 68; PSB 84)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.custody_rules import in_force
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

AN17: Final = Rule(
    code="AN17",
    title=Text("取保候审同时责令提出保证人和交纳保证金", "Bail with a guarantor and a deposit at once"),
    articles=("CPL 68", "PSB 84"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
_BAIL: Final = "suspect.bail_imposed"


class BailSecurity(SupervisionModel):
    """Bail: a guarantor or a deposit, never both."""

    slug = "bail_security"
    version = "1"
    title = Text("取保候审担保方式监督模型", "What bail is given on")
    rules = (AN17,)
    watches = frozenset({_BAIL})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002
        """Yield AN17 for each bail that the police imposed while they investigated."""
        for bail in case.of_type(_BAIL):
            number = None if bail.days is None else in_force(self.parameters, "guarantor_or_deposit", bail.days)
            if bail.payload.get("stage") in (None, Stage.INVESTIGATION.value) and number is not None:
                yield _of(bail, number)


def _of(bail: Event, number: Number) -> Outcome:
    clear = Outcome(rule=AN17, verdict=Verdict.CLEAR, root=bail.entry, suspect_ref=bail.suspect_ref)
    mode, deposit = word(bail.data.get("mode")), bail.data.get("deposit")
    guarantor = bail.data.get("guarantor_given") or "guarantor" in bail.data or mode == "guarantor"
    if guarantor and (deposit or mode == "deposit"):
        text = Text("应当责令提出保证人或者交纳保证金，二者不得并用", "a guarantor or a deposit, never both")
        return replace(
            clear,
            verdict=Verdict.FOUND,
            finding=Text(
                f"{bail.suspect_ref}于{bail.when}被取保候审，同时有保证人和保证金",
                f"{bail.suspect_ref} was bailed on {bail.occurred} with a guarantor and a deposit",
            ),
            grounds=(Ground(Text("取保候审", "the bail"), entry=bail.entry), by_law(number, text)),
            violated_from=bail.occurred,
        )
    # Who names the way has said by which of the two, and so not by the other.
    if mode is not None or (guarantor and deposit == 0) or (deposit and bail.data.get("guarantor_given") is False):
        return clear
    gap = Text("取保候审的担保方式未报送完整", "by a guarantor or by a deposit: not stated, or not for both")
    return replace(clear, verdict=Verdict.UNDETERMINED, missing=(Missing(gap, bail.type, bail.entry.source),))
