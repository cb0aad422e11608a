"""Plain text as people paste it: verses, tables, text of PDFs, markup in a file that is named as text."""

from __future__ import annotations

import re
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import Severity
from digest.model import Block, BlockKind, Document
from digest.readers import parse
from digest.readers.paragraphs import is_verse
from digest.readers.scripts import Words, join_lines
from digest.readers.text import blocks_html, text_blocks
from tests.field.review import EN, FR, build

HEADLINE = "Harbour town buys a second ferry"
BAC = "Un second bac pour le port"


def read(text: str, name: str = "a.txt") -> Document:
    found = parse(text.encode(), name)
    assert isinstance(found, Document), found
    return found


def paragraphs(text: str) -> list[str]:
    return [block.text for block in text_blocks(text)]


def rows(text: str) -> list[tuple[str, ...]]:
    return [block.cells for block in text_blocks(text) if block.cells]


# Verses, songs, addresses.

VERSES = {
    "fr": "Le port s'endort avec ses grues\ncomme des oiseaux maigres, nus,\nla marée tire sur les câbles,\nun chien aboie vers le sable.",
    "fr-song": "On a les mains, on a les grues,\non a le port et puis la rue,\net si le bac ne passe plus\nc'est que personne n'en a voulu.",
    "fr-free": "nous avons marché longtemps\nsous la pluie grise du matin\nsans rien dire\nsans rien attendre\net la mer était là",
    "en": "the boat goes out before the day,\nthe gulls are crying in the bay,\nwe wave a hand, we turn away\nand nobody has much to say.",
    "de": "am Hafen schlafen die Kräne\nwie Vögel, mager und grau,\ndie Flut zieht leis an den Tauen,\nein Hund bellt hinaus in den Sand.",
    "es": "el barco sale antes del día,\nla gaviota grita en la bahía,\ndecimos adiós, miramos atrás\ny nadie tiene que decir más.",
    "nl": "de boot ligt stil aan de kade,\nde meeuwen roepen in de wind,\nen niemand weet nog van de schade\nwaarmee het oude lied begint.",
    "sv": "båten ligger vid kajen\noch väntar på sin vår,\nen mås flyger över sanden\noch ingen vet vart den går.",
    "ru": "уходит лодка на рассвете,\nкричат над пристанью птицы,\nи никого на белом свете,\nкто мог бы с нею проститься.",
    "capitals": "The cranes stand grey above the bay\nAnd wait for ships that went away\nTill evening comes with salt and rain\nAnd not one ship comes home again",
}


@pytest.mark.parametrize("verse", VERSES.values(), ids=VERSES)
def test_lines_of_verse_stay_lines_of_one_paragraph(verse: str) -> None:
    found = read(f"A song for the harbour\n\n{EN}\n{verse}\n\n{EN}")
    assert "<p>" + verse.replace("\n", "<br>") + "</p>\n" in found.html
    lines = verse.split("\n")
    assert [block.text for block in found.blocks if block.group] == lines
    assert len({block.group for block in found.blocks if block.text in lines}) == 1


