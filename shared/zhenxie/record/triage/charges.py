"""With what somebody is charged (罪名), as far as triage asks: drunk driving alone, or what is grave by its nature; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhenxie.record.picture import Picture, Step, Suspect

_DANGEROUS_DRIVING: Final = ("133-1", "危险驾驶")
# 危害国家安全 (CL 102-113), 恐怖活动 (CL 120, 120-1 to 120-6), 黑社会性质组织 (CL 294).
_STATE_SECURITY: Final = range(102, 114)
_TERROR_AND_GANGS: Final = frozenset({120, 294})


@dataclass(frozen=True, slots=True)
class Charged:
    """Whether dangerous driving is all that somebody is charged with (None: no charge is known), and what says so."""

    only_dangerous_driving: bool | None
    step: Step | None


def charged(picture: Picture, person: Suspect, *, grounds: bool) -> Charged:
    """Return with what a person is charged; where nobody says, with what the case is about."""
    charges = person.charges or picture.charges
    only = all(map(_is_dangerous_driving, charges)) if charges else None
    return Charged(only, _step(picture, person, charges) if grounds else None)


def grave(picture: Picture) -> Step | None:
    """Return the last step that states a charge of state security, terror or gangs; None where nobody bears one."""
    found = [one for one in picture.charges if _is_grave(one)]
    return _step(picture, None, found) if found else None


def _is_dangerous_driving(charge: Mapping[str, Any]) -> bool:
    article, name = _DANGEROUS_DRIVING
    return charge.get("cl_article") == article or str(charge.get("name") or "").removesuffix("罪") == name


def _is_grave(charge: Mapping[str, Any]) -> bool:
    article = str(charge.get("cl_article") or "").partition("-")[0]
    return article.isdigit() and (int(article) in _STATE_SECURITY or int(article) in _TERROR_AND_GANGS)


def _step(picture: Picture, person: Suspect | None, charges: Iterable[Any]) -> Step | None:
    """Return the last step that states one of these charges, of this person or of the case."""
    wanted, found = list(charges), None
    own = person.steps if person is not None else [step for one in picture.suspects for step in one.steps]
    for one in (*picture.steps, *own):
        stated = [*(one.details.get("charges") or ())]
        for said in one.details.get("suspects") or ():
            stated += said.get("charges") or ()
        if any(charge in wanted for charge in stated):
            found = one
    return found
