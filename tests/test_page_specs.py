"""The seam between planning and rendering: a page depends on its inputs, the context and the blobs that its inputs name."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from digest.build.site import CachedCompute, page_of
from digest.codec import Damaged, content_hash, encode
from digest.dates import parse
from digest.model import Article, Site
from digest.pages import (
    Blobs,
    DerivedSpec,
    Page,
    PageSpec,
    Planner,
    SiteContext,
    first_difference,
    plan_changed,
)
from digest.pages.articles import ArticleInputs, plan_articles
from digest.pages.outdated import outdated
from digest.pages.plan import Plan
from digest.pages.views import LinesView
from digest.site.connections import connected
from tests.made import BLOBS, SITE, arranged, empty_cache, made, planned, site_of

THREE = [made(f"{name}.txt", f"2024-05-0{day}", topics=("Port",)) for day, name in enumerate("abc", 1)]


class Inputs(Struct, frozen=True, array_like=True):
    """Inputs of a test."""

    name: str
    number: int


def view(inputs: Inputs, _context: SiteContext, _blobs: Blobs) -> LinesView:
    """A view of a test."""
    return LinesView(lines=[inputs.name.encode()])


class Hash(Struct, frozen=True, array_like=True):
    """Inputs that name a blob."""

    key: bytes


def view_of_hash(inputs: Hash, _context: SiteContext, _blobs: Blobs) -> LinesView:
    """A view of a test."""
    return LinesView(lines=[inputs.key])


def blobs_of(named: bytes) -> Blobs:
    """What a page may read whose inputs are the hash ``named``."""
    return Blobs(BLOBS, PageSpec(url="a.html", template="lines", inputs=Hash(named), view=view_of_hash))


def _spec(name: str = "a", number: int = 1, url: str = "a.html", template: str = "lines") -> PageSpec[Inputs]:
    return PageSpec(url, template, Inputs(name, number), view)


def test_two_pages_have_one_key_only_if_all_they_depend_on_is_equal() -> None:
    spec = _spec()
    keys = {
        spec.key(b"context"), _spec("b").key(b"context"), _spec(number=2).key(b"context"), spec.key(b"another"),
        _spec(url="b.html").key(b"context"), _spec(template="sitemap").key(b"context"),
    }  # fmt: skip
    assert len(keys) == 6
    assert _spec().key(b"context") == spec.key(b"context")


def test_the_first_input_that_differs_is_named() -> None:
    before = _spec().input_hashes()
    assert first_difference(_spec("b", 2), before) == "name"
    assert first_difference(_spec("a", 2), before) == "number"
    assert first_difference(_spec(), before) == ""


def test_a_view_can_read_only_blobs_that_its_inputs_name() -> None:
    article = made("a.txt")
    data = encode(article)
    BLOBS.put(content_hash(data), data)
    assert blobs_of(content_hash(data)).get(content_hash(data), Article) == article
    with pytest.raises(LookupError):
        blobs_of(b"something else").get(content_hash(data), Article)
    with pytest.raises(Damaged):
        blobs_of(content_hash(b"lost")).get(content_hash(b"lost"), Article)


def test_a_spec_is_sent_to_a_worker_with_the_parts_that_it_names() -> None:
    planner = Planner(arranged(THREE, SITE)[0])
    for spec in list(plan_articles(planner)):
        sent = pickle.loads(pickle.dumps(spec))
        assert sent.inputs == spec.inputs
        assert len(sent.parts) < len(spec.parts)
        assert page_of(sent, planner.context, BLOBS) == page_of(spec, planner.context, BLOBS)


def test_a_derived_value_can_be_read_only_by_inputs_that_name_what_it_is_derived_from() -> None:
    spec = DerivedSpec(Inputs("a", 1), lambda inputs, _blobs: inputs.name, owner=content_hash(b"text"))
    BLOBS.put(spec.key, encode("value"), spec.owner)
    assert blobs_of(spec.owner).derived(spec, str) == "value"
    with pytest.raises(LookupError):
        blobs_of(spec.key).derived(spec, str)
    with pytest.raises(LookupError):
        blobs_of(b"").derived(replace(spec, owner=b""), str)


def test_a_context_with_other_settings_or_navigation_has_another_key() -> None:
    site, _ = arranged(THREE, SITE)
    context = Planner(site).context
    assert context.key == Planner(site).context.key
    assert Planner(arranged(THREE, replace(SITE, title="Autre"))[0]).context.key != context.key
    assert Planner(arranged(THREE[:1], SITE)[0]).context.key == context.key, "a count must not change every page"


def test_an_article_page_changes_with_its_neighbours_and_not_with_the_rest() -> None:
    def inputs(articles: list[Article]) -> dict[str, ArticleInputs]:
        site, _ = arranged(articles, SITE)
        return {spec.url: spec.inputs for spec in plan_articles(Planner(site))}

    many = [made(f"x{day:02}.txt", f"2023-06-{day:02}", topics=("Port",)) for day in range(1, 20)]
    before = inputs([*THREE, *many])
    after = inputs([*THREE, *many[:9], replace(many[9], title="Nouveau titre"), *many[10:]])
    changed = {url for url in before if before[url] != after[url]}
    assert changed == {f"articles/x{day:02}.html" for day in range(10 - 3, 10 + 4)}


@pytest.mark.parametrize("count", [2, 12, 320])
def test_a_text_that_changes_changes_the_pages_of_texts_alone(count: int) -> None:
    articles = [made(f"x{n:03}.txt", f"2023-{1 + n % 12:02}-{1 + n % 9:02}", topics=("Port",)) for n in range(count)]

    def keys(articles: list[Article]) -> tuple[dict[str, bytes], set[str]]:
        planner = Planner(arranged(articles, SITE)[0])
        plan, derived = planned(planner)
        changed = [index for index, one in enumerate(planner.site.articles) if one.card.file == "x001.txt"]
        of_texts = {spec.url for spec in (*plan_changed(planner, changed), *derived)}
        return {spec.url: spec.key(b"") for spec in (*plan.pages, *derived)}, of_texts

    before, _ = keys(articles)
    after, of_texts = keys([articles[0], replace(articles[1], html="<p>Autre chose.</p>"), *articles[2:]])
    differ = {url for url, key in after.items() if before.get(url) != key}
    assert {"articles/x001.html", "search.html", "records.jsonl"} <= differ <= of_texts
    assert len(of_texts) < len(after)


@pytest.mark.parametrize("count", [2, 12, 320])
@pytest.mark.parametrize("home", [False, True])
def test_a_headline_that_changes_changes_the_pages_that_show_it_alone(count: int, *, home: bool) -> None:
    site = replace(SITE, editions="month", home_edition=home)
    articles = [
        made(
            f"x{n:03}.txt",
            f"2023-{1 + n % 12:02}-{1 + n % 9:02}",
            topics=("Port",),
            title=f"Titre {n // 2}",
            added=parse(f"2024-01-{1 + n % 28:02}"),
        )
        for n in range(count)
    ]

    def keys(specs: Iterable[PageSpec[Any]]) -> dict[str, bytes]:
        return {spec.url: spec.key(b"") for spec in specs}

    before = keys(planned(Planner(arranged(articles, site)[0]))[0].pages)
    articles[1] = replace(articles[1], title="Titre 1", summary="Autre.")
    planner = Planner(arranged(articles, site)[0])
    everything = keys(planned(planner)[0].pages)
    index = next(n for n, card in enumerate(planner.cards) if card.file == "x001.txt")
    found = keys(plan_changed(planner, [index], {index: "Titre 0"}))
    differ = {url for url, key in everything.items() if before.get(url) != key}
    assert {"articles/x001.html", "articles/x000.html", "dates/2023-02-02.html", "editions/2023-02.html"} <= differ
    assert differ <= found.keys()
    assert all(everything[url] == key for url, key in found.items())
    assert len(found) < len(everything)


@settings(
    max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # what fails is not made smaller, which takes long
@given(st.randoms(use_true_random=False))
def test_what_stays_when_articles_change_is_as_a_plan_of_everything_makes_it(chance: random.Random) -> None:
    def article(number: int) -> Article:
        return made(
            f"x{number:03}.txt",
            f"2023-{1 + number % 3:02}-{1 + number % 9:02}",
            title=f"Titre {chance.randint(1, 30)}",
            topics=tuple(chance.sample(["Port", "port", "Mer", "Budget"], chance.randint(0, 2))),
            source=chance.choice([None, "Le Jour", "La Nuit"]),
            people=tuple(
                chance.sample(["Anne Martin", "Karim Diallo", "Élise Morel", "Jean Roux"], chance.randint(0, 2))
            ),
            places=tuple(chance.sample(["FR", "DE", "Brest", "Paris"], chance.randint(0, 2))),
            html=chance.choice([f"<p>{' '.join(f'mot{n}' for n in range(99))}</p>", f"<p>Le {number}</p>"]),
            story=chance.choice([None, None, "Le port"]),
        )

    def connections_of(articles: list[Article]) -> Site:
        return connected(arranged(articles, site)[0], CachedCompute(empty_cache()))

    def plan(planner: Planner, *known: Any) -> tuple[Plan, dict[str, bytes]]:
        found, derived = planned(planner, *known)
        return found, {spec.url: spec.key(b"") for spec in (*found.pages, *derived)}

    site = replace(SITE, editions=chance.choice(["", "month"]))
    articles = [article(number) for number in range(60)]
    before = connections_of(articles)
    published, former = plan(Planner(before))
    changed = {f"x{number:03}.txt": number for number in chance.sample(range(60), chance.randint(1, 2))}
    for number in changed.values():
        articles[number] = article(number)
    planner = Planner(connections_of(articles))
    indexes = [index for index, one in enumerate(planner.cards) if one.file in changed]
    found = outdated(planner, before, indexes, {index: before.articles[index].card.label for index in indexes})
    templates = {page.url: page.template for page in published.pages if page.url not in published.of_texts}
    _, everything = plan(Planner(planner.site))
    again, now = plan(planner, found, templates)
    assert again.steady.keys() | now.keys() == everything.keys()
    assert again.steady.keys().isdisjoint(now)
    assert all(former[url] == everything[url] for url in again.steady)
    assert all(key == everything[url] for url, key in now.items())


def test_every_page_is_made_of_its_inputs_alone() -> None:
    pages, problems = site_of(arranged(THREE, SITE)[0])
    assert problems == ()
    assert all(isinstance(page, Page) for page in pages)
    assert {"index.html", "articles/a.html", "topics/port.html", "dates/2024-05.html", "search.html"} <= {
        page.address for page in pages
    }


def test_a_verbose_build_logs_why_each_page_was_rendered_again(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    for name in "abc":
        (tmp_path / "seeds" / f"{name}.txt").write_text(f"Un texte sur le port, le {name}.\n", "utf-8")

    def build() -> str:
        command = [sys.executable, "-m", "digest", "build", "--jobs", "1", "-v"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stderr

    assert ": rendered, " not in build(), "everything is new in a first build"
    (tmp_path / "seeds" / "a.txt").write_text("Un texte sur le port et la mer, le a.\n", "utf-8")
    lines = build().splitlines()
    assert "articles/a.html: rendered, “story” changed" in lines
    assert not [line for line in lines if line.startswith("404.html: rendered")]
    (tmp_path / "digest.yml").write_text("title: Autre\n", "utf-8")
    assert "404.html: rendered, settings, navigation or theme changed" in build().splitlines()