def test_a_poem_keeps_its_lines_on_the_page(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": f"Le poème de la semaine\n\n{VERSES['fr']}\n\n{VERSES['fr-song']}\n"})
    assert "grues<br>comme" in review.body()
    assert "grues comme" not in review.text()
    assert review.exit_code == 0


def test_two_lines_beside_a_stanza_are_verse_too() -> None:
    found = blocks_html(
        text_blocks(
            f"A song\n\n{VERSES['en']}\n\nthe boat comes back, the boat is old,\nthe gulls are still, the bay is cold."
        )
    )
    assert "the boat is old,<br>the gulls" in found


@pytest.mark.parametrize(
    "lines",
    [
        "Harbour Office\n12 Quay Street\nMillbrook MB1 2CD\nTel. 01632 960001",
        "Marie Costard\nLuc Renaud\nSophie Ben Amar\nYves Petit",
        "Lundi 3 mars : conseil municipal\nMardi 4 mars : marché\nMercredi 5 mars : bac",
        "200 g Mehl\n3 Eier\n1 Prise Salz\n250 ml Milch",
        "Quay 07:10\nYard 07:30\nIsland 07:55",
    ],
    ids=["address", "names", "agenda", "recipe", "timetable"],
)
def test_short_lines_in_a_row_are_one_block_of_lines(lines: str) -> None:
    found = text_blocks(f"{HEADLINE}\n\n{EN}\n{lines}")
    assert f"<p>{lines.replace(chr(10), '<br>')}</p>" in blocks_html(found)
    assert [block.text for block in found if block.group] == lines.split("\n")


def test_the_first_lines_are_paragraphs_since_one_of_them_is_the_headline() -> None:
    found = read(f"TRANSPORT\n{HEADLINE}\nMary Hale, 4 March 2025\n\n{EN}")
    assert [block.group for block in found.blocks[:3]] == [0, 0, 0]


LONG = (
    "The council of the harbour town voted on Tuesday for a second ferry, after two winters in which the only one stood still. "
    "The boat will be built in the yard across the river and should sail before the summer, said Mary Hale, the mayor of the "
    "town, who has asked for it since she was elected. Nobody on the council spoke against it; the harbour master did not comment."
)
LANG = (
    "Der Stadtrat hat am Dienstag für eine zweite Fähre gestimmt, nachdem die einzige zwei Winter lang stillstand. Das Schiff soll "
    "vor dem Sommer fahren, sagte die Bürgermeisterin der Stadt, die seit ihrer Wahl darum gebeten hatte. Niemand im Rat sprach "
    "dagegen; der Hafenmeister wollte sich zu den Kosten nicht äußern, die auf vier Millionen Euro geschätzt werden."
)


@pytest.mark.parametrize("width", [26, 32, 38, 45, 54, 60, 72, 100])
@pytest.mark.parametrize("text", [LONG, LANG, FR.split("\n")[0] + " " + FR.split("\n")[2]], ids=["en", "de", "fr"])
def test_a_wrapped_paragraph_stays_one_paragraph(text: str, width: int) -> None:
    lines = textwrap.wrap(text, width)
    assert paragraphs("A headline\n\n" + "\n".join(lines)) == ["A headline", text]


def test_a_wrapped_paragraph_stays_one_where_a_line_ends_with_a_full_stop() -> None:
    lines = [
        "The council voted on Tuesday for a second ferry, after two winters.",
        "The boat will be built in the yard across the river and should sail",
        "before the summer. The mayor said that she was glad of the decision.",
        "It took long enough.",
    ]
    assert paragraphs("A headline\n\n" + "\n".join(lines)) == ["A headline", " ".join(lines)]


def test_a_wrapped_article_is_no_verse_at_any_width() -> None:
    wrapped = [textwrap.wrap(text, width) for text in (LONG, LANG) for width in range(24, 60)]
    assert sum(map(is_verse, wrapped)) == 0


# Tables.

TABLES = {
    "tabs": ("Liste\tVoix\t%\nVire ensemble\t3 214\t41,3\nUn nouvel élan\t2 877\t37,0", 3),
    "tabs and blank lines": ("Liste\tVoix\t%\n\nVire ensemble\t3 214\t41,3\n\nUn nouvel élan\t2 877\t37,0", 3),
    "two tabs to align": ("Stop\t\tFirst\nQuay\t\t07:10\nFerry Island\t07:30", 3),
    "an empty first cell": ("\t2023\t2024\nBoats\t4\t5\nDocks\t2\t2", 3),
    "bars at both ends": ("| Club | Points |\n| Anna | 12 |\n| Berta | 10 |", 3),
    "bars inside": ("Club | Played | Points\nAnna | 5 | 12\nBerta | 5 | 10", 3),
    "a drawn frame": ("+------+----+\n| Club | P. |\n+------+----+\n| Anna | 12 |\n+------+----+", 2),
    "a rule of Markdown": ("Club | Points\n---|---\nAnna | 12", 2),
    "aligned spaces": ("Poisson      lundi   mardi\nCabillaud    12,50   13,00\nMerlu         9,80    9,90", 3),
    "a cell is missing": (
        "Poisson      lundi   mardi\nCabillaud    12,50   13,00\nMerlu         9,80\nSole         24,00   25,50",
        4,
    ),
    "spaces, not aligned": ("Vire ensemble  3 214  41,3\nUn nouvel élan  2 877  37,0\nLa gauche  1 120  14,4", 3),
    "semicolons": ("Liste;Voix;Part\nVire ensemble;3214;41,3\nUn nouvel élan;2877;37,0", 3),
}


@pytest.mark.parametrize(("table", "count"), TABLES.values(), ids=TABLES)
def test_a_table_becomes_a_table(table: str, count: int) -> None:
    text = f"Results of Sunday's vote\n\nThe count ended at 11 p.m.\n\n{table}\n\nA second round follows."
    found = text_blocks(text)
    assert len(rows(text)) == count
    assert len({len(row) for row in rows(text)}) == 1
    assert [block.text for block in found if not block.cells][-1] == "A second round follows."
    html = blocks_html(found)
    assert html.count("<table>") == html.count("</table>") == 1
    assert html.count("<tr>") == count


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("Liste\tVoix\nA\t12\nB\t10", ("Liste", "Voix")),
        ("\t2023\t2024\nBoats\t4\t5\nDocks\t2\t2", ("", "2023", "2024")),
        ("| a | b |\n|---|:-:|\n| c | d |", ("a", "b")),
        ("Anna\tharbour\nBerta\tyard", None),
        ("Quay\t07:10\nYard\t07:30", None),
    ],
)
def test_the_first_row_is_a_header_where_that_is_plain(table: str, header: tuple[str, ...] | None) -> None:
    found = text_blocks(f"A headline of the text\n\n{table}")
    assert next((block.cells for block in found if block.header), None) == header
    assert ("<thead>" in blocks_html(found)) == (header is not None)


