"""Pages look as they looked when somebody looked at them: their ink by squares of 5 mm, with room for other rasterizers."""

from pathlib import Path

import pytest

from exchange.documents.fonts import Fonts
from fixtures.pages import unlike
from unit.exchange.documents.drawn import FOLDER, drawn


@pytest.fixture(scope="module")
def pictures(fonts: Fonts) -> dict[str, str]:
    return dict(drawn(fonts))


def test_there_is_a_picture_of_every_page(pictures: dict[str, str]):
    assert set(pictures) == {path.name for path in FOLDER.glob("*.txt")}


@pytest.mark.parametrize("kept", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_page_looks_as_it_did(kept: Path, pictures: dict[str, str]):
    assert unlike(pictures[kept.name], kept) <= 0.01


def test_a_page_that_moved_by_five_millimetres_is_noticed(tmp_path: Path, pictures: dict[str, str]):
    moved = pictures["order_to_file-1.txt"].splitlines()
    (tmp_path / "moved.txt").write_text("\n".join(["0" * 42, *moved[:-1]]) + "\n", encoding="ascii")

    assert unlike(pictures["order_to_file-1.txt"], tmp_path / "moved.txt") > 0.05
    assert unlike(pictures["order_to_file-1.txt"], FOLDER / "order_to_file-2.txt") > 0.05
