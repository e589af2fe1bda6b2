"""What the quality calls hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final

from zhenxie.wire.quality import QualityReport

KIND: Final = "quality"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Remark:
    """Screening found something, or what it found is gone."""

    report: QualityReport