def test_a_pasted_table_is_one_on_the_page_and_its_words_are_found(tmp_path: Path) -> None:
    table = TABLES["tabs"][0] + "\nKwantum\t1\t0,1"
    review = build(tmp_path, {"a.txt": f"Les résultats à Vire\n\nDépouillement terminé.\n\n{table}\n\n{FR}"})
    assert "<th>Liste</th>" in review.body()
    assert "<td>Vire ensemble</td>" in review.body()
    assert any("assets/search" in name for name in review.published("kwantum"))


@pytest.mark.parametrize(
    "text",
    [
        "•\tThe first point of all\n•\tThe second point of all",
        "1.\tThe first point of all\n2.\tThe second point of all",
        "Anna:\tWhat do you think of the new ferry and of the two winters in which there was none?\n"
        "Tom:\tI think that it is late, but that it is good, and that everybody should be glad of it.",
        "The boat sails.  It is late.  It is new.\nThe yard is shut.  It was old.  It is gone.",
        "He came; he saw; he left.\nShe came; she saw; she stayed.\nThey came; they saw; they won.",
        "Home | News | Sport",
        "\tThe boat sails.\n\tThe yard is shut.",
    ],
    ids=[
        "bullets",
        "numbers",
        "talk",
        "two spaces between sentences",
        "semicolons of prose",
        "one line of bars",
        "indented",
    ],
)
def test_what_looks_a_little_like_a_table_is_none(text: str) -> None:
    assert rows(f"A headline of the text\n\n{text}") == []


# Text of PDFs.

