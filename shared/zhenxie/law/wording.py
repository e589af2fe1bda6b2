"""A sentence in both languages: what end users read is Chinese first."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One statement, in Chinese and in English."""

    chinese: str
    english: str

    def as_json(self) -> dict[str, str]:
        """Return it as it stands on the line."""
        return {"chinese": self.chinese, "english": self.english}
