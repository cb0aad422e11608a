"""digest.yml: every key checked, everything wrong said with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest import config
from digest.cli import main
from digest.config import Setting
from digest.errors import ConfigError, Position, Severity
from digest.model import Look, Rights, Search, Settings, WatchRule


def _read(tmp_path: Path, text: str | bytes) -> tuple[dict[str, Setting], list[str]]:
    path = tmp_path / "digest.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found, problems = config.read_file(path, "digest.yml")
    return found, [f"{problem.where} {problem.code} {problem.severity.name}" for problem in problems]


def _settings(tmp_path: Path, text: str) -> Settings:
    return config.resolve(_read(tmp_path, text)[0], title="folder", language="en")


def test_without_the_file_defaults_hold(tmp_path: Path) -> None:
    found, problems = config.read_file(tmp_path / "digest.yml", "digest.yml")
    assert (found, problems) == ({}, ())
    assert config.resolve(found, title="seeds", language="fr") == Settings(title="seeds", language="fr")


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = """
title: Revue de presse
description: Ce qui   s’écrit
language: Français
base_url: https://example.org/revue
unlisted: include
noindex: yes
rights:
  default: excerpt
  Le Quai: private
  sources:
    L’Écho: full
"""
    assert _settings(tmp_path, text) == Settings(
        title="Revue de presse", description="Ce qui s’écrit", language="fr", base_url="https://example.org/revue/",
        include_unlisted=True, noindex=True, rights=Rights.EXCERPT,
        source_rights={"le quai": Rights.PRIVATE, "l'echo": Rights.FULL},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "editions", "home"),
    [("editions: Month", "month", False), ("home: edition", "week", True), ("editions: day\nhome: edition", "day", True),
     ("editions: no", "", False), ("home: articles", "", False)],
)  # fmt: skip
def test_editions_have_a_period_and_can_be_the_front_page(
    tmp_path: Path, text: str, editions: str, *, home: bool
) -> None:
    found = _settings(tmp_path, text)
    assert (found.editions, found.home_edition) == (editions, home)


def test_a_watch_list_has_words_and_what_cannot_be_one_is_reported(tmp_path: Path) -> None:
    text = """watch:
  NATO: [OTAN, NATO]
  Port: {any: quai, all: [grève], not: [plage]}
  Empty: {not: [plage]}
  Other: {words: [a]}