DIVIDED = [
    ("des ré-", "coltes", "des récoltes"),
    ("la coopé-", "rative", "la coopérative"),
    ("l’arrière-", "pays", "l’arrière-pays"),
    ("les quatre-", "vingts", "les quatre-vingts"),
    ("l'ex-", "ministre", "l'ex-ministre"),
    ("une ex-", "ception", "une exception"),
    ("affirme-", "t-il", "affirme-t-il"),
    ("c’est-à-", "dire", "c’est-à-dire"),
    ("elle-", "même", "elle-même"),
    ("Saint-", "Lô", "Saint-Lô"),
    ("the cooper-", "ative", "the cooperative"),
    ("a well-", "known man", "a well-known man"),
    ("an eight-year-", "old boy", "an eight-year-old boy"),
    ("an edit-", "or of it", "an editor of it"),
    ("of six-", "teen", "of sixteen"),
    ("Rekord-", "ernte", "Rekordernte"),
    ("der U-", "Bahn", "der U-Bahn"),
    ("Ein-", "und Verkauf", "Ein- und Verkauf"),
    ("la coope-", "rativa", "la coopérativa".replace("é", "e")),
    ("el vice-", "presidente", "el vice-presidente"),
    ("una co-", "secha", "una cosecha"),
    ("segunda-", "feira", "segunda-feira"),
    ("tornou-", "se", "tornou-se"),
    ("een record-", "oogst", "een recordoogst"),
    ("en rekord-", "skörd", "en rekordskörd"),
    ("polsko-", "niemiecka", "polsko-niemiecka"),
    ("współ-", "praca", "współpraca"),
    ("сельско-", "хозяйственный", "сельскохозяйственный"),
    ("2024-", "2025", "2024-2025"),
    ("covid-", "19", "covid-19"),
    ("https://example.org/the-", "ferry", "https://example.org/the-ferry"),
    ("ré\u00ad", "coltes", "récoltes"),
    ("ré¬", "coltes", "récoltes"),
    ("the boat -", "it sails", "the boat - it sails"),
]


@pytest.mark.parametrize(("above", "below", "joined"), DIVIDED, ids=[joined for _, _, joined in DIVIDED])
def test_a_divided_word_is_joined_and_a_real_hyphen_stays(above: str, below: str, joined: str) -> None:
    kept, between = join_lines(above, below, Words(""))
    assert kept + between + below == joined


def test_the_rest_of_the_text_decides_how_a_word_is_written() -> None:
    assert join_lines("the prime-", "time show", Words("In prime-time it fell."))[0] == "the prime-"
    assert join_lines("a well-", "being", Words("Their wellbeing."))[0] == "a well"
    assert join_lines("voor-", "en nadelen", Words("het is van ons")) == ("voor-", " ")
    assert join_lines("hus-", "en är", Words("och det är")) == ("hus", "")


PDF_FR = (
    "La filière du lin cherche des bras\n\nLes cultivateurs de lin affichent des ré-\ncoltes record, mais ils peinent à recruter. Selon "
    "la coopé-\nrative, trois cents postes restent vacants, et la flotte de ma-\nchines vieillit, dit le Premier-\nministre dans "
    "l’arrière-\npays.\n"
)
PDF_DE = (
    "Flachsbauern suchen Hände\n\nDie Bauern melden eine Rekord-\nernte, finden aber kaum Arbeits-\nkräfte. Nach Angaben der "
    "Genossen-\nschaft bleiben dreihundert Stellen frei, dazu Ein- und Ver-\nkauf.\n"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PDF_FR, ["récoltes", "coopérative", "machines", "Premier-ministre", "arrière-pays"]),
        (PDF_DE, ["Rekordernte", "Arbeitskräfte", "Genossenschaft", "Ein- und Verkauf"]),
    ],
    ids=["fr", "de"],
)
def test_words_that_a_pdf_divided_are_joined_on_the_page(tmp_path: Path, text: str, words: list[str]) -> None:
    read = build(tmp_path, {"a.txt": text}).text()
    assert [word for word in words if word not in read] == []


