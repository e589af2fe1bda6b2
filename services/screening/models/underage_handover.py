"""因年龄终止侦查后的移交: a person freed for his age is handed over to guardians or to corrective education (CL 17¶5)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile
from screening.coverage import Missing
from screening.models.underage_suspect import age_rule
from screening.rulebook import Ground, Outcome, SupervisionModel, Verdict
from zhenxie.law.wording import Text

UA_05: Final = age_rule(
    "UA-05",
    "因年龄终止侦查未移交监护或者矫治",
    "Terminated for age, and handed over to nobody",
    "clue_transfer",
    "CL 17¶5",
    "PSB 186¶2",
)


class UnderageHandover(SupervisionModel):
    """People whose investigation was terminated for their age, and who looks after them now."""

    slug = "underage_handover"
    version = "1"
    title = Text("未达刑事责任年龄人员移交矫治监督模型", "Handing over of people below the age")
    rules = (UA_05,)
    watches = frozenset({"suspect.investigation_terminated"})
    parameters_of = "underage_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each termination for age; `on` changes nothing: what counts is what was stated."""
        del on
        for person in case.suspects:
            yield from self._handed_over(case, person.ref)

    def _handed_over(self, case: CaseFile, ref: str) -> Iterator[Outcome]:
        for ended in case.of_type("suspect.investigation_terminated", suspect=ref):
            if ended.data.get("reason") != "below_age":
                continue
            to = ended.data.get("handed_over_to")
            if to is None:
                text = Text("终止侦查后移交情况未报送", "to whom he was handed over is not stated")
                missing = (Missing(text, ended.type, ended.entry.source),)
                yield Outcome(
                    rule=UA_05, verdict=Verdict.UNDETERMINED, root=ended.entry, suspect_ref=ref, missing=missing
                )
            elif to == "none":
                text = Text(
                    f"{ref}因未达刑事责任年龄终止侦查，未移交监护人或者专门矫治教育", f"{ref} was handed over to nobody"
                )
                yield Outcome(
                    rule=UA_05,
                    verdict=Verdict.FOUND,
                    root=ended.entry,
                    suspect_ref=ref,
                    finding=text,
                    grounds=(Ground(Text("终止侦查决定", "the termination"), entry=ended.entry),),
                    violated_from=ended.occurred,
                )
            else:
                yield Outcome(rule=UA_05, verdict=Verdict.CLEAR, root=ended.entry, suspect_ref=ref)
