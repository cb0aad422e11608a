"""The render room and the default theme: every page kind, in both directions, with hostile words in every place."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from digest import builtin_theme
from digest.errors import Severity, ThemeError
from digest.model import Heading, Look
from digest.pages import Page
from digest.pages import views as v
from digest.render import asset, assets, render, theme_for
from digest.render.helpers import Helpers
from digest.render.theme import CONTRAST, NIGHT, PAPER, contrast, readable
from digest.urls import relative

Folder = Callable[[dict[str, str | bytes]], Path]

OURS = theme_for(Path("none"))
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
HOSTILE = """"><script>alert(1)</script>' onmouseover="alert(2)" x='{{ 7*7 }}<!--"""

SITE = v.SiteInfo(
    title="Revue", description="Ce que disent les journaux", language="fr", direction="ltr", base_url=None, noindex=False,
    nav=(
        v.NavItem(key="home", label="À la une", address="index.html"),
        v.NavItem(key="topics", label="Sujets", address="topics/index.html"),
        v.NavItem(key="dates", label="Dates", address="dates/index.html"),
    ),
    foot=(v.NavItem(key="imprint.html", label="Mentions", address="imprint.html"),), foot_html="<p>Pied</p>",
    search="search.html", shortcut=True,
)  # fmt: skip
TOPIC = v.TermLink(label="Politique", address="topics/politics.html", count=3)
CARD = v.Card(
    address="articles/a.html", title="Un titre", size="short", language="fr", language_name="", direction="ltr",
    dek="Un chapô", when="13 févr. 2025", datetime="2025-02-13", day_known=True, topic=TOPIC, source="Le Quotidien",
    minutes=4,
)  # fmt: skip
ARABIC = replace(CARD, title="عنوان", language="ar", language_name="arabe", direction="rtl", address="articles/b.html")
MONTHLY = replace(CARD, when="févr. 2025", datetime="2025-02", day_known=False, dek="", source="", topic=None)
YEARLY = replace(MONTHLY, when="2025", datetime="2025", size="long")
UNDATED = replace(MONTHLY, when="", datetime="", size="medium")
CARDS = (CARD, ARABIC, MONTHLY, YEARLY, UNDATED)
STORY = v.Story(
    address="articles/a.html", title="Un titre", title_inferred=True, size="long", language="ar", language_name="arabe",
    direction="rtl", topics=(TOPIC,), dek="Un chapô", when="février 2025", datetime="2025-02", precision=2,
    period="dates/2025-02.html", source=v.TermLink(label="Le Quotidien", address="sources/x.html"), section="Vie locale", page="3", author="A. Dupré", url="https://example.org/a", host="example.org", minutes=4,
    html='<p>Texte</p><h2 id="un">Un</h2><p>Suite</p>', shown="excerpt",
    headings=tuple(Heading(id=name, text=name) for name in ("un", "deux", "trois")), furniture=("Par A. Dupré",), note="Une note", highlights=("Un passage",), archived="https://example.org/archived", archived_when="2 mai 2025", sha256="ab", babel_language="arabic",
    people=(v.TermLink(label="P. Un", address="people/p-un.html"),), places=(v.TermLink(label="Ukraine", address="places/ua.html"), v.TermLink(label="Kiev", address="")), organisations=(v.TermLink(label="OTAN", address="search.html?q=OTAN"),),
    provenance=(v.ProvenanceRow(field="Titre", value="Un", origin="déduit", evidence="Le début", certainty="sûr"),), made="Déduit.",
)  # fmt: skip
CALENDAR = v.Calendar(
    label="février 2025", address="dates/2025-02.html", weekdays=tuple((name[0], name) for name in ["lun", "mar"]),
    weeks=((v.Day(number=0), v.Day(number=1)), (v.Day(number=2, address="dates/2025-02-02.html", count=1, label="2 f."),)),
    unknown=3,
)  # fmt: skip
CELLS = tuple(
    v.Cell(
        label=f"mois {n}", short=f"m{n}", address=f"dates/2025-{n:02}.html" if n % 2 else "", count=n % 2, step=n % 5
    )
    for n in range(1, 13)
)
YEARS = v.Years(
    months=tuple((f"m{n}", f"mois {n}") for n in range(1, 13)),
    rows=(v.YearRow(label="2025", address="dates/2025.html", count=9, unknown=1, months=CELLS),),
)
NEIGHBOUR = v.Neighbour(label="عنوان", address="articles/b.html", language="ar", direction="rtl")
GROUPS = (
    v.Group(
        label="février 2025",
        address="dates/2025-02.html",
        cards=CARDS,
        count=len(CARDS),
        dates=("jeu. 13",) * len(CARDS),
        unknown=1,
    ),
    v.Group(label="", address="", cards=(CARD,), count=None, dates=("",)),
)


