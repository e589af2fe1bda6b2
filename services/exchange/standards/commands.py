"""What the calls about evidence standards hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final

from zhenxie.wire.evidence_standards import EvidenceStandard

KIND: Final = "standards"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Agree:
    """An office puts down the sheet of a charge, or of two, as organs agreed on it."""

    charges: tuple[str, ...]
    sheet: EvidenceStandard
