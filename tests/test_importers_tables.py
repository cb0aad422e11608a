"""Tables of articles: dialects, encodings, names of columns in many languages, spreadsheets, and what is refused."""

from __future__ import annotations

import json

import pytest

from digest.importers.expand import as_files
from digest.importers.records import role_of
from digest.model import Document
from digest.readers import parse
from tests.imports import fields, read_damaged, recognised, take, zipped

TEXT = "The board met on Tuesday.\n\nIt will meet again."


@pytest.mark.parametrize(
    "header",
    [
        "Titre;Date de parution (jj/mm/aaaa);Nom du média;Auteur(s);Rubrique;Lien;Texte intégral",
        "Titel;Erscheinungsdatum;Zeitung;Autor/in;Ressort;Link;Volltext",
        "Título;Fecha de publicación;Medio;Autor;Sección;Enlace;Texto completo",
        "Titolo;Data di pubblicazione;Testata;Autore;Sezione;Link;Testo",
        "Titel;Publicatiedatum;Krant;Auteur;Katern;URL;Volledige tekst",
        "Título;Data de publicação;Veículo;Autor;Editoria;URL;Texto",
        "Tytuł;Data publikacji;Gazeta;Autor;Dział;Link;Pełny tekst",
        "Заголовок;Дата публикации;Издание;Автор;Раздел;Ссылка;Полный текст",
        "标题;发布日期;来源;作者;版面;链接;正文",
        "HEADLINE;PUBLISH_DATE;Source Name;Byline;section_name;article_url;articleBody",
        "article_title;date_published;publication name;author_name;Section;Web URL;full_text",
        "Rubrik;Datum;Tidning;Skribent;Avdelning;Länk;Brödtext",
        "Overskrift;Dato;Avis;Forfatter;Sektion;Link;Tekst",
        "見出し;掲載日;新聞名;著者;欄;URL;本文",
    ],
)
def test_columns_are_known_in_many_languages(header: str) -> None:
    """The same row below names in any of these languages gives the same fields."""
    row = f'Quay reopens;13.02.2025;The Courier;Ann Ber;Local;https://c.example/1;"{TEXT}"'
    found = take(f"{header}\n{row}\n")
    assert fields(found, "title", "date", "source", "author", "section", "url") == [
        ["Quay reopens", "2025-02-13", "The Courier", ("Ann Ber",), "Local", "https://c.example/1"]
    ]
    assert found.articles[0].text == TEXT


def test_a_list_of_printed_articles_gives_references() -> None:
    """An entry without text and address leads to its source by the newspaper and the day."""
    found = take("Titre;Date;Journal\nLe quai rouvre;13/02/2025;Le Courrier\nSans jour;;Le Courrier\n")
    expanded = as_files("table", "list.csv", found)
    assert [name for name, _ in expanded.files] == ["le-quai-rouvre.md"]
    assert [one.code for one in expanded.problems] == ["refused-article"]
    assert isinstance(parse(expanded.files[0][1], "le-quai-rouvre.md"), Document)


@pytest.mark.parametrize(("text", "is_read"), [("to bake", False), (f"{TEXT} " * 9, True)])
def test_headlines_and_short_texts_alone_are_flashcards(text: str, is_read: bool) -> None:
    """With a sign of the press, a date, a source, an address or an author, texts may be short."""
    cards = f'Title,Text\ncuire,"{text}"\nlire,"{text}"\n'
    assert bool(recognised(cards)) is is_read
    assert bool(recognised(json.dumps([{"title": "cuire", "text": text}] * 2), "cards.json")) is is_read
    assert recognised(cards.replace("Title", "Date,Title").replace("cuire", "2025-02-13,cuire"))


@pytest.mark.parametrize(
    "label", ["Name", "Type", "Price", "Indexed date", "Source type", "time_added", "Country", "Nb de mots"]
)
def test_other_columns_mean_nothing(label: str) -> None:
    assert role_of(label) == ""


ROW = f'Título – “día”;13/02/2025;Été;"{TEXT}"'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("above", ["", "sep=;\n", "Revue de presse\n\nFévrier 2025\n\n"])
def test_dialects_and_encodings(encoding: str, ends: str, above: str) -> None:
    """Signs, line ends, lines above the header and code pages do not matter."""
    text = f"{above}Título;Fecha;Medio;Texto\n{ROW}\n".replace("\n", ends)
    found = take(text.encode(encoding))
    assert fields(found, "title", "date", "source") == [["Título – “día”", "2025-02-13", "Été"]]
    assert found.articles[0].text == TEXT


