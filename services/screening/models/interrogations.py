"""讯问规范 (M15): when, where, by how many and for how long a suspect is interrogated, and whether it is recorded.

Each violation has its number, M15-1 to M15-7; the plain code M15 names the model and is no rule (CPL 86, 94, 118-119,
123; PSB 128, 144, 198-202, 208; RULE 75, 567).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models import driving
from screening.models.appearance import APPEARED, M15_5, appearances
from screening.models.charges_then import CHARGED, charges_on
from screening.models.dated import number_on
from screening.models.drunk_driving_faults import by_faults
from screening.models.first_interrogation import M15_1, M15_2, TAKEN, interrogated_in_time
from screening.models.interrogation_place import M15_3, places
from screening.models.overlapping_interrogations import M15_7, overlapping
from screening.models.police_questioning import INTERROGATED, interrogations
from screening.rulebook import Outcome, Rule, SupervisionModel
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

M15_4: Final = Rule(
    code="M15-4",
    title=Text("讯问人员少于二人", "Fewer than two investigators interrogated"),
    articles=("CPL 118", "PSB 202"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M15_6: Final = Rule(
    code="M15-6",
    title=Text("应当录音录像的讯问未录音录像", "An interrogation that had to be recorded was not"),
    articles=("CPL 123", "PSB 208", "RULE 75"),
    severity="high",
    suggested_instrument="investigation_supervision_notice",
)


class Interrogations(SupervisionModel):
    """Standards of interrogation."""

    slug = "interrogations"
    version = "1"
    title = Text("讯问规范监督模型", "Standards of interrogation")
    rules = (M15_1, M15_2, M15_3, M15_4, M15_5, M15_6, M15_7)
    watches = frozenset({INTERROGATED, *TAKEN, *APPEARED})
    parameters_of = "interrogations"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield an outcome for each detention, arrest, interrogation, summons and compelled appearance."""
        yield from interrogated_in_time(case, on, self.parameters)
        for person in case.suspects:
            yield from places(case, person.ref, self.parameters)
            yield from appearances(case, person.ref, self.parameters)
            for one in interrogations(case, person.ref):
                yield from self._officers(one)
                yield from self._recorded(case, person, one)
        yield from overlapping(case)

    def _officers(self, one: Event) -> Iterator[Outcome]:
        number = None if one.days is None else number_on(self.parameters, "officers_at_least", one.days.first)
        officers = {*(one.data.get("officers") or ())}
        if one.days is not None and number is None:
            return
        if number is None or not officers:
            text = Text("讯问人员警号或者讯问日期未报送", "who interrogated, or when, is not stated")
            yield by_faults(M15_4, one, [], [text])
        elif len(officers) < number.value:
            text = Text(
                f"讯问人员{len(officers)}人，少于{number.value}人",
                f"{len(officers)} investigator interrogated, fewer than {number.value}",
            )
            yield by_faults(M15_4, one, [text], [])
        else:
            yield by_faults(M15_4, one, [], [])

    def _recorded(self, case: CaseFile, person: Suspect, one: Event) -> Iterator[Outcome]:
        if driving.applies(self.parameters, "recording_surely", one.days) is False:
            return
        recorded, asked = one.data.get("recorded"), self._asked(case, person, one)
        faults, gaps = [], []
        if recorded is None and asked is not False:
            gaps.append(Text("是否同步录音录像未报送", "whether it was recorded is not stated"))
        elif not recorded and asked is None:
            text = Text(
                "是否属于可能判处无期徒刑、死刑或者其他重大犯罪案件，由罪名不能确定",
                "whether life imprisonment, death or a grave crime is possible does not follow from the charge",
            )
            gaps.append(text)
        elif not recorded and asked:
            faults.append(Text("应当录音录像而未录", "it had to be recorded, and was not"))
        outcome = by_faults(M15_6, one, faults, gaps)
        if faults and one.days is not None:
            stated = [each.days.first for each in case.of_type(*CHARGED) if each.days is not None]
            since = min([one.days.first, *stated])
            # What could show that he was suspected of something else then (domain 14.1).
            settled = case.silence(CHARGED, owed_by=case.police, since=since, until=one.days.last)
            outcome = driving.doubted(outcome, settled)
        yield outcome

    def _asked(self, case: CaseFile, person: Suspect, one: Event) -> bool | None:
        """Tell whether recording is asked for by the charges of that day; None where they, or what they were, leave it open.

        Judged by the name of the charge alone: amounts, results and circumstances, which decide of most others whether
        life imprisonment is possible, are for a person to weigh.
        """
        if one.days is None:
            return None
        stood = [{_name(one.get("name")) for one in charges} for charges in charges_on(case, person.ref, one.days)]
        surely, never = (
            {_name(each) for each in self.parameters.in_force(name, one.days.last).value}
            for name in ("recording_surely", "recording_not_asked")
        )
        if stood and all(named & surely for named in stood):
            return True
        return False if stood and all(named and named <= never for named in stood) else None


def _name(charge: str | None) -> str:
    return (charge or "").removesuffix("罪")
