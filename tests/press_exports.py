"""Small exports of press databases, written for the tests, with the quirks of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.imports import zipped

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NBSP = "\xa0"


def docx(lines: Sequence[str | list[list[str]]]) -> bytes:
    """A DOCX file: ``*`` before a line makes it bold, a form feed begins a page, a list of lists is a table."""
    body = []
    for line in lines:
        if isinstance(line, list):
            rows = (
                "".join(f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in row) for row in line
            )
            body.append(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
            continue
        page = '<w:br w:type="page"/>' if "\f" in line else ""
        bold = "<w:b/>" if line.startswith("*") else ""
        words = escape(line.lstrip("*").replace("\f", ""))
        run = f'<w:r><w:rPr>{bold}</w:rPr>{page}<w:t xml:space="preserve">{words}</w:t></w:r>'
        body.append(f"<w:p>{run}</w:p>")
    document = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}</w:body></w:document>'
    return zipped({"word/document.xml": document.encode()})


def rtf(lines: Sequence[str]) -> bytes:
    """An RTF file of paragraphs; ``*`` before a line makes it bold."""
    out = []
    for line in lines:
        words = "".join(sign if ord(sign) < 128 else rf"\u{ord(sign)}?" for sign in line.lstrip("*"))
        out.append(rf"\pard\plain {{\b {words}}}\par" if line.startswith("*") else rf"\pard\plain {words}\par")
    return ("{\\rtf1\\ansi\\ansicpg1252\\uc1 " + "\n".join(out) + "}").encode()


NEXIS = (
    "*Datum und Zeit: Freitag, 28. Februar 2025",
    "*Dokumente (4)",
    "1. Stadtrat beschließt Umbau",
    "Suchbegriffe: Markthalle",
    [["Inhaltstyp", "Eingegrenzt durch"], ["Nachrichten", "-"]],
    "",
    "*\fStadtrat beschließt Umbau;Das Dach bleibt",
    "Altenwerther Anzeiger(Altenwerth)",
    "Mittwoch 12. Juni 2024 5:30 Uhr MEZ",
    "",
    "Copyright 2024 Anzeiger Verlag Alle Rechte vorbehalten",
    "",
    f"*Rubrik:{NBSP}LOKALES; S. 13",
    f"*Länge:{NBSP}127 Wörter",
    f"*Autor:{NBSP}Von KATRIN MÖLLER",
    "*Text",
    "",
    "Der Stadtrat hat beschlossen.",
    "",
    "*Strom und Schatten",
    "Drei Dinge: Licht, Luft, Wasser.",
    [["Jahr", "Stände"], ["2024", "44|45"]],
    "1. Hours are a *starred* list.",
    "Thema: Es geht um die Halle, und das seit drei langen Jahren.",
    "",
    "*Klassifikation",
    f"*Sprache:{NBSP}GERMAN; DEUTSCH",
    f"*Thema:{NBSP}STADTRAT (90%); EU (70%)",
    f"*Load-Date:{NBSP}13. Juni 2024",
    "*Ende des Dokuments",
    "*\fOhne Datum",
    "Grünseer Tagblatt",
    "",
    "Copyright 2024 Tagblatt",
    f"*Länge:{NBSP}3 Wörter",
    "*Unbekannte Marke",
    "Wort Wort Wort.",
    f"*Load-Date:{NBSP}12. Juni 2024",
    "*Ende des Dokuments",
    "*\fAbgeschnitten",
    "Altenwerther Anzeiger",
    "Januar 2025",
    "",
    "Copyright 2025 Anzeiger",
    "*Text",
    "Mitten im",
)


def centred(*lines: str) -> str:
    """Lines in the middle of a page of 78 columns, and a blank line."""
    return "\n".join(line.center(78).rstrip() for line in lines) + "\n\n"


LEXIS = (
    "\n\nDownload Request: Selected Items: 1-4\nTerms: (stormdeur)\n\n\n"
    + centred("FOCUS - 1 of 4 DOCUMENTS")
    + centred("Copyright 2011 Courant Uitgeverij B.V.", "All Rights Reserved")
    + centred("De Vloedhavense Courant")
    + centred("22 december 2011 donderdag 5:30 PM CET", "Avond Editie")
    + """Vloedhaven sluit voor het eerst de nieuwe stormdeur en dat was een lange
avond;
Honderden kijken toe

BYLINE: door MAAIKE TERPSTRA

SECTION: Regio; Blz. 2

LENGTH: 125 woorden

DATELINE: VLOEDHAVEN

De nieuwe stormdeur is donderdagavond voor het eerst echt dichtgegaan. Dat
duurde elf minuten.

UPDATE: volgens het waterschap gaat de deur vrijdag open.

