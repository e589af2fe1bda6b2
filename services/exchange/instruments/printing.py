"""Prints instruments (正本、副本、存根、送达回证), the original before its issue is decided; records who read which."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from exchange.access import operations as access
from exchange.access.callers import Caller, Directory
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.documents.counterparts import copy_of, stub_of
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Counterpart, Paper
from exchange.documents.pdf import pdf
from exchange.documents.service_receipt import Service, service_receipt
from exchange.documents.word import word
from exchange.documents.wording import bodies
from exchange.feed.seals import Sealer
from exchange.instruments import queries, showing
from exchange.instruments.commands import Printed
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.wire.instrument_fields import InstrumentFields
from zhenxie.wire.instruments import Issue
from zhenxie.wire.vocabulary import AgencyKind

Form = Literal["pdf", "docx"]
_OFFICE: Final = "人民检察院"
_FIELDS: Final[TypeAdapter[InstrumentFields]] = TypeAdapter(InstrumentFields)


@dataclass(frozen=True)
class Names:
    """The names that stand on a document: of the procuratorate, its province first, and of the addressee."""

    issuer: str
    addressee: str


async def original(state: Any, caller: Caller, instrument_id: UUID, said: Issue) -> Printed:
    """Print an instrument as it would be issued now, outside of the feed's transaction; return its digests.

    :raises InstrumentNotFound: the caller sees no such instrument.
    :raises GlyphMissing: the fonts lack a character of it; FontsMissing: there are no fonts.
    """
    issued_on = legal_day(state.clock.now()) if said.issued_on is None else date.fromisoformat(said.issued_on)
    async with state.database.reading(caller.agency) as session:
        row = await showing.find(session, caller, instrument_id)
        names = names_of(row, await access.directory(session))
    fields = showing.fields_of(row, state.sealer)
    paper = paper_of(row, fields, names, issued_on)
    made = await asyncio.to_thread(_both, paper, state.settings.font_folder)
    return Printed(row.digests["body"], row.number, issued_on, names.issuer, names.addressee, *made)


def _both(paper: Paper, folder: Path | None) -> tuple[str, str]:
    return digest(pdf([paper], _fonts(folder))), digest(word([paper], fonts=_fonts(folder)))


def digest(document: bytes) -> str:
    """Return the digest of a file as it stands on the line."""
    return "sha256:" + hashlib.sha256(document).hexdigest()


@cache
def _fonts(folder: Path | None) -> Fonts:
    return Fonts.found(folder)


async def printed(state: Any, caller: Caller, row: Any, counterpart: Counterpart, form: Form) -> bytes:
    """Return one counterpart of an instrument as a file; the original of one that was issued, byte for byte as then.

    :raises GlyphMissing: the fonts lack a character of it; FontsMissing: there are no fonts.
    """
    async with state.database.reading(caller.agency) as session:
        names = names_of(row, await access.directory(session))
        said = await queries.versions_of(session, [row.id]) if counterpart == "receipt" else ()
    fields = showing.fields_of(row, state.sealer)
    paper = paper_of(row, fields, names, row.issued_on)
    if counterpart == "receipt":
        paper = service_receipt(paper, service_of(said, state.sealer))
    elif counterpart != "original":
        paper = copy_of(paper) if counterpart == "copy" else stub_of(paper, _facts(row, fields))
    return await asyncio.to_thread(_file, paper, form, state.settings.font_folder)


def _file(paper: Paper, form: Form, folder: Path | None) -> bytes:
    return pdf([paper], _fonts(folder)) if form == "pdf" else word([paper], fonts=_fonts(folder))


def names_of(row: Any, directory: Directory) -> Names:
    """Return the names for a document: those that stood on it when it was issued, else those of today."""
    kept = row.grounds.get("names")
    if kept is not None:
        return Names(**kept)
    agencies = directory.agencies
    above = [one for one in directory.line_above(row.procuratorate) if agencies[one].kind is AgencyKind.PROCURATORATE]
    own = agencies[row.procuratorate].name
    province = agencies[above[-1]].name.removesuffix(_OFFICE) if above else ""
    return Names(own if own.startswith(province) else province + own, agencies[row.addressee].name)


def paper_of(row: Any, fields: Mapping[str, Any], names: Names, issued_on: date | None) -> Paper:
    """Return the original (正本); a draft, or what has no number yet, is a 草稿 on every page."""
    said = _FIELDS.validate_python(dict(fields))
    number = row.number if kind_of(row.kind).numbered else ""
    return Paper(
        issuer=names.issuer,
        title=bodies.title(said),
        number=None if row.state == "drafted" else number,
        addressee=names.addressee,
        body=bodies.body(said),
        issued_on=issued_on,
        attachments=(),
        contact=None,
        counterpart="original",
        kind=row.kind,
    )


def service_of(said: Sequence[Any], sealer: Sealer) -> Service | None:
    """Return the last service that was recorded, as far as it is known; None before there was one.

    Nobody's name is kept of who served or signed: a service number (工号, 警号) stands where a name would.
    """
    served = [one for one in said if one.said == "served"]
    if not served:
        return None
    # A corrected day leaves as it was who served and who signed.
    row = next((one for one in reversed(served) if not one.body.get("corrected")), served[-1])
    note = (
        {} if row.sealed_note is None else orjson.loads(sealer.decrypt(bytes(row.sealed_note), row.instrument_id.bytes))
    )
    by_itself, receiver = row.body.get("signed"), row.body.get("receiver")
    signed = "" if receiver is None else f"警号{receiver}"
    return Service(
        served_by=None if by_itself or row.gh is None else f"工号{row.gh}",
        served_at=date.fromisoformat(served[-1].body["served_on"]),
        receiver=(f"{signed}（电子签收）" if by_itself else signed) or None,
        refusal=note.get("text") or "拒收，留置送达" if row.body.get("refused") else None,
        witness=note.get("witness"),
    )


def _facts(row: Any, fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    approved = "" if row.approved_by is None else f"工号{row.approved_by}"
    return (
        ("案件名称", (fields.get("case") or {}).get("name") or ""),
        ("案件编号", row.case_number or ""),
        ("承办人", f"工号{row.drafted_by}"),
        ("批准人", approved),
    )


async def read_by(state: Any, caller: Caller, row: Any, act: str) -> None:
    """Record that somebody read what an instrument says, before it leaves; whom it is not shown to reads nothing."""
    if not showing.reads_text(caller):
        return
    particulars = {"instrument": str(row.id), "kind": row.kind, "state": row.state}
    deed = Deed(caller.agency, caller.client, act, row.case_number or str(row.id), particulars=particulars)
    async with state.database.writing() as session:
        await audit.record(session, deed, now=state.clock.now())
