"""What an operator may choose for screening; each field stands in deploy/screening.env.example."""

import re
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from zhenxie.kit.settings import ServiceSettings

_PARTITION = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


class Settings(ServiceSettings):
    """Settings of screening, read once from the environment (SCREENING_…) and handed down."""

    model_config = SettingsConfigDict(env_prefix="SCREENING_")

    database_url: SecretStr | None = Field(
        default=None, description="postgresql+asyncpg://… of screening's own login and database"
    )
    migration_database_url: SecretStr | None = Field(
        default=None, description="A role that may create tables; only `migrate` uses it"
    )
    database_statement_seconds: float = Field(
        default=300, gt=0, description="A statement that is not answered for so long counts as a lost connection"
    )
    exchange_url: str | None = Field(default=None, description="Where the exchange is, as its public URL says")
    client_id: str | None = Field(default=None, description="Screening's client at the exchange, of a platform agency")
    client_secret: SecretStr | None = Field(default=None, description="Its secret, or else a key")
    client_key: Path | None = Field(default=None, description="A private key (PEM or JWK) for private_key_jwt")
    partitions: str = Field(default="0/1", description="i/n, comma separated: which parts of the cases are looked at")
    grace_seconds: float = Field(
        default=60, ge=0, description="How long after midnight the day's agenda waits for what was recorded before it"
    )
    stall_seconds: float = Field(
        default=30, gt=0, le=600, description="What does not get on for so long is said to stall"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8090, ge=1, le=65535)
    log_level: str = "INFO"
    demo_clock: str | None = Field(
        default=None, description="A file that holds the demo's time; refused outside the embedded demo"
    )

    @field_validator("partitions")
    @classmethod
    def _are_partitions(cls, text: str) -> str:
        found = [_PARTITION.fullmatch(one.strip()) for one in text.split(",")]
        counts = {one[2] for one in found if one}
        if not all(one and int(one[1]) < int(one[2]) for one in found) or len(counts) != 1:
            raise ValueError("partitions are written i/n with 0 <= i < n, all of the same n, such as 0/3,2/3")
        return text

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The partitions that this process looks at: index and count."""
        pairs = (one.strip().split("/") for one in self.partitions.split(","))
        return [(int(index), int(count)) for index, count in pairs]
