"""Realistic bodies for the documentation; the people are invented, their numbers synthetic (domain 8.1)."""

from typing import Any, Final

CASE_NUMBER: Final = "A6402020000002026030001"

NOTIFIED: Final[dict[str, Any]] = {
    "type": "case.notified",
    "message_id": "DWK-2026-000101",
    "source_system": "jingzong",
    "occurred": "2026-03-02T16:40:00+08:00",
    "operator": "640218",
    "data": {
        "case_name": "陈志远盗窃案",
        "brief_facts": "2026年2月27日夜，陈志远在大武口区朝阳街某商店窃得现金8600元。",
        "charges": [{"cl_article": "264", "name": "盗窃"}],
        "handling_unit": "640202550000",
        "handling_department": "criminal_investigation",
        "filing_mode": "by_person",
        "amount": 860000,
        "suspects": [
            {
                "suspect_ref": "R-1",
                "person": {
                    "name": "陈志远",
                    "identity_kind": "111",
                    "identity_number": "640202198001011238",
                    "phone": "13909520000",
                    "address": "石嘴山市大武口区朝阳街道青山路12号",
                    "ethnicity": "01",
                },
                "sex": "male",
                "birth_date": "1980-01-01",
                "birth_date_source": "household_register",
                "birth_date_confidence": "verified",
                "charges": [{"cl_article": "264", "name": "盗窃"}],
                "acts": [{"from": "2026-02-27T22:00:00+08:00", "to": "2026-02-27T23:30:00+08:00"}],
            }
        ],
    },
}

FILED: Final[dict[str, Any]] = {
    "type": "case.filed",
    "message_id": "DWK-2026-000102",
    "source_system": "jingzong",
    "occurred": "2026-03-02",
    "document": {
        "kind": "立案决定书",
        "number": "石公大(刑)立字〔2026〕101号",
        "date": "2026-03-02",
        "approved_by_level": "county",
    },
    "operator": "640218",
    "data": {
        "filing_mode": "by_person",
        "charges": [{"cl_article": "264", "name": "盗窃"}],
        "suspect_refs": ["R-1"],
        "received_on": "2026-02-28",
    },
}

DETAINED: Final[dict[str, Any]] = {
    "type": "suspect.detained",
    "message_id": "DWK-2026-000103",
    "source_system": "jingzong",
    "occurred": "2026-03-02T20:15:00+08:00",
    "suspect_ref": "R-1",
    "document": {"kind": "拘留证", "number": "石公大(刑)拘字〔2026〕58号", "date": "2026-03-02"},
    "operator": "640218",
    "data": {"ground": "evidence_found", "arrived_at": "2026-03-02T14:05:00+08:00"},
}

NOTIFICATION: Final[dict[str, Any]] = {"case_number": CASE_NUMBER, "notified": NOTIFIED, "events": [FILED, DETAINED]}

UPDATE: Final[dict[str, Any]] = {
    "type": "suspect.detention_extended",
    "message_id": "DWK-2026-000117",
    "source_system": "jingzong",
    "occurred": "2026-03-05T10:00:00+08:00",
    "suspect_ref": "R-1",
    "document": {"kind": "延长拘留期限通知书", "number": "石公大(刑)拘延字〔2026〕21号", "date": "2026-03-05"},
    "operator": "640218",
    "data": {"ground": "special", "new_limit": "2026-03-09", "days": 4, "acts_count": 1, "participants_count": 1},
}

UPDATES: Final[dict[str, Any]] = {
    "events": [
        UPDATE,
        {
            "type": "suspect.family_notified",
            "message_id": "DWK-2026-000118",
            "source_system": "jingzong",
            "occurred": "2026-03-03T09:30:00+08:00",
            "suspect_ref": "R-1",
            "data": {
                "measure": "detention",
                "way": "telephone",
                "recipient": {"name": "李桂兰", "phone": "13909520001"},
            },
        },
    ]
}

CORRECTION: Final[dict[str, Any]] = {
    "message_id": "DWK-2026-000131",
    "source_system": "jingzong",
    "action": "amend",
    "target": {"message_id": "DWK-2026-000102", "source_system": "jingzong"},
    "reason_code": "typing_error",
    "reason": "立案日期录入错误，应为3月1日。",
    "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号", "date": "2026-03-06"},
    "approved_by": "640201",
    "event": FILED | {"message_id": "DWK-2026-000132", "occurred": "2026-03-01"},
}

RETRACTION: Final[dict[str, Any]] = {
    "message_id": "DWK-2026-000140",
    "action": "retract",
    "target": {
        "type": "suspect.detention_extended",
        "suspect_ref": "R-1",
        "document_number": "石公大(刑)拘延字〔2026〕21号",
    },
    "reason_code": "wrong_suspect",
    "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕4号", "date": "2026-03-07"},
    "approved_by": "640201",
}

COVERAGE: Final[dict[str, Any]] = {
    "type": "agency.coverage_declared",
    "message_id": "DWK-COV-2026-03",
    "occurred": "2026-03-01",
    "data": {
        "types": [
            {
                "type": "suspect.detained",
                "complete_from": "2026-01-01",
                "complete_through": "2026-03-01T00:00:00+08:00",
                "usual_delay_hours": 24,
            },
            {"type": "suspect.released", "complete_from": "2026-01-01", "usual_delay_hours": 48},
        ]
    },
}

SNAPSHOT: Final[dict[str, Any]] = {
    "snapshot": {
        "profile": "police_pinyin",
        "source_system": "jingzong",
        "source_key": "AJ-2026-0301",
        "source_version": 2,
        "row": {
            "ASJBH": CASE_NUMBER,
            "AJMC": "陈志远盗窃案",
            "LARQ": "20260302",
            "LADW_GAJGJGDM": "640202550000",
            "CXAJRQ": None,
            "YSSCQSRQ": None,
        },
    }
}

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "notification": NOTIFICATION,
    "update": UPDATE,
    "updates": UPDATES,
    "correction": CORRECTION,
    "retraction": RETRACTION,
    "coverage": COVERAGE,
    "snapshot": SNAPSHOT,
}
