"""Who takes part: 石嘴山's police, procuratorates and detention center, as invented agencies with real division codes."""

from dataclasses import dataclass
from typing import Final

CITY_POLICE: Final = "640200000000"
DAWUKOU_POLICE: Final = "640202000000"
HUINONG_POLICE: Final = "640205000000"
PINGLUO_POLICE: Final = "640221000000"
POLICE: Final = (CITY_POLICE, DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE)
CITY_PROCURATORATE: Final = "640200"
SCREENING: Final = "screening"
DAWUKOU_PROCURATORATE: Final = "640202"
HUINONG_PROCURATORATE: Final = "640205"
DETENTION_CENTER: Final = "640202-kss"
OPERATOR: Final = "operator"

_REPORTS: Final = "cases:write cases:read changes:read alerts:read supervision:write supervision:read"
_SUPERVISES: Final = (
    "cases:write cases:read changes:read persons:identify alerts:read supervision:write supervision:read"
)
_SCREENS: Final = "cases:read changes:read persons:match alerts:write alerts:read"


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
    Agency(HUINONG_POLICE, "石嘴山市公安局惠农区分局", "police", "640205", CITY_POLICE),
    Agency(PINGLUO_POLICE, "平罗县公安局", "police", "640221", CITY_POLICE),
    Agency(CITY_PROCURATORATE, "石嘴山市人民检察院", "procuratorate", "640200", None, _SUPERVISES),
    Agency(DAWUKOU_PROCURATORATE, "石嘴山市大武口区人民检察院", "procuratorate", "640202", "640200", _SUPERVISES),
    Agency(HUINONG_PROCURATORATE, "石嘴山市惠农区人民检察院", "procuratorate", "640205", "640200", _SUPERVISES),
    Agency("640221", "平罗县人民检察院", "procuratorate", "640221", "640200", _SUPERVISES),
    Agency(SCREENING, "侦协筛查服务", "platform", "640200", None, _SCREENS),
    Agency(DETENTION_CENTER, "石嘴山市看守所", "detention_center", "640202"),
)
