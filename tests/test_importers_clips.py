"""JSON of articles, Omnivore, web archives and saved pages, TEI, posts: each form as its program writes it, and damaged."""

from __future__ import annotations

import json
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from tests.imports import fields, read_damaged, recognised, take, zipped

PAGE = (
    '<html lang="fr"><head><meta charset="{}"><title>Le quai rouvre | Le Courrier</title>'
    '<meta property="og:site_name" content="Le Courrier"><meta property="article:published_time" content="2025-02-13T06:05"></head>'
    "<body><nav><a href=/>Accueil</a></nav><article><h1>Le quai rouvre</h1><p>Le premier chalutier s’est rangé jeudi le long du "
    "<a href='https://c.example/q'>quai Nord</a>, après dix-huit mois de <em>chantier</em>.</p><p>La criée attendra.</p></article></body></html>"
)
BODY = (
    "Le premier chalutier s’est rangé jeudi le long du [quai Nord](https://c.example/q), après dix-huit mois de *chantier*.\n\n"
    "La criée attendra."
)


# JSON.


WALLABAG = {
    "id": 60,
    "title": "Quay",
    "url": "https://c.example/1",
    "is_archived": 0,
    "content": "<p>One</p><p>Two</p>",
    "created_at": "2025-03-01T09:11:58+0100",
    "published_at": "2025-02-13T23:40:00+01:00",
    "published_by": ["Ann Ber", "Bo Day"],
    "annotations": [{"text": "a note of the reader", "quote": "One"}],
    "language": "fr_FR",
    "domain_name": "www.c.example",
    "tags": ["port", "à lire"],
}


def test_wallabag() -> None:
    """The day of saving is not the article's; a page that could not be fetched has no text."""
    failed = {
        **WALLABAG,
        "content": "wallabag can't retrieve contents for this article. Please troubleshoot.",
        "published_at": None,
    }
    found = take(json.dumps([WALLABAG, failed]))
    assert fields(found, "date", "author", "source", "language", "topics") == [
        ["2025-02-13", ("Ann Ber", "Bo Day"), "c.example", "fr-FR", ("port", "à lire")],
        [None, ("Ann Ber", "Bo Day"), "c.example", "fr-FR", ("port", "à lire")],
    ]
    assert [one.text for one in found.articles] == ["One\n\nTwo", ""]


@pytest.mark.parametrize(
    "record",
    [
        {"headline": "Quay", "body": "One", "pub_date": "2025-02-13", "outlet": "C", "byline": "By Ann Ber", "web_url": "https://c.example/1"},
        {"title": "Quay", "maintext": "One", "date_publish": "2025-02-13 06:05:00", "date_download": "2025-03-01", "authors": ["Ann Ber"],
         "source_domain": "C", "url": "https://c.example/1", "filename": "https%3A%2F%2Fc.example.json"},
        {"title": "Quay", "text": ["One"], "publishedAt": "2025-02-13T06:05:00Z", "source": {"id": None, "name": "C"}, "author": "Ann Ber",
         "url": "https://c.example/1"},
        {"_id": {"$oid": "1"}, "_source": {"title": "Quay", "content": "One", "date": {"$date": "2025-02-13T06:05:00Z"},
         "media": "C", "authors": [{"name": "Ann Ber"}], "link": "https://c.example/1"}},
        {"webTitle": "Quay", "webUrl": "https://c.example/1", "webPublicationDate": "2025-02-13T06:05:00Z",
         "fields": {"bodyText": "One", "byline": "Ann Ber", "publication": "C"}},
        {"headline": {"main": "Quay"}, "web_url": "https://c.example/1", "pub_date": "2025-02-13T06:05:00+0000", "source": "C",
         "byline": {"original": "By Ann Ber"}, "text": "One"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["one", "list", "lines", "within", "deep"])
def test_records_of_crawlers_and_news_apis(record: dict[str, object], around: str) -> None:
    """The names of keys and what is around the records do not matter."""
    text = {
        "one": json.dumps(record),
        "list": json.dumps([record], indent=1),
        "lines": json.dumps(record) + "\n" + json.dumps(record),
        "within": json.dumps({"status": "ok", "totalResults": 1, "articles": [record]}),
        "deep": json.dumps({"response": {"hits": {"total": 1, "hits": [record]}}}),
    }[around]
    for article in fields(take(text), "title", "date", "source", "author", "url"):
        assert article == ["Quay", "2025-02-13", "C", ("Ann Ber",), "https://c.example/1"]
    assert {one.text for one in take(text).articles} == {"One"}


def test_an_excerpt_is_no_text() -> None:
    found = take(
        json.dumps([{"title": "Quay", "url": "https://c.example/1", "content": "The first trawler… [+1234 chars]"}])
    )
    assert (found.articles[0].text, found.articles[0].fields["summary"]) == ("", "The first trawler…")


def test_broken_lines_and_lists_that_are_cut_off_are_named() -> None:
    one = json.dumps({"title": "Quay", "text": "One", "source": "C"})
    lines = take(f'{one}\n{{"title": "Cut\n\n{one}\n')
    assert (len(lines.articles), [refused.place for refused in lines.refused]) == (2, ["line 2"])
    cut = take(f"[{one},\n{one}, {one[:20]}")
    assert (len(cut.articles), [refused.place for refused in cut.refused]) == (2, ["document 3"])


@pytest.mark.parametrize(
    "value",
    [
        {"name": "digest", "version": "1", "description": "A program", "scripts": {"a": "b"}},
        [{"title": "Only a title"}],
        [1, 2, 3],
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"title": "A", "url": "https://c.example/1", "content_text": "x"}],
        },
        [{"type": "article-newspaper", "title": "A", "container-title": "C", "URL": "https://c.example/1"}],
        [],
        {},
    ],
)
def test_other_json_is_no_list_of_articles(value: object) -> None:
    """Also feeds and bibliographies, which have importers of their own."""
    assert "JSON of articles" not in recognised(json.dumps(value))


