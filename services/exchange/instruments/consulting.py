"""Reading instruments: the list, each with what it says, as a document, and which could be drafted on an alert."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.alerts import queries as alerts
from exchange.alerts.errors import AlertNotFound
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.documents.errors import FontsMissing, GlyphMissing
from exchange.documents.paper import Counterpart
from exchange.errors import InvalidParameter, Unavailable, refusals
from exchange.feed.errors import CursorOutOfRange
from exchange.instruments import printing, proposing, showing
from exchange.instruments.errors import InstrumentNotFound, NotForTheIssuer
from exchange.instruments.printing import Form
from exchange.instruments.schemas import InstrumentPage, InstrumentsAsked, InstrumentWhole, ProposalList
from zhenxie.wire.vocabulary import AgencyKind

router = APIRouter(tags=["instruments"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
Which = Annotated[Counterpart, Query(description="original 正本, copy 副本, stub 存根, receipt 送达回证")]
_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE = refusals(InstrumentNotFound, NotForTheIssuer, GlyphMissing, FontsMissing, Unavailable)


@router.get(
    "/v1/instruments",
    operation_id="listInstruments",
    summary="Instruments as they now are (监督文书列表)",
    response_model=InstrumentPage,
    responses=refusals(InvalidParameter, CursorOutOfRange, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_instruments(
    request: Request, caller: Reader, asked: Annotated[InstrumentsAsked, Query()], session: ReadingSession
) -> Response:
    """List instruments, each once as it now is, the least recently changed first; give `next` as `changed_after` to poll.

    The office and the procuratorates above it see them from the draft on, the addressee and the platforms from the issue
    on; `alert_id` gives those that stand on an alert. What they say stands with each one alone (`GET /v1/instruments/{id}`), where reading it is recorded.
    """
    etag = etag_of("instruments", caller.agency, request.url.query, *await alerts.marks(session, caller.agency))
    if is_known(request, etag):
        return unchanged(etag)
    items, following = await showing.page(session, caller, asked)
    link = next_link(request, following, parameter="changed_after") if len(items) == asked.limit else None
    return answer(orjson.dumps({"items": items, "next": following}), etag, link=link)


@router.get(
    "/v1/instruments/proposals",
    operation_id="proposeInstruments",
    summary="Which instruments could be drafted on an alert (建议文书)",
    response_model=ProposalList,
    responses=refusals(AlertNotFound, Unavailable),
)
async def propose_instruments(caller: Reader, alert_id: UUID, request: Request, session: ReadingSession) -> Response:
    """List the kinds that the law allows on an alert, those that must issue (应当) first, each with what is not known.

    A proposal is for a person: nothing is drafted by it. A condition that is not known is answered in the draft by
    `despite`; kinds of which a condition is not fulfilled are left out.
    """
    if caller.kind is not AgencyKind.PROCURATORATE:
        raise AlertNotFound
    found = await proposing.on_alert(session, caller, alert_id, now=request.app.state.clock.now())
    return Response(orjson.dumps(found), media_type="application/json")


@router.get(
    "/v1/instruments/{instrument_id}.pdf",
    operation_id="getInstrumentPdf",
    summary="An instrument as .pdf (监督文书 PDF)",
    response_class=Response,
    responses=_FILE | {200: {"content": {_MEDIA["pdf"]: _BYTES}, "description": "PDF/A-2b, GB/T 9704"}},
)
async def get_instrument_pdf(
    request: Request, instrument_id: UUID, caller: Reader, counterpart: Which = "original"
) -> Response:
    """Return a counterpart as .pdf; of an original that was issued the bytes are those whose digest is kept.

    Without a number every page says 草稿. The stub is the issuing procuratorate's alone.
    """
    return await _file(request, caller, instrument_id, counterpart, "pdf")


@router.get(
    "/v1/instruments/{instrument_id}.docx",
    operation_id="getInstrumentDocx",
    summary="An instrument as .docx (监督文书 Word)",
    response_class=Response,
    responses=_FILE | {200: {"content": {_MEDIA["docx"]: _BYTES}, "description": "Office Open XML, GB/T 9704"}},
)
async def get_instrument_docx(
    request: Request, instrument_id: UUID, caller: Reader, counterpart: Which = "original"
) -> Response:
    """Return a counterpart as .docx, in the same layout.

    It names its fonts and holds none, so it shows a draft also with characters that the .pdf has no shape for
    (glyph-missing). An instrument with such a character is not issued, for both are printed then: revise it before.
    """
    return await _file(request, caller, instrument_id, counterpart, "docx")


@router.get(
    "/v1/instruments/{instrument_id}",
    operation_id="getInstrument",
    summary="One instrument with what it says (监督文书详情)",
    response_model=InstrumentWhole,
    responses=refusals(InstrumentNotFound, Unavailable) | {304: {"description": "It has not changed"}},
)
async def get_instrument(request: Request, instrument_id: UUID, caller: Reader) -> Response:
    """Return an instrument with what it says and everything that was said of it since the reader may know of it.

    What the office writes for itself stays with it and those above it: why it may (`despite`, `grounds`), who drafted, its
    notes and planned look-backs. The addressee reads its own words and what was said to it: urging, decisions on objections.

    It may name persons: every read is recorded with who and when, before the answer leaves.
    """
    state = request.app.state
    async with state.database.reading(caller.agency) as session:
        row = await showing.find(session, caller, instrument_id)
        etag = etag_of("instrument", caller.agency, instrument_id, row.changed_position)
        if is_known(request, etag):
            return unchanged(etag)
        body = await showing.one(session, caller, row, state.sealer)
    await printing.read_by(state, caller, row, "instrument.read")
    return answer(body, etag)


async def _file(
    request: Request, caller: Caller, instrument_id: UUID, counterpart: Counterpart, form: Form
) -> Response:
    state = request.app.state
    async with state.database.reading(caller.agency) as session:
        row: Any = await showing.find(session, caller, instrument_id)
    if not showing.reads_text(caller):
        raise InstrumentNotFound
    if counterpart == "stub" and caller.agency != row.procuratorate:
        raise NotForTheIssuer
    made = await printing.printed(state, caller, row, counterpart, form)
    await printing.read_by(state, caller, row, "instrument.printed")
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{row.id}.{form}"'}
    return Response(made, media_type=_MEDIA[form], headers=headers)