def frame(address: str, **changes: Any) -> v.Frame:
    return v.Frame(site=SITE, address=address, title="Une page", description="Une description", **changes)


def home(layout: str, **changes: Any) -> v.HomeView:
    return v.HomeView(frame=frame("index.html", current="home", facts=("2 articles",)), layout=layout, **changes)


FULL = home(
    "full", lead=CARD, under=(CARD, ARABIC), second=CARDS, also=(TOPIC,), topics=(TOPIC,), calendar=CALENDAR,
    sections=tuple(v.Section(topic=TOPIC, first=CARD, rest=CARDS[:rest]) for rest in (3, 0, 1, 2, 3, 3, 3)),
    articles=CARDS,
)  # fmt: skip
HISTOGRAM = v.Histogram(
    bars=(
        v.Bar(label="févr. : 2", name="février", address="topics/politics.html#p2025-02", count=2, height=100),
        v.Bar(label="mars : 0", name="mars", address="", count=0, height=0),
        v.Bar(label="avril : 1", name="avril", address="dates/2025-04.html", count=1, height=50),
    ),
    first="févr.", last="avril", most="Maximum : février", unknown="mois inconnu : 1",
)  # fmt: skip
LIST = v.ListView(
    frame=frame("topics/politics.html", current="topics"), kicker=(v.TermLink(label="Sujets", address="topics/index.html"),),
    heading="Politique", intro="9 articles", introduction="<p>Voici</p>", groups=GROUPS, deks=True, partial="Les 50 plus récents",
    parts=(v.Part(label="2025", address="topics/politics/2025.html", count=9),), histogram=HISTOGRAM, calendar=None, years=None,
    earlier=NEIGHBOUR, later=NEIGHBOUR, children=(TOPIC,), often=(TOPIC,), name=v.NameDetails(
        forms="Aussi écrit P. UN",
        quotes=tuple(v.Quote(text="des mots de quelqu’un", address=f"{card.address}#p2", card=card) for card in (CARD, ARABIC)),
    ),
)  # fmt: skip
NAMES = v.NamesView(
    frame=frame("people/index.html", current="people"), heading="Personnes", intro="1 personne",
    letters=(("P", (v.TermLink(label="P. Un", address="people/p-un.html", count=2),)),),
)  # fmt: skip
TERMS = v.TermsView(
    frame=frame("topics/index.html", current="topics"), heading="Sujets", intro="1 sujet",
    rows=(
        v.TermRow(link=TOPIC, span="mars à mai", newest=ARABIC),
        v.TermRow(link=v.TermLink(label=ARABIC.title, address="stories/a.html", language="ar", direction="rtl"), span="", newest=None),
    ),
    others=(v.TermLink(label="Port reopens", address="stories/b.html", count=2, language="en", direction="ltr"),),
)  # fmt: skip
DATES = v.DatesView(
    frame=frame("dates/index.html", current="dates"), heading="Dates", intro="9 articles", years=YEARS, newest=GROUPS[0],
    undated=v.Part(label="Sans date", address="dates/undated.html", count=1),
)  # fmt: skip
ABOUT = v.AboutView(
    frame=frame("about.html", current="about", facts=("9 articles",)), heading="À propos", introduction="<p>Ici</p>", facts=(("Articles", "9"),),
    precisions=(("jour", 9),), inferred_titles=2, article_count=9,
)  # fmt: skip
COPIES = (v.TermLink(label="Le Journal", address="articles/copy.html"),)
ARTICLE = v.ArticleView(
    frame=frame("articles/a.html"), story=STORY, earlier=NEIGHBOUR, later=NEIGHBOUR, also=COPIES,
    part_of=v.StoryLink(title="Port reopens", address="stories/a.html", language="en", direction="ltr", count=3),
    related=(v.RelatedCard(card=ARABIC, names="OTAN"),), nearby=CARDS, nearby_label="Sur le même sujet",
)  # fmt: skip
EVENT = v.StoryView(
    frame=frame("stories/a.html", current="stories"), kicker=v.TermLink(label="Événements", address="stories/index.html"), title="Port reopens",
    size="short", language="en", direction="ltr", intro="3 articles", reasons="OTAN, port", sources=COPIES, cards=(*CARDS, replace(ARABIC, also=COPIES)),
    quotes=(v.Quote(text="The port", address="articles/a.html#p1", card=ARABIC, speaker=v.TermLink(label="Anna Diaz", address="people/anna-diaz.html")),),
)  # fmt: skip
FEEDS = (
    v.FeedLink(title="Politique", label="Atom", address="topics/politics.xml", type="application/atom+xml"),
    v.FeedLink(title="Politique", label="JSON Feed", address="topics/politics.json", type="application/feed+json"),
)
SUBSCRIBE = v.SubscribeView(
    frame=frame("subscribe.html", current="subscribe", feeds=FEEDS), heading="S’abonner", site=FEEDS, lists=(),
    terms=(("Sujets", ((TOPIC, FEEDS),)),),
)  # fmt: skip
LATEST = v.LatestView(
    frame=frame("latest.html"),
    heading="Derniers ajouts",
    intro="Par jour d’ajout",
    introduction="<p>Ici</p>",
    groups=GROUPS,
)
EDITION = v.EditionView(
    frame=frame("editions/2025-W07.html", current="editions"), kicker=v.TermLink(label="Éditions", address="editions/index.html"),
    edition=v.EditionBody(
        heading="Semaine 7, 10–16 févr. 2025", intro="9 articles", introduction="<p>Ici</p>", lead=MONTHLY, picture=None, second=CARDS,
        sections=GROUPS, brief=CARDS, parts=(v.Part(label="10 février 2025", address="dates/2025-02-10.html", count=3),),
        earlier=NEIGHBOUR, later=NEIGHBOUR,
    ),
)  # fmt: skip
EDITIONS = v.EditionsView(
    frame=frame("editions/index.html", current="editions"), heading="Éditions", intro="2 éditions", introduction="<p>Ici</p>",
    groups=((YEAR := v.Part(label="2025", address="editions/2025.html", count=3), (v.Part(label="Semaine 7", address="editions/2025-W07.html", count=3),)),),
    years=(YEAR,),
)  # fmt: skip
COVERAGE = v.CoverageView(
    frame=frame("coverage.html", current="coverage"), heading="Couverture", introduction="<p>Ici</p>", file="coverage.csv", first=(TOPIC,),
    tables=(v.CoverageTable(caption="Sources par sujet", corner="Sources", columns=(TOPIC, v.TermLink(label="Autres", address="")), rows=(
        v.CoverageRow(head=v.TermLink(label="Le Quai", address="sources/le-quai.html"), articles=5, cells=(
            v.Cell(label="Le Quai, Politique", short="", address="topics/politics.html", count=3, step=4),
            v.Cell(label="Le Quai, Autres", short="", address="", count=2, step=0),
        )),
        v.CoverageRow(head=v.TermLink(label="Autres", address=""), articles=0, cells=(
            v.Cell(label="a", short="", address="", count=0, step=0), v.Cell(label="b", short="", address="", count=0, step=0),
        )),
    )),),
    languages=(v.TermLink(label="français", address="languages/fr.html", count=9, share=100),),
)  # fmt: skip
OWN = v.CustomPageView(frame=frame("imprint.html"), heading="Mentions", html="<p>Texte</p>")
FORWARD = v.ForwardView(frame=frame("articles/old.html"), target="articles/a.html")
LOST = v.NotFoundView(frame=frame("404.html", depth_free=True), home=None)
FOUND = replace(LOST, home="/r/", frame=replace(LOST.frame, site=replace(SITE, base_url="https://e.org/r/")))

