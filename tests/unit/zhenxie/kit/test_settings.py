import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from zhenxie.kit.settings import ServiceSettings


class OfficeSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="OFFICE_")

    database_url: SecretStr
    port: int = 8080


def test_a_variable_that_is_set_but_empty_keeps_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_DATABASE_URL", "postgresql://office")
    monkeypatch.setenv("OFFICE_PORT", "")

    assert OfficeSettings().port == 8080


def test_settings_are_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_DATABASE_URL", "postgresql://office")
    settings = OfficeSettings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_a_refused_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_DATABASE_URL", "postgresql://office")
    monkeypatch.setenv("OFFICE_PORT", "a-password-in-the-wrong-line")

    with pytest.raises(ValidationError) as refused:
        OfficeSettings()

    assert "OFFICE_PORT" in str(refused.value) or "port" in str(refused.value)
    assert "a-password" not in str(refused.value)


def test_the_names_of_the_environment_are_known() -> None:
    assert OfficeSettings.environment_names() == ["OFFICE_DATABASE_URL", "OFFICE_PORT"]
