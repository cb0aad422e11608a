"""The index of the search: what is found in it, what can never be, and what an edit touches."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest import search
from digest.build import reading
from digest.build.executors import Serial
from digest.build.job import Findings, Progress, Work, job_beside
from digest.build.reading import FullReader
from digest.build.site import plan_site
from digest.codec import decode
from digest.model import Article, Entry, Rights, Search, Settings, Site
from digest.pages import Page
from digest.pages.search import plain
from digest.render import Theme, render
from digest.search import Weight, divided, folding, shards, words
from digest.search.folding import indexed
from digest.search.segments import LEAST, MANY
from digest.site.rights import Sink
from digest.sources.folder import SourceFolder
from digest.vocabulary import countries
from tests.faults.amounts import FULL
from tests.made import BLOBS, SITE, arranged, made, series, site_of, visible
from tests.searching import Index, entries, scan

CASES = json.loads((Path(__file__).parent / "folding.json").read_text("utf-8"))
CORPUS = Path(os.environ.get("SHARED") or Path(__file__).parent.parent.parent / "shared") / "corpus" / "articles"
SECRET = "Sésame"


def _planned(articles: Iterable[Article], settings: Settings = SITE) -> tuple[Page, ...]:
    digest, _ = arranged(articles, settings)
    planned, _ = site_of(digest)
    return planned


def _index(articles: Iterable[Article], settings: Settings = SITE) -> Index:
    return Index.of(_planned(articles, settings))


# Folding.


@pytest.mark.parametrize(("text", "folded"), CASES, ids=[text for text, _ in CASES])
def test_a_text_has_these_words(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    for word in words(text):
        assert words(word) == [word]


# Found, and in which order.


def test_a_word_is_found_by_its_beginning_whatever_is_elided_before_it() -> None:
    index = _index([made("a.txt", text="Le sommet de l’OTAN, à Kiev."), made("b.txt", text="Les élections à Lyon.")])
    assert index.slugs("OTAN") == index.slugs("ota") == index.slugs("l'otan") == ["a"]
    assert index.slugs("election") == ["b"]
    assert index.slugs("kiev lyon") == []
    assert index.slugs("lection") == []


def test_a_query_with_accents_puts_first_what_is_written_alike() -> None:
    index = _index([
        made("sin.txt", "2025", title="Le péché", text="Péchés et pardon."),
        made("peach.txt", "2024", text="La pêche."), made("fishing.txt", "2023", text="La PÊCHE est ouverte."),
        made("bare.txt", "2022", title="PECHE ET CHASSE"),
    ])  # fmt: skip
    assert index.slugs("peche") == ["sin", "bare", "peach", "fishing"]
    assert index.slugs("pêche") == ["peach", "fishing", "sin", "bare"]
    assert index.slugs("péche") == ["sin", "bare", "peach", "fishing"]
    assert index.slugs("pèche") == index.slugs("peche")


def test_accents_that_are_no_character_with_their_letter_are_dropped() -> None:
    assert folding.forms("за\u0301мок İzmir e\u0301té x\u0302") == ["замок", "izmir", "été", "x"]


@given(st.text())
def test_every_form_is_one_of_its_word_letter_for_letter(text: str) -> None:
    forms = folding.forms(text)
    assert [folding.bare(form) for form in forms] == words(text)
    assert all(len(folding.bare(form)) == len(form) for form in forms)


def test_one_or_two_letters_match_only_a_complete_word() -> None:
    index = _index([made("a.txt", text="Un an à l’UE."), made("b.txt", text="Uelzen.")])
    assert index.slugs("UE") == ["a"]


def test_headlines_go_before_names_and_these_before_the_text_and_among_equals_the_newest_first() -> None:
    index = _index([
        made("text.txt", "2025-02", text="On parle de Kiev."),
        made("head.txt", "2023", title="Kiev, la nuit"),
        made("old.txt", "2022-01-05", text="Kiev encore."),
        made("name.txt", "2024", places=("Kiev",)),
    ])  # fmt: skip
    assert index.slugs("kiev") == ["head", "name", "text", "old"]


def test_a_part_of_a_run_is_found_and_nothing_that_only_holds_its_pairs() -> None:
    index = _index([
        made("a.txt", text="東京都の選挙", language="ja"), made("b.txt", text="京都の東京", language="ja"),
        made("c.txt", text="東。京都", language="ja"),
    ])  # fmt: skip
    assert index.slugs("東京都") == ["a"]
    assert sorted(index.slugs("京都")) == ["a", "b", "c"]
    assert sorted(index.slugs("都")) == ["a", "b", "c"]
    assert index.slugs("京都 選挙") == ["a"]


def test_what_is_no_word_narrows_a_search() -> None:
    index = _index([
        made("a.txt", "2025-02", text="Kiev", source="Le Quai", topics=("11000000",)), made("b.txt", "2024", text="Kiev"),
        made("c.txt", text="Kiev", language="en"),
    ])  # fmt: skip
    assert index.slugs("kiev", "y2025") == index.slugs("kiev", "sle-quai") == index.slugs("", "tpolitics") == ["a"]
    assert index.slugs("kiev", "yundated") == index.slugs("kiev", "len") == ["c"]
    assert index.slugs("kiev", "y2025", "len") == []


def test_elements_within_a_line_do_not_divide_words() -> None:
    assert words(plain('<p>l’<em>OT</em>AN<br>et <a href="https://a.example/?b&amp;c">K&amp;R</a></p><p>fin</p>')) == [
        "otan", "et", "k", "r", "fin",
    ]  # fmt: skip


# Rights.


def _secret(**fields: Any) -> Article:
    return made(
        "secret.txt", "2025", text=f"Début. {SECRET}", summary=SECRET, people=(SECRET,), keyphrases=(SECRET,), **fields
    )


@pytest.mark.parametrize("fields", [{"rights": Rights.PRIVATE}, {"draft": True}], ids=["private", "draft"])
def test_of_what_nobody_may_see_no_word_is_in_any_file(fields: dict[str, Any]) -> None:
    articles = [replace(_secret(**fields), title=SECRET), made("b.txt")]
    theme = Theme(None)
    written = b"".join(render(page, theme, "fr") for page in _planned(articles))
    for word in (SECRET, "sésame", "sesame", "secret"):
        assert word.encode() not in written
    assert _index(articles).slugs("sesame") == []
    assert _index([_secret()]).slugs("sesame") == ["secret"]


def test_of_an_excerpt_only_the_excerpt_is_found() -> None:
    article = replace(_secret(rights=Rights.EXCERPT), excerpt="Début visible")
    assert _index([article]).slugs("debut visible") == ["secret"]
    assert _index([article]).slugs("sesame") == []
    headline = _index([replace(article, rights=Rights.HEADLINE)])
    assert headline.slugs("debut") == []
    assert headline.slugs("titre") == ["secret"]


# The files of the index.


def test_the_search_can_be_turned_off_and_nothing_of_it_is_left() -> None:
    off = _planned([made()], replace(SITE, search=Search(on=False)))
    assert not [page.address for page in off if "search" in page.address]
    assert b"search" not in b"".join(render(page, Theme(None), "fr") for page in off)


def test_a_digest_without_articles_has_no_search() -> None:
    assert not [page.address for page in _planned([]) if "search" in page.address]


def test_the_same_articles_give_the_same_files_in_whatever_order_they_come() -> None:
    articles = [*series(30, "2024-05"), *series(30, "2023"), made("u.txt")]
    assert _index(articles).files == _index(list(reversed(articles))).files


def test_every_name_says_what_it_holds() -> None:
    before, after = (_index([made("a.txt", text=text), made("b.txt")]).files for text in ("Un.", "Deux."))
    assert not before.keys() & after.keys()


def _many() -> list[Article]:
    chance = random.Random(5)
    return [
        made(f"{year}-{month:02}-{n}.txt", f"{year}-{month:02}", position=n, text=" ".join(_made_up(chance) for _ in range(30)))
        for year in (2023, 2024, 2025) for month in range(1, 13) for n in range(16)
    ]  # fmt: skip


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choice(("ba", "ké", "lo", "mi", "tu", "ran")) for _ in range(chance.randint(1, 4)))


def test_an_edit_rewrites_its_own_period_and_no_other() -> None:
    articles = _many()
    place = next(n for n, article in enumerate(articles) if article.file == "2024-05-3.txt")
    edited = [*articles]
    edited[place] = replace(articles[place], html="<p>Tout autre chose</p>", excerpt="")
    before, after = _index(articles).files, _index(edited).files
    assert {address.split("/")[2].rpartition("-")[0] for address in after.keys() - before.keys()} == {"2024", "index"}
    added = _index([*articles, made("late.txt", "2023-03")]).files
    assert {address.split("/")[2].rpartition("-")[0] for address in added.keys() - before.keys()} == {"2023", "index"}


def test_few_articles_are_one_segment_and_many_are_divided_by_their_dates() -> None:
    def names(articles: list[Article]) -> dict[str, int]:
        return {name: len(found) for name, found in divided([(a.date, a.file) for a in articles])}

    assert names(series(LEAST, "2024")) == {"all": LEAST}
    dated = [*series(LEAST, "2025-06-01"), *series(2, "2025-02"), *series(3, "2025"), *series(5, "2019"), made("u.txt")]
    assert names(dated) == {"2025-q2": LEAST, "2025-q1": 2, "2025-unknown": 3, "2010s": 5, "all-unknown": 1}
    one_day = names(series(3 * LEAST, "2025-06-01"))
    assert sum(one_day.values()) == 3 * LEAST
    assert max(one_day.values()) <= LEAST


def test_a_query_asks_a_bounded_number_of_segments() -> None:
    for count in (10_000, 100_000):
        dated = [(made("a", f"{2000 + n % 25}-{n % 12 + 1:02}").date, str(n)) for n in range(0, count, count // 1000)]
        found = divided([dated[n % 1000] for n in range(count)])
        assert len(found) <= 4 * MANY
        assert sorted(index for _, indexes in found for index in indexes) == list(range(count))


def test_no_shard_is_larger_than_64_kb_though_a_list_is_longer() -> None:
    texts = [search.Entry(texts=((Weight.TEXT, search.found("東京" * 400 + f" mot{n}")),)) for n in range(200)]
    made_of = shards(texts, 60_000)
    assert len(made_of) > 2
    assert max(len(shard.text.encode()) for shard in made_of) < 65_000
    files = {f"f/{n}.js": shard.text for n, shard in enumerate(made_of)}
    index = Index({**files, "x/index-1.js": {"cards": 9, "segments": [("f", 200, [shard.first for shard in made_of])]}})
    assert len(index.find("京東京")) == 200
    assert len(index.find("mot199")) == 1


@given(st.lists(st.text(), max_size=6), st.integers(1, 400))
def test_every_word_of_any_text_is_found(texts: list[str], size: int) -> None:
    """A shard holds only entries, for any text."""
    made_of = shards([search.Entry(texts=((Weight.TEXT, search.found(text)),)) for text in texts], size)
    files = {f"f/{n}.js": shard.text for n, shard in enumerate(made_of)}
    index = Index(
        {**files, "x/index-1.js": {"cards": 9, "segments": [("f", len(texts), [shard.first for shard in made_of])]}}
    )
    keyed = {str(n): text for n, text in enumerate(texts)}
    for shard in made_of:
        assert list(entries(shard.text))
    for word in {word for text in texts for word in words(text)}:
        assert {str(number) for _, number in index.find(word)} == scan(word, keyed)


# Against a plain scan.


def _texts(site: Site) -> dict[str, str]:
    """What can be found of each article, by its slug: everything that its page says of it."""
    texts = {}
    for number, item in enumerate(site.articles):
        article = visible(decode(BLOBS.get(item.card.text) or b"", Article), site.settings, Sink.SEARCH)
        assert article is not None
        topics = [site.terms["topics"][term].label for term in site.terms_of["topics"][number]]
        named = [countries.label(place, site.settings.language) for place in article.places]
        names = [*topics, *named, *article.people, *article.organisations, article.source, article.author]
        texts[item.slug] = "\n".join(filter(None, [article.title, article.summary, plain(article.html), *names]))
    return texts


def _agree(site: Site, chance: random.Random, count: int) -> None:
    index = Index.of(site_of(site)[0])
    texts = _texts(site)
    known = sorted({word for text in texts.values() for word in words(text)})
    for word in chance.sample(known, min(count, len(known))):
        part = word[: chance.randint(1, len(word))]
        for query in (word, part)[: chance.randint(1, 2)]:
            found = index.slugs(query)
            assert len(found) == len(set(found))
            assert set(found) == scan(query, texts), query


def test_of_our_seeds_and_made_up_articles_the_index_finds_what_a_scan_finds() -> None:
    root = Path(__file__).parent.parent
    job = replace(job_beside(root / "digest.yml"), jobs=1)
    reader = FullReader(BLOBS)
    planned = plan_site(job, Findings(), Work(executor=Serial(), progress=Progress()), reader)
    _agree(planned.site, random.Random(1), 200)
    _agree(arranged(_many(), SITE)[0], random.Random(2), 60)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is no part of the project, and SHARED has none: {CORPUS}")
def test_of_the_shared_corpus_the_index_finds_what_a_scan_finds() -> None:
    files = sorted(path.name for path in CORPUS.iterdir())
    if not FULL:  # every fifth, others on another day: a run is repeated with the same day
        files = files[date.today().toordinal() % 5 :: 5]
    reads = [reading.read_article(SourceFolder(CORPUS), Entry(file=file, position=n)) for n, file in enumerate(files)]
    articles = [read.article for read in reads if read.article is not None]
    assert len(articles) == len(files)
    _agree(arranged(articles, SITE)[0], random.Random(3), 200)


def _joined(text: str) -> list[str]:
    return folding._join(folding._fold(text))[0]


@given(st.text("12.,' \u00a0\u200b²½①¨´aé\n٣", max_size=12))
def test_a_text_can_be_folded_in_pieces(text: str) -> None:
    assert [word for piece in folding._pieces(text) for word in _joined(piece)] == _joined(text)


def test_no_character_joins_two_numbers_that_are_folded_apart() -> None:
    for letter in map(chr, (*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE1000))):
        if folding._fold(letter)[:1] in set("0123456789") | {""}:
            assert len(folding._pieces(f"1 {letter}00")) == 1, hex(ord(letter))


def test_the_words_of_a_long_text_are_found_once() -> None:
    text = "Ὀδυσσεύς l’été \u0301\u0301 ΑΣ. STRASSE\u0301 中文字 dell'arte e\u0301\n" * 4000
    assert indexed(text) == folding.forms(text)
    found = search.found(text)
    assert sorted(found.words.split()) == sorted(set(folding.forms(text)) - {"中文字"})
    assert found.runs.split() == ["中文字"] * 4000
    assert indexed("one") == ["one"]
    assert indexed("") == []
    assert search.found("") == ("", "")