SUBJECT: FLOODS (90%); UNITED KINGDOM (50%)

LOAD-DATE: December 23, 2011

LANGUAGE: DUTCH; NEDERLANDS

GRAPHIC: FOTO, De deur;

Foto: Jan

PUBLICATION-TYPE: Krant

"""
    + centred("2 of 4 DOCUMENTS")
    + centred("The Guardian (London)")
    + centred("May 2011")
    + "LENGTH: 12 words\n\nHEADLINE: Only a label has the headline\n\nBODY:\n\nThe text begins here and goes\non.\n\n"
    + centred("3 of 4 DOCUMENTS")
    + centred("4 of 4 DOCUMENTS")
    + centred("La Voz")
    + centred("3 de mayo de 2011 martes")
    + "Un título\n\nAUTOR: Juan Pérez\n\nSECCIÓN: Política; Pág. 3\n\nLONGITUD: 40 palabras\n\nEl texto se corta a mitad de la fra"
)

LEXIS_HTML = """<html><head><style><!--
.c0 { text-align: center; } .c1 { text-align: center; } .c2 { font-size: 10pt; } .c5 { text-align: left; }
--></style></head><body><a name="DOC_ID_0_0"></a>
<div class="c0"><p class="c1"><span class="c2">Dokument 1 von 1</span></p></div>
<div class="c0"><p class="c1"><img src="x.gif"><br><span class="c2">The Eastmere Courier</span></p></div>
<div class="c0"><p class="c1"><span>January</span><span> 2013</span></p></div>
<div class="c5"><p><span>12 of 20 ferries back</span></p></div>
<div class="c5"><p><span>BYLINE: </span><span>Ruth Calloway</span></p></div>
<div class="c5"><p><span>LENGTH: </span><span>9 words</span></p></div>
<div class="c5"><p>Twelve <span class="c4">fer</span>ries &amp; more.</p><p>Second.</p></div>
<div class="c5"><p><span>LANGUAGE: </span><span>ENGLISH</span></p></div>
<div class="c0"><p class="c1">Copyright 2013 Eastmere<br>All Rights Reserved</p></div></body></html>"""


def factiva_index(rows: Sequence[tuple[str, str]], *, right: bool = False) -> str:
    """An article as a table of codes, which are on the right in scripts from right to left."""
    cells = []
    for code, value in rows:
        mark, text = f'<td class="index"><b>{code}</b>&nbsp;</td>', f"<td>{value}</td>"
        cells.append(f"<tr>{text}{mark}</tr>" if right else f"<tr>{mark}{text}</tr>")
    return f'<div class="article {"ar" if right else "en"}Article"><table>{"".join(cells)}</table></div>'


FACTIVA_INDEX = (
    "<html><head><title>Factiva</title></head><body>"
    + factiva_index(
        [
            ("SE", "News"),
            ("HD", '<b class="enHeadline">Title <b>hit</b>ing &amp; more</b>'),
            ("BY", "By JANE DOE; John Roe"),
            ("WC", "1,234 words"),
            ("PD", "3 May 2024"),
            ("ET", "03:00 PM"),
            ("SN", "The Paper"),
            ("SC", "PAP"),
            ("PG", "A12"),
            ("LA", "English"),
            ("CY", "(c) 2024"),
            ("TD", '<p class="articleParagraph">Only a tail.</p><p><b>Head <b>hit</b></b></p><p>More.</p>'),
            ("ART", "<p>Photo: me</p>"),
            ("NS", "gpol : Politics/International Relations | c1 : Ferries"),
            ("RE", "usa : United States"),
            ("AN", "Document PAP0000020240503ek5300002"),
        ]
    )
    + factiva_index(
        [
            ("HD", "عنوان المقال"),
            ("PD", "3 مايو 2024"),
            ("SN", "الجريدة"),
            ("LA", "Arabic"),
            ("LP", "<p>النص هنا.</p>"),
        ],
        right=True,
    )
    + factiva_index([("WC", "0 words"), ("AN", "Document EMP0000020240503ek5300009")])
    + "</body></html>"
)

FACTIVA_ARTICLE = """<html><head><title>Dow Jones Factiva</title></head><body>
<div id="article-wp1" class="article"><div class="article enArticle"><p><div id="hd"><span class='enHeadline'> No author </span></div>
<div>1,204 words</div><div>18 April 1998</div><div>03:15 PM</div><div>The Washington Post</div><div>WP</div><div>FINAL</div>
<div>A01</div><div>English</div><div>Copyright 1998, The Post. All Rights Reserved</div></p>
<p class="articleParagraph">Body <b>hit</b>.</p><p class="articleParagraph"><b>Cross</b></p><p>Tail.</p>
<p>Document wp00000019980418du4i0002</p></div></div>
<div class="article"><div class="article frArticle"><p><div>Politique</div><div id="hd"><span class='frHeadline'>Titre</span></div>
<div class="author">Par Luc Aubrée</div><div>136 mots</div><div>29 mars 2024</div><div>Écho</div><div>EDM</div><div>Français</div>
<div>© 2024 X</div></p><p class="articleParagraph">Corps.</p><p>Document EDM0000020240329ek3t00001</p></div></div></body></html>"""

FACTIVA_RTF = (
    "Regions",
    "*Lamp to be switched off",
    "By Jane Doe",
    "120 words",
    "18 April 1998",
    "14:02",
    "The Paper",
    "PAP",
    "4",
    "English",
    "(c) 1998 Paper",
    "",
    "Text one.",
    "*Cross",
    "Text two.",
    "Document PAP0000019980418dh3t00001",
    "*Second",
    "12 mots",
    "3 mai 2024",
    "Journal",
    "JRN",
    "Français",
    "© 2024 J",
    "Corps coupé",
)

FACTIVA_XML = """<?xml version="1.0"?><PPSResponse><ppsArticleResponse xmlns="http://x"><ppsarticleResultSet count="2"><ppsarticle><article>
<accessionNo>CPR1</accessionNo><baseLanguage>FR</baseLanguage><byline>Claire Dombasle</byline>
<headline><paragraph>Le quai&nbsp;rouvre</paragraph></headline><leadParagraph><paragraph>Le <hlt>qu</hlt>ai.</paragraph></leadParagraph>
<publicationDate><date>2012-02-13</date></publicationDate><sourceName>Le Courrier</sourceName><pages><page>3</page><page>4</page></pages>
<newsSubject code="p"><name>Port</name></newsSubject><tailParagraphs><paragraph>Suite.</paragraph></tailParagraphs></article></ppsarticle>
<ppsarticle><article><accessionNo>CUT1</accessionNo><headline><paragraph>Cut off</paragraph></headline><leadParagraph><paragraph>Half"""

_RULE = "_" * 60
PROQUEST = f"""{_RULE}

