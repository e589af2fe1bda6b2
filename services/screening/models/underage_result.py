"""What became of the victim: an injury counts only as it was finally appraised (CL 17; domain 14.2)."""

from enum import StrEnum
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.words import word

_SERIOUS: Final = frozenset({"serious_1", "serious_2"})
_OPINION: Final = "evidence.forensic_opinion_issued"


class Result(StrEnum):
    """The result of the acts; `unclear`: stated, but not finally, or not in a way that can be read."""

    DEATH = "death"
    SERIOUS = "serious"
    LIGHT = "light"
    UNSTATED = "unstated"
    UNCLEAR = "unclear"


def result_for(case: CaseFile, ref: str) -> Result:
    """Return the result that the appraisals state, for the case or for this suspect."""
    said = [grade for one in case.events if (grade := _graded(case, one, ref)) is not None]
    finals = [grade for grade, final in said if final]
    if not said:
        return Result.UNSTATED
    if "death" in finals:
        return Result.DEATH
    if not said[-1][1] or not all(isinstance(grade, str) for grade in finals):
        return Result.UNCLEAR
    return Result.SERIOUS if _SERIOUS.intersection(finals) else Result.LIGHT


def _graded(case: CaseFile, one: Event, ref: str) -> tuple[object, bool] | None:
    if one.suspect_ref not in (None, ref):
        return None
    if one.type == _OPINION and one.data.get("subject") == "injury":
        grade = one.data.get("injury_grade")
        return grade, grade is not None and one.data.get("final") is True
    subject = one.data.get("subject")
    if one.type == _OPINION and (subject == "cause_of_death" or (subject is not None and word(subject) is None)):
        # Somebody died, and it is not said that he died of this; or nobody can read what was appraised.
        return None, False
    if one.type == "fact.established" and one.data.get("key") == "injury_grade":
        return one.data["value"].get("code"), _appraised(case, ref)
    return None


def _appraised(case: CaseFile, ref: str) -> bool:
    stated = [
        one.data["value"].get("truth")
        for one in case.of_type("fact.established")
        if one.data.get("key") == "injury_appraisal_final" and one.suspect_ref in (None, ref)
    ]
    return bool(stated) and stated[-1] is True
