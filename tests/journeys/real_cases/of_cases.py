"""What the file says of a case and of its evidence, in the words of the wire."""

from collections.abc import Iterator

from builders.events import event
from fixtures.agencies import CITY_PROCURATORATE
from journeys.real_cases.words import Said, Telling


def received(one: Telling) -> Iterator[Said]:
    """受案: a complaint, a referral, or a report."""
    complainant, agency = one.words.pop("by_complainant", None), one.words.pop("referred_by", None)
    source = "complaint" if complainant else "referral" if agency else None
    name = complainant or agency
    yield one.says("case.received", source=source, reporter=None if name is None else {"name": name})


def filed(one: Telling) -> Iterator[Said]:
    """立案; what was seized then is told as well, its day is not stated."""
    seized = one.words.pop("seized", None)
    yield one.says("case.filed", charges=one.charges())
    if seized is not None:
        data = {"property_ref": "P1", "kind": "seizure", "description": seized}
        yield Said("police", event("property.restrained", occurred=None) | {"data": data})


def filing_refused(one: Telling) -> Iterator[Said]:
    """不予立案."""
    yield one.says("case.filing_refused")


def withdrawn(one: Telling) -> Iterator[Said]:
    """撤销案件; the file holds one, on the day after the procuratorate's notice."""
    yield one.says("case.withdrawn")


def sent_for_prosecution(one: Telling) -> Iterator[Said]:
    """移送审查起诉: to the procuratorate, with the one suspect whom the source names."""
    ref = one.record.ref(one.source["suspect"])
    suspects = None if ref is None else [{"suspect_ref": ref}]
    to = None if one.record.said["procuratorate"] is None else CITY_PROCURATORATE
    yield one.says("case.sent_for_prosecution", suspects=suspects, procuratorate=to)


def returned(one: Telling) -> Iterator[Said]:
    """退回补充侦查."""
    yield one.says("case.returned", stage="prosecution", ordinal=one.words.pop("ordinal"))


def resubmitted(one: Telling) -> Iterator[Said]:
    """补充侦查完毕重报."""
    yield one.says("case.resubmitted", stage="prosecution")


def breath_tested(one: Telling) -> Iterator[Said]:
    """呼气测试."""
    yield one.says("evidence.breath_tested", alcohol_mg_per_100ml=str(one.words.pop("mg_per_100ml")))


def blood_drawn(one: Telling) -> Iterator[Said]:
    """提取血样, and the sending of the sample where the file carries it (送检)."""
    one.words.pop("drawn_at", None)
    sent, additive = one.words.pop("sent_at", None), one.words.get("additive", "")
    tube = "coagulant" if additive.startswith("促凝剂") else None
    yield one.says("evidence.blood_drawn", tube_type=tube)
    if sent is not None:
        yield one.says("evidence.blood_submitted", moment=sent)


def opinion_issued(one: Telling) -> Iterator[Said]:
    """鉴定意见 on blood alcohol; all opinions of the file are; the laboratory's name is prose and stands sealed."""
    one.words.pop("reported_at", None)
    value = str(one.words.pop("mg_per_100ml"))
    laboratory = one.words.pop("agency", None)
    said = {"subject": "blood_alcohol", "blood_alcohol_mg_per_100ml": value, "opinion": laboratory}
    yield one.says("evidence.forensic_opinion_issued", by="police", **said)
