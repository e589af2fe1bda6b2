"""What stands on a receipt of service (送达回证): what was recorded of the service, and nobody's name where none is kept."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from exchange.documents.service_receipt import Service
from exchange.feed.seals import Sealer
from exchange.instruments.printing import service_of
from zhenxie.wire import json

SEALER = Sealer({"k1": b"\x01" * 32}, b"\x02" * 32)
ID = UUID(int=1)
DAY = date(2026, 3, 12)


def version(said: str = "served", gh: str | None = "10001", note: Any = None, **body: Any) -> Any:
    """Return what was said of an instrument, as it is kept."""
    sealed = None if note is None else SEALER.encrypt(json.canonical(note), ID.bytes)
    return SimpleNamespace(said=said, gh=gh, instrument_id=ID, sealed_note=sealed, body=body)


@pytest.mark.parametrize(
    ("served", "service"),
    [
        (version(served_on="2026-03-12"), Service(served_by="工号10001", served_at=DAY)),
        (
            version(served_on="2026-03-12", receiver="020187"),
            Service(served_by="工号10001", served_at=DAY, receiver="警号020187"),
        ),
        (
            version(served_on="2026-03-12", gh="020187", receiver="020187", signed=True),
            Service(served_at=DAY, receiver="警号020187（电子签收）"),
        ),
        (version(served_on="2026-03-12", gh=None, signed=True), Service(served_at=DAY, receiver="（电子签收）")),
        (
            version(note={"text": "拒绝签收", "witness": "张某"}, served_on="2026-03-12", refused=True),
            Service(served_by="工号10001", served_at=DAY, refusal="拒绝签收", witness="张某"),
        ),
    ],
    ids=["on paper", "on paper, and who signed", "signed in the exchange", "nobody named", "left with a witness"],
)
def test_it_says_what_was_recorded(served: Any, service: Service):
    assert service_of([version("issued"), served, version("replied")], SEALER) == service


def test_before_the_service_it_is_left_to_be_filled_in():
    assert service_of([version("issued")], SEALER) is None


def test_the_service_that_was_recorded_last_counts():
    both = [version(served_on="2026-03-11", receiver="020187"), version(served_on="2026-03-12")]

    assert service_of(both, SEALER) == Service(served_by="工号10001", served_at=DAY)


def test_a_corrected_day_leaves_who_signed_as_it_was():
    signed = version(gh="020187", served_on="2026-03-11", receiver="020187", signed=True)
    corrected = version(note={"text": "日期误录"}, served_on="2026-03-12", corrected=True)

    assert service_of([signed, corrected], SEALER) == Service(served_at=DAY, receiver="警号020187（电子签收）")
