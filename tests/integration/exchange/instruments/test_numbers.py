"""Numbers: recorded from the national system by default, or drawn from our own counter; never one twice."""

from builders.events import message_id
from builders.instruments import CHIEF, DRAFTER, a_number, a_step
from fixtures.agencies import DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
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
