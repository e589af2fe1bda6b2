"""To what an instrument belongs: its addressee, case, suspects and alerts, and what stands beside it on these; pure."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from exchange.errors import InvalidBody
from exchange.instruments.bench import Bench, Row
from exchange.instruments.errors import AlertNotEstablished, NotAddressedTo
from zhenxie.law.instruments.catalogue import Kind
from zhenxie.law.instruments.steps import OPEN, State
from zhenxie.wire.instrument_fields import InstrumentFields
from zhenxie.wire.instruments import InstrumentDraft
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind

_GONE: Final = "withdrawn"
_NO_GROUND: Final = frozenset({"dismissed", "transferred"})


def see_whom_it_is_for(bench: Bench, kind: Kind, addressee: str, cases: Collection[UUID]) -> None:
    """See that the kind is addressed to such an agency, and that every case concerns it.

    :raises NotAddressedTo: it is not, or one does not.
    """
    ground = bench.known.ground
    body = ground.kind_of(addressee)
    if body is None or body.value not in kind.addressees:
        raise NotAddressedTo(addressee=addressee, addressees=list(kind.addressees))
    if body is AgencyKind.ADMINISTRATIVE:
        # To whom an opinion or a suggestion goes who never took part in the case (CPL 177¶3, SUGG19 11): a person decides.
        return
    for case in cases:
        part = {one for one, _ in ground.grants.get(case, ())}
        # A superior of the police answers for those below it; any other body takes part in the case itself.
        above = body is AgencyKind.POLICE and any(ground.directory.is_at_or_above(addressee, one) for one in part)
        if not above and addressee not in part:
            raise NotAddressedTo(addressee=addressee, addressees=sorted(part))


def see_its_case(bench: Bench, row: Row, fields: InstrumentFields) -> None:
    """See that a number of a case in the text is one of its own case.

    :raises InvalidBody: it is another's.
    """
    number = None if (case := getattr(fields, "case", None)) is None else case.number
    numbers = {row["case_number"], *bench.known.ground.numbers.get(row["case_id"], ())}
    if number is not None and number not in numbers:
        raise InvalidBody(faults=[Fault("/fields/case/number", "not-of-the-case")])


def see_its_suspects(bench: Bench, said: InstrumentDraft, cases: Collection[UUID]) -> None:
    """See that each suspect is one of its cases.

    :raises InvalidBody: one is not.
    """
    pictures = [picture for one in cases if (picture := bench.known.pictures.get(one)) is not None]
    known = {suspect.ref for picture in pictures for suspect in picture.suspects}
    if len(pictures) < len(cases):
        # Of a case of which there is no picture nobody can say who is not of it.
        return
    strange = [index for index, ref in enumerate(said.suspect_refs) if ref not in known]
    if strange:
        raise InvalidBody(faults=[Fault(f"/suspect_refs/{index}", "not-of-the-case") for index in strange])


def see_that_alerts_stand(bench: Bench, row: Row) -> None:
    """See that no alert on which an instrument stands was taken back or dismissed since it was drafted.

    :raises AlertNotEstablished: one was.
    """
    for alert_id in row["alert_ids"]:
        alert = bench.known.alerts.get(alert_id)
        if alert is not None and (alert["standing"] == _GONE or alert["state"] in _NO_GROUND):
            raise AlertNotEstablished(alert_id=str(alert_id), state=alert["state"], standing=alert["standing"])


def others_of(bench: Bench, row: Row) -> list[str]:
    """Return the open instruments of the same kind that stand on one of the alerts already: the office may not want two."""
    mine = bench.known.ground.directory.is_at_or_above
    return [
        str(one["id"])
        for one in bench.known.on_alerts
        if one["kind"] == row["kind"] and State(one["state"]) in OPEN
        if not set(row["alert_ids"]).isdisjoint(one["alert_ids"]) and mine(row["procuratorate"], one["procuratorate"])
    ]