PAGES: dict[str, tuple[str, Any]] = {
    "home empty": ("home.html", home("empty")),
    "home single": ("home.html", home("single", story=STORY)),
    "home few": ("home.html", home("few", lead=MONTHLY, articles=CARDS)),
    "home full": ("home.html", FULL),
    "home many": ("home.html", replace(FULL, layout="many", also=(), articles=(), calendar=None, years=YEARS)),
    "article": ("article.html", ARTICLE),
    "story": ("story.html", EVENT),
    "article bare": ("article.html", replace(ARTICLE, earlier=None, later=None, story=replace(
        STORY, title_inferred=False, topics=(), dek="", when="", datetime="", precision=0, source=None, author="", url="", host="",
        html="", shown="headline", headings=(), furniture=(), note="", highlights=(), archived="", people=(), places=(), organisations=(), provenance=(),
        language="fr", direction="ltr", language_name="",
    ))),
    "list": ("list.html", LIST),
    "list month": ("list.html", replace(LIST, calendar=CALENDAR, partial="", parts=())),
    "list year": ("list.html", replace(LIST, years=YEARS, deks=False, kicker=())),
    "list empty": ("list.html", replace(LIST, groups=(), earlier=None, later=None)),
    "terms": ("terms.html", TERMS),
    "terms empty": ("terms.html", replace(TERMS, rows=())),
    "names": ("names.html", NAMES),
    "list of a term": ("list.html", replace(LIST, name=None)),
    "dates": ("dates.html", DATES),
    "dates empty": ("dates.html", replace(DATES, years=None, undated=None, newest=None)),
    "about": ("about.html", ABOUT),
    "about empty": ("about.html", replace(ABOUT, inferred_titles=0, precisions=())),
    "subscribe": ("subscribe.html", SUBSCRIBE),
    "latest": ("latest.html", LATEST),
    "edition": ("edition.html", EDITION),
    "edition bare": ("edition.html", replace(EDITION, edition=replace(
        EDITION.edition, introduction="", lead=None, second=(), sections=(), parts=(), earlier=None, later=None,
    ))),
    "editions": ("editions.html", EDITIONS),
    "home edition": ("home.html", home("edition", edition=EDITION.edition)),
    "coverage": ("coverage.html", COVERAGE),
    "coverage bare": ("coverage.html", replace(COVERAGE, introduction="", tables=(), languages=())),
    "own": ("page.html", OWN),
    "forward": ("forward.html", FORWARD),
    "404": ("404.html", LOST),
    "404 with base_url": ("404.html", FOUND),
}  # fmt: skip