def test_deep_json_is_refused_quietly() -> None:
    assert recognised("[" * 100_000) == []
    assert recognised('{"a":' * 100_000) == []


# Omnivore.


ITEM = {"id": "i", "slug": "quay-1", "title": "Quay", "url": "https://c.example/1", "labels": ["Port"], "savedAt": "2025-03-01T00:00:00.000Z",
        "publishedAt": "2025-02-13T23:30:00.000Z", "author": "Ann Ber", "state": "Archived"}  # fmt: skip


def omnivore(folder: str = "") -> bytes:
    items = [ITEM, {**ITEM, "slug": "../x", "labels": [{"name": "Sea"}]}]
    return zipped({
        f"{folder}metadata_0_to_1.json": json.dumps(items),
        f"{folder}content/quay-1.html": "<DIV><DIV><p>One</p><h2>Two</h2></DIV></DIV>",
        f"{folder}highlights/quay-1.md": "> One",
    })  # fmt: skip


@pytest.mark.parametrize("folder", ["", "omnivore/"])
def test_omnivore(folder: str) -> None:
    """The text is the page of the same name; highlights are the reader's; no path leads out of the archive."""
    found = take(omnivore(folder))
    assert fields(found, "date", "topics") == [["2025-02-13", ("Port",)], ["2025-02-13", ("Sea",)]]
    assert [one.text for one in found.articles] == ["One\n\n## Two", ""]


def test_omnivore_unpacked() -> None:
    pages = {"content/quay-1.html": b"<p>One</p>"}
    assert take(json.dumps([ITEM]), "metadata_0_to_1.json", pages.get).articles[0].text == "One"


# Saved pages.


def mhtml(charset: str = "utf-8", start: str = "", **headers: str) -> bytes:
    """A web archive whose first part is a frame if ``start`` names the page."""
    message = MIMEMultipart("related", type="text/html")
    if start:
        message.set_param("start", start)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    page = MIMEText(PAGE.format(charset), "html", charset)
    page["Content-Location"] = "https://c.example/1"
    page["Content-ID"] = "<page@mhtml.blink>"
    frame = MIMEText("<p>One hundred offers</p>", "html")
    frame["Content-Location"] = "https://ads.example/"
    for part in (frame, page) if start else (page, frame):
        message.attach(part)
    return message.as_bytes()


@pytest.mark.parametrize(
    "data",
    [
        mhtml(From="<Saved by Blink>", Snapshot_Content_Location="https://c.example/1"),
        mhtml("windows-1252", From='"Saved by Internet Explorer 11"'),
        mhtml(start="<page@mhtml.blink>"),
        mhtml(From="<Saved by Blink>").replace(b"\n", b"\r\n"),
        PAGE.format("utf-8").replace("<html", "<!-- saved from url=(0019)https://c.example/1 --><html"),
        PAGE.format("utf-8").replace("<head>", "<!--\n Page saved with SingleFile \n url: https://c.example/1 \n saved date: x\n--><head>"),
    ],
)  # fmt: skip
def test_saved_pages(data: bytes | str) -> None:
    """The page is found among its parts, and read as the HTML reader reads it; links and emphasis stay."""
    found = take(data)
    assert fields(found, "title", "date", "source", "language", "url") == [
        ["Le quai rouvre", "2025-02-13", "Le Courrier", "fr", "https://c.example/1"]
    ]
    assert found.articles[0].text == BODY


def test_a_mail_is_no_web_archive_and_a_cut_off_one_is_refused() -> None:
    assert recognised(mhtml(From="a@b.example", To="c@d.example", Message_ID="<1@b.example>")) == []
    data = mhtml(From="<Saved by Blink>")
    assert take(data[: data.index(b"Content-Location")] + b"\n\n").refused


# TEI and other XML.


TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title type="sub">Sub</title><title type="main">Quay</title><author>Ann Ber</author><author>Bo Day</author></titleStmt>
<sourceDesc><biblFull><titleStmt><title type="main">Quay &amp; pier</title><author>Ann Ber</author><author>Bo Day</author></titleStmt>
<publicationStmt><publisher>The Courier (c.example)</publisher><ptr type="URL" target="https://c.example/1"/><date>2025-02-13</date>
</publicationStmt></biblFull></sourceDesc></fileDesc><profileDesc><abstract><p>A dek.</p></abstract><textClass><keywords>
<term type="categories">Local</term><term type="tags">Port,Works</term></keywords></textClass>
<creation><date type="download">2025-12-01</date></creation></profileDesc></teiHeader><text><body><div type="entry"><p>One <hi>two</hi>
three.</p><ab type="header">Head</ab><list><item>a</item><item>b</item></list><quote>Said</quote></div>
<div type="comments"><p>Nice!</p></div></body></text></TEI>"""
DOC = (
    '<doc sitename="The Courier" title="Quay &amp; pier" author="Ann Ber; Bo Day" date="2025-02-13" url="https://c.example/1" '
    'hostname="c.example" excerpt="A dek." categories="Local" tags="Port;Works" fingerprint="x"><main><p>One two\nthree.</p><head rend="h2">'
    "Head</head><list><item>a</item><item>b</item></list><quote><p>Said</p></quote></main><comments><p>Nice!</p></comments></doc>"
)


@pytest.mark.parametrize("data", [TEI, DOC, f"<teiCorpus>{TEI.partition('?>')[2]}</teiCorpus>", f"<docs>{DOC}</docs>"])
def test_xml_of_articles(data: str) -> None:
    found = take(data)
    assert fields(found, "title", "author", "source", "date", "url", "topics", "section", "summary") == [
        [
            "Quay & pier",
            ("Ann Ber", "Bo Day"),
            "The Courier",
            "2025-02-13",
            "https://c.example/1",
            ("Port", "Works"),
            "Local",
            "A dek.",
        ]
    ]
    assert found.articles[0].text == "One two three.\n\n## Head\n\n- a\n- b\n\n> Said"


@pytest.mark.parametrize(
    "data",
    ["<rss><channel><item><title>A</title></item></channel></rss>", "<text>Only words</text>", "<html><p>A</p></html>", "<doc/>",
     '<!DOCTYPE TEI [<!ENTITY a "b">]><TEI><teiHeader/></TEI>'],
)  # fmt: skip
def test_other_xml_is_no_article(data: str) -> None:
    assert not any(name.startswith("XML of articles") for name in recognised(data))


# Posts.


RST = """Quay & pier
###########

:date: 2025-02-13 07:00
:modified: 2025-03-01 08:00
:tags: Port, Works
:category: Local
:authors: Ann Ber; Bo Day
:lang: en

One *two* ``three`` of `the quay <https://c.example/1>`_
goes on.

.. image:: a.jpg
   :alt: nothing

   A caption.

Head
----

- a
- b
  goes on

    Said.
"""


def test_restructuredtext() -> None:
    found = take(RST, "a.rst")
    assert fields(found, "title", "date", "topics", "section", "author", "language") == [
        ["Quay & pier", "2025-02-13", ("Port", "Works"), "Local", ("Ann Ber", "Bo Day"), "en"]
    ]
    assert found.articles[0].text == "One two three of the quay goes on.\n\n## Head\n\n- a\n- b goes on\n\n> Said."
    nikola = take(".. title: Quay\n.. date: 2025-02-13 07:00\n.. tags: a, b\n\nOne.\n", "a.rst")
    assert (fields(nikola, "title", "date"), nikola.articles[0].text) == ([["Quay", "2025-02-13"]], "One.")


def test_a_post_named_as_a_manifest_is() -> None:
    """Hugo calls a post with pictures ``index.md``; a manifest has no date."""
    found = take("---\ntitle: Quay\ndate: 2025-02-13\ntags: [Port]\n---\n\nOne *two*.\n", "quay/index.md")
    assert (fields(found, "title", "date", "topics"), found.articles[0].text) == (
        [["Quay", "2025-02-13", ("Port",)]],
        "One *two*.",
    )
    assert recognised("---\ntitle: My review\n---\n\n- [a](a.md)\n", "INDEX.md") == []
    assert recognised("---\ntitle: Quay\ndate: 2025-02-13\n---\n\nOne.\n", "quay.md") == []


# Hostile input.


SAMPLES: dict[str, bytes | str] = {
    "a.json": json.dumps([WALLABAG, WALLABAG]),
    "a.zip": omnivore(),
    "a.mhtml": mhtml(From="<Saved by Blink>"),
    "a.html": PAGE.format("utf-8").replace("<html", "<!-- saved from url=(0019)https://c.example/1 --><html"),
    "a.xml": TEI,
    "a.rst": RST,
}


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_never_raises(name: str) -> None:
    read_damaged(SAMPLES[name], name=name)