def test_a_table_in_utf_16_that_is_cut_off_is_read_up_to_there() -> None:
    data = f"Título;Fecha;Medio;Texto\n{ROW}\n".encode("utf-16")
    assert fields(take(data + b"a"), "date") == [["2025-02-13"]]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_signs_between_columns(sign: str) -> None:
    """A sign may stand in a quoted cell too."""
    found = take(
        sign.join(["title", "url", "text"]) + "\n" + sign.join(['"A, b; c| d"', "https://c.example/1", "Text."])
    )
    assert fields(found, "title", "url") == [["A, b; c| d", "https://c.example/1"]]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["02/03/2025", "02/26/2025"], ["2025-02-03", "2025-02-26"]),
        (["02/03/2025", "26/02/2025"], ["2025-03-02", "2025-02-26"]),
        (["02/03/2025"], [None]),  # nothing proves the order
        (["13-Feb-2025 06:05AM", "Feb 13, 2025"], ["2025-02-13"] * 2),
        (["2025-02-13T23:40:00-05:00", "2025-02-13 23:40:00.000 UTC", "1739425500", "20250213"], ["2025-02-13"] * 4),
        (
            ["02/2025", "2025", "février 2025", "N/A", "45701", "13.02.25"],
            ["2025-02", "2025", "2025-02", None, "2025-02-13", "2025-02-13"],
        ),
    ],
)
def test_dates_keep_their_day_and_their_precision(dates: list[str], expected: list[str | None]) -> None:
    """The order of day and month is proved by the column; hours and zones move no day."""
    rows = "".join(f'A,"{date}",The Courier,Text.\n' for date in dates)
    assert fields(take(f"Title,Date,Source,Text\n{rows}"), "date") == [[date] for date in expected]


def test_the_month_in_an_address_proves_the_order() -> None:
    """Also with years of two digits."""
    found = take("#,Title,Date,URL\n1,A,02/03/25,https://c.example/2025/02/a\n2,B,3/4/2025,https://c.example/b\n")
    assert fields(found, "date") == [["2025-02-03"], ["2025-03-04"]]


def test_headers_that_are_not_english_put_the_day_first() -> None:
    """“Date”, “Source” and “URL” are French too."""
    assert fields(take("Titre;Date;Source;URL\nA;02/03/2025;C;https://c.example/a\n"), "date") == [["2025-03-02"]]


def test_the_language_of_a_row_helps_to_read_its_date() -> None:
    """Where the column proves nothing."""
    found = take(
        "Title,Date,URL,Language\nA,02/03/2025,https://c.example/a,French\nB,02/03/2025,https://c.example/b,en-US\n"
        "C,13 Φεβρουαρίου 2025,https://c.example/c,el\nD,02/03/2025,https://c.example/d,\n"
    )
    assert fields(found, "date") == [["2025-03-02"], ["2025-02-03"], ["2025-02-13"], [None]]


def test_services() -> None:
    """Meltwater, Media Cloud, Raindrop and Instapaper: searches, days of saving and states are no fields."""
    meltwater = take(
        "\tDate\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tLanguage\tInput Name\tKeywords\tDocument Tags\n"
        "0\t13-Feb-2025 06:05AM\tQuay\thttps://c.example/1\tThe first …\t… hit …\tThe Courier\tAnn Ber\tFrench\tport\tquai\tPort,Works\n".encode(
            "utf-16"
        )
    )
    assert fields(meltwater, "date", "author", "language", "topics", "summary") == [
        ["2025-02-13", ("Ann Ber",), "fr", ("Port", "Works"), "The first …"]
    ]
    assert not meltwater.articles[0].text
    cloud = take(
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        "a,2025-02-20 10:00:00,fr,c.example,c.example,2025-02-13,Quay,https://c.example/1\n"
    )
    assert fields(cloud, "date", "source", "url") == [["2025-02-13", "c.example", "https://c.example/1"]]
    paper = take(
        'URL,Title,Selection,Folder,Timestamp,Tags\nhttps://c.example/1,Quay,,Unread,1700000000,"[""a"",""b""]"\n'
    )
    assert fields(paper, "date", "topics") == [[None, ("a", "b")]]
    reader = take(
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
        "Quay,https://c.example/1,x,\"['a, b', 'c']\",2025-02-20,0,new,True\nFed,https://c.example/2,y,[],2025-02-20,0,feed,True\n"
    )
    assert fields(reader, "title", "topics") == [["Quay", ("a, b", "c")]]
    assert reader.notes


