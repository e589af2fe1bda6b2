import json

from builders.telling import told
from exchange.cases.projection import row_of, searched
from zhenxie.record.fold import fold


def test_the_row_names_what_is_searched():
    picture = fold(
        [
            told("case.filed", "2026-03-01", charges=[{"name": "盗窃罪"}, {"cl_article": "133-1"}]),
            told("suspect.bail_imposed", "2026-03-02", "S1"),
            told("suspect.detained", "2026-03-02", "S2"),
            told("suspect.released", "2026-03-03", "S2"),
        ]
    )

    found = searched(picture)

    assert (found.status, found.charges, found.measures) == ("filed", ("cl:133-1", "盗窃罪"), ("bail",))
    assert row_of(picture, picture.to_json())["picture"] == picture.to_json()
    assert json.loads(picture.to_text()) == picture.to_json()
