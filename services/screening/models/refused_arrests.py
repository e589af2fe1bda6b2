"""Refusals to approve an arrest (不批准逮捕), and when the police received each; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.economic_case_course import ARREST_APPROVED, may_follow
from screening.models.words import word
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

REFUSED: Final = "suspect.arrest_refused"
RECEIVED: Final = "suspect.arrest_decision_received"
DECISIONS: Final = (REFUSED, ARREST_APPROVED, "suspect.arrest_reconsidered")
"""What only the procuratorate can report of an arrest, and what would change what follows from a refusal."""


@dataclass(frozen=True)
class Refusal:
    """One refusal, with the moment at which the police received it: None where nobody says.

    `receipt` is the police's own report of it. The receipt of service (送达回证), which the decision states, goes
    before it: it is what the police signed.
    """

    event: Event
    served_at: str | None
    receipt: Event | None

    @property
    def suspect(self) -> str | None:
        """The person whose arrest was refused."""
        return self.event.suspect_ref

    @property
    def served(self) -> Days | None:
        """The legal days on which the police can have received it."""
        return days_of(self.served_at)

    @property
    def earliest(self) -> Days | None:
        """The days from which a period runs: of the receipt, else of the decision, before which none can begin."""
        return self.served or self.event.days

    @property
    def category(self) -> str | None:
        """Why it was refused (不捕类型), as far as it is stated in a word of ours."""
        return word(self.event.data.get("refusal_category"))


def refusals(case: CaseFile) -> Sequence[Refusal]:
    """Return the refusals of a case, first to last; only the first of several that say the same decision."""
    return [_refusal(case, one) for one in case.of_type(REFUSED)]


def _refusal(case: CaseFile, refused: Event) -> Refusal:
    stated = refused.data.get("served_at")
    if stated is not None:
        return Refusal(refused, str(stated), None)
    receipts = [one for one in case.of_type(RECEIVED, suspect=refused.suspect_ref) if _is_of(case, one, refused)]
    receipt = receipts[0] if len(receipts) == 1 else None
    return Refusal(refused, None if receipt is None else receipt.occurred, receipt)


def _is_of(case: CaseFile, receipt: Event, refused: Event) -> bool:
    numbers = (receipt.data.get("decision_number"), (refused.payload.get("document") or {}).get("number"))
    if None not in numbers:
        return numbers[0] == numbers[1]
    alone = len(case.of_type(*DECISIONS[:2], suspect=refused.suspect_ref)) == 1
    return alone and word(receipt.data.get("decision")) == "refused" and may_follow(receipt, refused)


def not_received(case: CaseFile, refusal: Refusal) -> tuple[Missing, ...]:
    """Return what is missing where nobody says when the police received a refusal; empty where somebody does."""
    if refusal.served is not None:
        return ()
    text = Text("公安机关收到不批准逮捕决定书的时间未报送", "when the police received the refusal is not stated")
    return (Missing(text, RECEIVED, case.police),)