def test_html_in_cells_and_values_that_are_none() -> None:
    """Tags become paragraphs, references characters; “N/A” is nobody."""
    found = take(
        "title,author,source,text\nA &amp; B,N/A,null,<p>One&nbsp;!</p><p>Two</p>\nC,By Ann Ber; Bo Day,Press,1 < 2\n"
    )
    assert fields(found, "title", "author", "source") == [["A & B", None, None], ["C", ("Ann Ber", "Bo Day"), "Press"]]
    assert [one.text for one in found.articles] == ["One\u00a0!\n\nTwo", "1 \\< 2"]


def test_rows_that_do_not_fit_are_refused_with_their_place() -> None:
    """A cell too many, a short row, a quotation mark never closed: none is read with its cells below other names."""
    found = take(
        "title;date;source;text\nA;2025-02-13;C;Text.\nShort;2025-02-13\nB;2025-02-13;C;Text; with a sign\n"
        'D;2025-02-13;C;"never closed\nE;2025-02-13;C;Text.\nF;2025-02-13;C;Text.\n'
    )
    assert [one.place for one in found.articles] == ["row 2", "row 4"]  # a sign in the last column is of the text
    assert found.articles[1].text == "Text; with a sign"
    assert [(one.place, one.reason[:15]) for one in found.refused] == [
        ("row 3 (“Short”)", "It has no text."),
        ("row 5 (“D 2025-02-13 C never closed E;2025-02-13;C;Text. F;2025-02-13;C;Text.”)", "A quotation mar"),
    ]
    wide = take("title;text;date;source\nA;Text;2025-02-13;C\nA;Text;x;2025-02-13;C\n")
    assert (len(wide.articles), wide.refused[0].reason) == (1, "It has 5 columns, and the header has 4.")


def test_long_cells_are_read() -> None:
    """A text may be longer than the limit of Python's reader of CSV."""
    assert len(take(f"title,source,text\nA,B,{'word ' * 60_000}\n").articles[0].text) > 290_000


@pytest.mark.parametrize(
    "text",
    [
        "name,email,phone\nAnn,a@b.example,1\n",
        "date,amount,currency\n2025-02-13,3,EUR\n",
        "Title, they said, is not all; the date matters.\n\nSource: nobody.\n",
        "| Titre | Date | Source | Texte |\n| --- | --- | --- | --- |\n| a | b | c | d |\n",
        "title: A\ndate: 2025\nsource: B\n\nText, text.\n",
        "",
        "\0\1\2",
    ],
)
def test_other_files_are_no_tables_of_articles(text: str) -> None:
    assert recognised(text) == []


# Spreadsheets.


def xlsx(
    rows: str, shared: str = "", styles: str = "", links: str = "", related: str = "", workbook: str = ""
) -> bytes:
    """A workbook whose sheet has ``rows`` (XML)."""
    return zipped({
        "xl/workbook.xml": f'<workbook>{workbook}<sheets><sheet name="A" r:id="r1" xmlns:r="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="/xl/worksheets/s.xml"/></R>',
        "xl/sharedStrings.xml": f"<sst>{shared}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
        "xl/worksheets/s.xml": f"<worksheet><sheetData>{rows}</sheetData>{links}</worksheet>",
        "xl/worksheets/_rels/s.xml.rels": f"<R>{related}</R>",
    })  # fmt: skip


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="2">{cell("A2", "Titre")}{cell("B2", "Date")}{cell("C2", "Source")}{cell("D2", "Lien")}</row>'


def test_a_spreadsheet_with_dates_links_and_gaps() -> None:
    """Serial numbers are dates at the precision of their format; a cell's link is its address; missing cells move nothing."""
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-40C]mmmm\\ yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    )
    rows = (
        HEADER
        + f'<row r="3">{cell("A3", "One")}<c r="B3" s="1"><v>45701</v></c>{cell("C3", "C")}{cell("D3", "Lire")}</row>'
        + '<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5" s="2"><v>45689.5</v></c><c r="C5" t="s"><v>1</v></c>'
        + '<c r="D5" t="str"><f>HYPERLINK("https://c.example/2","Lire")</f><v>Lire</v></c></row>'
    )
    shared = "<si><r><t>Tw</t></r><r><t>o</t></r><rPh><t>x</t></rPh></si><si><t>D</t></si>"
    links = '<hyperlinks><hyperlink ref="D3" r:id="r9" xmlns:r="r"/></hyperlinks>'
    found = take(xlsx(rows, shared, styles, links, '<Relationship Id="r9" Target="https://c.example/1"/>'), "a.xlsx")
    assert fields(found, "title", "date", "source", "url") == [
        ["One", "2025-02-13", "C", "https://c.example/1"],
        ["Two", "2025-02", "D", "https://c.example/2"],
    ]
    assert [one.place for one in found.articles] == ["row 3", "row 5"]


