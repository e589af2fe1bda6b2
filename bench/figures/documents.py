"""A document as .pdf and as .docx: the first in a new process, and the next ones; four counterparts in one file."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median, quantiles
from typing import Any

from bench.figure import Figure, Size, at_most
from exchange.documents import counterparts, service_receipt
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Paper, heading, paragraph
from exchange.documents.pdf import pdf
from exchange.documents.word import word

_FIRST = "import sys; from bench.figures import documents; sys.stdout.write(str(documents.first(sys.argv[1])))"
_TEXT = "经审查，犯罪嫌疑人涉嫌故意伤害一案，立案侦查后刑事拘留，未在二十四小时以内讯问，亦未通知其家属。"


def measure(size: Size) -> list[Figure]:
    """Measure a notice of one page again and again, each with another text, as an office would ask for it."""
    times = size.of(300, quick=20)
    fonts = Fonts.found(None)
    short = [_notice(number, 3) for number in range(times)]
    long = [_notice(number, 200) for number in range(max(3, times // 30))]
    sets = [_counterparts(one) for one in short]
    one_pdf = _each(lambda one: pdf([one], fonts), short)
    one_word = _each(lambda one: word([one]), short)
    return [
        Figure(
            "a document of one page",
            {
                ".pdf warm p50 ms": median(one_pdf),
                ".pdf warm p99 ms": _late(one_pdf),
                ".pdf first ms": _first("pdf"),
                ".docx warm p50 ms": median(one_word),
                ".docx warm p99 ms": _late(one_word),
                ".docx first ms": _first("word"),
            },
            goals=[
                at_most(".pdf ≤ 200 ms warm", _late(one_pdf), 200),
                at_most(".docx ≤ 200 ms warm", _late(one_word), 200),
            ],
            note=f"{times} notices, each with another text, set in {fonts.body[0].family}; the check of every character"
            f" is counted in. First: in a new process, after its imports, with the fonts still to be read",
        ),
        Figure(
            "longer documents",
            {
                "four counterparts, .pdf p50 ms": median(_each(lambda one: pdf(one, fonts), sets)),
                "four counterparts, .docx p50 ms": median(_each(word, sets)),
                "10,000 characters, .pdf p50 ms": median(_each(lambda one: pdf([one], fonts), long)),
                "10,000 characters, .docx p50 ms": median(_each(lambda one: word([one]), long)),
            },
            note="正本, 副本, 存根 and 送达回证 in one file; and one document of some sixteen pages",
        ),
    ]


def first(form: str) -> float:
    """Return how long the first document of this process takes, in milliseconds."""
    begun = time.perf_counter()
    made = pdf([_notice(0, 3)], Fonts.found(None)) if form == "pdf" else word([_notice(0, 3)])
    return (time.perf_counter() - begun) * 1000 if made else 0.0


def _first(form: str) -> float:
    said = subprocess.run([sys.executable, "-c", _FIRST, form], check=True, capture_output=True, text=True)
    return float(said.stdout)


def _late(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


def _each(make: Callable[[Any], bytes], wanted: Sequence[Any]) -> list[float]:
    taken = []
    # What the first one costs is a figure of its own.
    make(wanted[0])
    for one in wanted:
        begun = time.perf_counter()
        make(one)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _notice(number: int, sentences: int) -> Paper:
    return Paper(
        issuer="宁夏回族自治区石嘴山市大武口区人民检察院",
        title="纠正违法通知书",
        number=f"石大检纠违〔2026〕{number + 1}号",
        addressee="石嘴山市公安局大武口区分局",
        body=(heading("一、发现的违法情况"), paragraph(f"第{number}号。{_TEXT * sentences}"), paragraph("请予纠正。")),
        issued_on=date(2026, 3, 1),
        attachments=(),
        contact=None,
        counterpart="original",
        kind="correction_notice",
    )


def _counterparts(original: Paper) -> list[Paper]:
    receipt = service_receipt.service_receipt(original)
    return [original, counterparts.copy_of(original), counterparts.stub_of(original), receipt]
