"""What an operator may choose for screening; each field stands in deploy/screening.env.example."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from zhenxie.kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of screening, read once from the environment (SCREENING_…) and handed down."""

    model_config = SettingsConfigDict(env_prefix="SCREENING_")

    database_url: SecretStr | None = Field(
        default=None, description="postgresql+asyncpg://… of screening's own login and database"
    )
    migration_database_url: SecretStr | None = Field(
        default=None, description="A role that may create tables; only `migrate` uses it"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8090, ge=1, le=65535)
    log_level: str = "INFO"
