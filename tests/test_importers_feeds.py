"""Feeds and bibliographies: each form as programs write it, its quirks, and damage."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from digest.importers.addresses import article_address
from digest.importers.excerpts import excerpt_of
from tests.imports import fields, read_damaged, recognised, take

RSS = """<?xml version="1.0" encoding="{}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>La Gazette » Feed</title><link>https://g.example/</link><language>fr</language>
<lastBuildDate>Wed, 26 Feb 2025 09:12:00 +0100</lastBuildDate>
<item><title>L&#8217;été à l&#039;&eacute;cole &amp; ailleurs</title><link>https://g.example/a?x=1&y=2&utm_source=rss</link>
<author>jean@g.example (Jean Dupont)</author><pubDate>jeu., 13 févr. 2025 23:30:00 -0500</pubDate>
<category>École</category><category>Non classé</category>
<description><![CDATA[Un début d’été [&hellip;] <a href="https://g.example/a">Lire la suite</a>]]></description></item>
<item><title><![CDATA[Le quai <em>rouvre</em>]]></title><guid>https://g.example/b</guid><pubDate>Thu, 13 Feb 25 23:59:00 EST</pubDate>
<dc:creator><![CDATA[Nadia Ferrand, Luc Aubrée]]></dc:creator><description>Les pêcheurs rentrent au port.</description>
<content:encoded><![CDATA[<p>Le chalutier s’est rangé.</p><figure><img src="x.jpg"><figcaption>Photo</figcaption></figure>
<h2>La criée</h2><p>Elle attendra.</p>
<p>L’article <a href="https://g.example/b">Le quai rouvre</a> est apparu en premier sur <a href="https://g.example">La Gazette</a>.</p>
]]></content:encoded></item></channel></rss>"""


# Feeds.


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16"])
def test_entries_with_an_excerpt_are_stubs_and_others_have_their_text(encoding: str) -> None:
    feed = RSS if encoding != "ISO-8859-1" else RSS.replace("’", "'")
    found = take(("\n" if encoding == "UTF-8" else "").encode() + feed.format(encoding).encode(encoding))
    assert fields(found, "title", "date", "source", "author", "language", "url", "topics") == [
        [
            "L’été à l'école & ailleurs",
            "2025-02-13",
            "La Gazette",
            ("Jean Dupont",),
            "fr",
            "https://g.example/a?x=1&y=2",
            ("École",),
        ],
        [
            "Le quai rouvre",
            "2025-02-13",
            "La Gazette",
            ("Nadia Ferrand", "Luc Aubrée"),
            "fr",
            "https://g.example/b",
            None,
        ],
    ]
    excerpt, whole = found.articles
    assert str(excerpt.fields["summary"]).replace("'", "’") == "Un début d’été …"
    assert excerpt.text == ""
    assert whole.fields["summary"] == "Les pêcheurs rentrent au port."
    assert whole.text.replace("'", "’") == "Le chalutier s’est rangé.\n\n## La criée\n\nElle attendra."


@pytest.mark.parametrize(
    "notice",
    [
        "The post Quay opens appeared first on Post.",
        "Der Beitrag Quay opens erschien zuerst auf Post.",
        "La entrada Quay opens se publicó primero en Post.",
        "Il presente articolo Quay opens proviene da Post.",
        "Continue reading",
        "Weiterlesen »",
    ],
)
def test_what_publishing_programs_add_is_no_part_of_the_text(notice: str) -> None:
    item = f"<item><title>Quay opens</title><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;&lt;p&gt;{notice}&lt;/p&gt;</description></item>"
    found = take(f"<rss><channel><title>Post</title>{item}</channel></rss>")
    assert found.articles[0].text == "One.\n\nTwo."


def test_references_in_a_text_without_tags_are_resolved() -> None:
    item = "<item><title>A</title><content:encoded><![CDATA[L&#8217;été &amp; l&rsquo;hiver.\n\nDeux.]]></content:encoded></item>"
    found = take(f'<rss xmlns:content="c"><channel><title>Post</title>{item}</channel></rss>')
    assert found.articles[0].text == "L’été & l’hiver.\n\nDeux."


def test_a_cut_off_feed_gives_whole_entries_and_names_the_others() -> None:
    found = take(RSS.format("UTF-8")[:-300])
    assert fields(found, "title") == [["L’été à l'école & ailleurs"]]
    assert [one.place for one in found.refused] == ["entry 2 of 2 (“Le quai rouvre”)"]
    broken = take(RSS.format("UTF-8").replace("<category>Non classé</category>", "</broken>"))
    assert [one.place for one in broken.refused] == ["entry 1 of 2 (“L’été à l'école & ailleurs”)", "entry 2"]


def test_a_feed_that_declares_entities_is_not_read() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    assert recognised(bomb) == []


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{}</title><updated>2025-02-26T08:12:00Z</updated>
<author><name>The Post</name></author>
<entry xml:lang="de"><title type="html">&lt;b&gt;Tram&lt;/b&gt; B</title><link rel="self" href="https://p.example/1.atom"/>
<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://p.example/1.html&amp;ct=ga"/><published>2023-07-20T23:30:00-05:00</published>
<updated>2025-02-20T10:00:00Z</updated><author><name>Ann Ber</name></author><category term="x" label="Züge"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eins &amp; zwei.</p><p>Drei.</p></div></content></entry>
<entry><title>Later</title><link href="https://p.example/2"/><updated>2025-02-20T10:00:00Z</updated>
<summary type="text">A &lt; B&#8230;</summary></entry></feed>"""


