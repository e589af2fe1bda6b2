"""违反取保候审、监视居住规定: whether a breach is stated that opens arrest where no imprisonment is likely (CPL 81¶4)."""

from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from zhenxie.law.wording import Text

_REQUESTED: Final = "suspect.arrest_requested"
_MAY_BE_BREACHED: Final = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")


def breach_stated(case: CaseFile, person: str | None, act: Event) -> bool | None:
    """Tell whether a breach is stated true or false, by a fact or by the request itself; None where nobody says."""
    said = {
        one.data["value"].get("truth")
        for one in driving.about(case, person, "fact.established")
        if one.data.get("key") == "bail_breach"
    }
    requests = [act] if act.type == _REQUESTED else driving.about(case, person, _REQUESTED)
    said |= {one.data.get("breach_of_measure") for one in requests}
    if True in said:
        return True
    return False if False in said else None


def nothing_to_breach(case: CaseFile, act: Event) -> tuple[Missing, ...]:
    """Return why it is not known that there was no bail or surveillance to breach before an act; empty when it is."""
    person, days = act.suspect_ref, act.days
    if days is not None and not driving.about(case, person, *_MAY_BE_BREACHED):
        return driving.not_settled(case, person, days, *_MAY_BE_BREACHED)
    text = Text("是否违反取保候审、监视居住规定未明确", "whether bail or surveillance was breached is not stated")
    return (Missing(text, "fact.established", case.police),)
