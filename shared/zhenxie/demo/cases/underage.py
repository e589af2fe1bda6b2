"""Cases about the age of criminal responsibility."""

from typing import Any, Final

from zhenxie.demo.cases.making import Plot, a_child, established, event, filed

_ALONE: Final[dict[str, Any]] = {"no_other_participant": True}
_LIGHT: Final = event(
    "evidence.forensic_opinion_issued", "2026-03-30", subject="injury", injury_grade="light_2", final=True
)
# Everything beside the detention itself is as the law wants it: he has a guardian, and is free again on the next day.
_HELD_FOR_A_DAY: Final = (
    event("suspect.detained", "2026-04-05T09:00:00+08:00", "S1"),
    event("suspect.delivered_to_detention_center", "2026-04-05T12:00:00+08:00", "S1", after="detention"),
    event("suspect.family_notified", "2026-04-05T13:00:00+08:00", "S1", measure="detention"),
    event(
        "suspect.interrogated",
        "2026-04-05T15:00:00+08:00",
        "S1",
        started_at="2026-04-05T15:00:00+08:00",
        ended_at="2026-04-05T16:00:00+08:00",
        place_kind="detention_center",
        guardian_present=True,
        counsel_present=True,
        recorded=True,
    ),
    event("suspect.released", "2026-04-06", "S1", reason="measure_changed"),
)

UNDER_AGE: Final = (
    Plot(
        "十五周岁盗窃，查明年龄后逾期未撤案；公安机关随后撤案",
        "15, theft, not withdrawn; then the police withdraw",
        (filed(**_ALONE), established("2010-05-01")),
        expected=("UA-01",),
        suspects=(a_child("2010-05-01"),),
        name="remedied",
    ),
    Plot(
        "同上；其后更正倒签撤案日期",
        "the same; then a back-dated correction",
        (filed(**_ALONE), established("2010-05-02")),
        expected=("UA-01", "BD-01"),
        suspects=(a_child("2010-05-02"),),
        name="backdated",
    ),
    Plot(
        "行为当日恰为十六周岁生日：仍为十五周岁",
        "on the 16th birthday itself he is still 15",
        (filed(**_ALONE), established("2010-03-20")),
        expected=("UA-01",),
        suspects=(a_child("2010-03-20"),),
        name="instructed",
    ),
    Plot(
        "行为持续至十六周岁生日次日：跨越年龄界限，无法判断，不预警",
        "acts from the 16th birthday into the day after it: undetermined, no alert",
        (filed(**_ALONE), established("2010-03-20")),
        suspects=(a_child("2010-03-20", acted_until="2026-03-21"),),
        name="sixteenth_birthday",
    ),
    Plot(
        "生日次日行为：已满十六周岁，不预警",
        "on the day after it he is 16: no alert",
        (filed(**_ALONE), established("2010-03-19")),
        suspects=(a_child("2010-03-19"),),
    ),
    Plot(
        "是否有成年同案人不明：不预警撤案，只预警终止侦查",
        "an adult accomplice unknown: only termination is alerted",
        (filed(), established("2010-06-01")),
        expected=("UA-02",),
        suspects=(a_child("2010-06-01"),),
        name="adult_accomplice",
    ),
    Plot(
        "故意伤害，伤情未鉴定：无法判断，由公安机关提供",
        "the injury is not appraised: undetermined",
        (filed(charge="故意伤害罪", **_ALONE), established("2010-06-01")),
        suspects=(a_child("2010-06-01", "故意伤害罪"),),
        name="injury_not_appraised",
    ),
    Plot(
        "故意伤害，最终鉴定轻伤二级：预警",
        "finally appraised as light: alerted",
        (filed(charge="故意伤害罪", **_ALONE), _LIGHT, established("2010-06-01")),
        expected=("UA-01",),
        suspects=(a_child("2010-06-01", "故意伤害罪"),),
    ),
    Plot(
        "十五周岁抢劫：应负刑事责任",
        "15 and robbery: liable",
        (filed(charge="抢劫罪", **_ALONE), established("2010-06-01")),
        suspects=(a_child("2010-06-01", "抢劫罪"),),
    ),
    Plot(
        "年龄仅有登记，尚未查明：无法判断",
        "the age is stated, not established: undetermined",
        (filed(**_ALONE),),
        suspects=(a_child("2010-06-01"),),
    ),
    Plot(
        "查明年龄后仍拘留：最紧急",
        "detained after the age was established: urgent",
        (filed(**_ALONE), established("2010-06-02"), *_HELD_FOR_A_DAY),
        expected=("UA-01", "UA-03"),
        suspects=(a_child("2010-06-02"),),
    ),
    Plot(
        "十三周岁故意杀人，未报请核准追诉",
        "13 and homicide: approval was not asked for",
        (filed(charge="故意杀人罪", **_ALONE), established("2012-08-01")),
        expected=("UA-04",),
        suspects=(a_child("2012-08-01", "故意杀人罪"),),
    ),
    Plot(
        "十三周岁故意杀人，已报请核准追诉",
        "13 and homicide: approval is asked for",
        (
            filed(charge="故意杀人罪", **_ALONE),
            established("2012-08-01"),
            event("fact.established", "2026-04-03", key="approval_requested_from_spp", value={"truth": True}),
        ),
        suspects=(a_child("2012-08-01", "故意杀人罪"),),
    ),
    Plot(
        "期限内已终止侦查并交监护人",
        "terminated in time and handed to his guardian",
        (
            filed(no_other_participant=False),
            established("2010-06-03"),
            event(
                "suspect.investigation_terminated", "2026-04-07", "S1", reason="below_age", handed_over_to="guardian"
            ),
        ),
        suspects=(a_child("2010-06-03"),),
    ),
    Plot(
        "因年龄终止侦查而未移交任何人",
        "terminated for his age, and handed over to nobody",
        (
            filed(no_other_participant=False),
            established("2010-06-04"),
            event("suspect.investigation_terminated", "2026-04-07", "S1", reason="below_age", handed_over_to="none"),
        ),
        expected=("UA-05",),
        suspects=(a_child("2010-06-04"),),
    ),
)
