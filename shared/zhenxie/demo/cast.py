"""Who takes part: 石嘴山's police, procuratorates and detention center, as invented agencies with real division codes."""

from dataclasses import dataclass
from typing import Final

CITY_POLICE: Final = "640200000000"
DAWUKOU_POLICE: Final = "640202000000"
DAWUKOU_PROCURATORATE: Final = "640202"
HUINONG_PROCURATORATE: Final = "640205"
DETENTION_CENTER: Final = "640202-kss"
OPERATOR: Final = "operator"

_REPORTS: Final = "cases:write cases:read changes:read"
_SUPERVISES: Final = "cases:write cases:read changes:read persons:identify"


@dataclass(frozen=True)
class Agency:
    """One agency (机关) and what its platform may do."""

    code: str
    name: str
    kind: str
    division: str
    parent: str | None = None
    scopes: str = _REPORTS


AGENCIES: Final = (
    Agency(CITY_POLICE, "石嘴山市公安局", "police", "640200"),
    Agency(DAWUKOU_POLICE, "石嘴山市公安局大武口区分局", "police", "640202", CITY_POLICE),
    Agency("640205000000", "石嘴山市公安局惠农区分局", "police", "640205", CITY_POLICE),
    Agency("640221000000", "平罗县公安局", "police", "640221", CITY_POLICE),
    Agency("640200", "石嘴山市人民检察院", "procuratorate", "640200", None, _SUPERVISES),
    Agency(DAWUKOU_PROCURATORATE, "石嘴山市大武口区人民检察院", "procuratorate", "640202", "640200", _SUPERVISES),
    Agency(HUINONG_PROCURATORATE, "石嘴山市惠农区人民检察院", "procuratorate", "640205", "640200", _SUPERVISES),
    Agency("640221", "平罗县人民检察院", "procuratorate", "640221", "640200", _SUPERVISES),
    Agency(DETENTION_CENTER, "石嘴山市看守所", "detention_center", "640202"),
)
