"""Numbers: recorded from the national system by default, or drawn from our own counter; never one twice."""

from builders.events import message_id
from builders.instruments import CHIEF, DRAFTER, a_number, a_step
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
from fixtures.offices import Office


async def _approved(office: Office) -> str:
    instrument = str((await office.draft())["id"])
    await office.step(instrument, "approve", CHIEF)
    return instrument


def _rule(**more: str) -> dict[str, str]:
    rule = {"procuratorate": DAWUKOU_PROCURATORATE, "kind": "correction_notice", "mode": "own_counter"}
    return rule | {"short_name": "石大检", "word": "纠违", "gh": CHIEF, "message_id": message_id("rule")} | more


async def _put(office: Office, agency: str, body: dict) -> tuple[int, dict]:
    async with office.exchange.client(agency) as client:
        answer = await client.put("/v1/numbering", json=body)
        return answer.status_code, answer.json()


async def test_a_recorded_number_is_asked_for_checked_and_given_once(office: Office) -> None:
    first, second = await _approved(office), await _approved(office)

    unnumbered = await office.tried(first, a_step("issue"))
    missing = await office.tried(first, a_step("number"))
    brackets = await office.tried(first, a_number() | {"number": "石大检纠违[2026]12号"})
    year = await office.tried(first, a_number() | {"number": "石大检纠违〔2025〕12号"})
    given = await office.tried(first, a_number())
    twice = await office.tried(second, a_number())
    await office.step(first, "withdraw", text="不再制发。")
    void = await office.tried(second, a_number())
    next_one = await office.tried(second, a_number(13))

    refused = [(one.status_code, one.json()["type"]) for one in (unnumbered, missing, brackets, year, twice, void)]
    assert refused == [
        (409, "/problems/instrument-step-out-of-order"),
        (409, "/problems/number-needed"),
        (409, "/problems/number-not-ours"),
        (409, "/problems/number-not-ours"),
        (409, "/problems/number-taken"),
        (409, "/problems/number-taken"),
    ]
    assert [given.json()["number"], next_one.json()["number"]] == ["石大检纠违〔2026〕12号", "石大检纠违〔2026〕13号"]


async def test_our_own_counter_goes_on_behind_what_was_recorded_and_gives_no_void_number_again(office: Office) -> None:
    recorded, second, third, fourth = [await _approved(office) for _ in range(4)]
    await office.tried(recorded, a_number(7))
    assert (await _put(office, DAWUKOU_PROCURATORATE, _rule()))[0] == 201

    stated = await office.tried(second, a_number(8))
    drawn = await office.step(second, "number")
    again = await office.tried(second, a_step("number"))
    await office.step(second, "withdraw", text="不再制发。")
    next_one = await office.step(third, "number")
    office.on("2027-01-04")
    new_year = await office.step(fourth, "number")

    assert (stated.status_code, stated.json()["type"]) == (409, "/problems/number-not-ours")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/instrument-step-out-of-order")
    numbers = [drawn["number"], next_one["number"], new_year["number"]]
    assert numbers == ["石大检纠违〔2026〕8号", "石大检纠违〔2026〕9号", "石大检纠违〔2027〕1号"]


async def test_only_the_chief_or_the_operator_says_how_a_procuratorate_numbers(office: Office) -> None:
    prosecutor = await _put(office, DAWUKOU_PROCURATORATE, _rule(gh=DRAFTER))
    chief = await _put(office, DAWUKOU_PROCURATORATE, _rule())
    operator = await _put(office, SCREENING, _rule(mode="recorded"))

    assert (prosecutor[0], prosecutor[1]["type"]) == (403, "/problems/level-too-low")
    assert (chief[0], operator[0]) == (201, 201)
    ours = (await office.get(DAWUKOU_PROCURATORATE, "/v1/numbering")).json()
    assert [(one["kind"], one["mode"]) for one in ours["items"]] == [("correction_notice", "recorded")]
    assert (await office.get(HUINONG_PROCURATORATE, "/v1/numbering")).json() == {"items": [], "counters": []}
    nobody = [await _put(office, SCREENING, _rule(procuratorate=one)) for one in ("999999", DAWUKOU_POLICE)]
    assert [(one[0], one[1]["errors"][0]["code"]) for one in nobody] == [(422, "not-a-procuratorate")] * 2