every_page = pytest.mark.parametrize("name", PAGES)
both_directions = pytest.mark.parametrize("direction", ["ltr", "rtl"])


def page(name: str, **site: Any) -> Page:
    template, view = PAGES[name]
    view = replace(view, frame=replace(view.frame, site=replace(view.frame.site, **site)))
    return Page(address=view.frame.address, template=template, view=view)


def parsed(html: bytes) -> Element:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html.decode("utf-8"))
    assert isinstance(tree, Element)
    return tree


def hostile(value: Any) -> Any:
    """``value`` with every text in it made hostile, save those that the program itself chooses."""
    if isinstance(value, tuple):
        return tuple(hostile(item) for item in value)
    if not isinstance(value, Struct):
        return HOSTILE if isinstance(value, str) and value else value
    chosen = {
        "layout",
        "key",
        "current",
        "size",
        "direction",
        "shown",
        "html",
        "address",
        "period",
        "base_url",
        "home",
        "foot_html",
        "introduction",
        "target",
        "type",
    }
    changed = {name: hostile(getattr(value, name)) for name in value.__struct_fields__ if name not in chosen}
    if url := changed.get("url"):
        changed["url"] = f"https://example.org/{url}"  # of the web, so that it is linked
    return replace(value, **changed)


def elements(tree: Element) -> Iterator[Element]:
    return (element for element in tree.iter() if isinstance(element.tag, str))


@every_page
@both_directions
def test_every_page_is_whole_in_either_direction(name: str, direction: str) -> None:
    """It has a language, a direction, one main part and one heading of the first level, and ends in one newline."""
    html = render(page(name, direction=direction), OURS, "fr")
    tree = parsed(html)
    assert html.endswith(b"</html>\n")
    assert (tree.get("lang"), tree.get("dir")) == ("fr", direction)
    assert len(tree.findall(".//main")) == len(tree.findall(".//h1")) == 1
    if name != "404":
        assert all(tree.find(f".//{landmark}") is not None for landmark in ("header", "nav", "footer"))
        assert tree.find(".//a[@class='skip']") is not None


@every_page
def test_no_heading_skips_a_level(name: str) -> None:
    levels = [
        int(element.tag[1])
        for element in elements(parsed(render(page(name), OURS, "fr")))
        if re.fullmatch("h[1-6]", element.tag)
    ]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), levels


@every_page
def test_hostile_words_stay_words(name: str) -> None:
    """No text of a headline, a source or a setting makes an element or an attribute."""
    template, view = PAGES[name]
    hostile_view = hostile(view)
    tree = parsed(render(Page(address=hostile_view.frame.address, template=template, view=hostile_view), OURS, "fr"))
    calm = parsed(render(page(name), OURS, "fr"))
    assert [element.tag for element in elements(tree)] == [element.tag for element in elements(calm)]
    for element in elements(tree):
        assert element.tag != "script" or (element.get("src", "").endswith("assets/digest.js") and not element.text)
        assert not [key for key in element.attrib if key.startswith("on") or key == "style"]
        assert not element.get("href", "").startswith("javascript:")
    assert HOSTILE in "".join(tree.itertext())
    assert "49" not in "".join(tree.find(".//title").itertext())  # type: ignore[union-attr]


