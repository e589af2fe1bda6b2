"""`zhenxie exchange load`: a file, or a drop folder, into the exchange; what became of each line beside it."""

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from zhenxie.cli import parcels
from zhenxie.cli.parcels import Contents, Manifest, NotWhole, Parcel, Watermark
from zhenxie.client import retrying, uploads
from zhenxie.client.credentials import Credentials, PrivateKey, Secret
from zhenxie.client.errors import ExchangeRefused, ExchangeUnavailable
from zhenxie.client.exchange import ExchangeClient
from zhenxie.client.uploads import Charset, Upload

UNREACHED: Final = 1
NOT_WHOLE: Final = 2
NOT_ALL: Final = 3
_SHOWN: Final = 10

Url = Annotated[str, typer.Option(envvar="ZHENXIE_URL", help="The exchange (交换服务地址).")]
ClientId = Annotated[str, typer.Option(envvar="ZHENXIE_CLIENT_ID", help="The client (客户端编号).")]
KeyFile = Annotated[
    Path | None, typer.Option(envvar="ZHENXIE_CLIENT_KEY", help="Its private key; or set ZHENXIE_CLIENT_SECRET.")
]
SecretFile = Annotated[Path | None, typer.Option(help="A file with its secret (密钥文件).")]
Folder = Annotated[
    bool, typer.Option("--folder", help="FILE is a drop folder: its files in the order of their sequence.")
]
InCharset = Annotated[str | None, typer.Option("--charset", help="utf-8 or gb18030; found out by itself otherwise.")]


@dataclass
class Loading:
    """One run: to whom it speaks, in which charset it was told to read, and the worst that happened so far."""

    client: ExchangeClient
    console: Console
    charset: Charset | None = None
    code: int = 0
    declares: bool = True
    problems: list[dict[str, Any]] = field(default_factory=list)

    def worse(self, code: int) -> None:
        """Remember a failure; the first kind stays."""
        self.code = self.code or code


def load(  # noqa: PLR0913  each is one option of the command
    file: Annotated[Path, typer.Argument(exists=True, help="FILE.ndjson or FILE.ndjson.gz, UTF-8 or GB18030.")],
    *,
    url: Url = "http://127.0.0.1:8080",
    client_id: ClientId = "",
    key_file: KeyFile = None,
    secret_file: SecretFile = None,
    folder: Folder = False,
    charset: InCharset = None,
) -> None:
    """Load a file into the exchange (批量导入); sending it again is always safe.

    FILE.manifest.json {sequence, count, digest, watermark?} beside it is checked before anything is sent; the digest is
    SHA-256 of the uncompressed bytes. FILE.outcomes.ndjson says what became of each line. When every line was accepted
    the watermark is declared. Exit code 1: not reached or not let in; 2: the file is not what its manifest says; 3: some
    lines were refused, or a sequence lacks.
    """
    if charset not in (None, "utf-8", "gb18030"):
        raise typer.BadParameter("utf-8 or gb18030", param_hint="--charset")
    credentials = _credentials(client_id, key_file, secret_file)
    told: Charset | None = "gb18030" if charset == "gb18030" else ("utf-8" if charset else None)
    code = asyncio.run(run(file, url=url, credentials=credentials, charset=told, folder=folder))
    if code:
        raise typer.Exit(code)


def _credentials(client_id: str, key_file: Path | None, secret_file: Path | None) -> Credentials:
    # A secret among the words of a command would stand in the list of processes, for everybody to read.
    secret = (
        secret_file.read_text(encoding="utf-8").strip() if secret_file else os.environ.get("ZHENXIE_CLIENT_SECRET", "")
    )
    if not client_id or not (key_file or secret):
        raise typer.BadParameter("a client id, and its secret or key, are needed", param_hint="--client-id")
    return PrivateKey(client_id, key_file.read_bytes()) if key_file else Secret(client_id, secret)


async def run(
    path: Path, *, url: str, credentials: Credentials, charset: Charset | None = None, folder: bool = False
) -> int:
    """Load a file, or the files of a folder, and return the exit code."""
    console = Console()
    async with ExchangeClient(url, credentials) as client:
        loading = Loading(client, console, charset)
        try:
            await (_folder(loading, path) if folder else _file(loading, Parcel(path)))
        except ExchangeUnavailable as error:
            console.print(
                f"[red]交换服务无法连接，请稍后原样重发[/] · The exchange is unavailable ({error}); load again."
            )
            return UNREACHED
        except ExchangeRefused as error:
            console.print(
                f"[red]{error.problem.get('title', '')}[/] ({error.status}) {error.problem.get('detail', '')}"
            )
            return UNREACHED
    return loading.code