def test_atom_has_its_own_dates_languages_and_kinds_of_text() -> None:
    found = take(ATOM.format("The Post"))
    assert fields(found, "title", "date", "source", "author", "language", "url", "topics", "summary") == [
        ["Tram B", "2023-07-20", "The Post", ("Ann Ber",), "de", "https://p.example/1.html", ("Züge",), None],
        ["Later", None, "The Post", None, "en", "https://p.example/2", None, "A < B …"],
    ]
    assert [one.text for one in found.articles] == ["Eins & zwei.\n\nDrei.", ""]


def test_the_day_of_a_change_counts_only_where_no_entry_has_another() -> None:
    only_changed = ATOM.format("The Post").replace("<published>2023-07-20T23:30:00-05:00</published>", "")
    assert fields(take(only_changed), "date") == [["2025-02-20"], ["2025-02-20"]]


def test_a_search_is_no_source() -> None:
    assert fields(take(ATOM.format("Google Alert - tram")), "source") == [["p.example"], ["p.example"]]


def test_rss_1_is_read() -> None:
    found = take(
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Blatt</title><dc:language>de</dc:language></channel><item>'
        "<title>Eins</title><link>https://h.example/1</link><dc:creator>A. B.</dc:creator><dc:date>2025-02-13T22:00:00-05:00</dc:date>"
        "<dc:subject>Markt</dc:subject><description>Kurz.</description></item></rdf:RDF>"
    )
    assert fields(found, "title", "date", "source", "author", "language", "topics", "summary") == [
        ["Eins", "2025-02-13", "Blatt", ("A. B.",), "de", ("Markt",), "Kurz."]
    ]


def test_json_feed_has_what_its_items_state_and_what_the_feed_states() -> None:
    items = [
        {"id": "1", "url": "https://a.example/1", "title": "Uno", "content_html": "<p>Viñas.</p><p>Vino.</p>", "tags": ["Vino"],
         "authors": [{"name": "Rocío Almansa"}], "date_published": "2023-08-30T23:15:00-02:00", "date_modified": "2025-01-01"},
        {"id": "https://a.example/2", "content_text": "Sin título.\n\nDos.", "language": "fr"},
        {"id": "3", "url": "https://a.example/3", "title": "Tres", "summary": "Resumen"},
    ]  # fmt: skip
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Diario",
        "language": "es",
        "author": {"name": "Redacción"},
        "items": items,
    }
    found = take(json.dumps(feed))
    assert fields(found, "title", "date", "source", "author", "language", "url", "topics", "summary") == [
        ["Uno", "2023-08-30", "Diario", ("Rocío Almansa",), "es", "https://a.example/1", ("Vino",), None],
        [None, None, "Diario", ("Redacción",), "fr", "https://a.example/2", None, None],
        ["Tres", None, "Diario", ("Redacción",), "es", "https://a.example/3", None, "Resumen"],
    ]
    assert [one.text for one in found.articles] == ["Viñas.\n\nVino.", "Sin título.\n\nDos.", ""]
    cut = take(json.dumps(feed)[:-20])
    assert (len(cut.articles), [one.place for one in cut.refused]) == (2, ["entry 3 (“Tres”)"])