def test_a_spreadsheet_that_counts_from_1904() -> None:
    rows = HEADER + f'<row r="3">{cell("A3", "One")}<c r="B3" s="0"><v>44239</v></c>{cell("C3", "C")}</row>'
    data = xlsx(rows, styles='<cellXfs><xf numFmtId="14"/></cellXfs>', workbook='<workbookPr date1904="1"/>')
    assert fields(take(data, "a.xlsx"), "date") == [["2025-02-13"]]


def test_an_open_document_spreadsheet() -> None:
    """Repeated cells and the empty rest of the sheet are no rows."""
    content = (
        "<office><table name='A'><table-row><table-cell><p>Titel</p></table-cell><table-cell><p>Datum</p></table-cell>"
        "<table-cell><p>Zeitung</p></table-cell><table-cell><p>Volltext</p></table-cell></table-row>"
        "<table-row><table-cell><p>Eins</p></table-cell><table-cell date-value='2025-02-13T00:00:00'><p>13.02.25</p></table-cell>"
        "<table-cell><p>Bote</p></table-cell><table-cell><p>Text<s/>a</p><p>Mehr.</p></table-cell></table-row>"
        "<table-row number-rows-repeated='1048570'><table-cell number-columns-repeated='16384'/></table-row></table></office>"
    )
    found = take(
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}), "a.ods"
    )
    assert fields(found, "title", "date", "source") == [["Eins", "2025-02-13", "Bote"]]
    assert found.articles[0].text == "Text a\n\nMehr."


# Tables that describe texts.


def test_a_table_that_describes_the_texts_beside_it() -> None:
    """Each text gets the fields of its row; a row without its text is refused."""
    files = {"a_1.txt": "Un texte.".encode("cp1252"), "b": b"Two."}
    table = "id,titre,date,source\na_1,Été,2025-02,C\nb,B,N/A,D\nlost,C,2025,E\n../x,D,2025,F\n"
    found = take(table, "metadata.csv", files.get)
    assert [(one.id, one.text) for one in found.articles] == [("a_1.txt", "Un texte."), ("b", "Two.")]
    assert fields(found, "title", "date") == [["Été", "2025-02"], ["B", None]]
    assert [one.place for one in found.refused] == ["row 4 (“lost”)", "row 5 (“../x”)"]


def test_a_table_whose_texts_are_missing_is_a_list_of_headlines() -> None:
    found = take("id,titre,date,source\na_1,Été,2025-02,C\n", "metadata.csv")
    assert fields(found, "title", "source") == [["Été", "C"]]


# Hostile input.


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK" + b"\0" * 50,
        xlsx("<row/>" * 50),
        xlsx(HEADER + "<row><c r='XFDXFD99'/></row>"),
        xlsx("<row r='999999999'/>"),
    ],
)
def test_strange_workbooks_are_no_exports(data: bytes) -> None:
    assert recognised(data, "a.xlsx") == []


def test_a_workbook_of_one_enormous_part_is_no_export() -> None:
    """A part that would unpack to more than the limit is not unpacked."""
    assert recognised(zipped({"xl/workbook.xml": b" " * 70_000_000}), "a.xlsx") == []


def test_damaged_tables_raise_nothing() -> None:
    """Cut off or with flipped bits, a table is read as far as it goes."""
    csv = f"title;date;source;text\n{ROW}\n{ROW}\n".encode()
    book = xlsx(HEADER + f'<row r="3">{cell("A3", "One")}<c r="B3"><v>45701</v></c>{cell("C3", "C")}</row>')
    for data in (csv, book):
        read_damaged(data)


def test_a_page_named_as_a_spreadsheet_is_one() -> None:
    """Services write HTML and call it a workbook; the same page under another name is an article."""
    page = (
        "<html><body><table><tr><th>Headline</th><th>Date</th><th>Outlet</th><th>Full Text</th></tr>"
        "<tr><td>A <b>b</b></td><td>2025-02-13</td><td>C</td><td>One<br>two <i>three</i> x<br>four</td></tr></table></body></html>"
    )
    found = take(page, "report.xls")
    assert fields(found, "title", "source") == [["A b", "C"]]
    assert found.articles[0].text == "One\n\ntwo three x\n\nfour"
    assert recognised(page, "report.html") == []
