import stat
from pathlib import Path

import pytest

from zhenxie.local import folders
from zhenxie.local.accounts import Account


def test_the_data_folder_is_the_one_that_was_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHENXIE_DATA", str(tmp_path / "数据"))

    assert folders.data_folder() == tmp_path / "数据"


@pytest.mark.parametrize(("user", "expected"), [(0, "/var/lib/zhenxie"), (1000, "/somewhere/zhenxie")])
def test_root_and_others_have_folders_of_their_own(monkeypatch: pytest.MonkeyPatch, user: int, expected: str) -> None:
    monkeypatch.delenv("ZHENXIE_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    monkeypatch.setattr("os.geteuid", lambda: user)
    monkeypatch.setattr("sys.platform", "linux")

    assert folders.data_folder() == Path(expected)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "password"

    first, second = folders.secret(path), folders.secret(path)

    assert first == second
    assert len(first) >= 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["password"]


def test_a_folder_that_the_account_cannot_enter_is_said_in_words(tmp_path: Path) -> None:
    class ShutOut(Account):
        def can_enter(self, folder: Path) -> bool:  # noqa: ARG002  the name is the parent's
            return False

    with pytest.raises(folders.FolderUnreachable, match="ZHENXIE_DATA"):
        folders.prepare(tmp_path / "closed", ShutOut(name="postgres"))
