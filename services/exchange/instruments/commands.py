"""What the instrument calls hand to the scribe; plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from zhenxie.wire.instruments import (
    InstrumentDraft,
    InstrumentObjection,
    InstrumentReceipt,
    InstrumentReply,
    InstrumentStep,
    NumberingChange,
)

KIND: Final = "instruments"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class DraftInstrument:
    """A procuratorate drafts an instrument."""

    said: InstrumentDraft


@dataclass(frozen=True)
class Printed:
    """The original as it was printed before its issue was decided: of which text, number and day, and both digests.

    `issuer` and `addressee` are the names that stand on it, which the two bodies may change later.
    """

    body: str
    number: str | None
    issued_on: date
    issuer: str
    addressee: str
    pdf: str
    docx: str


@dataclass(frozen=True)
class TakeStep:
    """The issuing procuratorate, or the upper one, takes a step; an issue brings what was printed."""

    instrument_id: UUID
    said: InstrumentStep
    printed: Printed | None = None


@dataclass(frozen=True)
class SignFor:
    """The addressee signs for an instrument."""

    instrument_id: UUID
    said: InstrumentReceipt


@dataclass(frozen=True)
class Reply:
    """The addressee answers."""

    instrument_id: UUID
    said: InstrumentReply


@dataclass(frozen=True)
class ObjectTo:
    """The addressee objects."""

    instrument_id: UUID
    said: InstrumentObjection


@dataclass(frozen=True)
class FallOverdue:
    """The day has come on which an answer is overdue; the exchange says so by itself."""

    instrument_id: UUID


@dataclass(frozen=True)
class ChangeNumbering:
    """A procuratorate, or the operator for it, says how it numbers."""

    said: NumberingChange


OnOne = TakeStep | SignFor | Reply | ObjectTo | FallOverdue
"""What is wished of an instrument that there is."""
Wish = DraftInstrument | OnOne | ChangeNumbering