def test_a_word_divided_within_a_line_is_joined_if_the_text_has_it_undivided() -> None:
    text = "Les récoltes\n\nLes ré-coltes record, dit le porte-parole. Les récoltes sont bonnes, et les mau-vaises aussi.\n"
    found = paragraphs(text)[1]
    assert "Les récoltes record" in found
    assert "porte-parole" in found
    assert "mau-vaises" in found, "nothing shows what it is"


def pages(foot: str, head: str) -> str:
    """An article of three pages with a ``foot`` and a ``head`` of each; ``#`` in them is the page."""
    parts = [
        "Le conseil municipal a voté mardi l'achat d'un second bac, après deux\nhivers où le seul bateau est resté à quai. La maire a dit que les gens",
        "avaient attendu assez longtemps et que le chantier commencerait en avril,\nce que tous espèrent. Le bateau sera construit par les ouvriers du chan-",
        "tier d'en face et devrait naviguer avant l'été, ce que confirme le chef du\nport, qui ne voulait pas y croire il y a un an encore.",
    ]
    return f"{BAC}\n\n" + "".join(
        (head.replace("#", str(number)) + "\n\n" if number > 1 and head else "")
        + part
        + ("\n\n" + foot.replace("#", str(number)) + "\n\x0c" if foot else "\n\n")
        for number, part in enumerate(parts, 1)
    )


@pytest.mark.parametrize(
    ("foot", "head"),
    [
        ("#", ""),
        ("- # -", ""),
        ("Page #", ""),
        ("Page # sur 3", ""),
        ("Seite # von 3", ""),
        ("p. #", ""),
        ("#/3", ""),
        ("# / 3", BAC),
        ("", f"{BAC} — page #"),
        ("— # —", "OUEST INFO  |  MERCREDI 5 FÉVRIER 2025"),
        ("© Le Quai 2025. Reproduction interdite\n#", ""),
        ("", BAC),
    ],
)
def test_page_numbers_and_running_heads_leave_the_text(foot: str, head: str) -> None:
    found = paragraphs(pages(foot, head))
    assert found[0] == BAC
    assert " ".join(found[1:]) == (
        "Le conseil municipal a voté mardi l'achat d'un second bac, après deux hivers où le seul bateau est resté à quai. La maire a dit "
        "que les gens avaient attendu assez longtemps et que le chantier commencerait en avril, ce que tous espèrent. Le bateau sera "
        "construit par les ouvriers du chantier d'en face et devrait naviguer avant l'été, ce que confirme le chef du port, qui ne "
        "voulait pas y croire il y a un an encore."
    )
    assert len(found) == 2


def test_the_first_running_head_stays_at_the_top_since_it_may_say_the_date() -> None:
    head = "OUEST INFO | MERCREDI 5 FÉVRIER 2025 | PAGE "
    text = f"{head}7\n\n{BAC}\n\n{FR}\n{head}8\n\nLe chef du port ne voulait pas y croire il y a un an encore.\n"
    assert sum(head in block for block in paragraphs(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADLINE}\n\n1\n\n{EN}\n2\n\n{EN.replace('council', 'board')}",
        f"{HEADLINE}\n\n{EN}\n7/12\n\nThe note is severe.",
        f"Le bac\n\n{VERSES['fr']}\nOhé, les passagers\n\n{VERSES['fr-song']}\nOhé, les passagers\n",
        f"{HEADLINE}\n\nRIDLEY\nWe sail in June.\n\nHALE\nIt is late.\n\nRIDLEY\nIt is.\n\nHALE\nIt was.",
        "Boats and men\n\nBoats\n12\n\nof the town\n\nMen\n40\n\nof the yard\n\nBoats\n14\n\nin the end\n\nMen\n41",
        f"{HEADLINE}\n\n{EN}\n{EN}",
        f"{HEADLINE}\n\n{LONG}\n\nThe answer is\n\n42",
    ],
    ids=[
        "numbered parts",
        "a mark",
        "a refrain",
        "speakers",
        "figures of a statistic",
        "a text twice",
        "a figure at the end",
    ],
)
def test_what_recurs_or_is_a_figure_in_the_text_itself_stays(text: str) -> None:
    assert words("".join(paragraphs(text))) == words(text)