La bibliothèque étire ses heures [Actualités]

Auteur : Tanguay, Marie-Soleil; Roy, Jean.

Informations sur la publication : Le Riverain ; Canada [Canada]30 Jan 2024: B4.

Résumé : Un résumé.

Texte intégral : Premier paragraphe.

Sujet : ce paragraphe est du texte.

Lieu : le quai. Apportez une lampe.

Sujet : Bibliothèques; Horaires;

Lieu : Québec

Titre : La bibliothèque étire ses heures [Actualités]

Titre de la publication : Le Riverain

Rubrique : Actualités

Langue de publication : Français

Mention de genre inconnue : Reportage

ID du document ProQuest : 201

URL du document : https://www.proquest.com/docview/201

{_RULE}

Sans texte

Titre de la publication : Le Riverain

Date de publication : févr. 2024

ID du document ProQuest : 202

{_RULE}

Contactez-nous à : http://x.example
"""

MEDIARGUS = """?1. Een titel die zo lang is dat hij over twee regels
gaat

Le Soir, jeudi 22 décembre 2011, p. 12-13, 125m.

Lead...


2. Zonder tekst

De Standaard/Oost-Vlaanderen, vrijdag 23 december 2011, p. 4, 51w.

Alleen een begin...





22-12-2011, p.12-13

Kust, Stad

Een titel die zo lang is dat hij over twee regels gaat

Tekst een.

Tekst twee.

 © Rossel




"""

IRAMUTEQ = """**** *journal_L_Écho *date_20240105 *auteur_Jean_Dupont *langue_fr *titre_LeauMonteVite
-*theme_eau
Premier texte. Fin.

**** *annee_2023 *mois_2 *source_BuzzFeed
Deuxième texte.
**** *vide_1

