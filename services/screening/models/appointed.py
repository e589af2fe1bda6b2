"""Whose silence counts beside that of the police: the procuratorate of the case, and whoever would have appointed another."""

from typing import Final

from screening.casefile import CaseFile
from screening.models.economic_case_course import procuratorate_of

ASSIGNED: Final = "case.procuratorate_assigned"


def owed_by_procuratorate(case: CaseFile, types: tuple[str, ...]) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """Return what must have been silent there for "it was not done" to be known, and which agency owes each.

    The procuratorate of the division counts only as long as it has promised to say that another one was appointed
    (指定管辖、交办; RULE 283, 328): an appointment that nobody reported would make the other's silence count.
    """
    owed: list[tuple[str | None, tuple[str, ...]]] = [(procuratorate_of(case), types)]
    if case.first(ASSIGNED) is None and case.police:
        owed.append((case.police[:6], (ASSIGNED,)))
    return tuple(owed)