# French guillemets (the rest is in tests/test_typography.py).


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "La maire dit «C'est fait!» et «Enfin?» mardi soir au conseil municipal, après deux hivers.",
            ["!\u00a0»", "?\u00a0»"],
        ),
        ("Elle a crié «Au secours!», puis «Vite!», et le seul bateau est resté à quai, mardi.", ["!\u00a0»,"]),
        ("«Qui paie?» demande le conseil; «Qui navigue?» répond la maire, après deux hivers.", ["?\u00a0»"]),
    ],
)
def test_a_closing_guillemet_behind_a_mark_has_its_space_on_the_page(
    tmp_path: Path, sentence: str, found: list[str]
) -> None:
    body = build(tmp_path, {"a.txt": f"{sentence}\n\n{FR}"}).body()
    assert [mark for mark in found if mark not in body] == []
    assert not re.search(r"[!?]»", body)


# Separators of lines and paragraphs.


def test_u2029_ends_a_paragraph_and_u2028_a_line() -> None:
    text = f"{BAC}\u2029Le conseil municipal a voté mardi l’achat d’un\u2028second bac.\u2029Le bateau sera construit."
    assert paragraphs(text) == [
        BAC,
        "Le conseil municipal a voté mardi l’achat d’un second bac.",
        "Le bateau sera construit.",
    ]


# Markup in a file that is named as text.


def test_character_references_are_what_they_mean(tmp_path: Path) -> None:
    text = (
        f"{HEADLINE} &amp; more\n\nThe council&nbsp;voted, &quot;at last&quot; &amp; for good. It&rsquo;s four million&#8230; "
        f"AT&amp;T, caf&eacute;, 3&#176;, R&D; &unknown; stay.\n\n{EN}"
    )
    review = build(tmp_path, {"a.txt": text})
    assert review.record["title"] == f"{HEADLINE} & more"
    text = review.text().replace("\u00a0", " ")
    assert 'The council voted, "at last" & for good. It’s four million… AT&T, café, 3°, R&D; &unknown; stay.' in text


def test_a_reference_that_is_spoken_of_stays() -> None:
    assert paragraphs(read("Signs\n\nThe entity “&amp;” or `&lt;` stands for it.").blocks[1].text) == [
        "The entity “&amp;” or `&lt;` stands for it."
    ]


MARKDOWN = {
    "headline": f"# {HEADLINE}\n\n{EN}",
    "heading": f"{HEADLINE}\n\n{EN}\n## The yard\n\n{EN}",
    "bold": f"{HEADLINE}\n\nThe **council** voted for the **ferry**.\n",
    "bold and link": f"{HEADLINE}\n\nThe **council** voted for a [ferry](https://example.org/f).\n",
    "code": f"{HEADLINE}\n\n```\nx = 1\n```\n\n{EN}",
    "underlined": f"{HEADLINE}\n{'=' * 20}\n\nThe **council** voted.\n",
    "tags": f"{HEADLINE}\n\nThe council <b>voted</b> on <i>Tuesday</i> for it.\n\n{EN}",
    "Windows": f"# {HEADLINE}\r\n\r\n{EN}",
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_a_text_that_is_plainly_markdown_is_read_as_markdown(text: str) -> None:
    found = read(text)
    assert found.reader == "markdown"
    assert [(problem.code, problem.severity) for problem in found.problems] == [("other-format", Severity.NOTICE)]
    assert not re.search(r"\*\*|^#|```|&lt;b&gt;|\]\(", found.html, re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        f"<p>The council <b>voted</b>.</p>\n<p>{EN}</p>",
        f"<!DOCTYPE html>\n<html><body><h1>{HEADLINE}</h1><p>{EN}</p></body></html>",
        f"<h1>{HEADLINE}</h1>\n<p>{EN}",
        f"\n<p>The council voted.\n<p>{EN}",
    ],
    ids=["paragraphs", "page", "headline", "no end tags"],
)
def test_a_text_that_is_plainly_html_is_read_as_html(text: str) -> None:
    found = read(text)
    assert found.reader == "html"
    assert "other-format" in [problem.code for problem in found.problems]
    assert "&lt;" not in found.html


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_markup_is_recognised_in_other_encodings(encoding: str) -> None:
    found = parse(f"# Un été à Saint-Lô\n\n{FR}".encode(encoding), "a.txt")
    assert isinstance(found, Document)
    assert found.declared["title"].text == "Un été à Saint-Lô"


