"""What the alert of a lead that a person raised says, its finding left out; pure."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from exchange.alerts import projection as alerts
from exchange.alerts.lifecycle import State
from exchange.errors import InvalidBody
from exchange.leads.known import Row
from zhenxie.law.articles import UnknownArticle, cite
from zhenxie.wire.alerts import MANUAL, AlertReport
from zhenxie.wire.leads import Complaint, DossierReading, ManualLead, OtherSource
from zhenxie.wire.problems import Fault

_NOTHING: Final = hashlib.sha256(b"").hexdigest()
_FINDING: Final = {
    "chinese": "发现的情况已加密保存，见线索详情。",
    "english": "What was found is sealed; the office reads it with the lead.",
}
_COMPLAINANTS: Final = {
    "suspect": "犯罪嫌疑人",
    "victim": "被害人",
    "defender": "辩护人",
    "family": "近亲属",
    "witness": "证人",
    "other": "其他人",
}


def report(wish: ManualLead, alert_id: UUID, case_id: UUID, evaluated: dict[str, Any]) -> AlertReport:
    """Return the report of a manual lead; its grounds are still to be the entry that tells of it.

    :raises InvalidBody: the registry does not know an article.
    """
    source = _source(wish.source)
    articles = [_article(named, index) for index, named in enumerate(wish.articles)]
    rule = wish.rule or MANUAL.upper()
    return AlertReport.model_validate(
        {
            "case_id": str(case_id),
            "case_number": wish.case_number,
            "suspect_ref": wish.suspect_ref,
            "rule": rule,
            "model_version": "1",
            "parameters_hash": _NOTHING,
            "severity": wish.severity,
            "confidence": "possible",
            "standing": "stands",
            "violated_from": wish.violated_from,
            "title": {"chinese": f"人工登记线索（{rule}）", "english": f"A lead raised by hand ({rule})"},
            "finding": _FINDING,
            "reasoning": [{**source, "article": wish.articles[0]}],
            "articles": articles,
            "suggested_instrument": wish.suggested_instrument,
            "addressed_to": "police",
            "evaluated": evaluated,
            **_named(alert_id),
        }
    )


def reopened(body: dict[str, Any], alert_id: UUID, evaluated: dict[str, Any]) -> AlertReport:
    """Return the report of a lead that takes up an earlier one: what that one said, under a name of its own."""
    again = body | {"standing": "stands", "missing": [], "evaluated": evaluated}
    return AlertReport.model_validate(again | _named(alert_id))


def _named(alert_id: UUID) -> dict[str, Any]:
    # No model has this fingerprint: what a person raised is never taken for what a rule found.
    fingerprint = hashlib.sha256(f"manual {alert_id}".encode()).hexdigest()
    return {"model": MANUAL, "fingerprint": fingerprint, "occurrence": 1, "grounds": [str(alert_id)]}


def alert_row(alert_id: UUID, report: AlertReport, digest: bytes, previous: UUID | None) -> Row:
    """Return the row of an alert that a person raised."""
    return {
        "id": alert_id,
        "case_id": UUID(report.case_id),
        "fingerprint": report.fingerprint,
        "occurrence": report.occurrence,
        "previous": previous,
        "state": State.NEW.value,
        "snoozed_until": None,
        "ending": None,
        "raised_position": 0,
        "changed_position": 0,
        **alerts.columns(report, digest),
    }


def _source(source: DossierReading | Complaint | OtherSource) -> dict[str, str]:
    match source:
        case DossierReading(volume=volume, document=document, page=page):
            return {
                "chinese": f"阅卷发现：第{volume}卷《{document}》第{page}页。",
                "english": f"Read in the dossier: volume {volume}, {document}, page {page}.",
            }
        case Complaint(received_on=day, complainant=kind):
            received = date.fromisoformat(day)
            return {
                "chinese": f"{received.year}年{received.month}月{received.day}日收到{_COMPLAINANTS[kind]}的控告申诉。",
                "english": f"A complaint of {kind} received on {day}.",
            }
    return {"chinese": "其他来源。", "english": "From another source."}


def _article(named: str, index: int) -> dict[str, Any]:
    try:
        article = cite(named)
    except UnknownArticle:
        raise InvalidBody(faults=[Fault(f"/articles/{index}", "unknown-article")]) from None
    days = (article.in_force_from, article.in_force_until)
    since, until = (None if one is None else one.isoformat() for one in days)
    return {
        "id": named,
        "title": article.title,
        "number": article.number,
        "chinese": article.chinese,
        "in_force_from": since,
        "in_force_until": until,
        "gloss": article.gloss.as_json(),
    }


def lowest(offices: Sequence[tuple[str, str]], parents: dict[str, str | None]) -> str | None:
    """Return which of the procuratorates that supervise a case works its leads; None where there is none.

    That is one that stands above none of the others; of several the one that a report appointed, not the map.

    :param offices: code and ground of each grant.
    :param parents: which procuratorate stands above which.
    """
    codes = {code for code, _ in offices}
    above = {parents.get(code) for code in codes}
    found = sorted((ground == "rule", code) for code, ground in offices if code not in above)
    return found[0][1] if found else None
