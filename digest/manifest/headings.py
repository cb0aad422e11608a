"""What headings say of the articles below them: a date, a language, a source, a topic, or nothing.

Given up: guessing what a word is. A heading is a date only if it is one whole, a language only by its full name; what
is left is a topic, which the editor can put right in the heading itself (``Source: …``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from digest.errors import Position
from digest.fields import field_named, split
from digest.manifest.inline import plain
from digest.manifest.meaning import is_date, language_name
from digest.model import Declared, Fields
from digest.words import fold

# Headings that name nothing, as they are compared (``fold``): the package's docstring has the English and French ones.
_GENERIC_WORDS = (
    "article, articles, sample, samples, example, examples, press review, news review, review, clipping, clippings, "
    "press clippings, cutting, cuttings, press cuttings, archive, archives, index, content, contents, table of contents, "
    "toc, summary, list, list of articles, file, files, document, documents, text, texts, reading list, entries, items, "
    "all, all articles, date, dates, by date, topic, topics, by topic, subject, subjects, theme, themes, category, "
    "categories, tags, language, languages, by language, by source, note, notes, misc, miscellaneous, various, other, "
    "others, link, links, news, latest, latest articles, recent, recent articles, new, overview, introduction, about, "
    "readme, home, corpus, data, dataset, collection, selection, untitled",
    "revue de presse, revues de presse, exemple, exemples, echantillon, echantillons, coupures de presse, sommaire, "
    "table des matieres, liste, liste des articles, fichier, fichiers, texte, textes, tous les articles, par date, sujet, "
    "sujets, par sujet, thème, thèmes, par thème, rubrique, rubriques, langue, langues, par langue, par source, divers, "
    "autre, autres, lien, liens, actualités, derniers articles, articles récents, présentation, à propos, accueil, "
    "données, sélection",
    "artikel, pressespiegel, presseschau, beispiele, archiv, inhalt, inhaltsverzeichnis, übersicht, dateien, themen, "
    "sprachen, notizen, verschiedenes, sonstiges",
    "artículos, ejemplos, revista de prensa, resumen de prensa, archivo, archivos, índice, contenido, ficheros, temas, "
    "idiomas, fechas, notas, varios, otros",
    "articoli, esempi, rassegna stampa, archivio, indice, sommario, temi, argomenti, lingue, varie, altro",
    "artigos, exemplos, revista de imprensa, arquivo, arquivos, índice, sumário, assuntos, línguas, datas, diversos, outros",
    "artikelen, voorbeelden, archief, inhoud, inhoudsopgave, onderwerpen, talen, notities, overig",
    "статьи, примеры, обзор прессы, архив, содержание, оглавление, темы, языки, даты, заметки, разное",
    "مقالات, المقالات, الفهرس, المحتويات, أرشيف, الأرشيف, المواضيع, اللغات, متفرقات",
    "文章, 文章列表, 目录, 目錄, 索引, 新闻, 新聞, 主题, 語言, 语言, 其他",
    "記事, 記事一覧, 目次, 一覧, 言語, その他",
    "기사, 목차, 목록",
)
GENERIC = frozenset(fold(word) for words in _GENERIC_WORDS for word in words.split(", "))
_SOURCE_WORDS = (
    "source sources quelle quellen fuente fuentes fonte fonti fontes bron bronnen источник источники المصدر المصادر 来源 來源 "
    "出典 情報源"
)
_SOURCES = frozenset(fold(word) for word in _SOURCE_WORDS.split())
_LABELLED = ("topics", "date", "language", "source")


class Outline:
    """The headings that the line being read stands under."""

    def __init__(self, file: str, inherited: Fields, references: Mapping[str, str]) -> None:
        self.file, self.above, self.references = file, dict(inherited), references
        self.title: tuple[str, Position] | None = None
        self.open: list[tuple[int, Fields, bool]] = []  # level, what it says, whether what is below are sources
        self.inherited: Fields = self.above

    def enter(self, level: int, raw: str, where: Position, *, names: bool = True) -> None:
        """A heading of ``level`` begins. Not one that ``names`` anything: it only ends those of its level and deeper."""
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        text = plain(raw, self.references)
        is_title = level == 1 and self.title is None and bool(text)
        if is_title:
            self.title = (text, where)
        said = self.said(raw, _bare(text), where) if names else {}
        if is_title:
            said = {name: value for name, value in said.items() if name in ("date", "language")}
        self.open.append((level, said, fold(_bare(text)) in _SOURCES))
        self.inherited = self.merged()

    def said(self, raw: str, text: str, where: Position) -> Fields:
        """The field that a heading with these words declares, if any."""
        word = fold(text)
        if not word or word in _SOURCES or word in GENERIC:
            return {}
        if is_date(text):
            return {"date": Declared(text=text, where=where)}
        head, colon, tail = re.sub(r"[:：]", ":", text, count=1).partition(":")
        name = "source" if fold(head) in _SOURCES else field_named(head)
        if colon and tail.strip() and name in _LABELLED:
            value = tail.strip()
            column = (where.column or 1) + max(raw.find(value), 0)
            return {name: Declared(text=value, where=Position(file=self.file, line=where.line, column=column))}
        if language := language_name(text):
            return {"language": Declared(text=language, where=where)}
        if self.open and self.open[-1][2]:
            return {"source": Declared(text=text, where=where)}
        # One heading is one topic, commas and all: “Conflict, war and peace”.
        return {"topics": Declared(text=(text,) if split(text) != (text,) else text, where=where)}

    def merged(self) -> Fields:
        """What the open headings say together: of a single value the nearest, of topics all, the nearest first."""
        fields: dict[str, Declared] = dict(self.above)
        for _, said, _ in self.open:
            for name, value in said.items():
                outer = fields.get(name)
                fields[name] = nearer_first(value, outer) if name == "topics" and outer else value
        return fields


def nearer_first(near: Declared, outer: Declared) -> Declared:
    """Both topics in one list, the nearer one first and placed where it stands."""
    return Declared(text=split((*split(near.text), *split(outer.text))), where=near.where)


def _bare(text: str) -> str:
    """A heading's words without a number or sign in front, a colon or a count behind."""
    start, end = 0, len(text)
    while start < end and (
        text[start].isspace() or unicodedata.category(text[start])[0] == "S" or text[start] in "•·–—-"
    ):
        start += 1
    while end > start and (text[end - 1] in " :：\ufe0f\u200d" or unicodedata.category(text[end - 1]) == "So"):
        end -= 1
    text = text[start:end].lstrip("\ufe0f\u200d ")
    if counted := re.search(r" ?[(（]\d{1,6}[)）]$", text):
        text = text[: counted.start()]
    numbered = re.match(r"\d{1,3}(?:\.\d{1,3})*[.)] +(?=\D)", text)
    if numbered and not is_date(text[numbered.end() :]):  # but “6. Mai 2024” is no sixth chapter
        return text[numbered.end() :]
    return text
