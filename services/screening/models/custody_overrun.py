"""超期羁押 (M05): held beyond the time of detention, of investigation or of review (CPL 91, 98, 99, 156, 172, 175)."""

from collections.abc import Iterator
from datetime import date

from screening.casefile import CaseFile
from screening.models.custody import ARRESTED, DETAINED
from screening.models.custody_after_transfer import held_at_the_procuratorate
from screening.models.custody_arrest import arrested_too_long
from screening.models.custody_detention import detained_too_long
from screening.models.custody_rules import M05, M05_2
from screening.rulebook import Outcome, SupervisionModel
from zhenxie.law.wording import Text


class CustodyOverrun(SupervisionModel):
    """Custody beyond its statutory time, from detention to the review for prosecution."""

    slug = "custody_overrun"
    version = "1"
    title = Text("超期羁押监督模型", "Custody beyond its time")
    rules = (M05, M05_2)
    watches = frozenset({DETAINED, ARRESTED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M05 for each detention, arrest and supplementary investigation, M05-2 for what the procuratorate has."""
        for detained in case.of_type(DETAINED):
            yield from detained_too_long(case, on, detained, self.parameters)
        for arrested in case.of_type(ARRESTED):
            yield from arrested_too_long(case, on, arrested, self.parameters)
        yield from held_at_the_procuratorate(case, on, self.parameters)
