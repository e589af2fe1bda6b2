"""Gives sight of a case to whom it concerns, and tells those whose cursor may have passed its beginning; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.access.callers import Directory
from exchange.feed.commands import Decision, SharedCase
from exchange.intake.docket import CaseFile, Docket
from exchange.intake.verdicts import Item, NewGrant, Verdict
from zhenxie.wire.vocabulary import Relation


@dataclass(frozen=True)
class Sharing:
    """The grants, numbers and `case.shared` entries that one accepted submission brings."""

    docket: Docket
    directory: Directory
    now: datetime
    traceparent: str | None
    decision: Decision

    @property
    def verdict(self) -> Verdict:
        """What the submission leads to so far."""
        verdict: Verdict = self.decision.memory
        return verdict

    def relate(self, fresh: Sequence[Item], case: CaseFile) -> None:
        """Grant what the events' mentions call for, join provisional cases, and tell the newcomers.

        A provisional case is its reporter's alone: whom its events name is remembered until it is opened.
        """
        case.named |= {agency: relation for item in fresh for agency, relation in item.report.named.items()}
        before = {agency for agency, relations in case.relations.items() if relations}
        for grant in self.verdict.grants:
            case.take(grant.agency, grant.relation, grant.ground)
        if not case.provisional:
            self._call(case, case.named)
            self._join(case)
            newcomers = [grant for grant in self.verdict.grants if _is_new(grant, case, before)]
            self._show_joined(case, newcomers)
            if not case.is_new:
                self._tell(case, newcomers)
        case.is_new = False

    def _call(self, case: CaseFile, named: Mapping[str, Relation]) -> None:
        """Grant sight of the case to the agencies that events name, on the ground of the report."""
        for agency, relation in named.items():
            if agency in self.directory.agencies and (agency, relation, "report") not in case.grounds:
                self.verdict.grants.append(NewGrant(case.case_id, agency, relation, "report"))
                case.take(agency, relation, "report")

    def _show_joined(self, case: CaseFile, newcomers: Iterable[NewGrant]) -> None:
        """Let newcomers see what was joined into the case before they came."""
        for other in self.docket.files.values():
            if other.joined_into == case.case_id:
                self._show(other, newcomers)

    def _join(self, case: CaseFile) -> None:
        """Join what readers of the case had reported before; whom those reports name may have reported in turn."""
        joined: list[CaseFile] = []
        while others := self._joinable(case):
            for other in others:
                other.joined_into = case.case_id
                self.verdict.joined.append((other, case))
                self._call(case, other.named)
            joined += others
        readers = [
            NewGrant(case.case_id, agency, min(relations), "rule")
            for agency, relations in case.relations.items()
            if relations
        ]
        for other in joined:
            self._show(other, readers)

    def _joinable(self, case: CaseFile) -> list[CaseFile]:
        readers = [agency for agency, relations in case.relations.items() if relations]
        return [one for number in self.docket.numbers_of(case) for one in self.docket.joinable(number, readers)]

    def _show(self, other: CaseFile, readers: Iterable[NewGrant]) -> None:
        wanted = {
            reader.agency: NewGrant(other.case_id, reader.agency, reader.relation, reader.ground)
            for reader in readers
            if not other.of(reader.agency)
        }
        for grant in wanted.values():
            other.take(grant.agency, grant.relation, grant.ground)
        self.verdict.grants.extend(wanted.values())
        self._tell(other, list(wanted.values()))

    def _tell(self, case: CaseFile, readers: Sequence[NewGrant]) -> None:
        for reader in {grant.agency: grant for grant in readers}.values():
            shared = SharedCase(case.case_id, case.number, reader.agency, reader.relation, case.joined_into)
            self.decision.drafts.append(shared.draft(self.now, traceparent=self.traceparent))


def _is_new(grant: NewGrant, case: CaseFile, before: Collection[str]) -> bool:
    return grant.case_id == case.case_id and grant.agency not in before
