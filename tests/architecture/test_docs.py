"""What the documents say is there, is there: commands, links, the map, the guards; and both languages say the same."""

import re
import shlex
import tomllib
from functools import cache
from pathlib import Path

import pytest
import typer

from architecture.sources import ROOT, name_of
from exchange.__main__ import parser
from exchange.settings import Settings as ExchangeSettings
from screening.__main__ import parser as screening_parser
from screening.settings import Settings as ScreeningSettings
from zhenxie.cli.main import app

README = ROOT / "README.md"
CHINESE = ROOT / "docs" / "README.zh-CN.md"
OPERATIONS = ROOT / "docs" / "operations.md"
DECISIONS = tuple(sorted((ROOT / "docs" / "decisions").glob("*.md")))
DOCUMENTS = (
    README,
    CHINESE,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "deploy" / "README.md",
    ROOT / "deploy" / "observability" / "README.md",
    ROOT / "docs" / "integration.md",
    ROOT / "docs" / "reliability.md",
    OPERATIONS,
    *DECISIONS,
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HEADINGS = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_comments(block: str) -> str:
    """Return a block as it is typed: an explanation behind two blanks and a # may be in any language."""
    return re.sub(r" {2,}#.*$", "", block, flags=re.MULTILINE)


def typed_blocks(path: Path) -> list[str]:
    """Return the blocks of a document that hold commands or code, without their explanations."""
    return [
        without_comments(body)
        for language, body in _FENCE.findall(text(path))
        if language or re.match(r"(make|zhenxie|python) ", body)
    ]


def documented(word: str) -> list[tuple[str, list[str]]]:
    """Return what follows `word` wherever a document tells somebody to type it."""
    found = []
    for path in DOCUMENTS:
        said = text(path)
        spans = [body for _, body in _FENCE.findall(said)] + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", said)
        for span in spans:
            for rest in re.findall(rf"(?:^|[(|/&]|\s){re.escape(word)} +([^\n|;)]*)", without_comments(span)):
                found.append((name_of(path), _words(rest)))  # noqa: PERF401  a fourth level in one expression reads badly
    return found


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest)
    except ValueError:
        return rest.split()


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))


def choices(part) -> dict:
    """Return the commands that an argparse parser offers."""
    return next((action.choices for action in part._actions if isinstance(action.choices, dict)), {})


def missing_words(words: list[str]) -> list[str]:
    """Return the words that `zhenxie` does not know, following its groups and then the services' own parsers."""
    command = typer.main.get_command(app)
    for place, word in enumerate(words):
        if hasattr(command, "commands"):
            if word not in command.commands:
                return [word]
            command = command.commands[word]
            continue
        if words[0] == "screening":
            inner = choices(screening_parser())[words[1]]
            return _missing_options(words[2:], {option for one in inner._actions for option in one.option_strings})
        if words[0] in ("agencies", "clients"):
            return _missing_below(words)
        return _missing_options(words[place:], _options_of(command))
    return []


def _missing_below(words: list[str]) -> list[str]:
    part = choices(parser()).get(words[0])
    if part is None:
        return words[:1]
    if len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
        inner = choices(part)
        if words[1] not in inner:
            return words[1:2]
        part = inner[words[1]]
    options = {option for action in part._actions for option in action.option_strings}
    return _missing_options(words[2:], options)


def _missing_options(words: list[str], known: set[str]) -> list[str]:
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]


def _options_of(command) -> set[str]:
    return {"--help"} | {option for parameter in command.params for option in parameter.opts}


def test_every_make_target_that_is_documented_exists() -> None:
    said = [(where, words[0]) for where, words in documented("make") if words and re.fullmatch(r"[a-z-]+", words[0])]

    assert {"demo", "test", "up", "check"} <= {target for _, target in said}
    assert [one for one in said if one[1] not in targets()] == []


def test_every_command_of_zhenxie_that_is_documented_exists() -> None:
    said = [(where, words) for where, words in documented("zhenxie") if words and re.match(r"[a-z]+$", words[0])]

    assert len(said) > 8
    assert [(where, wrong) for where, words in said if (wrong := missing_words(words))] == []


def test_every_command_of_the_exchange_that_is_documented_exists() -> None:
    said = [(where, words) for where, words in documented("python -m exchange") if words]

    assert said
    known = choices(parser())
    wrong = [(where, words[0]) for where, words in said if words[0].isalpha() and words[0] not in known]
    assert wrong == []


