"""Composes the report of a period as an official document (公文); pure."""

from typing import Final

from exchange.documents.paper import Paper, paragraph
from exchange.reports import prosecution, supervision, work
from exchange.reports.basis import Basis, period_named

_OFFICE: Final = "人民检察院"


def composed(basis: Basis) -> Paper:
    """Return the report as one document; it bears no number of its own, and the day on which the snapshot was taken.

    Its sections follow domain 11; every number in a sentence stands in a table too, and every chart under its table.
    """
    issuer = basis.named(basis.statistics["agency"])
    office = f"{issuer.removesuffix(_OFFICE)}侦查监督与协作配合办公室"
    period = period_named(basis.statistics)
    return Paper(
        issuer=issuer,
        title=f"{office}{period}工作情况报告",
        number="",
        addressee="办公室各成员单位",
        body=(
            paragraph(f"现将{period}工作情况报告如下。"),
            work.resting_on(basis),
            *work.overall(basis),
            *supervision.filing_and_withdrawal(basis),
            *supervision.investigation(basis),
            *prosecution.arrest_and_prosecution(basis),
            *work.found_by_models(basis),
            *supervision.recurring(basis),
            *work.cooperating(basis),
            *work.notes(basis),
            *work.definitions(basis),
            paragraph("特此报告。"),
        ),
        issued_on=basis.taken_on,
        attachments=(),
        contact=None,
        counterpart="original",
        kind="quarterly_report",
    )
