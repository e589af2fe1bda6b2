"""Which fonts are found, in which order, and what is said when there is none."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from builders.papers import a_paper
from exchange.documents import fonts as finding
from exchange.documents.errors import FontsMissing, GlyphMissing
from exchange.documents.fonts import Fonts
from exchange.documents.pdf import pdf
from exchange.errors import Refusal
from fixtures.pages import Pages


@cache
def few_letters() -> bytes:
    """Return Noto Serif SC cut down to four letters."""
    (noto,) = Fonts.found(None, fandol=()).body
    options = Options()
    options.layout_features = []
    with TTFont(noto.path, lazy=True) as font:
        cut = Subsetter(options)
        cut.populate(text="特此通知")
        cut.subset(font)
        small = BytesIO()
        font.save(small)
    return small.getvalue()


def a_font(folder: Path, family: str, *, weight: int = 400) -> Path:
    """Write a font of four letters under the name of a family."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{family}-{weight}.otf"
    with TTFont(BytesIO(few_letters())) as font:
        for record in font["name"].names:
            if record.nameID in (1, 4, 6):
                record.string = family
        font["OS/2"].usWeightClass = weight
        font.save(path)
    return path


def families(faces: tuple[finding.Face, ...]) -> list[str]:
    return [one.family for one in faces]


def test_without_anything_of_the_office_noto_of_the_pip_package_is_taken():
    found = Fonts.found(None, fandol=())

    assert families(found.body) == ["Noto Serif SC"]
    assert families(found.black) == ["Noto Sans SC", "Noto Serif SC"]
    assert not found.has_biaosong


def test_the_fonts_of_the_office_come_first_then_fandol_then_noto(tmp_path: Path):
    for family in ("FangSong_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "KaiTi_GB2312", "Something Else"):
        a_font(tmp_path / "office", family)
    a_font(tmp_path / "fandol", "FandolFang R")

    found = Fonts.found(tmp_path / "office", fandol=[tmp_path / "fandol"])

    behind = ["FangSong_GB2312", "FandolFang R", "Noto Serif SC"]
    assert families(found.body) == behind
    assert families(found.title) == ["FZXiaoBiaoSong-B05S", *behind]
    assert families(found.black) == ["SimHei", "Noto Sans SC", *behind]
    assert families(found.kai) == ["KaiTi_GB2312", *behind]
    assert found.has_biaosong
    assert found.folders[:2] == (tmp_path / "office", tmp_path / "fandol")


@pytest.mark.parametrize("family", ["仿宋_GB2312", "仿宋", "FangSong", "FZFangSong-Z02", "STFangsong"])
def test_a_fangsong_is_known_by_its_family(family: str, tmp_path: Path):
    a_font(tmp_path, family)

    found = Fonts.found(tmp_path, fandol=())

    assert families(found.body) == [family, "Noto Serif SC"]
    # And typst finds it by that name too.
    assert pdf([a_paper()], found) != pdf([a_paper()], Fonts.found(None, fandol=()))


def test_what_the_first_font_lacks_is_taken_from_the_next(tmp_path: Path):
    a_font(tmp_path, "FangSong_GB2312")
    found = Fonts.found(tmp_path, fandol=())

    made = pdf([a_paper("特此通知䶮某。")], found)

    assert "特此通知䶮某。" in Pages(made).text()
    # Fonts are cut to what is used, and bear their names.
    assert b"+FangSong_GB2312" in made
    assert b"+NotoSerifSC" in made


def test_of_a_family_the_ordinary_weight_counts(tmp_path: Path):
    a_font(tmp_path, "FangSong_GB2312", weight=700)
    upright = a_font(tmp_path, "FangSong_GB2312", weight=400)

    assert Fonts.found(tmp_path, fandol=()).body[0].path == upright


def test_a_folder_of_the_office_without_a_fangsong_is_not_passed_over(tmp_path: Path):
    a_font(tmp_path, "SimHei")

    with pytest.raises(FontsMissing, match="calls itself 仿宋"):
        Fonts.found(tmp_path, fandol=())
    with pytest.raises(FontsMissing, match="calls itself 仿宋"):
        Fonts.found(tmp_path / "absent", fandol=())


def test_without_any_font_it_is_said_where_was_looked_and_not_to_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "_packaged_folder", lambda: None)

    with pytest.raises(FontsMissing, match=r"no Fandol in .*/fandol, no pylopdf-fonts-zh-cn") as refused:
        Fonts.found(None, fandol=[tmp_path / "fandol"])

    assert refused.value.status == 503
    assert str(tmp_path) not in str(refused.value.body(language="zh"))
    assert "EXCHANGE_FONT_FOLDER" in refused.value.body(language="en")["detail"]


def test_licensed_fonts_alone_decide_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "_packaged_folder", lambda: None)
    a_font(tmp_path, "FangSong_GB2312")

    with pytest.raises(GlyphMissing) as refused:
        Fonts.found(tmp_path, fandol=()).see_that_nothing_is_missing([a_paper("特此通知某", issuer="知")])

    assert {"character": "某", "code_point": "U+67D0", "where": "正文第1段"} in refused.value.members["missing"]


@pytest.mark.parametrize("refusal", [GlyphMissing, FontsMissing])
def test_a_route_can_describe_the_refusal_without_an_example(refusal: type[Refusal]):
    assert refusal().body(language="zh")["status"] == refusal.status