@every_page
def test_the_policy_allows_nothing_from_elsewhere(name: str) -> None:
    tree = parsed(render(page(name), OURS, "fr"))
    policies = tree.findall(".//meta[@http-equiv='Content-Security-Policy']")
    assert len(policies) == 1
    if name != "404":
        assert policies[0].get("content") == POLICY
        assert tree.find(".//style") is None
    assert not [element for element in elements(tree) if "style" in element.attrib]


def test_an_inline_style_is_allowed_by_the_hash_of_its_very_text() -> None:
    tree = parsed(render(page("404"), OURS, "fr"))
    style = tree.find(".//style")
    assert style is not None
    assert style.text is not None
    wanted = base64.b64encode(sha256(style.text.encode("utf-8")).digest()).decode("ascii")
    policy = tree.find(".//meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert f"style-src 'sha256-{wanted}';" in policy.get("content", "")


def test_a_page_served_at_any_depth_has_no_relative_link() -> None:
    """Without an address of the site there is no link at all; with it every one begins at the root of whichever host."""
    assert parsed(render(page("404"), OURS, "fr")).findall(".//a") == []
    tree = parsed(render(page("404 with base_url"), OURS, "fr"))
    links = [element.get("href", "") for element in elements(tree) if "href" in element.attrib]
    assert "/r/assets/digest.css" in links
    assert all(link.startswith(("/r/", "data:", "#")) for link in links)


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("404")])  # whose links are absolute
def test_links_within_the_site_are_relative_and_lead_to_a_file(name: str) -> None:
    tree = parsed(render(page(name), OURS, "fr"))
    address = PAGES[name][1].frame.address
    links = [element.get("href", "") for element in elements(tree) if "href" in element.attrib]
    depth = address.count("/")
    assert f"{'../' * depth}assets/digest.css" in links
    for link in links:
        assert link.startswith(("data:", "#", "https://example.org/")) or re.fullmatch(
            r"(\.\./)*[a-z0-9/W-]+\.(html|css|csv|xml|json|svg)(#p[0-9-]+|\?q=\w+)?", link
        )
        assert link.count("../") <= depth


def test_a_link_leads_from_the_page_at_hand() -> None:
    html = render(page("list"), OURS, "fr").decode("utf-8")
    assert 'href="../articles/a.html"' in html
    assert 'href="politics/2025.html"' in html


def test_a_foreign_headline_in_a_list_has_its_own_language_and_keeps_the_lists_edge() -> None:
    """``dir`` is on the inline link: the heading around it keeps the direction of the page."""
    tree = parsed(render(page("list"), OURS, "fr"))
    links = [link for link in tree.findall(".//h3/a") if link.get("href", "").endswith("b.html")]
    assert links
    assert all((link.get("lang"), link.get("dir")) == ("ar", "rtl") for link in links)
    assert all(heading.get("dir") is None for heading in tree.findall(".//h3"))


def test_an_article_tells_what_is_not_its_own() -> None:
    text = " ".join("".join(parsed(render(page("article"), OURS, "fr")).itertext()).split())
    for sentence in (
        "titre déduit du texte",
        "(jour inconnu)",
        "en arabe",
        "Seul le début",
        "Note de la rédaction",
        "Dans cet article",
    ):
        assert sentence in text
    bare = "".join(parsed(render(page("article bare"), OURS, "fr")).itertext())
    assert "Seul le titre" in bare
    assert "titre déduit" not in bare


def test_an_address_that_is_not_of_the_web_is_never_linked() -> None:
    view = replace(ARTICLE, story=replace(STORY, url="javascript:alert(1)", shown="full"))
    html = render(Page(address="articles/a.html", template="article.html", view=view), OURS, "fr")
    assert b"javascript:" not in html
    assert b"Le Quotidien" in html


def test_the_title_names_page_and_site_once() -> None:
    def title(name: str, **changes: Any) -> str:
        template, view = PAGES[name]
        view = replace(view, frame=replace(view.frame, **changes))
        found = parsed(render(Page(address=view.frame.address, template=template, view=view), OURS, "fr")).find(
            ".//title"
        )
        return found.text or "" if found is not None else ""

    assert title("article") == "Une page · Revue"
    assert title("home full", title="Revue") == "Revue"


