"""Keys of `fact.established` (查明事实) that the procedural models read, where no event type has a field; in one place.

Each is reported with the day of the act as `occurred`, the suspect whom it concerns as `suspect_ref`, and the record in
which it stands as `document`:

`legal_aid_notified`
    没有辩护人的通知法律援助机构: the moment at which the legal-aid body was told of one who has no counsel, or truth;
    false on a day says that he has none and that nobody had told it by then (CPL 278; LAID22 36).
`cooperation_letter`
    异地执行有办案协作函: truth; for an arrest, of which the event itself has no such field (PSB 346, 347, 350).
`line_up.persons_count`, `line_up.person_photos_count`, `line_up.objects_count`, `line_up.object_photos_count`
    辨认时的人数、照片数、物品数、物品照片数: quantity, the one to be identified included (PSB 260).
`line_up.exempt`
    辨认场所、尸体等特定辨认对象: truth; true where no others had to be shown beside it (PSB 260¶4).
`civil_proceeding_same_facts`
    同一事实的民事案件: the moment at which a court took it up or judged it, or truth; false says that there is none.
`victim_is_relative`
    被害人系近亲属或者家庭成员: truth; of takings among relatives the interpretations let the police see no crime.
`drugs.heroin_grams`, `drugs.methamphetamine_grams`, `drugs.opium_grams`
    查获海洛因、甲基苯丙胺、鸦片的克数: quantity (CL 348).
"""

from collections.abc import Sequence
from typing import Final

from screening.casefile import CaseFile, Event

ESTABLISHED: Final = "fact.established"
LEGAL_AID_NOTIFIED: Final = "legal_aid_notified"
COOPERATION_LETTER: Final = "cooperation_letter"
LINE_UP_PERSONS: Final = "line_up.persons_count"
LINE_UP_PERSON_PHOTOS: Final = "line_up.person_photos_count"
LINE_UP_OBJECTS: Final = "line_up.objects_count"
LINE_UP_OBJECT_PHOTOS: Final = "line_up.object_photos_count"
LINE_UP_EXEMPT: Final = "line_up.exempt"
CIVIL_PROCEEDING: Final = "civil_proceeding_same_facts"
VICTIM_IS_RELATIVE: Final = "victim_is_relative"
HEROIN: Final = "drugs.heroin_grams"
METHAMPHETAMINE: Final = "drugs.methamphetamine_grams"
OPIUM: Final = "drugs.opium_grams"


def established(case: CaseFile, suspect: str | None, *keys: str) -> Sequence[Event]:
    """Return the facts of these keys that can be about this suspect: they name him, or nobody; in the law's order."""
    return [
        one
        for one in case.of_type(ESTABLISHED)
        if one.data.get("key") in keys and (suspect is None or one.suspect_ref in (None, suspect))
    ]
