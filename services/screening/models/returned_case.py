"""退查未重报 (M12): returned for supplementary investigation and not sent again within a month (CPL 175; RULE 347)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile
from screening.coverage import Missing
from screening.models.duties import Duty, answer
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

M12: Final = Rule(
    code="M12",
    title=Text("退回补充侦查逾期未重报", "Returned, and not sent again in time"),
    articles=("CPL 175", "PSB 295", "RULE 347"),
    severity="medium",
    aliases=("AN12", "E4"),
    suggested_instrument="urging_letter",
)
_ACTS: Final = ("case.resubmitted", "case.withdrawn", "case.sent_for_prosecution")


class ReturnedCase(SupervisionModel):
    """Cases that the procuratorate returned and that do not come back."""

    slug = "returned_case"
    version = "1"
    title = Text("退回补充侦查未重报监督模型", "Returned cases that do not come back")
    rules = (M12,)
    watches = frozenset({"case.returned"})
    parameters_of = "returned_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each return; a supplement at the stage of trial is none (RULE 420, 422)."""
        returned = [one for one in case.of_type("case.returned") if one.payload.get("stage") != Stage.TRIAL.value]
        received = case.of_type("case.return_received")
        for place, one in enumerate(returned):
            arrived = received[place] if place < len(received) else None
            if arrived is None or arrived.days is None:
                text = Text("公安机关收到退回补充侦查的时间未报送", "when the police received it is not stated")
                gap = Missing(text, "case.return_received", case.police)
                yield Outcome(rule=M12, verdict=Verdict.UNDETERMINED, root=one.entry, missing=(gap,))
                continue
            number = self.parameters.in_force("supplement_months", arrived.days.last)
            first, last = (
                months_after(day, number.value, law=number.law, rolls=True)
                for day in (arrived.days.first, arrived.days.last)
            )
            since = arrived.days.first
            yield answer(
                case,
                on,
                Duty(
                    rule=M12,
                    root=one.entry,
                    due=Days(first.day, last.day),
                    since=since,
                    silent=_ACTS,
                    owed_by=case.police,
                    finding=Text(
                        f"于{arrived.occurred}收到退回补充侦查，至{last.day}未重新移送，也未撤销案件",
                        f"received on {arrived.occurred}; by {last.day} neither sent again nor withdrawn",
                    ),
                    grounds=(
                        Ground(Text("退回补充侦查", "the return"), entry=one.entry),
                        Ground(Text("公安机关收到", "received by the police"), entry=arrived.entry),
                        *(by_law(number, step) for step in last.steps),
                    ),
                    acts=[act for act in case.of_type(*_ACTS) if act.days is None or act.days.last >= since],
                ),
            )