def test_a_list_of_feeds_says_what_it_is() -> None:
    outline = '<outline text="Presse"><outline type="rss" text="Le Courrier" xmlUrl="https://c.example/feed?a=1&amp;n=0"/></outline>'
    found = take(
        f'<?xml version="1.0"?><opml version="2.0"><head><title>Abonnements</title></head><body>{outline}</body></opml>'
    )
    assert found.articles == ()
    assert found.notes == (
        "This is a list of 1 feeds (OPML), not of articles: Le Courrier. Save each feed as a file, or export the articles from the reader.",
    )


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://www.google.com/url?rct=j&url=https://p.example/a.html&ct=ga", "https://p.example/a.html"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb%3Futm_source%3Dx&data=1",
            "https://a.example/b",
        ),
        ("https://n.example/track/click?u=1&url=https%3A%2F%2Fa.example%2Fc", "https://a.example/c"),
        ("https://urldefense.com/v3/__https://a.example/x__;!!abc", "https://a.example/x"),
        ("https://a.example/x?id=3&utm_medium=email#xtor=RSS-1", "https://a.example/x?id=3"),
        ("https://a.example/go-and-see?url=https://b.example/", "https://a.example/go-and-see?url=https://b.example/"),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
    ],
)
def test_addresses_lead_to_the_article(given: str, address: str) -> None:
    assert article_address(given) == address


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("The line was long […] Read more", ("The line was long …", True)),
        ("Die Schlange war lang ... Weiterlesen »", ("Die Schlange war lang …", True)),
        ("Elle attend. Lire la suite", ("Elle attend.", True)),
        ("It ends. It really does.", ("It ends. It really does.", False)),
    ],
)
def test_excerpts_end_with_an_ellipsis_or_a_sentence(text: str, excerpt: tuple[str, bool]) -> None:
    assert excerpt_of(text) == excerpt


# Bibliographies.


RIS = """TY  - NEWS
TI  - Le quai rouvre
AU  - Dombasle, Claire
AU  - Agence France-Presse
T2  - Le Courrier
AB  - Les chalutiers retrouvent
leurs bittes.
DA  - {}
PY  - 2025
SP  - 3
EP  - 4
LA  - fr-FR
SE  - Vie locale
UR  - https://c.example/1
Y2  - 2025/02/26/09:12:00
KW  - Port
Travaux
N1  - <p>vu par M.</p>
ER  -
"""


