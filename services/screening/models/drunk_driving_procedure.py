"""醉驾强制措施: an arrest is requested where the law knows detention of months and no imprisonment (CPL 81; CL 133-1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.bail_breach import breach_stated, nothing_to_breach
from screening.models.drunk_driving_charges import another_charge_in_doubt, is_only_drunk_driving
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text

DUI_12: Final = Rule(
    code="DUI-12",
    title=Text("醉驾案件无违反取保规定而提请逮捕", "An arrest was requested without a breach of bail"),
    articles=("CPL 81", "CL 133-1", "RULE 137"),
    severity="high",
    suggested_instrument="correction_notice",
)
_ARREST_ASKS: Final = Text(
    "逮捕须可能判处徒刑以上刑罚，或者违反取保候审、监视居住规定情节严重",
    "arrest asks for a likely sentence of imprisonment, or for a grave breach of bail or surveillance",
)


class DrunkDrivingProcedure(SupervisionModel):
    """Requests for arrest in drunk-driving cases without another charge."""

    slug = "drunk_driving_procedure"
    version = "2"
    title = Text("醉驾案件强制措施监督模型", "Measures in drunk-driving cases")
    rules = (DUI_12,)
    watches = frozenset({"suspect.arrest_requested"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002
        """Yield DUI-12 for each request; nothing where another charge stood."""
        for requested in case.of_type("suspect.arrest_requested"):
            only = is_only_drunk_driving(case, requested.suspect_ref, requested.days)
            if only is not False:
                yield _requested(case, requested, () if only else (another_charge_in_doubt(case),))


def _requested(case: CaseFile, requested: Event, doubts: tuple[Missing, ...]) -> Outcome:
    ref = requested.suspect_ref
    breach = breach_stated(case, ref, requested)
    clear = Outcome(rule=DUI_12, verdict=Verdict.CLEAR, root=requested.entry, suspect_ref=ref)
    if breach is True:
        return clear
    grounds = (
        Ground(Text("提请批准逮捕", "the request"), entry=requested.entry),
        Ground(_ARREST_ASKS, article="CPL 81"),
    )
    found = replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            "危险驾驶罪最高刑为拘役，不符合可能判处徒刑以上的逮捕条件，且无违反取保候审、监视居住规定的情形",
            "dangerous driving carries no imprisonment, and bail was not breached: arrest is not open",
        ),
        grounds=grounds,
        violated_from=requested.occurred,
    )
    # Another charge, or a breach, may be stated elsewhere.
    doubts += driving.not_settled(case, ref, requested.days, *driving.CHARGES, "fact.established")
    return driving.doubted(found, doubts if breach is False else (*doubts, *nothing_to_breach(case, requested)))