"""

EUROPRESSE_2012 = """<html><body><table><tr><td><span class="DocPublicationName">Thornwick Post, no. 7,204</span><br>
<span class="DocHeader">Culture, </span><span class="DocHeader">Saturday, </span><span class="DocHeader">September 15, 2012</span>
<span class="DocHeader">, p. 17</span><br><br>KICKER<br><span class="TitreArticleVisu">An <span style="color:red">egg</span> in a box</span>
<br><br>Jo Doe<br><p></p>First <span style="color:red">egg</span>s.<p></p><font style="font-weight:bold;">A heart</font><p></p>Second.<p></p>
<b>Illustration(s) : </b><br>An egg<p></p><b><i>© 2012 Post.</i></b><p></p>Document number : news·20120916·THWP·7413<br>
<table><tr><td>news·20120916·THWP·7413</td></tr></table></td></tr></table>
<p><table><tr><td><span class="DocPublicationName">L’Écho</span><br><span class="DocHeader">, p. 8</span><br><br>
<span class="TitreArticleVisu">Circulation coupée</span><br><br>La rue sera fermée aux voitures du lundi 13 au 24 janvier. Voilà.<p></p>
<b><i>© 2011</i></b><p></p>news·20110110·EDM·8155</td></tr></table></body></html>"""

EUROPRESSE_2019 = """<!DOCTYPE html><html><body><article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">La Croix, no. 43018<br/>&nbsp;<span>Ville, p. 3</span></span></div>
<div class="rdp__DocHeader"><span class="DocHeader">France, jeudi 13 février 2025 1 162 mots, p. 3</span></div>
<p class="sm-margin-bottomNews">VIE LOCALE</p><div class="titreArticle">
<p class="titreArticleVisu rdp__articletitle">Les <mark>pêch</mark>eurs reviennent</p><p class="rdp__subtitle">Le deck.</p></div>
<p class="sm-margin-bottomNews">Claire Dombasle</p></header><section><div class="DocText clearfix"><div><p>Un <mark>port</mark>ail.</p>
<p><b>La <mark>criée</mark></b></p><ul><li>un</li><li>deux</li></ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<p><a href="https://croix.example/a">Cet article est paru dans La Croix</a></p></div></div></section>
<div class="apd-wrapper"><div class="apd-title">Also published by</div><div class="apd-sources-date">2025-02-12</div>
<div class="source-name-APD">Agence</div></div><aside><b>Note(s) :</b></aside><footer><small>© 2025</small>
<div class="publiC-lblNodoc">web·20250214·CROIX·6964</div></footer></article>
<article><header><div><span class="DocPublicationName">Vide</span></div><div class="titreArticle"></div></header><section></section>
<footer><div class="publiC-lblNodoc">news·20250215·VIDE·4312</div></footer></article>
<article><header><span class="DocPublicationName">The Post</span><span class="DocHeader">Monday, February 24, 2025 150 words</span>
<div class="titreArticle"><p class="titreArticleVisu">Cut off</p></div></header><section><div class="DocText"><p>Half a sen"""

EUROPRESSE_PDF = f"""Documents sauvegardés • 2 documents

La Gazette
8 octobre 2022
Au musée ... 3

Nom de la source
La Gazette
Type de source
Presse • Journaux

© 2022 Gazette. Tous droits réservés.

news·20221009·GAE·2948
Ce certificat est émis à X
Date d'émission : 2025-02-26

La Gazette • Culture • samedi 8 octobre
2022 • p. 17 • 142 mots

Au musée, un œuf d’autruche gravé dormait dans une caisse à
vœux
L’objet n’avait jamais été inventorié.
Jeanne-Élise Hœrdt

La caisse portait une étiquette au crayon : « vœux, cartes,
divers ». « Il a dû arriver avec un legs, puis on a rangé

Tous droits réservés à l'éditeur
{"8B6A877B9FCD3650" * 2}
3

des cartes par-dessus », suppose la conservatrice.

Tous droits réservés à l'éditeur
{"8B6A877B9FCD3650" * 2}
3

The Post • Monday, February 24, 2025 • 3 words

A headline

Half a sentence of
"""

EVERY_FORM: dict[str, bytes] = {
    "nexis.docx": docx(NEXIS),
    "nexis.rtf": rtf([line for line in NEXIS if isinstance(line, str)]),
    "nexis.txt": "\r\n".join(line.lstrip("*") for line in NEXIS if isinstance(line, str)).encode("cp1252"),
    "nexis.zip": zipped({"a.docx": docx(NEXIS[6:29]), "list_doclist.DOCX": docx(NEXIS[:6]), "b.docx": b"PK broken"}),
    "lexis.txt": LEXIS.encode("utf-16"),
    "lexis.html": LEXIS_HTML.encode(),
    "factiva-index.html": FACTIVA_INDEX.encode(),
    "factiva-article.htm": FACTIVA_ARTICLE.encode(),
    "factiva.rtf": rtf(FACTIVA_RTF),
    "factiva.xml": FACTIVA_XML.encode(),
    "proquest.txt": PROQUEST.replace("\n", "\r\n").encode(),
    "mediargus.txt": MEDIARGUS.encode("cp1252"),
    "iramuteq.txt": IRAMUTEQ.encode("utf-8-sig"),
    "europresse-2012.html": EUROPRESSE_2012.encode(),
    "europresse-2019.html": EUROPRESSE_2019.encode(),
    "europresse-pdf.txt": EUROPRESSE_PDF.encode(),
}