def test_noindex_and_canonical_stand_only_where_they_are_asked_for() -> None:
    assert b'name="robots"' not in render(page("about"), OURS, "fr")
    assert b'rel="canonical"' not in render(page("about"), OURS, "fr")
    assert b'name="robots" content="noindex"' in render(page("about", noindex=True), OURS, "fr")
    view = replace(ABOUT, frame=replace(ABOUT.frame, canonical="https://e.org/about.html"))
    html = render(Page(address="about.html", template="about.html", view=view), OURS, "fr")
    assert b'rel="canonical" href="https://e.org/about.html"' in html


@pytest.mark.parametrize("sign", ["", "\u202e", "\x01"], ids=["plain", "a direction left open", "a control character"])
def test_a_page_of_many_megabytes_is_whole_and_clean(folder: Folder, sign: str) -> None:
    text = (
        f"{{{{ '€' }}}}<p>{{{{ 'é' * 1_500_000 }}}}{sign}</p>{{% for n in range(3) %}}{{{{ 'b' * 600_000 }}}}{{% endfor %}}"
        + " \n" * 3
    )
    html = render(page("about"), theme_for(folder({"about.html": text})), "fr")
    assert html.decode() == "€<p>" + "é" * 1_500_000 + "</p>" + "b" * 1_800_000 + "\n"


def test_a_lone_surrogate_does_not_stop_a_page() -> None:
    view = replace(ABOUT, heading="a\ud800b")
    assert b"a?b" in render(Page(address="about.html", template="about.html", view=view), OURS, "fr")


def test_a_sites_template_stands_in_for_ours_and_can_build_on_it(folder: Folder) -> None:
    theme_folder = folder({"about.html": '{% extends "builtin/about.html" %}{% block title %}Mine{% endblock %}'})
    html = render(page("about"), theme_for(theme_folder), "fr")
    assert b"<title>Mine</title>" in html
    assert "À propos".encode() in html
    assert b"<title>Mine</title>" not in render(page("terms"), theme_for(theme_folder), "fr")


def test_a_sites_own_parts_see_the_page_that_they_are_on(folder: Folder) -> None:
    """Those that our templates import or include too; and nothing of one page is on another."""
    parts: dict[str, str | bytes] = {
        "_cards.html": "{% macro ranked(links, bars=true) %}<i>{{ view.frame.address }}</i>{% endmacro %}",
        "_masthead.html": "<header>{{ view.frame.title }}</header>",
        "terms.html": '{% extends "base.html" %}{% import "_cards.html" as cards %}{% block main %}{{ cards.ranked(()) }}{% endblock %}',
    }
    theme = theme_for(folder(parts))
    for address in ("topics/index.html", "topics/others.html"):
        view = replace(TERMS, frame=replace(TERMS.frame, address=address, title=f"At {address}"))
        html = render(Page(address=address, template="terms.html", view=view), theme, "fr").decode("utf-8")
        assert f"<i>{address}</i>" in html
        assert f"<header>At {address}</header>" in html


def test_a_name_that_is_not_there_is_told_with_file_and_line(folder: Folder) -> None:
    theme_folder = folder({"about.html": "one\ntwo\n{{ view.nothing }}\n"})
    with pytest.raises(ThemeError) as caught:
        render(page("about"), theme_for(theme_folder), "fr")
    problem = caught.value.problems[0]
    assert (problem.code, problem.severity) == ("broken-template", Severity.FATAL)
    assert str(problem.where) == "templates/about.html:3"
    assert "nothing" in problem.message
    assert str(theme_folder) not in str(problem)


@pytest.mark.parametrize(
    ("text", "line"),
    [("\n{% if %}", 2), ("\n\n{{ 1 // 0 }}", 3), ('\n{% include "gone.html" %}', 2), ("{{ '' | odd }}", 1)],
)
def test_whatever_is_wrong_in_a_template_is_told_with_its_line(folder: Folder, text: str, line: int) -> None:
    theme_folder = folder({"about.html": text})
    with pytest.raises(ThemeError) as caught:
        render(page("about"), theme_for(theme_folder), "fr")
    assert str(caught.value.problems[0].where) == f"templates/about.html:{line}"


def test_a_view_that_lacks_something_is_told_as_the_built_in_templates_fault(tmp_path: Path) -> None:
    page = Page(address="about.html", template="about.html", view=LIST)
    with pytest.raises(ThemeError) as caught:
        render(page, theme_for(tmp_path), "fr")
    assert str(caught.value.problems[0].where).startswith("built-in templates/about.html:")
    with pytest.raises(
        AttributeError
    ):  # where no template is the editor's, it is a fault of the program like any other
        render(page, OURS, "fr")


