"""The base of every service's settings: read once from the environment, then frozen."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What an operator may choose; a service subclasses it and adds `env_prefix`.

    A variable that is set but empty counts as not set, so that a line such as ``EXCHANGE_X=`` in an
    env file keeps the default. A refused value is not repeated in the error: it may be a password.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    @classmethod
    def environment_names(cls) -> list[str]:
        """Return the environment variable of each setting, in the order of the fields."""
        prefix = cls.model_config.get("env_prefix", "")
        return [f"{prefix}{name}".upper() for name in cls.model_fields]
