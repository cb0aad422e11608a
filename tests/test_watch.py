"""Watch lists: articles with an editor's words, and the passages that have them, as far as rights allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from digest.build import article_tasks
from digest.build.job import Progress, job_beside
from digest.build.pipeline import build
from digest.codec import content_hash, encode
from digest.infer.watch import LENGTH, MOST, watched
from digest.model import Article, Rights, Rules, Settings, WatchRule
from digest.pages import Page
from digest.pages.lists import MOST as MOST_LISTED
from digest.pages.views import ListView, TermsView
from digest.render import Theme, render
from digest.site.arrange import arrange
from digest.site.cards import card_of
from tests.made import BLOBS, SITE, made, series, site_of
from tests.test_feeds import RULES

NATO = WatchRule("NATO", any_of=("OTAN", "NATO", "Alliance atlantique"))
WATCHED = replace(SITE, rules=Rules(watch=(NATO, WatchRule("Ports", any_of=("port*",), none_of=("sport",)))))


def _found(text: str, *rules: WatchRule, title: str = "", language: str = "fr") -> dict[str, list[str]]:
    """By list, its passages with the words in brackets."""
    return {one.name: list(map(_bracketed, one.passages)) for one in watched(title, text.splitlines(), language, rules)}


def _bracketed(pieces: tuple[str, ...]) -> str:
    return "".join(f"[{piece}]" if number % 2 else piece for number, piece in enumerate(pieces))


def _pages(articles: list[Article], settings: Settings = WATCHED) -> dict[str, Page]:
    cards = []
    for article in articles:
        data = encode(article)
        BLOBS.put(content_hash(data), data)
        cards.append(card_of(article, content_hash(data), settings.rules))
    return {page.address: page for page in site_of(arrange(cards, settings)[0])[0]}


def _listed(pages: dict[str, Page], name: str) -> dict[str, list[str]]:
    view = pages[f"watch/{name}.html"].view
    assert isinstance(view, ListView)
    return {card.title: list(map(_bracketed, card.passages)) for group in view.groups for card in group.cards}


def test_passages_are_the_sentences_around_the_words() -> None:
    text = "Il pleut. L’Otan se réunit, et l'alliance  atlantique attend. Rien.\nUn mot sur NATO!\nFin."
    assert _found(text, NATO) == {
        "NATO": ["L’[Otan] se réunit, et l'[alliance  atlantique] attend.", "Un mot sur [NATO]!"]
    }


@pytest.mark.parametrize(
    ("rule", "text", "passages"),
    [
        (WatchRule("a", any_of=("élection*",)), "Les ELECTIONS.", ["Les [ELECTIONS]."]),
        (WatchRule("a", any_of=("élection",)), "Les ELECTIONS.", None),
        (WatchRule("a", any_of=("port",), all_of=("grève",)), "Le port. La grève.", ["Le [port].", "La [grève]."]),
        (WatchRule("a", any_of=("port",), all_of=("grève",)), "Le port.", None),
        (WatchRule("a", all_of=("port", "grève")), "La grève du port.", ["La [grève] du [port]."]),
        (WatchRule("a", any_of=("port",), none_of=("plage",)), "Le port. La plage.", None),
        (WatchRule("a", any_of=("住民",)), "会場には住民が集まった。雨だった。", ["会場には[住民]が集まった。"]),
        (WatchRule("a", any_of=("Київ", "киев*")), "Совет в Киеве.", ["Совет в [Киеве]."]),
        (WatchRule("a", any_of=("a b", "b c")), "x a b c d", ["x [a b c] d"]),
        (WatchRule("a", any_of=("!?", "*")), "a !? b * c", None),
        (WatchRule("a", any_of=("WHO",)), "Who knows? The WHO does.", ["The [WHO] does."]),
        (WatchRule("a", any_of=("NATO",)), "È nato ieri. La Nato tace.", ["La [Nato] tace."]),
        (WatchRule("a", any_of=("un",)), "Un.\nUn.\nUn.\nUn.\nUn.", ["[Un]."] * MOST),
    ],
)
def test_words_match_completely_in_any_script(rule: WatchRule, text: str, passages: list[str] | None) -> None:
    assert _found(text, rule) == ({} if passages is None else {"a": passages})


def test_the_headline_counts_and_is_no_passage() -> None:
    assert _found("Rien ici.", NATO, title="L’OTAN recule") == {"NATO": []}


def test_a_long_sentence_is_clipped_around_its_first_match() -> None:
    (passage,) = _found(f"{'avant ' * 90}OTAN {'apres ' * 90}fin.", NATO)["NATO"]
    assert passage.startswith("…avant")
    assert passage.endswith("apres…")
    assert "[OTAN]" in passage
    assert LENGTH - 20 < len(passage) <= LENGTH + 4
    (short,) = _found(f"OTAN {'apres ' * 90}fin.", NATO)["NATO"]
    assert short.startswith("[OTAN] apres")


@given(
    st.text(st.sampled_from("abé ’.-*\n日"), max_size=80),
    st.lists(st.text(st.sampled_from("abé ’.*日"), max_size=6), max_size=3),
)
def test_every_passage_is_in_the_text_and_marks_something(text: str, words: list[str]) -> None:
    for passage in (
        one for found in watched("", text.splitlines(), "fr", [WatchRule("a", tuple(words))]) for one in found.passages
    ):
        assert len(passage) % 2 == 1
        assert all(passage[1::2])
        assert "".join(passage) in text


def test_a_list_has_a_page_with_marked_words_a_feed_and_an_index() -> None:
    articles = [
        made("a.txt", "2025-02-10", text="L’OTAN & le port."),
        made("b.txt", "2025-02", text="Le sport au port."),
    ]
    pages = _pages([*articles, made("c.txt", text="Rien.")])
    assert _listed(pages, "nato") == {"Titre de a.txt": ["L’[OTAN] & le port."]}
    assert _listed(pages, "ports") == {"Titre de a.txt": ["L’OTAN & le [port]."]}
    html = render(pages["watch/nato.html"], Theme(None), "fr").decode()
    assert "L’<mark>OTAN</mark> &amp; le port." in html
    RULES.assertValid(etree.fromstring(render(pages["watch/nato.xml"], Theme(None), "fr")))
    index = pages["watch/index.html"].view
    assert isinstance(index, TermsView)
    assert [(row.link.label, row.link.count) for row in index.rows] == [("NATO", 1), ("Ports", 1)]
    assert "watch/index.html" in render(pages["index.html"], Theme(None), "fr").decode()
    assert "<mark>" not in render(pages["dates/2025-02.html"], Theme(None), "fr").decode()
    assert not any(address.startswith("watch/") for address in _pages(articles, SITE))


def test_a_long_list_is_divided_and_its_parts_have_passages() -> None:
    pages = _pages(series(MOST_LISTED + 1, "2025-02-10", text="L’OTAN."))
    view = pages["watch/nato.html"].view
    assert isinstance(view, ListView)
    assert [part.address for part in view.parts] == ["watch/nato/2025.html"]
    assert "<mark>OTAN</mark>" in render(pages["watch/nato/2025.html"], Theme(None), "fr").decode()


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (Rights.FULL, {"a": ["Le [port] dort."], "b": ["La [grève] dure."], "c": ["[Quai] secret."]}),
        (Rights.EXCERPT, {"a": ["Le [port] dort."]}),
        (Rights.HEADLINE, {"d": []}),
        (Rights.PRIVATE, {}),
    ],
)
def test_only_the_visible_part_is_searched(rights: Rights, expected: dict[str, list[str]]) -> None:
    text = "Le port dort. La grève dure. Quai secret."
    article = made("a.txt", title="Douane", text=text, rights=rights, summary="Quai secret.", excerpt="Le port dort.")
    rules = tuple(
        WatchRule(name, any_of=(word,))
        for name, word in (("a", "port"), ("b", "grève"), ("c", "quai"), ("d", "douane"))
    )
    pages = _pages([article, made("z.txt", text="Rien.")], replace(SITE, rules=Rules(watch=rules)))
    found = {name: passages for name in "abcd" for _, passages in _some(pages, name)}
    assert found == expected | ({"d": []} if rights is not Rights.PRIVATE else {})
    if rights is not Rights.FULL:
        for page in pages.values():
            assert "secret" not in render(page, Theme(None), "fr").decode()


def _some(pages: dict[str, Page], name: str) -> list[tuple[str, list[str]]]:
    return list(_listed(pages, name).items()) if f"watch/{name}.html" in pages else []


def _build(site: Path, watch: str) -> None:
    (site / "digest.yml").write_text(f"title: Revue\nlanguage: fr\n{watch}", "utf-8")
    build(replace(job_beside(site / "digest.yml"), jobs=1), Progress())


def test_a_changed_list_searches_the_cache_and_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").mkdir()
    for name, text in (("a", "L’OTAN au port."), ("b", "Le port."), ("c", "La plage.")):
        (tmp_path / "seeds" / f"{name}.md").write_text(
            f"---\ntitle: Titre {name}\ndate: 2025-02-10\n---\n\n{text}\n", "utf-8"
        )
    _build(tmp_path, "watch: {NATO: [OTAN]}\n")
    found = tmp_path / "output" / "watch"
    assert (found / "nato.html").is_file()

    def refused(*_arguments: Any) -> None:
        raise AssertionError("an article is inferred again")

    monkeypatch.setattr(article_tasks, "parse_article", refused)
    _build(tmp_path, "watch: {Port: [port]}\n")
    assert "Titre b" in (found / "port.html").read_text("utf-8")
    assert not (found / "nato.html").exists()
    _build(tmp_path, "")
    assert not found.exists()


def test_a_text_that_changes_changes_its_passage(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    for name in "abc":
        (tmp_path / "seeds" / f"{name}.md").write_text(
            f"---\ntitle: {name}\nsummary: x\n---\n\nL’OTAN {name}.\n", "utf-8"
        )
    _build(tmp_path, "watch: {NATO: [OTAN]}\n")
    path = tmp_path / "seeds" / "b.md"
    path.write_text(path.read_text("utf-8").replace("OTAN b", "OTAN bouge"), "utf-8")
    _build(tmp_path, "watch: {NATO: [OTAN]}\n")
    assert "<mark>OTAN</mark> bouge." in (tmp_path / "output" / "watch" / "nato.html").read_text("utf-8")


def test_an_excerpt_that_loses_the_word_leaves_the_list(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    for name in "abc":
        text = f"L’OTAN {name} est là.\n\nUne phrase de plus.\n\nEncore l’OTAN {name}."
        head = f"title: Titre {name}\nsummary: x\nrights: excerpt\n"
        (tmp_path / "seeds" / f"{name}.md").write_text(f"---\n{head}---\n\n{text}\n", "utf-8")
    settings = "excerpt: 20\nwatch: {NATO: [OTAN]}\nduplicates: no\n"
    _build(tmp_path, settings)
    path = tmp_path / "seeds" / "b.md"
    path.write_text(path.read_text("utf-8").replace("L’OTAN b est", "La plage b est"), "utf-8")
    _build(tmp_path, settings)
    found = (tmp_path / "output" / "watch" / "nato.html").read_text("utf-8")
    assert "Titre a" in found
    assert "Titre b" not in found
