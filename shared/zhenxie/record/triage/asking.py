"""What nobody says although triage asks it: in words, how it would be reported, and who owes it (domain 14.1); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from zhenxie.law.triage.criteria import FAST_HANDLING, FAST_TRACK, SIMPLIFIED
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect
from zhenxie.record.triage.reading import Known
from zhenxie.wire import triage as keys
from zhenxie.wire.vocabulary import CaseStatus

Owes = Literal["police", "procuratorate"]
_FACT: Final = "fact.established"
# Which report answers a question: an event type, with `:field` or `:key` where one part of it does.
SAID_BY: Final[Mapping[str, str]] = {
    "sentence_short": f"{_FACT}:{keys.UP_TO_THREE_YEARS}",
    "life_or_death": f"{_FACT}:{keys.LIFE_OR_DEATH}",
    "facts_clear": f"{_FACT}:{keys.EVIDENCE_GAPS}",
    "pleads": "suspect.plea_recorded",
    "consents": "suspect.plea_recorded:fast_track_consent",
    "admits": f"{_FACT}:{keys.ADMITS}",
    "disabled": f"{_FACT}:{keys.DISABILITY}",
    "minor": "suspect.age_verified",
    "minor_at_act": "suspect.age_verified",
    "social_impact": f"{_FACT}:{keys.SOCIAL_IMPACT}",
    "co_defendant_objects": f"{_FACT}:{keys.CO_DEFENDANT_OBJECTS}",
    "civil_unsettled": f"{_FACT}:{keys.CIVIL_COMPENSATION}",
    "defender_pleads_not_guilty": f"{_FACT}:{keys.NOT_GUILTY_PLEA}",
    "objects_to_simplified": f"{_FACT}:{keys.OBJECTS_TO_SIMPLIFIED}",
    "perhaps_no_crime": f"{_FACT}:{keys.PERHAPS_NO_CRIME}",
    "drunk_driving_only": "case.filed:charges",
    "caught_on_the_spot": f"{_FACT}:{keys.ON_THE_SPOT}",
    "accident": "evidence.breath_tested:driving.accident",
}
_ASKS: Final[Mapping[str, Text]] = {
    one.question: one.asks for criteria in (FAST_TRACK, FAST_HANDLING, SIMPLIFIED) for one in criteria
} | {
    "minor_at_act": Text("行为时是否已满十八周岁", "whether he was eighteen at the act"),
}
# From the transfer on the procuratorate has the case, and examines what the police have not said.
_WITH_THE_PROCURATORATE: Final = frozenset(
    {CaseStatus.TRANSFERRED_FOR_PROSECUTION, CaseStatus.PROSECUTED, CaseStatus.NOT_PROSECUTED, CaseStatus.ADJUDICATED}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What nobody says: the question, in words, which report would answer it, who owes it, and of which person."""

    question: str
    text: Text
    said_by: str
    owed_by: Owes
    agency: str | None
    suspect_ref: str | None


def missing(known: Known, question: str, person: Suspect | None) -> Missing:
    """Return that a question has no answer; it is owed by whoever now has the case."""
    owes: Owes = "procuratorate" if known.picture.status in _WITH_THE_PROCURATORATE else "police"
    ref = None if person is None else person.ref
    said_by = SAID_BY[question]
    if question == "minor_at_act" and person is not None and person.birth_date is not None and not person.acts:
        said_by = "suspect.details_amended:acts"
    return Missing(question, _ASKS[question], said_by, owes, _agency(known, owes), ref)


def nobody_identified(known: Known) -> Missing:
    """Return that nobody says who is suspected, of whom everything else would be asked."""
    text = Text("犯罪嫌疑人尚未报送", "nobody has been reported as a suspect")
    return Missing("identified", text, "suspect.identified", "police", _agency(known, "police"), None)


def _agency(known: Known, owes: Owes) -> str | None:
    """Return the agency that would report it, as far as the case shows one."""
    picture = known.picture
    if owes == "police":
        steps = (picture.sent_for_prosecution, picture.filed, picture.received)
        return next((one.source for one in steps if one is not None), None)
    if picture.proceedings:
        return picture.proceedings[-1].source
    sent = picture.sent_for_prosecution
    return None if sent is None else sent.details.get("procuratorate")