def test_a_template_that_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"Template not found: “nowhere\.html”"):
        render(Page(address="x.html", template="nowhere.html", view=ABOUT), theme_for(tmp_path), "fr")


def test_a_site_without_templates_or_with_ours_has_the_built_in_theme(tmp_path: Path) -> None:
    assert theme_for(tmp_path / "none") == theme_for(builtin_theme()) == OURS
    assert theme_for(tmp_path).own == tmp_path.resolve()


def test_assets_of_the_site_stand_in_for_ours_file_by_file(folder: Folder) -> None:
    ours = (
        "cite.js",
        "digest.css",
        "digest.js",
        "icon.svg",
        "lists.css",
        "marks.js",
        "search-index.js",
        "search-results.js",
        "search.js",
        "words.js",
    )
    theme_folder = folder(
        {"static/digest.css": "body {}", "static/img/a.svg": "x", "static/.hidden": "x", "static/.git/b": "x"}
    )
    assert [address for address, _ in assets(OURS)] == [f"assets/{name}" for name in ours]
    found = dict(assets(theme_for(theme_folder)))
    assert list(found) == [
        "assets/cite.js",
        "assets/digest.css",
        "assets/digest.js",
        "assets/icon.svg",
        "assets/img/a.svg",
        "assets/lists.css",
        "assets/marks.js",
        "assets/search-index.js",
        "assets/search-results.js",
        "assets/search.js",
        "assets/words.js",
    ]
    assert found["assets/digest.css"].read_text("utf-8") == "body {}"


def test_the_stylesheet_knows_no_left_or_right() -> None:
    """Only logical properties, so that a right-to-left page is mirrored; and nothing is fetched from elsewhere."""
    sheets = "".join(path.read_text("utf-8") for path in sorted((builtin_theme() / "static").glob("*.css")))
    css = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    declarations = re.findall(r"(?<=[{;\s])([a-z-]+)\s*:\s*([^;{}]+)[;}]", css)
    assert len(declarations) > 300
    for name, value in declarations:
        assert not re.search(r"(^|-)(left|right)($|-)", name), name
        assert not re.search(r"\b(left|right)\b", value), (name, value)
        if name in ("margin", "padding", "inset", "border-width"):
            sides = value.split()
            assert len(sides) < 4 or sides[1] == sides[3], (name, value)
    assert "url(" not in css
    assert "@import" not in css


def test_words_in_a_page_s_data_cannot_end_it() -> None:
    view = replace(ARTICLE, frame=replace(ARTICLE.frame, data={"name": HOSTILE + "</script><b>\u2028"}))
    tree = parsed(render(Page(address="articles/a.html", template="article.html", view=view), OURS, "fr"))
    data = [element for element in elements(tree) if element.get("type") == "application/ld+json"]
    assert len(data) == 1
    assert json.loads(data[0].text or "") == {"name": HOSTILE + "</script><b>\u2028"}


# ---- the look that digest.yml asks for


@settings(max_examples=200)
@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_accent_can_be_read_by_day_and_by_night(colour: str) -> None:
    for paper in (PAPER, NIGHT):
        assert contrast(readable(colour, paper), paper) >= CONTRAST


def test_an_accent_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#a3231f", PAPER) == "#a3231f"


def test_the_stylesheet_says_what_digest_yml_says_of_the_look() -> None:
    source = builtin_theme() / "static" / "digest.css"
    plain = asset("assets/digest.css", source, Look())
    css = asset("assets/digest.css", source, Look(accent="#0000cc", font="sans", compact=True)).decode("utf-8")
    assert css.startswith(plain.decode("utf-8"))
    added = css.removeprefix(plain.decode("utf-8"))
    assert "--accent: light-dark(#0000cc, #" in added
    assert "--latin: var(--sans);" in added
    assert "--scale: 0.94;" in added
    script = builtin_theme() / "static" / "digest.js"
    assert asset("assets/digest.js", script, Look(accent="#0000cc")) == asset("assets/digest.js", script, Look())