@pytest.mark.parametrize(
    "text",
    [
        "#climate is the word of the day\n\n*Star* and 5 * 3 * 2, snake_case_words and __init__\n",
        "# # #\n\nThe end of the press release.\n",
        "### \n\nThe end.\n",
        f"{HEADLINE}\n\nf**k this, said the mayor, and **** for the film.\n",
        f"{HEADLINE}\n\n- a boat\n- a stage\n\n> quoted\n\n1. first\n",
        f"{HEADLINE}\n\nA paragraph begins with <p> and ends with </p>, and a < b > c.\n",
        f"{HEADLINE}\n\nOne [link](https://example.org/f) alone.\n",
        f"{HEADLINE}\n\nMail from <mary@example.org> and <tom@example.org>.\n",
    ],
    ids=["hashtag", "end of a release", "end", "asterisks", "list", "about HTML", "one link", "addresses"],
)
def test_a_sign_that_plain_text_has_too_changes_nothing(text: str) -> None:
    found = read(text)
    assert found.reader == "text"
    assert found.problems == ()


def test_the_name_decides_for_all_other_files() -> None:
    assert read(f"<p>{EN}</p>\n<p>{EN}</p>", "a.md").reader == "markdown"
    assert read(f"# {HEADLINE}\n\n{EN}", "a.html").reader == "html"


# For any text.

PIECES = st.sampled_from(
    ["\n", "\n\n", " ", "  ", "    ", "\t", "|", " | ", ";", "-", "- ", "-\n", ". ", ",\n", "7", "page 7", "a", "The boat", "é", "港", "•", "\u2028",
     "\u2029", "\x0c", "--", "|--|", "+--+", "1.", "und ", "x" * 30]
)  # fmt: skip


def words(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_every_letter_of_a_text_is_in_its_blocks_and_in_its_html(pieces: list[str]) -> None:
    text = "".join(pieces).replace("page 7", "")
    blocks: tuple[Block, ...] = text_blocks(text)
    assert words("".join(block.text for block in blocks)) == words(text)
    html = blocks_html(blocks)
    assert words(re.sub(r"<[^>]*>", "", html)) == words(text)
    assert all(block.kind is BlockKind.ITEM for block in blocks if block.cells)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab-é.\n\u00ad |\t;7", max_size=200))
def test_whatever_the_text_it_is_read(text: str) -> None:
    for name in ("a.txt", "a"):
        parse(text.encode(), name)


UNITS = [
    "a  b\n", "a   b  c\nx\n", "a\tb\n", "a\tb\n\n", "|a|b\n", "|", "--", "-- --\n", "a;b;c;d\na;b;c\n", ";", "a-\n", "a-", "ré-\n\ncolte ",
    "Ein-\nund ", "7\n", "page 7\n", "Kopf 7\nab\n", "1/3\n", "The boat, gone\n", "a\u2029", "\t\n", "**a** ", "**", "__", "# a\n", "[a](", "<b>",
    "<p ", "&amp;", "&", "```\n", "=\n", "===\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        data = (unit * (length // len(unit))).encode()
        start = time.process_time()
        parse(data, "a.txt")
        return time.process_time() - start

    short, long = min(seconds(16_000) for _ in range(2)), min(seconds(64_000) for _ in range(2))
    assert long < 12 * short + 0.05, "four times the length; sixteen times would be the square"
