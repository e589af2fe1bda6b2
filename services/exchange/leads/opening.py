"""Leads that a person opens: raised by hand, or taken up again after they were dismissed or closed; pure."""

from typing import Any
from uuid import UUID

from exchange.alerts import projection as alerts
from exchange.errors import InvalidBody
from exchange.feed.commands import Draft
from exchange.leads import projection
from exchange.leads.authority import Bench, Outcome
from exchange.leads.errors import AlreadyReopened
from exchange.leads.known import Deed, Made, Raised, Row
from zhenxie.kit.identifiers import new_id
from zhenxie.law.instruments.catalogue import kinds
from zhenxie.wire.alerts import AlertReport
from zhenxie.wire.leads import Complaint, ManualLead, Reopen
from zhenxie.wire.problems import Fault


def reopen(bench: Bench, row: Row, work: Reopen) -> Outcome:
    """Take up a lead again as a new one, which is linked to it; the old one stays as it is.

    :raises AlreadyReopened: that was done before.
    """
    before = bench.known.alerts.get(row["alert_id"])
    if row["reopened_as"] is not None or before is None:
        raise AlreadyReopened(reopened_as=str(row["reopened_as"]))
    alert_id = new_id(bench.now)
    report = projection.reopened(before["body"], alert_id, _evaluated(bench))
    raised, new = _told_of(bench, report, alert_id, work.gh, previous=row["alert_id"])
    new.source = "reopened"
    row["reopened_as"] = alert_id
    said = {"reopened_as": str(alert_id)}
    entry = bench.told(row, "alert.reopened", said, work.gh, bench.readers(row))
    deeds = [
        Deed(alert_id, "raised", {"source": {"kind": "reopened"}, "previous": str(row["alert_id"])}, work.gh),
        Deed(row["alert_id"], "reopened", said, work.gh, entry=1, text=work.reason),
    ]
    return [raised, entry], Made(deeds, [row], raised=new)


def raise_by_hand(bench: Bench, wish: ManualLead) -> Outcome:
    """Raise a lead as an alert of the model `manual`; its finding is kept sealed with the lead.

    :raises Refusal: the person may not, or an article is unknown.
    """
    bench.may("raise", wish.gh)
    case_id, alert_id = bench.case_of(wish), new_id(bench.now)
    _seen(bench, wish, case_id)
    report = projection.report(wish, alert_id, case_id, _evaluated(bench))
    raised, new = _told_of(bench, report, alert_id, wish.gh, previous=None)
    new.source = wish.source.kind
    source = wish.source.model_dump(mode="json")
    return [raised], Made([Deed(alert_id, "raised", {"source": source}, wish.gh, text=wish.finding)], raised=new)


def _seen(bench: Bench, wish: ManualLead, case_id: UUID) -> None:
    if isinstance(wish.source, Complaint):
        bench.not_after_today("/source/received_on", wish.source.received_on)
    bench.not_after_today("/violated_from", wish.violated_from)
    if wish.suspect_ref is not None and wish.suspect_ref not in bench.known.suspects.get(case_id, ()):
        raise InvalidBody(faults=[Fault("/suspect_ref", "suspect-not-of-the-case")])
    if wish.suggested_instrument is not None and wish.suggested_instrument not in kinds():
        raise InvalidBody(faults=[Fault("/suggested_instrument", "not-in-list", (", ".join(sorted(kinds())),))])


def _evaluated(bench: Bench) -> dict[str, Any]:
    extent = bench.known.ground.extent
    return {"epoch": extent.epoch, "position": extent.position, "day": bench.day.isoformat()}


def _told_of(
    bench: Bench, report: AlertReport, alert_id: UUID, gh: str | None, *, previous: UUID | None
) -> tuple[Draft, Raised]:
    ground = bench.known.ground
    row = projection.alert_row(alert_id, report, bench.bound, previous)
    said = alerts.finding(row, report) | {"grounds": None}
    entry = alerts.draft(
        row,
        "alert.raised",
        said,
        now=bench.now,
        operator=gh,
        source=bench.caller.agency,
        addressees=tuple(sorted(ground.offices(row["case_id"]) | ground.platforms(row["case_id"]))),
        traceparent=bench.traceparent,
    )
    # It rests on nothing that was reported, but on what the person says with this entry.
    row["body"]["grounds"] = [str(entry.event_id)]
    return entry, Raised(row, "other", gh, {"gh": gh, **row["body"]})
