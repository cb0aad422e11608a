"""Mails, mailboxes and web archives of crawlers: each form as programs write it, its quirks, and damage."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from email.message import EmailMessage

import pytest

from tests.imports import fields, read_damaged, recognised, take, zipped

LEAD = "La ligne B du tramway n’ouvrira pas en septembre, a reconnu la régie jeudi devant la commission de suivi."


def mail(
    plain: str = "",
    html: str = "",
    subject: str = "Le quai rouvre",
    sender: str = "La Gazette <lettre@gazette.example>",
) -> bytes:
    message = EmailMessage()
    message["Received"] = "from a by b; Thu, 13 Feb 2025 05:00:00 +0000"
    message["From"], message["To"], message["Subject"] = sender, "revue@example.org", subject
    message["Date"], message["Message-ID"] = "Thu, 13 Feb 2025 23:30:00 -0500", "<1@gazette.example>"
    if plain:
        message.set_content(plain, cte="quoted-printable")
    if html and plain:
        message.add_alternative(html, subtype="html", cte="base64")
    elif html:
        message.set_content(html, subtype="html", cte="base64", charset="cp1252")
    return message.as_bytes()


# One text.


def test_a_mail_of_one_text_is_one_article() -> None:
    html = (
        '<body><div style="display:none">Aperçu</div><table><tr><td><a href="https://gazette.example/">La Gazette</a></td></tr>'
        '<tr><td><h1><a href="https://gazette.example/2025/quai.html?utm_source=nl&amp;id=1">Le quai rouvre</a></h1><p>Claire Dombasle</p>'
        "<p>Le chalutier s'est rangé le long du quai Nord, après dix-huit mois.</p><h2>La criée</h2><p>Elle attendra.</p></td></tr>"
        '<tr><td><p>Vous recevez ce message car vous êtes abonné.</p><img src="https://gazette.example/o.gif" width="1" height="1">'
        "<p>12, rue des Cordiers</p></td></tr></table></body>"
    )
    for given in (mail("x", html), mail(html=html)):
        found = take(given)
        assert dict(found.articles[0].fields) == {
            "title": "Le quai rouvre", "date": "2025-02-13", "source": "La Gazette", "author": "Claire Dombasle",
            "url": "https://gazette.example/2025/quai.html?id=1",
        }  # fmt: skip
        assert found.articles[0].text == (
            "Le chalutier s'est rangé le long du quai Nord, après dix-huit mois.\n\n## La criée\n\nElle attendra."
        )


def test_plain_text_is_unwrapped_and_ends_before_its_signature() -> None:
    text = "Le quai rouvre\n\nLe chalutier s’est rangé jeudi matin le long du quai\nNord, après dix-huit mois.\n\n* Fin *\n-- \nSe désabonner\n"
    article = take(mail(text)).articles[0]
    assert (
        article.text == "Le chalutier s’est rangé jeudi matin le long du quai Nord, après dix-huit mois.\n\n\\* Fin \\*"
    )


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Fwd: Le quai rouvre", "Le quai rouvre"),
        ("TR : RE: Le quai rouvre", "Le quai rouvre"),
        ("WG: Der Kai", "Der Kai"),
        ("Trans-Europe: the line", "Trans-Europe: the line"),
        ("(sans objet)", None),
    ],
)
def test_prefixes_are_no_part_of_the_headline(subject: str, title: str | None) -> None:
    assert fields(take(mail("Un texte assez long pour un article.", subject=subject)), "title") == [[title]]


def test_a_forwarded_mail_has_the_sender_and_date_of_the_mail_within() -> None:
    text = (
        "Pour info\n\n---------- Forwarded message ---------\nDe : L’Écho <lettre@echo.example>\nDate : lun. 3 févr. 2025 à 06:05\n"
        "Objet : Le quai rouvre\nÀ : <moi@x.example>\n\n\nIl était six heures, jeudi.\n\nDeux.\n"
    )
    found = take(mail(text, subject="Fwd: Le quai rouvre", sender="Moi <moi@x.example>"))
    assert fields(found, "title", "source", "date") == [["Le quai rouvre", "L’Écho", "2025-02-03"]]
    assert found.articles[0].text == "Il était six heures, jeudi.\n\nDeux."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (b"=?utf-8?Q?=C3=89t=C3?= =?utf-8?Q?=A9?=", "Été"),
        (b"=?iso-8859-1?B?yXTp?= 2025", "Été 2025"),
        (b"=?nonsense?Q?=C3=89t=C3=A9?=", "Été"),
        ("Été".encode(), "Été"),
        ("Été en Bretagne, à Brest".encode("latin-1"), "Été en Bretagne, à Brest"),
    ],
)
def test_subjects_are_decoded(written: bytes, shown: str) -> None:
    data = mail("Un texte assez long pour un article.", subject="SUBJECT").replace(b"SUBJECT", written)
    assert fields(take(data), "title") == [[shown]]


def test_a_name_of_a_newsletter_is_that_of_its_paper() -> None:
    for sender, source in (
        ("Le Monde - La newsletter <a@lemonde.example>", "Le Monde"),
        ("a@lemonde.example", "lemonde.example"),
        ('"Le Monde, Paris" <a@lemonde.example>', "Le Monde, Paris"),
        ("=?utf-8?Q?Le_Monde=2C_Paris?= <a@lemonde.example>", "Le Monde, Paris"),
    ):
        assert fields(take(mail("Un texte.", sender=sender)), "source") == [[source]]


# Several items.


def test_a_press_review_gives_its_items() -> None:
    html = (
        "<p>Bonjour,</p><h3><a href='https://echo.example/b.html'>Le tramway prend du retard</a></h3><p><i>L’Écho, 29 mars 2024</i></p>"
        f"<p>{LEAD[:-1]}…</p><p><a href='https://echo.example/b.html'>Lire la suite</a></p><hr>"
        "<h3><a href='https://blatt.example/p.html'>Der Pegel fällt, die Fähre ruht</a></h3><p><i>Grünseer Blatt, 16. August 2022</i></p>"
        "<p>Zum ersten Mal seit 2003 liegt sie fest…</p><p>Bonne lecture !</p>"
    )
    found = take(mail("x", html))
    assert fields(found, "title", "source", "date", "url", "summary") == [
        ["Le tramway prend du retard", "L’Écho", "2024-03-29", "https://echo.example/b.html", f"{LEAD[:-1]} …"],
        ["Der Pegel fällt, die Fähre ruht", "Grünseer Blatt", "2022-08-16", "https://blatt.example/p.html", "Zum ersten Mal seit 2003 liegt sie fest …"],
    ]  # fmt: skip
    assert [one.text for one in found.articles] == ["", ""]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><a href='https://a.example/1.html'>Ein Markt ohne Bäume</a><br>Der Anzeiger - 12.06.2024<br>{lead}</td></tr>"
        "<tr><td><b><a href='https://a.example/2.html'>Der Pegel fällt weiter</a></b><br>Der Anzeiger - 13.06.2024<br>{lead}</td></tr></table>",
        "<ul><li><a href='https://a.example/1.html'>Ein Markt ohne Bäume</a> (Der Anzeiger, 12. Juni 2024)<p>{lead}</p></li>"
        "<li><a href='https://a.example/2.html'>Der Pegel fällt weiter</a> – Der Anzeiger, 13. Juni 2024<p>{lead}</p></li></ul>",
        "<p><b>Ein Markt ohne Bäume</b><br><i>Der Anzeiger, 12. Juni 2024</i></p><p>{lead}</p><a href='https://a.example/1.html'>Weiterlesen</a>"
        "<p><b>Der Pegel fällt weiter</b><br><i>Der Anzeiger, 13. Juni 2024</i></p><p>{lead}</p><a href='https://a.example/2.html'>Weiterlesen</a>",
        "<h2>Ein Markt ohne Bäume</h2><p>Der Anzeiger | 12. Juni 2024</p><p>{lead}</p><a href='https://a.example/1.html'>Weiterlesen</a>"
        "<h2>Der Pegel fällt weiter</h2><p>Der Anzeiger | 13. Juni 2024</p><p>{lead}</p><a href='https://a.example/2.html'>Weiterlesen</a>",
    ],
)
def test_items_are_written_in_many_ways(html: str) -> None:
    found = take(mail(html=f"<body>{html.format(lead=LEAD.replace('’', ' '))}</body>"))
    assert fields(found, "title", "source", "date", "url", "summary") == [
        ["Ein Markt ohne Bäume", "Der Anzeiger", "2024-06-12", "https://a.example/1.html", LEAD.replace("’", " ")],
        ["Der Pegel fällt weiter", "Der Anzeiger", "2024-06-13", "https://a.example/2.html", LEAD.replace("’", " ")],
    ]


def test_a_plain_press_review_gives_its_items() -> None:
    text = (
        "Guten Tag,\n\n* Der Pegel fällt, die Fähre ruht\n(Grünseer Blatt, 16. August 2022)\nZum ersten Mal seit 2003 liegt\nsie fest…\n"
        "https://a.example/1.html\n\n* Ein Markt – „ohne Bäume“\nDer Anzeiger\nGestritten wurde vor allem über das Dach.\n<https://b.example/2.html>\n\n"
        "Abmelden: https://x.example/abmelden\n"
    )
    found = take(mail(text))
    assert fields(found, "title", "source", "date", "url", "summary") == [
        ["Der Pegel fällt, die Fähre ruht", "Grünseer Blatt", "2022-08-16", "https://a.example/1.html", "Zum ersten Mal seit 2003 liegt sie fest …"],
        ["Ein Markt – „ohne Bäume“", "Der Anzeiger", None, "https://b.example/2.html", "Gestritten wurde vor allem über das Dach."],
    ]  # fmt: skip


def test_what_is_recommended_below_a_text_is_no_item() -> None:
    html = (
        f"<h1>Un long article</h1>{f'<p>{LEAD} {LEAD} {LEAD}</p>' * 4}<h2>À lire aussi</h2><ul>"
        "<li><a href='https://a.example/1.html'>Le budget adopté par la ville</a></li>"
        "<li><a href='https://a.example/2.html'>Les abeilles du marché couvert</a></li></ul>"
    )
    assert fields(take(mail("x", html, subject="Un long article")), "title") == [["Un long article"]]


def test_an_alert_gives_its_results() -> None:
    result = (
        '<tr itemscope="" itemtype="http://schema.org/Article"><td><a href="https://www.google.com/url?rct=j&amp;url=https://echo.example/{0}.html'
        '&amp;ct=ga" itemprop="url"><span itemprop="name"><b>Tramway</b> {0} : retard</span></a><div itemprop="publisher" itemscope="" '
        'itemtype="http://schema.org/Organization"><a><span itemprop="name">L’Écho</span></a></div><div itemprop="description">La ligne&nbsp;...</div></td></tr>'
    )
    html = f"<table><tr><td>Google</td></tr>{result.format('A')}{result.format('B')}</table>"
    found = take(mail("x", html, sender="Google Alerts <googlealerts-noreply@google.com>"))
    assert fields(found, "title", "source", "url", "summary", "date") == [
        [f"Tramway {line} : retard", "L’Écho", f"https://echo.example/{line}.html", "La ligne …", None] for line in "AB"
    ]


# Mailboxes.


def test_a_mailbox_gives_its_mails_and_names_those_without_text() -> None:
    one = mail("Un texte.\n\n>From here on.\n", subject="Eins")
    empty = mail("\n", subject="Leer")
    box = b"From a@b Wed Feb 26 09:12:00 2025\n" + one + b"\nFrom - Wed Feb 26 09:12:00 2025\n" + empty + b"\n"
    for data in (box, box.replace(b"\n", b"\r\n")):
        found = take(data)
        assert fields(found, "title") == [["Eins"]]
        assert found.articles[0].text == "Un texte.\n\nFrom here on."
        assert [(one.place, one.reason) for one in found.refused] == [("message 2 of 2 (“Leer”)", "It has no text.")]


def test_attached_mails_are_articles_and_attached_files_are_not() -> None:
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"], outer["Message-ID"] = "A <a@a.example>", "b@b.example", "Fwd", "<2@x>"
    outer.set_content("")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Le Courrier <c@courrier.example>", "Le quai"
    inner.set_content("Un texte.")
    outer.add_attachment(inner)
    outer.add_attachment("Pas un article.", filename="notes.txt")
    found = take(outer.as_bytes())
    assert (fields(found, "title", "source"), found.refused) == ([["Le quai", "Le Courrier"]], ())


@pytest.mark.parametrize(
    "text",
    [
        "From: the editor\nTo: all\nSubject: rules\n\nA text.",
        "Title: A\nDate: 2025-02-13\n\nA text.",
        "From here to there 10:30\nA text",
        "From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>x",
    ],
)
def test_other_texts_are_no_mails(text: str) -> None:
    assert not {"mail", "mailbox"}.intersection(recognised(text))


# Web archives.


PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><title>{0}</title><meta property="article:published_time" content="2025-02-13"></head><body>'
    "<nav><a href=/>Accueil</a></nav><article><h1>{0}</h1><p>Le chalutier s'est rangé le long du quai.</p></article></body></html>"
)
LINKS = (
    "<html><body>"
    + "".join(f'<p><a href="/{n}">Titre numéro {n} de la liste</a></p>' for n in range(20))
    + "</body></html>"
)


def record(
    path: str, body: bytes, header: str = "Content-Type: text/html", status: str = "200 OK", kind: str = "response"
) -> bytes:
    block = f"HTTP/1.1 {status}\r\n{header}\r\n\r\n".encode() + body if kind == "response" else body
    kind_of_block = "application/http; msgtype=response" if kind == "response" else "text/html"
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{path}\r\nContent-Type: {kind_of_block}\r\n"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:], b""))


RECORDS = [
    record("0", b"software: x", kind="warcinfo"),
    record("robots.txt", b"User-agent: *", "Content-Type: text/plain"),
    record("old", PAGE.format("Moved").encode(), status="301 Moved Permanently"),
    record("gone", PAGE.format("Gone").encode(), status="404 Not Found"),
    record("1", PAGE.format("Un").encode("latin-1"), "Content-Type: text/html; charset=iso-8859-1"),
    record("2", PAGE.format("Deux").encode(), "Content-Type: text/html; charset=iso-8859-1"),
    record("3", gzip.compress(PAGE.format("Trois").encode()), "Content-Type: text/html\r\nContent-Encoding: gzip"),
    record(
        "4", zlib.compress(PAGE.format("Quatre").encode())[2:-4], "Content-Type: text/html\r\nContent-Encoding: deflate"
    ),
    record("5", chunked(PAGE.format("Cinq").encode()), "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
    record("6", PAGE.format("Six").encode(), "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
    record("7", PAGE.format("Sept").encode(), kind="resource"),
    record("7", PAGE.format("Sept").encode(), kind="resource"),
    record("8", b"\x0b\x02\x80", "Content-Type: text/html\r\nContent-Encoding: br"),
    record("", LINKS.encode()),
]


def wacz(data: bytes) -> bytes:
    return zipped({"archive/data.warc.gz": data, "datapackage.json": "{}"})


@pytest.mark.parametrize(
    "data",
    [
        b"".join(RECORDS),
        b"".join(map(gzip.compress, RECORDS)),
        gzip.compress(b"".join(RECORDS)),
        wacz(b"".join(map(gzip.compress, RECORDS))),
    ],
    ids=["plain", "members", "one member", "wacz"],
)
def test_a_web_archive_gives_its_pages(data: bytes) -> None:
    found = take(data)
    names = ["Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept"]
    assert fields(found, "title", "date", "url", "language") == [
        [name, "2025-02-13", f"https://a.example/{number}", "fr"] for number, name in enumerate(names, 1)
    ]
    assert {one.text for one in found.articles} == {"Le chalutier s'est rangé le long du quai."}
    assert [one.place for one in found.refused] == ["https://a.example/8", "https://a.example/"]
    assert found.notes == ("Copies of pages (same address and text) that were left out: 1.",)


def test_the_page_in_which_an_archive_is_cut_off_is_named() -> None:
    found = take(b"".join(map(gzip.compress, RECORDS[:7]))[:-40])
    assert fields(found, "title") == [["Un"], ["Deux"]]
    assert [one.place for one in found.refused] == ["https://a.example/3"]


def test_a_mail_that_is_cut_off_gives_its_other_text_or_is_named() -> None:
    both = mail("Un texte.", f"<h1>Le quai rouvre</h1><p>{LEAD}</p>" * 9)
    assert [one.text for one in take(both[:-500]).articles] == ["Un texte."]
    html, end = both.index(b"Content-Type: text/plain"), both.index(b"Content-Type: text/html")
    only_html = both[:html] + both[end:-500]
    assert [(one.place, one.reason) for one in take(only_html).refused] == [
        ("message (“Le quai rouvre”)", "The file ends within it.")
    ]


# Damage.


SAMPLES = [
    mail("Un texte.\n\nDeux.", f"<h1>Le quai</h1><p>{LEAD}</p>"),
    b"From a@b Wed Feb 26 09:12:00 2025\n" + mail("Un texte."),
    b"".join(map(gzip.compress, RECORDS[:6])),
    b"".join(RECORDS[:6]),
]


@pytest.mark.parametrize("number", range(len(SAMPLES)))
def test_damage_never_raises(number: int) -> None:
    read_damaged(SAMPLES[number], SAMPLES[number - 1])


def test_parts_nested_without_end_are_one_refused_mail() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    found = take(b"From: a@b.example\nSubject: x\nMessage-ID: <1@x>\n" + deep)
    assert (len(found.articles), len(found.refused)) == (0, 1)


def test_a_page_that_unpacks_to_300_mb_needs_less_memory_than_that() -> None:
    bomb = gzip.compress(b"<html>" + b" " * 300_000_000)
    tracemalloc.start()
    found = take(record("1", bomb, "Content-Type: text/html\r\nContent-Encoding: gzip"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(found.articles), len(found.refused)) == (0, 1)
    assert peak < 150_000_000
