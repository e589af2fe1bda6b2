"""A file and its manifest: whether it is whole is known before anything of it is sent."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest

from builders.rows import a_parcel
from zhenxie.cli import parcels
from zhenxie.cli.parcels import NotWhole, Parcel

LINES = '{"案":"马某盗窃案"}\n\n \r\n{"案":"李某诈骗案"}\r\n{"案":"三"}'


def verified(file: Path) -> parcels.Contents:
    parcel = Parcel(file)
    return parcel.verified(parcel.manifest())


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_whole_file_is_counted_hashed_and_its_charset_found(tmp_path, charset, packed):
    file = a_parcel(tmp_path, LINES.encode(charset))
    if packed:
        file.unlink()
        file = file.with_name(f"{file.name}.gz")
        file.write_bytes(gzip.compress(LINES.encode(charset)))

    contents = verified(file)

    assert (contents.count, contents.charset) == (3, charset)


def test_a_broken_line_does_not_change_the_charset_of_the_others(tmp_path):
    file = a_parcel(tmp_path, LINES.encode() + b"\n" + "坏".encode("gb18030"))

    assert verified(file).charset == "utf-8"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"count": 4}, "清单称 4 行，实有 3 行"),
        ({"digest": f"sha256:{'0' * 64}"}, "摘要不符"),
        ({"count": "three"}, "清单无法读取：count"),
        ({"counts": 3}, "清单无法读取：counts"),
        ({"sequence": 0}, "清单无法读取：sequence"),
        (
            {"watermark": {"types": [], "complete_from": "2026-03-01", "complete_through": "2026-03-31"}},
            "watermark.types",
        ),
    ],
)
def test_a_file_that_is_not_what_its_manifest_says_is_named_in_words(tmp_path, change, said):
    file = a_parcel(tmp_path, LINES.encode(), **change)

    with pytest.raises(NotWhole) as caught:
        verified(file)

    assert said in str(caught.value.problem)


def test_a_manifest_that_is_no_json_is_named(tmp_path):
    file = a_parcel(tmp_path, LINES.encode())
    Parcel(file).manifest_path.write_bytes(b"{")

    with pytest.raises(NotWhole):
        verified(file)


def test_gzip_that_is_cut_off_is_named(tmp_path):
    file = tmp_path / "rows.ndjson.gz"
    file.write_bytes(gzip.compress(LINES.encode() * 100)[:-20])

    with pytest.raises(NotWhole, match="cannot be read"):
        verified(file)


def test_a_file_without_a_manifest_is_only_counted(tmp_path):
    file = tmp_path / "rows.ndjson"
    file.write_text(LINES, encoding="utf-8")

    assert Parcel(file).manifest() is None
    assert verified(file).count == 3


def test_a_folder_is_read_in_the_order_of_its_sequence(tmp_path):
    for sequence in (10, 2, 1):
        a_parcel(tmp_path, LINES.encode(), sequence=sequence)
    (tmp_path / "rows-0011.ndjson").write_text(LINES, encoding="utf-8")
    (tmp_path / "rows-0001.outcomes.ndjson").write_text("", encoding="utf-8")

    assert [manifest.sequence for manifest, _ in parcels.in_folder(tmp_path)] == [1, 2, 10]


def test_two_files_of_one_sequence_are_named(tmp_path):
    file = a_parcel(tmp_path, LINES.encode())
    (tmp_path / "other.ndjson").write_bytes(file.read_bytes())
    (tmp_path / "other.manifest.json").write_bytes(Parcel(file).manifest_path.read_bytes())

    with pytest.raises(NotWhole, match=r"other\.ndjson, rows-0001\.ndjson"):
        parcels.in_folder(tmp_path)


@pytest.mark.parametrize(("sequences", "lacking"), [([], []), ([4], []), ([1, 2, 3], []), ([2, 5, 7], [3, 4, 6])])
def test_what_lacks_between_the_first_and_the_last_is_named(sequences, lacking):
    assert parcels.missing(sequences) == lacking


def test_outcomes_take_their_name_only_when_they_are_whole(tmp_path):
    parcel = Parcel(tmp_path / "rows.ndjson")

    with suppress(KeyboardInterrupt), parcel.writing_outcomes() as file:
        file.write("half")
        raise KeyboardInterrupt
    assert not parcel.outcomes_path.exists()
    assert parcel.summary() is None

    with parcel.writing_outcomes() as file:
        file.write(parcels.line_of({"summary": {"lines": 3}}))
    assert parcel.summary() == {"lines": 3}
