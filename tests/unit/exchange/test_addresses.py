"""TLS to PostgreSQL, as an address asks for it: what the pool and the connection that listens say first, and to whom."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url

from exchange.app import driver_url
from exchange.db import Database, DatabaseUnavailable
from zhenxie.kit.clock import SystemClock

_ASKS_FOR_TLS = (80877103).to_bytes(4, "big")


def certificate(folder: Path, name: str) -> Path:
    """Write a certificate of localhost that vouches for itself, with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@asynccontextmanager
async def a_server(heard: asyncio.Queue[str], file: Path | None) -> AsyncIterator[int]:
    """Listen as PostgreSQL does, with TLS if there is a certificate; write down what is said, and hang up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(8)
            if first[4:] != _ASKS_FOR_TLS:
                heard.put_nowait("in the clear")
                return
            writer.write(b"S" if file else b"N")
            if file:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(file)
                await writer.start_tls(context)
            await reader.readexactly(8)
            heard.put_nowait("under TLS" if file else "in the clear")
        except (OSError, EOFError):
            heard.put_nowait("nothing")
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def said_by_both(url: str, heard: asyncio.Queue[str]) -> set[str]:
    """Let the pool and the connection that listens go to an address, and return what was heard of each."""
    database = Database(driver_url(url))
    said = set()
    for connect in (database.listen_connection, lambda: database.reading("").__aenter__()):
        with pytest.raises(DatabaseUnavailable):
            await connect()
        said.add(await heard.get())
    await database.close()
    return said


@pytest.mark.parametrize("word", ["ssl=require", "sslmode=require", "sslmode=verify-full&sslrootcert={root}"])
async def test_who_asks_for_tls_says_nothing_in_the_clear(tmp_path: Path, word: str):
    heard: asyncio.Queue[str] = asyncio.Queue()
    root = quote(str(certificate(tmp_path, "平罗")))
    async with a_server(heard, None) as port:
        url = f"postgresql://exchange:secret@localhost:{port}/exchange?{word.format(root=root)}"
        assert await said_by_both(url, heard) == {"nothing"}


@pytest.mark.parametrize(
    ("root", "expected"), [("server", {"under TLS"}), ("stranger", {"nothing"})], ids=["known", "unknown"]
)
async def test_a_server_is_held_against_the_root_certificate_that_the_address_names(
    tmp_path: Path, root: str, expected: set[str]
):
    heard: asyncio.Queue[str] = asyncio.Queue()
    files = {name: certificate(tmp_path, name) for name in ("server", "stranger")}
    async with a_server(heard, files["server"]) as port:
        query = f"sslmode=verify-full&sslrootcert={quote(str(files[root]))}"
        url = f"postgresql://exchange:secret@localhost:{port}/exchange?{query}"
        assert await said_by_both(url, heard) == expected


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_an_address_keeps_what_is_not_about_tls(scheme: str):
    url = make_url(
        driver_url(f"{scheme}://exchange:p%40ss@db.internal:5433/exchange?ssl=require&prepared_statement_cache_size=0")
    )

    assert (url.drivername, url.password, url.port) == ("postgresql+asyncpg", "p@ss", 5433)
    assert dict(url.query) == {"ssl": "require", "prepared_statement_cache_size": "0"}


def test_an_address_without_a_question_stays_as_it_is():
    assert driver_url("postgresql://exchange@localhost/exchange") == "postgresql+asyncpg://exchange@localhost/exchange"
