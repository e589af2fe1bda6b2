"""Data-quality findings as screening posts them."""

from typing import Any

from builders.alerts import evaluated
from fixtures.agencies import DAWUKOU_POLICE


def a_remark(case_id: str, number: str, *subjects: str, **more: Any) -> dict[str, Any]:
    """Return the finding that a detention is known only by its month."""
    return {
        "case_id": case_id,
        "case_number": number,
        "fingerprint": "ab" * 32,
        "occurrence": 1,
        "standing": "found",
        "code": "too_coarse",
        "sender": DAWUKOU_POLICE,
        "suspect_ref": "S1",
        "event_type": "suspect.detained",
        "subjects": list(subjects),
        "title": {"chinese": "日期仅精确到月", "english": "Only a month"},
        "explanation": {"chinese": "“刑事拘留”仅报送到月", "english": "suspect.detained is known only by its month"},
        "evaluated": evaluated(),
        **more,
    }
