"""醉驾强制措施: detention and arrest where the law knows detention of months and no imprisonment (CPL 81, 91; CL 133-1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_charges import another_charge_in_doubt, is_only_drunk_driving
from screening.models.drunk_driving_detention import EXTENDED, Term, term_of
from screening.models.duties import ONE_DAY, Duty, answer
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_12: Final = Rule(
    code="DUI-12",
    title=Text("醉驾案件无违反取保规定而提请逮捕", "An arrest was requested without a breach of bail"),
    articles=("CPL 81", "CL 133-1", "RULE 137"),
    severity="high",
    suggested_instrument="correction_opinion",
)
M05: Final = Rule(
    code="M05",
    title=Text("超期羁押（醉驾案件拘留）", "Held beyond the time of detention (drunk driving)"),
    articles=("CPL 91", "CPL 99", "RULE 618"),
    severity="urgent",
    aliases=("AN04",),
    suggested_instrument="custody_correction",
)
_FURTHER: Final = (
    "suspect.arrest_requested",
    "suspect.released",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
    "suspect.arrested",
)
# The procuratorate's word that it has the request shows the request; its silence is not the police's to promise.
_RECEIVED: Final = "suspect.arrest_request_received"
_ARREST_ASKS: Final = Text(
    "逮捕须可能判处徒刑以上刑罚，或者违反取保候审、监视居住规定情节严重",
    "arrest asks for a likely sentence of imprisonment, or for a grave breach of bail or surveillance",
)
_TOO_LATE: Final = Text(
    "期限届满后才决定延长拘留，不使此前的羁押合法", "an extension decided after the last day makes nothing lawful"
)
_MAY_BE_BREACHED: Final = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")


class DrunkDrivingProcedure(SupervisionModel):
    """Detention and arrest in drunk-driving cases without another charge."""

    slug = "drunk_driving_procedure"
    version = "1"
    title = Text("醉驾案件强制措施监督模型", "Measures in drunk-driving cases")
    rules = (DUI_12, M05)
    watches = frozenset({"suspect.detained", "suspect.arrest_requested"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M05 for each detention and DUI-12 for each request; nothing where another charge stood."""
        for detained in case.of_type("suspect.detained"):
            yield from self._held(case, on, detained)
        for requested in case.of_type("suspect.arrest_requested"):
            only = is_only_drunk_driving(case, requested.suspect_ref, requested.days)
            if only is not False:
                yield _requested(case, requested, () if only else (another_charge_in_doubt(case),))

    def _held(self, case: CaseFile, on: date, detained: Event) -> Iterator[Outcome]:
        ref, days = detained.suspect_ref, detained.days
        if days is None:
            if is_only_drunk_driving(case, ref, None):
                gap = Missing(
                    Text("拘留日期不明", "the day of detention is not known"), detained.type, detained.entry.source
                )
                yield Outcome(
                    rule=M05, verdict=Verdict.UNDETERMINED, root=detained.entry, suspect_ref=ref, missing=(gap,)
                )
            return
        number = driving.number(self.parameters, "detention_days", days.last)
        if number is None:
            return
        term = term_of(case, detained, days, number)
        # What he was charged with after the last day makes nothing lawful that was over by then.
        only = is_only_drunk_driving(case, ref, term.due)
        if only is not False:
            duty = _release(case, detained, days, term, number)
            doubts = () if only else (another_charge_in_doubt(case),)
            yield _with_extensions_in_doubt(answer(case, on, replace(duty, doubts=doubts)), term, on)


def _release(case: CaseFile, detained: Event, days: Days, term: Term, number: Number) -> Duty:
    ref, last = detained.suspect_ref, term.due.last
    return Duty(
        rule=M05,
        root=detained.entry,
        due=term.due,
        since=days.first,
        silent=(*_FURTHER, EXTENDED, *driving.CHARGES),
        owed_by=case.police,
        finding=Text(
            f"{ref}于{detained.when}被拘留，至{last}未提请批准逮捕、未变更强制措施也未释放",
            f"{ref} was detained on {detained.occurred}; by {last} no arrest was requested, nothing changed, no release",
        ),
        grounds=(
            Ground(Text("刑事拘留", "the detention"), entry=detained.entry),
            *(by_law(number, step) for step in term.ordinary.steps),
            *(Ground(_extended(one, last), entry=one.entry) for one in term.extensions),
            *(Ground(_TOO_LATE, entry=one.entry) for one in term.too_late),
        ),
        suspect_ref=ref,
        acts=[one for one in case.of_type(*_FURTHER, _RECEIVED, suspect=ref) if _not_before(one, detained)],
        # A later release or arrest does not show that he was held until then (domain 14.1).
        late_needs_silence=True,
    )


def _extended(one: Event, last: date) -> Text:
    return Text(f"延长拘留，期限至{last}", f"an extension ({one.occurred}): it may last until {last}")


def _with_extensions_in_doubt(outcome: Outcome, term: Term, on: date) -> Outcome:
    """Return the answer; while it rests on an extension in doubt, that is what is missing."""
    if outcome.verdict is not Verdict.UNDETERMINED or not term.in_doubt or term.due.is_one_day:
        return outcome
    again = term.due.last + ONE_DAY if on <= term.due.last else None
    return replace(outcome, missing=term.in_doubt, look_again_on=again)


def _not_before(one: Event, detained: Event) -> bool:
    return one.days is None or detained.days is None or one.days.last >= detained.days.first


def _requested(case: CaseFile, requested: Event, doubts: tuple[Missing, ...]) -> Outcome:
    ref = requested.suspect_ref
    said = {
        one.data["value"].get("truth")
        for one in driving.about(case, ref, "fact.established")
        if one.data.get("key") == "bail_breach"
    }
    said.add(requested.data.get("breach_of_measure"))
    clear = Outcome(rule=DUI_12, verdict=Verdict.CLEAR, root=requested.entry, suspect_ref=ref)
    if True in said:
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
    return driving.doubted(found, doubts if False in said else (*doubts, *_measures_unknown(case, requested)))


def _measures_unknown(case: CaseFile, requested: Event) -> tuple[Missing, ...]:
    """Return why it is not known that there was no bail or surveillance to breach; empty when it is."""
    ref, days = requested.suspect_ref, requested.days
    if days is not None and not driving.about(case, ref, *_MAY_BE_BREACHED):
        return driving.not_settled(case, ref, days, *_MAY_BE_BREACHED)
    text = Text("是否违反取保候审、监视居住规定未明确", "whether bail or surveillance was breached is not stated")
    return (Missing(text, "fact.established", case.police),)
