"""What headings say of the articles below them: a date, a language, a source, a topic, or nothing.

Rejected: guessing what a word is. A heading is a date only if it is one whole, a language only by its full name; what
is left is a topic, which the editor can put right in the heading itself (``Source: …``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from digest.errors import Position
from digest.i18n import fold
from digest.manifest.inline import plain
from digest.manifest.meaning import is_date, language_name
from digest.model import Declared, Fields
from digest.vocabulary.fields import field_named, split

# Headings that name nothing, as they are compared (``fold``), in the languages of the interface: the package's docstring
# has the English and French ones.
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
    "données, sélection, catégories, sans titre",
    "artikel, alle artikel, artikelliste, beiträge, pressespiegel, presseschau, zeitungsausschnitte, beispiel, beispiele, "
    "archiv, inhalt, inhaltsverzeichnis, verzeichnis, übersicht, liste, datei, dateien, dokumente, texte, thema, themen, "
    "nach thema, rubriken, kategorien, datum, nach datum, sprache, sprachen, nach sprache, nach quelle, notizen, "
    "verschiedenes, sonstiges, weitere, links, nachrichten, aktuelles, neueste artikel, einleitung, einführung, über uns, "
    "startseite, daten, sammlung, auswahl, ohne titel",
    "artículo, artículos, todos los artículos, lista de artículos, ejemplo, ejemplos, revista de prensa, resumen de prensa, "
    "recortes, recortes de prensa, archivo, archivos, índice, contenido, contenidos, lista, ficheros, documentos, textos, "
    "tema, temas, por tema, secciones, categorías, fecha, fechas, por fecha, idioma, idiomas, por idioma, por fuente, nota, "
    "notas, varios, otros, enlaces, noticias, últimas noticias, recientes, introducción, acerca de, inicio, datos, "
    "colección, selección, sin título",
    "artigo, artigos, todos os artigos, lista de artigos, exemplo, exemplos, revista de imprensa, resenha de imprensa, "
    "clipping, recortes, recortes de imprensa, arquivo, arquivos, índice, sumário, conteúdo, conteúdos, lista, ficheiros, "
    "documentos, textos, assunto, assuntos, por assunto, tema, temas, por tema, seções, categorias, data, datas, por data, "
    "idioma, idiomas, língua, línguas, por idioma, por fonte, nota, notas, diversos, outros, links, ligações, notícias, "
    "últimas notícias, recentes, introdução, sobre, início, dados, coleção, seleção, sem título",
    "articolo, articoli, tutti gli articoli, elenco degli articoli, esempio, esempi, rassegna stampa, rassegna, "
    "ritagli, ritagli di stampa, archivio, indice, sommario, contenuti, elenco, lista, file, documenti, testi, tema, temi, "
    "per tema, argomento, argomenti, per argomento, categorie, data, date, per data, lingua, lingue, per lingua, per fonte, "
    "nota, note, varie, altro, altri, collegamenti, link, notizie, ultime notizie, recenti, introduzione, informazioni, "
    "dati, raccolta, selezione, senza titolo",
    "artikelen, alle artikelen, lijst van artikelen, voorbeeld, voorbeelden, persoverzicht, krantenknipsels, knipsels, "
    "archief, inhoud, inhoudsopgave, overzicht, lijst, bestanden, documenten, teksten, onderwerp, onderwerpen, "
    "per onderwerp, thema, thema’s, rubrieken, categorieën, datum, data, per datum, op datum, taal, talen, per taal, "
    "per bron, notities, overig, overige, diversen, links, nieuws, laatste nieuws, recent, inleiding, over ons, gegevens, "
    "verzameling, selectie, zonder titel",
    "artykuł, artykuły, wszystkie artykuły, lista artykułów, przykład, przykłady, przegląd prasy, wycinki, wycinki prasowe, "
    "archiwum, spis treści, treść, zawartość, indeks, lista, pliki, dokumenty, teksty, temat, tematy, według tematu, "
    "wg tematu, kategorie, rubryki, daty, według daty, wg daty, język, języki, według języka, według źródła, uwagi, notatki, "
    "różne, inne, pozostałe, linki, odnośniki, wiadomości, aktualności, najnowsze, wstęp, wprowadzenie, o nas, dane, zbiór, "
    "wybór, bez tytułu",
    "статья, статьи, все статьи, список статей, пример, примеры, обзор прессы, обзор печати, вырезки, газетные вырезки, "
    "архив, содержание, оглавление, указатель, список, файлы, документы, тексты, тема, темы, по темам, рубрики, категории, "
    "даты, по датам, язык, языки, по языкам, по источникам, заметки, примечания, разное, другое, прочее, ссылки, новости, "
    "последние новости, свежее, введение, о сайте, о проекте, данные, подборка, без названия",
    "مقال, مقالات, المقالات, جميع المقالات, كل المقالات, قائمة المقالات, مثال, أمثلة, جولة الصحافة, أقوال الصحف, "
    "قصاصات, قصاصات صحفية, أرشيف, الأرشيف, فهرس, الفهرس, المحتويات, المحتوى, قائمة, القائمة, ملفات, الملفات, وثائق, نصوص, "
    "الموضوع, المواضيع, الموضوعات, حسب الموضوع, الأقسام, التصنيفات, التواريخ, حسب التاريخ, اللغات, حسب اللغة, حسب المصدر, "
    "ملاحظات, متفرقات, منوعات, أخرى, روابط, أخبار, الأخبار, آخر الأخبار, الأحدث, مقدمة, حول, بيانات, مختارات, بلا عنوان",
    "文章, 所有文章, 全部文章, 文章列表, 示例, 範例, 样例, 新闻摘要, 新聞摘要, 新闻综述, 剪报, 剪報, 报刊摘要, 存档, 存檔, 归档, "
    "目录, 目錄, 索引, 内容, 內容, 列表, 清单, 清單, 文件, 档案, 檔案, 文档, 新闻, 新聞, 最新, 最新文章, 主题, 主題, "
    "按主题, 依主題, 话题, 話題, 分类, 分類, 日期, 按日期, 依日期, 语言, 語言, 按语言, 依語言, 按来源, 依來源, 备注, 備註, 杂项, "
    "雜項, 其他, 其它, 链接, 連結, 简介, 簡介, 关于, 關於, 数据, 資料, 精选, 精選, 无标题, 無標題",
    "記事, すべての記事, 全記事, 記事一覧, 一覧, 例, サンプル, 報道まとめ, 新聞レビュー, プレスレビュー, 切り抜き, 新聞切り抜き, "
    "アーカイブ, 目次, 索引, 内容, リスト, ファイル, 文書, テキスト, ニュース, 最新, 新着, 新着記事, 最近の記事, テーマ, "
    "テーマ別, トピック, トピック別, 話題, 分野, 分野別, カテゴリ, カテゴリー, 日付, 日付別, 言語, 言語別, 情報源別, "
    "出典別, メモ, 備考, その他, リンク, はじめに, 概要, このサイトについて, データ, 無題",
    "기사, 목차, 목록",
)
GENERIC = frozenset(fold(word) for words in _GENERIC_WORDS for word in words.split(", "))
_SOURCE_WORDS = (
    "source sources quelle quellen fuente fuentes fonte fonti fontes bron bronnen źródło źródła источник источники المصدر "
    "المصادر مصدر مصادر 来源 來源 出处 出處 出典 情報源"
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

    def enter(
        self, level: int, raw: str, where: Position, *, names: bool = True, lines: Sequence[tuple[int, Position]] = ()
    ) -> None:
        """A heading of ``level`` begins. Not one that ``names`` anything: it only ends those of its level and deeper.

        ``lines`` say where in ``raw`` each of several lines begins, and where that stands.
        """
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        text = plain(raw, self.references)
        is_title = level == 1 and self.title is None and bool(text)
        if is_title:
            self.title = (text, where)
        said = self.said(raw, _bare(text), lines or ((0, where),)) if names else {}
        if is_title:
            said = {name: value for name, value in said.items() if name in ("date", "language")}
        self.open.append((level, said, fold(_bare(text)) in _SOURCES))
        self.inherited = self.merged()

    def said(self, raw: str, text: str, lines: Sequence[tuple[int, Position]]) -> Fields:
        """The field that a heading with these words declares, if any."""
        where = lines[0][1]
        word = fold(text)
        if not word or word in _SOURCES or word in GENERIC:
            return {}
        if is_date(text):
            return {"date": Declared(text=text, where=where)}
        head, colon, tail = re.sub(r"[:：]", ":", text, count=1).partition(":")
        name = "source" if fold(head) in _SOURCES else field_named(head)
        if colon and tail.strip() and name in _LABELLED:
            value = tail.strip()
            at = max(raw.find(value), 0)
            start, line = next((start, line) for start, line in reversed(lines) if start <= at)
            place = Position(file=self.file, line=line.line, column=(line.column or 1) + at - start)
            return {name: Declared(text=value, where=place)}
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
