"""What may be seen, for each right and each way out."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.model import Article, Heading, Origin, Provenance, Rights
from digest.site.rights import Sink
from tests.made import SITE, made, visible

SECRET = "Sésame des profondeurs"


def _article(**fields: Any) -> Article:
    return made(
        text=f"Début visible. {SECRET}",
        title="Titre",
        summary=SECRET,
        headings=(Heading(id="s-x", text=SECRET),),
        keyphrases=(SECRET,),
        people=(SECRET,),
        source="Le Quai",
        provenance={
            "title": Provenance(origin=Origin.INFERRED, evidence=SECRET),
            "summary": Provenance(origin=Origin.INFERRED, evidence=SECRET),
        },
        **fields,
    )


@pytest.mark.parametrize("sink", list(Sink))
def test_a_draft_or_a_private_article_goes_nowhere(sink: Sink) -> None:
    assert visible(_article(draft=True), SITE, sink) is None
    assert visible(_article(rights=Rights.PRIVATE), SITE, sink) is None


@pytest.mark.parametrize("sink", list(Sink))
def test_of_a_headline_only_article_no_word_of_the_text_is_left(sink: Sink) -> None:
    card = visible(_article(rights=Rights.HEADLINE), SITE, sink)
    assert card is not None
    assert card.title == "Titre"
    assert SECRET not in repr(card)


def test_an_excerpt_holds_the_beginning_and_no_evidence() -> None:
    article = replace(_article(rights=Rights.EXCERPT), excerpt="Début visible…", people=())
    card = visible(article, SITE, Sink.PAGE)
    assert card is not None
    assert "Début visible…" in card.html
    assert SECRET not in repr(card)


def test_only_the_article_page_and_the_index_hold_the_text() -> None:
    for sink in Sink:
        card = visible(_article(), SITE, sink)
        assert card is not None
        assert (SECRET in card.html) == (sink in (Sink.PAGE, Sink.SEARCH))


def test_rights_of_the_article_precede_those_of_its_source_and_of_the_site() -> None:
    site = replace(SITE, rights=Rights.HEADLINE, source_rights={"le quai": Rights.PRIVATE})
    assert visible(made(source="LE QUAI"), site, Sink.PAGE) is None
    card = visible(made(source="Le Quai", rights=Rights.FULL), site, Sink.PAGE)
    assert card is not None
    assert "Corps" in card.html
    other = visible(made(source="Autre"), site, Sink.PAGE)
    assert other is not None
    assert other.html == ""
