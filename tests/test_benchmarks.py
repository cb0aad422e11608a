"""The sites of the benchmarks: each contender of digest builds full pages, and the figures that are read from its log are there."""

from __future__ import annotations

import importlib
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent
NAMES = ("digest-equal", "digest-full", "digest-raw")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """The modules of the benchmarks, and 20 articles of the project's own sentences."""
    monkeypatch.setenv("SHARED", str(tmp_path / "none"))
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    corpus, peers, compare = (importlib.import_module(name) for name in ("corpus", "peers", "compare"))
    corpus.sentences.cache_clear()
    articles = [corpus.article(number) for number in range(20)]
    return SimpleNamespace(corpus=corpus, peers=peers, compare=compare, articles=articles)


@pytest.mark.parametrize("name", NAMES)
def test_a_contender_builds_full_pages(bench: SimpleNamespace, name: str, tmp_path: Path) -> None:
    contender = bench.peers.CONTENDERS[name]
    contender.write(tmp_path, bench.articles)
    cost = bench.compare.run(contender.command, tmp_path)
    assert {"read", "plan", "write"} <= cost.stages.keys()
    output = tmp_path / contender.output
    pages = {path.relative_to(output).as_posix(): unescape(path.read_text("utf-8")) for path in output.rglob("*.html")}
    for one in bench.articles:
        page = pages[f"articles/{one.name}.html"]
        assert max(re.findall(r"\w+", one.paragraphs[-1]), key=len) in page
        lists = [f"dates/{one.day:%Y-%m}.html"]
        if name != "digest-raw":
            assert one.title.split()[0] in page
            lists.append(f"dates/{one.day}.html")
            topics = [f"{bench.peers.slug(topic)}.html" for topic in one.topics]
            assert all(f'href="{topic}"' in pages["topics/index.html"] for topic in topics)
            lists += [f"topics/{topic}" for topic in topics]
        for address in lists:
            assert f'articles/{one.name}.html"' in pages[address]
    assert "articles/0000" in pages["index.html"]


def test_every_page_of_that_theme_has_every_list(bench: SimpleNamespace, tmp_path: Path) -> None:
    contender = bench.peers.CONTENDERS["digest-lists"]
    contender.write(tmp_path, bench.articles)
    bench.compare.run(contender.command, tmp_path)
    output = tmp_path / contender.output
    addresses = {f"dates/{str(one.day)[:length]}.html" for one in bench.articles for length in (4, 7, 10)}
    addresses |= {f"topics/{bench.peers.slug(topic)}.html" for one in bench.articles for topic in one.topics}
    for page in (output / "articles").glob("*.html"):
        linked = {link.removeprefix("../") for link in re.findall(r'href="([^"]+)"', page.read_text("utf-8"))}
        assert addresses <= linked
    assert all((output / address).is_file() for address in addresses)


def test_articles_are_the_same_by_number_and_differ_otherwise(bench: SimpleNamespace) -> None:
    article = bench.corpus.article
    first, edited = article(3), article(3, version=1)
    assert article(3) == first
    assert edited.paragraphs != first.paragraphs
    assert (edited.day, edited.topics, edited.source) == (first.day, first.topics, first.source)
    assert len({one.paragraphs for one in bench.articles}) == len(bench.articles)
    assert {one.language for one in bench.articles} <= {"en", "fr", "de", "es"}
