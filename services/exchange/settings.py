"""What an operator may choose for the exchange; each field stands in deploy/exchange.env.example."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from zhenxie.kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the exchange, read once from the environment (EXCHANGE_…) and handed down."""

    model_config = SettingsConfigDict(env_prefix="EXCHANGE_", frozen=True, extra="ignore")

    database_url: SecretStr | None = Field(default=None, description="PostgreSQL, 15 or later; empty: embedded")
    migration_database_url: SecretStr | None = Field(
        default=None, description="A role that may create roles and tables"
    )
    database_pool_size: int = Field(default=10, ge=2, le=200)
    database_statement_seconds: float = Field(
        default=15, gt=0, description="A statement that is not answered for so long counts as a lost connection"
    )
    public_url: str = Field(default="http://127.0.0.1:8080", description="Source of issuer, audience and links")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    sealing_keys: SecretStr | None = Field(
        default=None, description="name:base64(32 bytes), comma separated; the first encrypts, all decrypt"
    )
    person_key: SecretStr | None = Field(default=None, description="base64(32 bytes); keys the match of persons")
    basic_allowed: bool = Field(default=False, description="HTTP Basic on intake, for clients that allow it")
    body_limit_bytes: int = Field(default=1_048_576, ge=1024, description="For one call; bulk intake streams")
    line_limit_bytes: int = Field(default=1_048_576, ge=1024, description="For one line of bulk intake")
    group_size: int = Field(default=256, ge=1, le=2000, description="Commands the scribe takes into one transaction")
    requests_per_second: int = Field(default=2000, ge=1, description="Per client, sustained; bursts of twice as many")
    refused_retention_days: int = Field(default=180, ge=1, description="How long refused bodies are kept, encrypted")
    token_lifetime_seconds: int = Field(default=900, ge=60, le=86_400)
    signing_key_days: int = Field(default=90, ge=1, description="How long one key signs; it verifies for a day longer")
    deadline_amber_days: int | None = Field(
        default=None, ge=0, le=366, description="Warn of every deadline so many days before; empty: as each one sets"
    )
    stall_seconds: float = Field(
        default=30, gt=0, le=600, description="What does not get on for so long is said to stall"
    )
    font_folder: Path | None = Field(
        default=None,
        description="The office's own licensed 仿宋, 小标宋, 黑体, 楷体; empty: Fandol, else Noto Serif SC",
    )
    log_level: str = "INFO"
    demo_clock: str | None = Field(
        default=None, description="A file that holds the demo's time; refused outside the embedded demo"
    )
