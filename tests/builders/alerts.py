"""Alerts as screening posts them, and what it posts when they end."""

from typing import Any

from builders.events import message_id

EVENT = "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c05"


def a_report(case_id: str, number: str, **more: Any) -> dict[str, Any]:
    """Return the report of an under-age suspect in custody."""
    text = {"chinese": "犯罪嫌疑人S1作案时未满十六周岁，查明年龄后仍被拘留。", "english": "S1 was under 16 at the act."}
    report = {
        "case_id": case_id,
        "case_number": number,
        "suspect_ref": "S1",
        "fingerprint": "ab" * 32,
        "occurrence": 1,
        "rule": "UA-03",
        "aliases": [],
        "model": "underage_suspect",
        "model_version": "1",
        "parameters_hash": "cd" * 32,
        "severity": "urgent",
        "confidence": "certain",
        "standing": "stands",
        "violated_from": "2026-03-05",
        "ended_on": None,
        "title": {
            "chinese": "查明未达刑事责任年龄后仍采取强制措施",
            "english": "A measure after the age was established",
        },
        "finding": text,
        "reasoning": [{**text, "entry": None, "article": "CL 17¶2", "parameter": None}],
        "articles": [
            {
                "id": "CL 17¶2",
                "title": "刑法",
                "number": "根据修正案（十二）修正",
                "chinese": "《刑法》第十七条第二款",
                "in_force_from": "2024-03-01",
                "in_force_until": None,
                "gloss": {"chinese": "刑事责任年龄", "english": "the age of criminal responsibility"},
            }
        ],
        "grounds": [EVENT],
        "suggested_instrument": "correction_notice",
        "instrument_note": None,
        "addressed_to": "police",
        "missing": [],
        "evaluated": evaluated(),
    }
    return report | more


def evaluated(position: int = 2, day: str = "2026-03-06", epoch: int = 1) -> dict[str, Any]:
    """Return what a finding rests on; a case that was opened with one event stands at the second place of the feed."""
    return {"epoch": epoch, "position": position, "day": day}


def an_end(position: int = 2, day: str = "2026-03-08", **more: Any) -> dict[str, Any]:
    """Return how a finding ended: a withdrawal by a correction."""
    return {
        "message_id": message_id("end"),
        "on": None,
        "ended_on": None,
        "prompted_by": EVENT,
        "reason": "correction",
        "explanation": {"chinese": "更正后依据不存在", "english": "a correction shows that the ground does not exist"},
        "evaluated": evaluated(position, day),
        **more,
    }
