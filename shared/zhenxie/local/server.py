"""A PostgreSQL server that answers: where it is and who may do everything there."""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Server:
    """The address of a server and its superuser."""

    host: str
    port: int
    superuser: str
    password: str = field(repr=False)

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Return the server of a superuser's URL, such as ``postgresql://postgres:…@host:5432/postgres``."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 5432,
            superuser=unquote(parts.username or "postgres"),
            password=unquote(parts.password or ""),
        )

    def url(self, database: str, *, user: str, password: str) -> str:
        """Return the URL of a database for a user, for SQLAlchemy with asyncpg."""
        return (
            f"postgresql+asyncpg://{quote(user, safe='')}:{quote(password, safe='')}"
            f"@{self.host}:{self.port}/{quote(database, safe='')}"
        )

    def superuser_url(self, database: str) -> str:
        """Return the URL of a database for the superuser, for SQLAlchemy with asyncpg."""
        return self.url(database, user=self.superuser, password=self.password)


def for_driver(url: str) -> str:
    """Return a URL as the driver itself wants it: without SQLAlchemy's ``+asyncpg``."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)