async def test_what_our_counter_gave_stays_given_when_numbers_are_recorded_by_then(office: Office) -> None:
    first, second = await _approved(office), await _approved(office)
    await _put(office, DAWUKOU_PROCURATORATE, _rule())
    drawn = await office.step(first, "number")
    await _put(office, DAWUKOU_PROCURATORATE, _rule(mode="recorded"))

    replaced = await office.tried(first, a_number(77))
    await _put(office, DAWUKOU_PROCURATORATE, _rule())
    next_one = await office.step(second, "number")

    assert (replaced.status_code, replaced.json()["type"]) == (409, "/problems/instrument-step-out-of-order")
    assert [drawn["number"], next_one["number"]] == ["石大检纠违〔2026〕1号", "石大检纠违〔2026〕2号"]


async def test_a_number_is_taken_however_it_is_written(office: Office) -> None:
    first, second = await _approved(office), await _approved(office)
    await office.tried(first, a_number(77))

    twins = [
        await office.tried(second, a_number() | {"number": f"石大检纠违〔2026〕{one}号"}) for one in ("第77", "077")
    ]
    again = await office.tried(
        first, a_number() | {"number": "石大检纠违〔2026〕第77号", "message_id": message_id("number")}
    )

    assert [one.json()["type"] for one in twins] == ["/problems/number-taken"] * 2
    assert again.json()["number"] == "石大检纠违〔2026〕第77号"


async def test_a_number_that_was_recorded_by_a_slip_is_passed_over_once_the_next_one_is_set(office: Office) -> None:
    slip, second, third, fourth = [await _approved(office) for _ in range(4)]
    await office.tried(slip, a_number(99_999))
    begun = await _put(office, DAWUKOU_PROCURATORATE, _rule())
    exhausted = await office.tried(second, a_step("number"))
    await _put(office, DAWUKOU_PROCURATORATE, _rule(mode="recorded"))
    await office.tried(second, a_number(2))

    unnumbered = await _put(office, DAWUKOU_PROCURATORATE, _rule(mode="recorded") | {"next": 1})
    begun_again = await _put(office, DAWUKOU_PROCURATORATE, _rule() | {"next": 1})
    drawn = [await office.step(one, "number") for one in (third, fourth)]

    assert (begun[0], begun[1]["next"]) == (201, 100_000)
    assert (exhausted.status_code, exhausted.json()["type"]) == (409, "/problems/numbers-exhausted")
    assert (unnumbered[0], begun_again[0], begun_again[1]["next"]) == (422, 201, 1)
    assert [one["number"] for one in drawn] == ["石大检纠违〔2026〕1号", "石大检纠违〔2026〕3号"]


async def test_it_is_issued_no_earlier_than_its_number_and_in_the_year_of_its_number(office: Office) -> None:
    first, second = await _approved(office), await _approved(office)
    await office.tried(first, a_number(1))
    ancient = await office.tried(second, a_number() | {"number": "石大检纠违〔1990〕1号", "date": "1990-01-01"})
    days = [await office.tried(first, a_step("issue", issued_on=one)) for one in ("1990-01-01", "2026-03-09")]
    office.on("2026-12-31")
    await office.tried(second, a_number(2, "2026-12-31"))
    office.on("2027-01-05")

    next_year = await office.tried(second, a_step("issue"))
    on_its_day = await office.tried(first, a_step("issue", issued_on="2026-03-10"))
    last_year = await office.tried(second, a_step("issue", issued_on="2026-12-31"))

    assert [one.status_code for one in (ancient, *days)] == [422] * 3
    assert days[1].json()["errors"][0]["pointer"] == "/issued_on"
    assert (next_year.status_code, next_year.json()["type"]) == (409, "/problems/number-not-ours")
    assert [one.json()["issued_on"] for one in (on_its_day, last_year)] == ["2026-03-10", "2026-12-31"]