@pytest.mark.parametrize(
    ("written", "date"),
    [("2025/02/13/", "2025-02-13"), ("2025/2/3", "2025-02-03"), ("2025/02//", "2025-02"), ("2025///Spring", "2025"), ("2025 Feb 13", "2025-02-13"), ("February 13, 2025", "2025-02-13"), ("", "2025")],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_ris_states_what_its_tags_say(written: str, date: str, ends: str) -> None:
    found = take(("\ufeff" + RIS.format(written)).replace("\n", ends))
    assert dict(found.articles[0].fields) == {
        "title": "Le quai rouvre", "date": date, "source": "Le Courrier", "author": ("Claire Dombasle", "Agence France-Presse"), "language": "fr-FR",
        "url": "https://c.example/1", "topics": ("Port", "Travaux"), "section": "Vie locale", "page": "3", "summary": "Les chalutiers retrouvent leurs bittes.",
    }  # fmt: skip
    assert found.articles[0].text == ""


def test_the_last_entry_of_a_cut_off_ris_is_named() -> None:
    found = take(RIS.format("2025/02/13/") + "\nTY  - NEWS\nTI  - Zweiter\nUR  - https://c.exa")
    assert (len(found.articles), [one.place for one in found.refused]) == (1, ["entry 2 of 2 (“Zweiter”)"])


def test_csl_json_has_names_and_dates_in_parts() -> None:
    entries = [
        {"id": "a", "type": "article-newspaper", "title": "X <i>y</i>", "container-title": ["Le Monde"], "URL": "https://a.example/x", "page": "9-10",
         "author": [{"literal": "AFP"}, {"family": "Gaulle", "given": "C.", "non-dropping-particle": "de"}], "keyword": "Port, Travaux", "section": "Région",
         "issued": {"date-parts": [["2023", 9]]}, "accessed": {"date-parts": [["2025", 2, 26]]}, "abstract": "Court.", "language": "fr", "note": "privé"},
        {"id": "b", "type": "webpage", "title": "Zwei", "URL": "https://a.example/y", "issued": {"raw": "2023-05-01"}},
    ]  # fmt: skip
    found = take(json.dumps(entries, indent="\t"))
    assert dict(found.articles[0].fields) == {
        "title": "X y", "date": "2023-09", "source": "Le Monde", "author": ("AFP", "C. de Gaulle"), "language": "fr", "url": "https://a.example/x",
        "topics": ("Port", "Travaux"), "section": "Région", "page": "9", "summary": "Court.",
    }  # fmt: skip
    assert fields(found, "title", "date")[1] == ["Zwei", "2023-05-01"]
    cut = take(json.dumps(entries)[:-30])
    assert (len(cut.articles), len(cut.refused)) == (1, 1)


def test_the_json_of_zotero_is_read_without_notes() -> None:
    item = {"itemType": "newspaperArticle", "title": "N", "creators": [{"creatorType": "author", "firstName": "A", "lastName": "B"}, {"creatorType": "editor", "name": "E"}],
            "publicationTitle": "P", "date": "2024-03-02", "url": "https://p.example/1", "tags": [{"tag": "t"}], "accessDate": "2025-01-01"}  # fmt: skip
    found = take(json.dumps({"items": [item, {"itemType": "note", "note": "privat"}]}))
    assert fields(found, "title", "date", "source", "author", "topics") == [["N", "2024-03-02", "P", ("A B",), ("t",)]]


BIBTEX = r"""% Encoding: UTF-8
@comment{x}
@string{lm = "Le Monde"}
@Article{a1, author = "Jeanne-{\'E}lise H{\oe}rdt and {Agence France-Presse} and King, Jr, Martin Luther and others",
  title = {L'{\oe}uvre : {\'e}t\'e \`a No\"el, fa\c{c}ade, Gr\"u{\ss}e, \v{S}koda \& {Co} --- {\og}voil\`a{\fg}},
  journal = lm # " (Paris)", year = 2025, month = "13~" # feb, langid = {ngerman}, url = {https://x.example/a\_b?c=1\&d=2},
  pages={3--5}, note = {privat}, urldate = {2025-03-01}
}
@online(b2, title={Zwei}, subtitle={Unter}, organization = {La Gazette}, date = {2023-09/2023-10}, author={M{\"u}ller, J{\"u}rgen and d'Ormesson, Jean},
  keywords = {a; b c}, language={French})
@misc{c3, title = {Trois \emph{texte}}, howpublished = {\url{https://c.example/~x}}, year={2024}, month={5}, abstract = {Un {court} texte.}}
@article{d4, title = {Abgeschnit"""


def test_bibtex_is_unicode_with_its_strings_and_dates() -> None:
    found = take(BIBTEX)
    names = ("title", "date", "source", "author", "language", "url", "topics", "page")
    assert fields(found, *names) == [
        ["L'œuvre : été à Noël, façade, Grüße, Škoda & Co — «\xa0voilà\xa0»", "2025-02-13", "Le Monde (Paris)",
         ("Jeanne-Élise Hœrdt", "Agence France-Presse", "Martin Luther King, Jr"), "de", "https://x.example/a_b?c=1&d=2", None, "3"],
        ["Zwei: Unter", "2023-09", "La Gazette", ("Jürgen Müller", "Jean d'Ormesson"), "fr", None, ("a", "b c"), None],
        ["Trois texte", "2024-05", None, None, None, "https://c.example/~x", None, None],
    ]  # fmt: skip
    assert [one.id for one in found.articles] == ["a1", "b2", "c3"]
    assert [one.place for one in found.refused] == ["entry 4 of 4 (“Abgeschnit”)"]


# What is none of these, and damage.


@pytest.mark.parametrize(
    "data",
    [
        "TY for reading. AU revoir.",
        "@media (max-width: 9px) { a { color: red } }",
        "@everyone {hello}\nWrite to me@paper.example = fine",
        "<html><body><rss>What is RSS?</rss></body></html>",
        "<feed><entry>Hay for cattle</entry></feed>",
        '{"type": "article", "title": "A headline", "text": "A text"}',
    ],
)
def test_texts_about_these_forms_are_none(data: str) -> None:
    assert not {"feed", "JSON Feed"}.intersection(recognised(data))
    assert not any("bibliography" in name for name in recognised(data))


SAMPLES: Sequence[str] = (
    RSS.format("UTF-8"),
    ATOM.format("x"),
    RIS.format("2025/02/13/"),
    BIBTEX,
    '[{"type":"book","title":"T","issued":{"date-parts":[[1]]}}]',
)


@pytest.mark.parametrize("number", range(len(SAMPLES)))
def test_damage_never_raises(number: int) -> None:
    read_damaged(SAMPLES[number], SAMPLES[number - 1])
