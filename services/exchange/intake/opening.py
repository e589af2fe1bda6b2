"""Which case a submission is about: found, opened, taken over under a number of one's own, or provisional; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from exchange.access.callers import Caller, Directory, agencies_by_rule
from exchange.errors import InvalidBody
from exchange.intake.authority import covers_unit, handling_agency
from exchange.intake.commands import Submission
from exchange.intake.docket import CaseFile, Docket
from exchange.intake.errors import ForeignCaseNumber
from exchange.intake.verdicts import NewGrant, Verdict
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import identifiers
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind, Relation

OPENING: Final = frozenset({"notification", "snapshot"})
"""The operations that open a case; all others find one, or begin a provisional one."""
_TAKING_OVER: Final = frozenset({"case.received", "case.filed"})
_HANDED_OVER: Final = frozenset({Relation.ADDRESSED, Relation.HANDLING})


@dataclass(frozen=True)
class Opening:
    """Finds or opens the case of one submission; the docket does not move, the verdict says what is new."""

    docket: Docket
    directory: Directory
    caller: Caller
    now: datetime
    today: date

    def case(self, submission: Submission, verdict: Verdict) -> CaseFile:
        """Return the case, and note in the verdict what opening it or taking it over brings.

        :raises InvalidBody: it is to be opened, and its number is not of the police's form.
        :raises ForeignCaseNumber: it is to be opened under the number of another agency's unit.
        """
        number = submission.case_number or ""
        handed_over = self._handed_over(submission, number)
        if submission.operation in OPENING:
            case = self._open(number, verdict, handed_over)
        else:
            case = handed_over or self.docket.visible(number, self.caller.agency) or self._provisional(number, verdict)
        if case is handed_over:
            verdict.aliases.append(number)
        self._take_over(submission, case, verdict)
        return case

    def _handed_over(self, submission: Submission, number: str) -> CaseFile | None:
        """Return the case that the caller received from another and gives a number of its own.

        Both sides must have said so: the one by naming the receiver, which gave it sight of the case; the other by
        naming the earlier number. Nobody can lead somebody else's number into a case of his own.
        """
        parts = identifiers.case_number(number)
        if parts is None or not covers_unit(self.directory, agency=self.caller.agency, unit=parts.unit):
            return None
        for report in submission.reports:
            earlier = report.public["data"].get("earlier_case_number")
            if report.type != "case.received" or not earlier or self.docket.opened(number) is not None:
                continue
            case = self.docket.visible(earlier, self.caller.agency)
            if case is not None and not case.provisional and case.of(self.caller.agency) & _HANDED_OVER:
                return case
        return None

    def _provisional(self, number: str, verdict: Verdict) -> CaseFile:
        agency = self.caller.agency
        case = CaseFile(new_id(self.now), number, agency, reporter=agency, is_new=True)
        verdict.opened.append(case)
        verdict.grants.append(NewGrant(case.case_id, agency, Relation.REPORTING, "report"))
        return case

    def _open(self, number: str, verdict: Verdict, handed_over: CaseFile | None) -> CaseFile:
        parts = identifiers.case_number(number)
        if parts is None:
            raise InvalidBody(faults=[Fault("/case_number", "not-a-case-number")])
        if not covers_unit(self.directory, agency=self.caller.agency, unit=parts.unit):
            raise ForeignCaseNumber(faults=[Fault("/case_number", "foreign-case-number")])
        handling = handling_agency(self.directory, caller=self.caller.agency, unit=parts.unit)
        case = handed_over or self.docket.opened(number)
        if case is None:
            case = self.docket.provisional_of(number, self.caller.agency)
            if case is None:
                case = CaseFile(new_id(self.now), number, handling, is_new=True)
                verdict.opened.append(case)
            else:
                verdict.promoted.append(case)
        elif Relation.HANDLING in case.of(self.caller.agency):
            return case
        self._handle(case, handling, verdict)
        return case

    def _take_over(self, submission: Submission, case: CaseFile, verdict: Verdict) -> None:
        """Let the police to whom a case was transferred or assigned handle it once they receive or file it."""
        relations = case.of(self.caller.agency)
        takes = any(report.type in _TAKING_OVER for report in submission.reports)
        if not takes or case.provisional or self.caller.kind is not AgencyKind.POLICE or verdict.handling is not None:
            return
        if Relation.ADDRESSED in relations and Relation.HANDLING not in relations:
            self._handle(case, self.caller.agency, verdict)

    def _handle(self, case: CaseFile, handling: str, verdict: Verdict) -> None:
        by_rule = agencies_by_rule(self.directory, handling=handling, day=self.today)
        wanted: Mapping[str, Relation] = {**by_rule, self.caller.agency: Relation.HANDLING}
        verdict.handling = handling
        verdict.grants.extend(
            NewGrant(case.case_id, agency, relation, "rule")
            for agency, relation in wanted.items()
            if (agency, relation, "rule") not in case.grounds
        )
        # Whoever handled and supervised it before reads what was recorded until now, and no further.
        verdict.ended.extend(
            NewGrant(case.case_id, agency, relation, ground)
            for agency, relation, ground in sorted(case.grounds)
            if ground == "rule" and wanted.get(agency) is not relation
        )
