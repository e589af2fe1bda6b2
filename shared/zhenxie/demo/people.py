"""The people of the performance's office, by service number: who establishes and drafts does not approve."""

from typing import Final

from zhenxie.demo.cast import DAWUKOU_PROCURATORATE, OPERATOR
from zhenxie.demo.stage import Stage

PROSECUTOR: Final = "640202011"
CHIEF: Final = "640202001"


async def register(stage: Stage) -> None:
    """Enter the prosecutor and the chief in the register of their office."""
    async with stage.client(OPERATOR) as operator:
        for gh, role in ((PROSECUTOR, "prosecutor"), (CHIEF, "chief")):
            body = {"roles": [role], "since": "2026-01-01"}
            await operator.staff.enter(gh, body, agency=DAWUKOU_PROCURATORATE)
    stage.say(
        "登记人员：检察官、检察长（拟制与批准须为两人）", "who drafts does not approve: two people are registered"
    )
