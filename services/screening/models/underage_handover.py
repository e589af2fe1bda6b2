"""因年龄撤案或者终止侦查后的移交: who is freed for his age is handed over to guardians or to corrective education (CL 17¶5)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.underage_rules import UA_05
from screening.models.underage_since import days_known
from screening.rulebook import Ground, Outcome, SupervisionModel, Verdict
from zhenxie.law.wording import Text

_TERMINATED: Final = "suspect.investigation_terminated"
_CARE: Final = frozenset({"guardian", "correction_school"})


class UnderageHandover(SupervisionModel):
    """People who were freed for their age, and who looks after them now."""

    slug = "underage_handover"
    version = "2"
    title = Text("未达刑事责任年龄人员移交矫治监督模型", "Handing over of people below the age")
    rules = (UA_05,)
    watches = frozenset({_TERMINATED, "case.withdrawn"})
    parameters_of = "underage_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each person freed for his age; `on` changes nothing: what counts is what was stated."""
        del on
        for person in case.suspects:
            terminated = case.of_type(_TERMINATED, suspect=person.ref)
            withdrawn = [one for one in case.of_type("case.withdrawn") if one.data.get("ground") == "below_age"]
            freed = [one for one in terminated if one.data.get("reason") == "below_age"]
            for one in freed or ([] if terminated else withdrawn):
                yield _handed_over(case, person.ref, one)


def _handed_over(case: CaseFile, ref: str, freed: Event) -> Outcome:
    stated = [(freed.data.get("handed_over_to"), freed)]
    stated += [
        (one.data["value"].get("code"), one)
        for one in case.of_type("fact.established")
        if one.data.get("key") == "handed_over_to" and one.suspect_ref in (None, ref)
    ]
    told = [(to, one) for to, one in stated if to == "none" or (isinstance(to, str) and to in _CARE)]
    if not told:
        text = Text("因年龄撤案或者终止侦查后的移交情况未报送", "to whom he was handed over is not stated")
        missing = (Missing(text, _TERMINATED, freed.entry.source),)
        return Outcome(rule=UA_05, verdict=Verdict.UNDETERMINED, root=freed.entry, suspect_ref=ref, missing=missing)
    care = next((one for to, one in told if to in _CARE), None)
    if care is told[0][1]:
        return Outcome(rule=UA_05, verdict=Verdict.CLEAR, root=freed.entry, suspect_ref=ref)
    grounds = [Ground(Text("因年龄撤案或者终止侦查", "freed for his age"), entry=freed.entry)]
    grounds += [Ground(Text("移交情况", "what is stated of the handing over"), entry=one.entry) for _, one in told]
    return Outcome(
        rule=UA_05,
        verdict=Verdict.FOUND,
        root=freed.entry,
        suspect_ref=ref,
        finding=Text(
            f"{ref}因未达刑事责任年龄不再追究，未移交监护人或者专门矫治教育", f"{ref} was handed over to nobody"
        ),
        grounds=tuple(grounds),
        violated_from=freed.occurred,
        ended_on=None if care is None else days_known(care).last,
        remedied=care is not None,
    )