def test_options_of_the_exchange_that_are_documented_exist() -> None:
    known = choices(parser())
    for where, words in documented("python -m exchange"):
        if words and words[0] in known and not choices(known[words[0]]):
            options = {option for action in known[words[0]]._actions for option in action.option_strings}
            assert _missing_options(words, options) == [], where


def test_commands_and_options_of_screening_that_are_documented_exist() -> None:
    said = [(where, words) for where, words in documented("python -m screening") if words and words[0].isalpha()]
    known = choices(screening_parser())

    assert {words[0] for _, words in said} >= {"run", "migrate", "wipe"}
    for where, (word, *rest) in said:
        assert word in known, where
        assert _missing_options(rest, {name for one in known[word]._actions for name in one.option_strings}) == [], (
            where
        )


def test_words_below_agencies_and_clients_that_are_documented_exist() -> None:
    said = [words for _, words in documented("python -m exchange") if words and words[0] in ("agencies", "clients")]

    assert {words[1] for words in said if len(words) > 1} >= {"add", "list", "supervise", "create", "revoke"}
    assert [words for words in said if _missing_below(words)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_settings_that_are_documented_exist(path: Path) -> None:
    known = {*ExchangeSettings.environment_names(), *ScreeningSettings.environment_names()}
    # Passwords of the two logins, which only the scripts that make them read.
    known |= {"EXCHANGE_SERVICE_PASSWORD", "SCREENING_SERVICE_PASSWORD"}
    named = set(re.findall(r"(?<![A-Z_])(?:EXCHANGE|SCREENING)_[A-Z_]*[A-Z]", text(path)))

    assert named - known == set()


def test_options_of_the_drill_that_are_documented_exist() -> None:
    program = text(ROOT / "deploy" / "drill" / "__main__.py")
    known = set(re.findall(r'add_argument\("(--[a-z-]+)"', program))
    said = [words for _, words in documented("python deploy/drill")]

    assert any(words for words in said)
    assert [words for words in said if _missing_options(words, known)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_inside_the_tree_lead_somewhere(path: Path) -> None:
    said = _FENCE.sub("", text(path))
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", said) if "://" not in link]

    for link in links:
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in {_anchor(heading) for heading in _HEADINGS.findall(text(target))}, link


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", [README, CHINESE], ids=name_of)
def test_the_map_names_every_folder_of_the_tree_and_no_other(path: Path) -> None:
    block = next(body for _, body in _FENCE.findall(text(path)) if body.startswith("services/exchange/"))
    named: set[str] = set()
    parent = ""
    for line in block.splitlines():
        found = re.match(r"( *)([\w./-]+/) ", line)
        assert found, line
        parent = parent if found[1] else found[2]
        named.add(f"{parent}{found[2]}" if found[1] else found[2])

    assert {name for name in named if not (ROOT / name).is_dir()} == set()
    for top in ("services/exchange/", "shared/zhenxie/"):
        real = {f"{top}{one.parent.name}/" for one in (ROOT / top).glob("*/__init__.py")}
        assert {name for name in named if name.startswith(top) and name != top} == real


def test_the_chinese_readme_has_the_same_commands() -> None:
    assert len(typed_blocks(README)) > 8
    assert typed_blocks(CHINESE) == typed_blocks(README)


def test_the_java_in_the_readme_is_the_program_that_is_tried() -> None:
    program = text(ROOT / "docs" / "examples" / "FirstReport.java")
    shown = [body for language, body in _FENCE.findall(text(README)) if language == "java"]

    assert shown
    assert all(body in program for body in shown)


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_is_one_page_with_a_sentence_to_quote(path: Path) -> None:
    said = text(path)
    number, _, _ = path.name.partition("-")

    assert said.startswith(f"# {number}. ")
    parts = re.findall(r"^\*\*(.+?)\.\*\*", said, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives", "Held by"]
    assert re.search(r'^\*\*Decision\.\*\* "[^"]+\."$', said, re.MULTILINE | re.DOTALL)
    assert len(said.splitlines()) <= 40


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_names_a_guard_that_exists(path: Path) -> None:
    held = text(path).partition("**Held by.**")[2]
    contracts = {one["id"] for one in tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]}
    named = re.findall(r"`([^`]+)`", held)
    guards = [one for one in named if one.startswith("tests/") or re.fullmatch(r"[a-z0-9-]+", one)]

    assert guards
    for guard in guards:
        if guard.startswith("tests/"):
            assert (ROOT / guard).exists(), guard
        elif guard != "rfc8785":
            assert guard in contracts, guard


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 7