@pytest.mark.parametrize("sheet", sorted((builtin_theme() / "static").glob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_loses_comments_and_spaces_only(sheet: Path) -> None:
    written = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    short = asset("assets/a.css", sheet, Look()).decode("utf-8")
    expected = re.sub(r"(?<![\d.])0(?=\.\d)", "", written)
    assert "".join(short.split()) == "".join(expected.split()).replace(";}", "}")
    assert not re.search(r"/\*|\n|[;{,>] |;\}", short)
    words = re.compile(r"[\w.%-]+|\"[^\"]*\"")  # none is joined with the next
    assert words.findall(short) == words.findall(expected)


@pytest.mark.parametrize("script", sorted((builtin_theme() / "static").glob("*.js")), ids=lambda path: path.name)
def test_a_script_loses_lines_of_comments_and_indentation_only(script: Path) -> None:
    lines = (line.strip() for line in script.read_text("utf-8").splitlines())
    left = [line for line in lines if line and not line.startswith("//")]
    assert asset("assets/a.js", script, Look()).decode("utf-8").splitlines() == left


@pytest.mark.parametrize(
    ("text", "shown", "json"),
    [
        ("a\u202eb", "ab", "ab"), ("a\u202cb\u2069", "ab", "ab"), ("\u2067a\u2069", "\u2067a\u2069", "\u2067a\u2069"),
        ("\u202ba\u202c", "\u202ba\u202c", "\u202ba\u202c"), ("\u2067a\u202eb\u2069", "\u2067a\u202eb\u2069", "\u2067a\u202eb\u2069"),
        ("\u202ea\u2069b\u202c", "\u202eab\u202c", "\u202eab\u202c"), ("a\x1b\x07\x9b\ufdd0b", "ab", r"a\u001b\u0007b"),
        ("\u200fa\u200db\u00adc", "\u200fa\u200db\u00adc", "\u200fa\u200db\u00adc"),
    ],
)  # fmt: skip
def test_a_text_leaves_no_direction_open_and_no_control_behind(text: str, shown: str, json: str) -> None:
    """In its element, its page's title and what the page says of itself to machines; joiners and hyphens stay."""
    view = replace(
        ARTICLE, frame=replace(ARTICLE.frame, title=text, data={"name": text}), story=replace(STORY, title=text)
    )
    page = render(Page(address="articles/a.html", template="article.html", view=view), OURS, "fr").decode("utf-8")
    assert f">{shown}</h1>" in page
    assert f"<title>{shown} ·" in page
    assert f'"name":"{json}"' in page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufdd0]", page)


def test_a_direction_may_close_behind_a_phrase_in_its_sentence_and_not_in_another_place() -> None:
    html = "<p>\u2067a <em>b</em>\u2069 c</p>\n<p>\u202ea</p>\n<p>b\u202c</p>\n"
    view = replace(ARTICLE, story=replace(STORY, html=html))
    page = render(Page(address="articles/a.html", template="article.html", view=view), OURS, "fr").decode("utf-8")
    assert "<p>\u2067a <em>b</em>\u2069 c</p>\n<p>a</p>\n<p>b</p>" in page


def test_a_script_of_the_search_holds_nothing_that_ends_a_line_or_begins_a_tag() -> None:
    data = {"a": "</script>\u2028\u2029"}
    made = render(Page(address="assets/search/x.js", template="call", view=v.CallView(data=data)), OURS, "fr").decode(
        "utf-8"
    )
    assert not re.search("[<\u2028\u2029]", made)
    assert json.loads(made.strip().removeprefix("digestSearch(").removesuffix(")")) == data


def test_a_card_is_rendered_once_for_pages_that_lead_to_it_alike_and_again_once_it_differs() -> None:
    helpers = Helpers(shares=True)
    pages: list[str] = []
    rendered: list[tuple[str, int]] = []

    def macro(card: v.Card, level: int) -> str:
        rendered.append((card.title, level))
        return f"{relative(pages[-1], card.address)} {card.title} {level}"

    def kept(address: str, card: v.Card, level: int = 2) -> str:
        pages.append(address)
        helpers.begin(frame(address))
        return helpers.kept(macro, card, level)

    card = replace(CARD, address="articles/a.html", title="Un")
    assert kept("people/a.html", card) == kept("places/b.html", card) == "../articles/a.html Un 2"
    assert kept("people/a/2024.html", card) == "../../articles/a.html Un 2"
    assert kept("articles/b.html", card) == "a.html Un 2"
    assert kept("people/a.html", card, 3) == "../articles/a.html Un 3"
    assert rendered == [("Un", 2), ("Un", 2), ("Un", 2), ("Un", 3)], "once for people/ and places/"
    assert kept("people/a.html", replace(card, title="Deux")) == "../articles/a.html Deux 2"
    assert kept("topics/a.html", card) == "../articles/a.html Un 2", "a link to a topic would differ there"
    assert len(rendered) == 6