"""
    found, problems = _read(tmp_path, text)
    rules = (WatchRule("NATO", ("OTAN", "NATO")), WatchRule("Port", ("quai",), ("grève",), ("plage",)))
    assert found["watch"].value == rules
    assert _settings(tmp_path, text).rules.watch == rules
    assert problems == [
        "digest.yml:4:10 bad-setting WARNING", "digest.yml:5:18 unknown-key WARNING", "digest.yml:5:10 bad-setting WARNING"
    ]  # fmt: skip


def test_a_language_called_no_is_norwegian(tmp_path: Path) -> None:
    assert _settings(tmp_path, "language: no").language == "no"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("titel: X", "digest.yml:1:8 unknown-key WARNING"),
        ("\nlanguage: klingonisch", "digest.yml:2:11 bad-setting WARNING"),
        ("base_url: ftp://x", "digest.yml:1:11 bad-setting WARNING"),
        ("title: [a, b]", "digest.yml:1:8 bad-setting WARNING"),
        ("unlisted: perhaps", "digest.yml:1:11 bad-setting WARNING"),
        ("csp: strict", "digest.yml:1:6 unknown-key WARNING"),
        ("search: perhaps", "digest.yml:1:9 bad-setting WARNING"),
        ("editions: fortnight", "digest.yml:1:11 bad-setting WARNING"),
        ("home: yes", "digest.yml:1:7 bad-setting WARNING"),
        ("watch: NATO", "digest.yml:1:8 bad-setting WARNING"),
    ],
)
def test_unusable_settings_are_reported_with_their_position(tmp_path: Path, text: str, problem: str) -> None:
    found, problems = _read(tmp_path, text)
    assert problems == [problem]
    assert found == {}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title: a\n  b: c", Position(file="digest.yml", line=2, column=4)),
        ("- a list", Position(file="digest.yml", line=1, column=1)),
        ("rights: exerpt", Position(file="digest.yml", line=1, column=9)),
        ("noindex: perhaps", Position(file="digest.yml", line=1, column=10)),
        ("title: {a: 1\n", Position(file="digest.yml", line=1, column=8)),
        (b"title: \xff\xfe", Position(file="digest.yml")),
        ("a: &a [x]\nb: &b [*a,*a]\n" + "".join(f"c{n}: &c{n} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n" for n, p in enumerate(["b", *(f"c{n}" for n in range(9))])), Position(file="digest.yml", line=6, column=14)),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_parsed_are_fatal(tmp_path: Path, text: str | bytes, where: Position) -> None:
    with pytest.raises(ConfigError) as caught:
        _read(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.severity is Severity.FATAL
    assert problem.where == where


def test_the_stronger_layer_wins_key_by_key() -> None:
    where = Position(file="x")
    typed = {"base_url": Setting(value="https://a.example/", where=where)}
    written = {"base_url": Setting(value="https://b.example/", where=where), "title": Setting(value="B", where=where)}
    front = {"title": Setting(value="C", where=where), "language": Setting(value="pl", where=where)}
    found = config.resolve(typed, written, front, title="folder", language="en")
    assert (found.base_url, found.title, found.language) == ("https://a.example/", "B", "pl")


def test_the_theme_takes_an_accent_a_font_and_a_density(tmp_path: Path) -> None:
    text = "theme:\n  accent: '#07A'\n  font: Spectral, serif\n  density: compact\n"
    assert _settings(tmp_path, text).look == Look(accent="#0077aa", font="Spectral, serif", compact=True)
    assert _settings(tmp_path, "theme: {font: serif, density: normal}\n").look == Look()


def test_unusable_options_of_the_theme_are_reported_and_ignored(tmp_path: Path) -> None:
    text = "theme:\n  accent: red; }\n  font: 'x } body {'\n  density: tight\n  acent: '#000'\n"
    found, problems = _read(tmp_path, text)
    assert config.resolve(found, title="t", language="en").look == Look()
    assert [problem.split(":")[1] + " " + problem.split()[1] for problem in problems] == [
        "2 bad-setting", "3 bad-setting", "4 bad-setting", "5 unknown-key",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "search", "problems"),
    [
        ("search: no", Search(on=False), []),
        ("search: yes", Search(), []),
        ("search: {shortcut: no}", Search(shortcut=False), []),
        ("search: {shortkut: no}", Search(), ["digest.yml:1:20 unknown-key WARNING"]),
        ("search: {shortcut: perhaps}", Search(), ["digest.yml:1:20 bad-setting WARNING"]),
    ],
)
def test_the_search_is_on_or_off_and_so_is_its_key(
    tmp_path: Path, text: str, search: Search, problems: list[str]
) -> None:
    found, found_problems = _read(tmp_path, text)
    assert found_problems == problems
    assert config.resolve(found, title="T", language="fr").search == search


@pytest.mark.parametrize(
    ("value", "feeds", "texts"), [("full", True, True), ("yes", True, False), ("no", False, False)]
)
def test_feeds_are_off_on_or_with_full_texts(tmp_path: Path, value: str, feeds: bool, texts: bool) -> None:
    found = _settings(tmp_path, f"feeds: {value}\n")
    assert (found.feeds, found.feed_texts) == (feeds, texts)
    assert _read(tmp_path, "feeds: fulll\n")[1] == ["digest.yml:1:8 bad-setting WARNING"]


@pytest.mark.parametrize(
    ("rights", "hint"),
    [("sources: {The Quai: private}", "Did you mean “The Quay”?"), ("defualt: private", "Did you mean “default”?"),
     ("sources: {Gazette: private}", "Write the source as the articles show it"), ("sources: {the quay: private}", "")],
)  # fmt: skip
def test_rights_of_a_source_that_no_article_has_are_a_warning(
    folder: Callable[[dict[str, str | bytes]], Path], rights: str, hint: str
) -> None:
    article = "---\nsource: The Quay\n---\nThe ferries run again since Monday morning.\n"
    root = folder(
        {"digest.yml": f"language: en\nrights:\n  {rights}\n", "seeds/a.md": article, "seeds/b.txt": "It rained.\n"}
    )
    done = CliRunner().invoke(main, ["build", "--config", str(root / "digest.yml")])
    assert done.exit_code == 0, done.output
    found = [line for line in done.stderr.splitlines() if "[unknown-source]" in line]
    assert len(found) == bool(hint)
    assert all(line.startswith("digest.yml:3:") and hint in line for line in found)


def test_sources_of_rights_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="takes the sources by name"):
        _read(tmp_path, "rights: {sources: private}\n")


def test_all_wrong_values_are_reported_in_one_run(folder: Callable[[dict[str, str | bytes]], Path]) -> None:
    settings = "rights: exerpt\nunlisted: never\nexcerpt: many\neditons: week\nnoindx: yes\nnoindex: no\nnoindex: yes\n"
    root = folder({"digest.yml": settings, "seeds/a.txt": "It rained.\n"})
    done = CliRunner().invoke(main, ["build", "--config", str(root / "digest.yml")])
    assert done.exit_code == 1
    found = sorted(int(line.split(":")[1]) for line in done.stderr.splitlines() if line.startswith("digest.yml:"))
    assert found == [1, 2, 3, 4, 5, 7]