async def _folder(loading: Loading, folder: Path) -> None:
    try:
        found = parcels.in_folder(folder)
    except NotWhole as error:
        _say(loading, error)
        return
    lacking = parcels.missing([manifest.sequence for manifest, _ in found])
    for manifest, parcel in found:
        # Behind a gap the facts are as good as any, but nobody may say that they are all.
        loading.declares = not (lacking and manifest.sequence > lacking[0])
        before = parcel.summary()
        if before is not None and before.get("digest") == manifest.digest and not before["failed"]:
            loading.console.print(f"[dim]{parcel.path.name}：已导入 · loaded before[/]")
            await _conclude(loading, manifest, before)
        else:
            await _file(loading, parcel)
    if lacking:
        named = "、".join(map(str, lacking[:_SHOWN]))
        loading.console.print(
            f"[red]缺少序号 {named}[/]，此后不作完整性声明 · Sequence lacks; no watermark is declared behind it."
        )
        loading.worse(NOT_ALL)


async def _file(loading: Loading, parcel: Parcel) -> None:
    try:
        manifest = parcel.manifest()
        contents = parcel.verified(manifest)
    except NotWhole as error:
        with parcel.writing_outcomes() as outcomes:
            outcomes.write(parcels.line_of({"outcome": "refused", "problem": error.problem}))
        _say(loading, error, parcel.path.name)
        return
    summary = await retrying.patiently(lambda: _uploaded(loading, parcel, manifest, contents))
    _show(loading, parcel, summary)
    await _conclude(loading, manifest, summary)


async def _conclude(loading: Loading, manifest: Manifest | None, summary: dict[str, Any]) -> None:
    """Declare the watermark where every line was accepted; said again, it is the same declaration."""
    if summary["refused"] or summary["failed"] or "problem" in summary:
        loading.worse(NOT_ALL)
        return
    watermark = None if manifest is None else manifest.watermark
    if manifest is not None and watermark is not None and loading.declares:
        await loading.client.declare_coverage(_coverage(manifest, watermark))
        loading.console.print(f"已声明完整至 · Complete through [bold]{watermark.complete_through}[/]")


async def _uploaded(loading: Loading, parcel: Parcel, manifest: Manifest | None, contents: Contents) -> dict[str, Any]:
    loading.problems.clear()
    sequence = None if manifest is None else manifest.sequence
    upload = Upload.of_file(
        parcel.path,
        charset=loading.charset or contents.charset,
        manifest=uploads.Manifest(sequence, contents.count, contents.digest),
    )
    summary: dict[str, Any] = {}
    with parcel.writing_outcomes() as outcomes:
        async for outcome in loading.client.upload(upload):
            outcomes.write(parcels.line_of(outcome))
            summary = outcome.get("summary", summary)
            if outcome.get("outcome") == "refused" and len(loading.problems) < _SHOWN:
                loading.problems.append(outcome)
    return summary


def _coverage(manifest: Manifest, watermark: Watermark) -> dict[str, Any]:
    stated = watermark.model_dump(exclude_none=True, exclude={"types"})
    return {
        "type": "agency.coverage_declared",
        # The same file says the same again; another file of this number would be another message.
        "message_id": f"coverage/{manifest.sequence}/{manifest.digest.removeprefix('sha256:')[:16]}",
        "occurred": watermark.complete_through,
        "data": {"types": [{"type": one, **stated} for one in watermark.types]},
    }


def _say(loading: Loading, error: NotWhole, name: str = "") -> None:
    loading.console.print(f"[red]{name} 未发送任何内容[/] · Nothing was sent.")
    for chinese, english in error.sentences:
        loading.console.print(f"  {chinese} · {english}")
    loading.worse(NOT_WHOLE)


def _show(loading: Loading, parcel: Parcel, summary: dict[str, Any]) -> None:
    table = Table(title=parcel.path.name, title_justify="left")
    for heading in ("行 lines", "接收 accepted", "重复 replayed", "拒收 refused", "失败 failed"):
        table.add_column(heading, justify="right")
    counts = [str(summary[name]) for name in ("lines", "accepted", "replayed", "refused")]
    table.add_row(*counts, str(len(summary["failed"])))
    loading.console.print(table)
    for outcome in loading.problems:
        problem = outcome["problem"]
        details = "；".join(f"{one['pointer']} {one['message']}" for one in problem.get("errors", []))
        loading.console.print(f"  第 {outcome['line']} 行 [yellow]{problem['title']}[/] {details}", highlight=False)
    for fault in summary.get("problem", {}).get("errors", []):
        loading.console.print(f"  [red]{fault['message']}[/]")
    loading.console.print(f"[dim]{parcel.outcomes_path}[/]", soft_wrap=True)
