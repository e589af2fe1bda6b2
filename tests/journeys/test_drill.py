"""The restore drill on a small city: a sound backup passes, a copy with one changed bit does not."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

DRILL = Path(__file__).parents[2] / "deploy" / "drill"


@pytest.fixture(scope="module")
def program() -> Iterator[ModuleType]:
    """The drill as it is started by an operator, with its folder first on the path."""
    sys.path.insert(0, str(DRILL))
    spec = importlib.util.spec_from_file_location("drill_main", DRILL / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["drill_main"] = module
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(DRILL))


def test_a_sound_backup_is_restored_and_read_on_and_a_changed_bit_fails_the_drill(program: ModuleType, capsys):
    with program.city() as city:
        sound = program.drill(city.address, spoil=None, go_on=lambda: city.report(3))
        said = capsys.readouterr().out
        changed = program.drill(city.address, spoil="entry", go_on=lambda: None)
        found = capsys.readouterr().out

    assert (sound, "DIFFERENT" in said) == (0, False), said
    for compared in ("rows of entries", "head", "verify", "rebuild", "the epoch rose", "status of the old cursor"):
        assert compared in said
    assert "none is missing: True" in said
    assert changed == 1
    assert "FAILED 演练失败: python -m exchange verify" in found
    assert "position 2" in found


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        ("sealed", "python -m exchange verify"),
        ("lost", "rows of entries, python -m exchange verify"),
        ("picture", "python -m exchange rebuild"),
        ("alert", "rows of alerts"),
    ],
)
def test_every_other_damage_fails_the_drill(program: ModuleType, spoil: str, found: str, capsys):
    with program.city() as city:
        code = program.drill(city.address, spoil=spoil, go_on=lambda: None)

    said = capsys.readouterr().out
    assert code == 1, said
    assert f"FAILED 演练失败: {found}" in said
