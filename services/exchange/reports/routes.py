"""The report of a snapshot (工作情况报告), in four forms."""

import asyncio
import hashlib
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.cases.caching import etag_of, is_known, unchanged
from exchange.documents.errors import FontsMissing, GlyphMissing
from exchange.errors import Unavailable, refusals
from exchange.reports.operations import basis_of, record_reading
from exchange.reports.printing import MEDIA_TYPES, Form, file_name, printed
from exchange.statistics.errors import SnapshotNotFound, StatisticsBehind

router = APIRouter(tags=["statistics"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()},
        "description": "The report as a file",
    },
    304: {"description": "Nothing has changed"},
}


@router.get(
    "/v1/statistics/snapshots/{snapshot_id}/report.{form}",
    operation_id="getStatisticsReport",
    summary="The report of a snapshot as a document or a table (工作情况报告)",
    response_class=Response,
    responses=refusals(SnapshotNotFound, StatisticsBehind, GlyphMissing, FontsMissing, Unavailable) | _FILES,
)
async def get_statistics_report(request: Request, snapshot_id: UUID, form: Form, caller: Reader) -> Response:
    """Return the report of a snapshot: `.pdf` or `.docx` with sentences, tables, charts and definitions; or its table.

    It rests on what the snapshot kept, and beside it on the period before as known at the same position: a later
    correction does not change it, and asked again it is the same bytes. Counts stand side by side; below ten there is no
    percentage, and nothing is ranked. `.xlsx` and `.csv` hold the snapshot's figures, one row a figure. Who sees the
    snapshot sees its report; each reading is recorded in the audit.
    """
    state = request.app.state
    basis = await basis_of(state, caller, snapshot_id)
    content = await asyncio.to_thread(printed, basis, form, state.settings.font_folder)
    await record_reading(state, caller, basis, form)
    etag = etag_of("report", hashlib.sha256(content).hexdigest())
    if is_known(request, etag):
        return unchanged(etag)
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{file_name(basis, form)}"',
    }
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
