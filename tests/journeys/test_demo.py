"""`make demo`: the three acts end well, touch nothing else, and fail if a claim does not hold."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from zhenxie.demo.cases.everything import CASES
from zhenxie.demo.cast import CITY_POLICE, DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE
from zhenxie.demo.play import ACTS
from zhenxie.demo.stage import Stage
from zhenxie.kit.clock import DemoClock
from zhenxie.local import demo_clock
from zhenxie.local.supervisor import Supervisor


def test_the_demonstration_holds_from_beginning_to_end(tmp_path: Path):
    # An address that leads nowhere: the demonstration must not even look at the operator's own database.
    own = {"EXCHANGE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "ZHENXIE_DATA": str(tmp_path / "own")}
    environment = os.environ | own | {"COLUMNS": "160"}

    ended = subprocess.run(
        [sys.executable, "-m", "zhenxie.cli.main", "demo", "--once"],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "全部成立" in ended.stdout
    assert "✘" not in ended.stdout
    assert ended.stdout.count("✔") >= 2 * sum(len(act.scenes) for act in ACTS)
    assert not (tmp_path / "own").exists()


def test_a_claim_that_does_not_hold_is_remembered(tmp_path: Path):
    clock = DemoClock(demo_clock.make(tmp_path, datetime(2026, 4, 1, tzinfo=UTC)))
    stage = Stage("http://127.0.0.1:1", {}, tmp_path, Console(quiet=True), clock, Supervisor())

    stage.check("成立 · holds", holds=True)
    stage.check("不成立 · does not", holds=[])

    assert stage.failed == ["不成立 · does not"]


def test_the_cases_are_of_every_district_and_each_says_what_it_shows():
    whose = Counter(case.police for case in CASES.values())

    assert len(CASES) >= 40
    assert set(whose) == {CITY_POLICE, DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE}
    assert min(whose.values()) >= 8
    assert all(case.chinese and case.english for case in CASES.values())
    assert len({case.chinese for case in CASES.values()}) == len(CASES)


def test_it_can_be_interrupted_between_two_steps_and_says_so(tmp_path: Path):
    environment = os.environ | {"ZHENXIE_DATA": str(tmp_path / "own"), "COLUMNS": "160"}
    playing = subprocess.Popen(
        [sys.executable, "-m", "zhenxie.cli.main", "demo"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert playing.stdout is not None
    said = []
    for line in playing.stdout:
        said.append(line)
        if "机关已登记" in line:
            playing.send_signal(signal.SIGINT)

    assert playing.wait(60) == 1
    assert "已中断" in said[-1]
    assert "全部成立" not in "".join(said)
