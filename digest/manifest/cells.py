"""How a manifest's words are written, so that they are read as what they are: cells of a table, links, words of a heading.

Markdown's signs are escaped with a backslash, and no more of them than need be, so that the editor still reads the text.

Rejected: emphasis, links and line breaks inside a value. What a field holds is plain, and so is its cell.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from digest.i18n import fold
from digest.manifest.paths import has_suffix, is_title
from digest.vocabulary.fields import LISTS, split

AS_WRITTEN = frozenset({"url", "image", "aliases", "slug", "encoding"})  # in these _ and * are themselves
# Headers of columns in the languages of the interface, and two headings that name nothing. Other columns have English words.
_COLUMNS = ("file", "title", "date", "language", "source", "topics", "summary", "added", "articles", "new")
_WORDS = {
    "en": ("File", "Title", "Date", "Language", "Source", "Topics", "Summary", "Added", "Articles", "New"),
    "fr": ("Fichier", "Titre", "Date", "Langue", "Source", "Sujets", "Résumé", "Ajouté", "Articles", "Articles récents"),
    "de": ("Datei", "Titel", "Datum", "Sprache", "Quelle", "Themen", "Zusammenfassung", "Hinzugefügt", "Artikel",
           "Neueste Artikel"),
    "es": ("Archivo", "Título", "Fecha", "Idioma", "Fuente", "Temas", "Resumen", "Añadido", "Artículos", "Recientes"),
    "pt": ("Arquivo", "Título", "Data", "Idioma", "Fonte", "Assuntos", "Resumo", "Adicionado", "Artigos", "Recentes"),
    "it": ("File", "Titolo", "Data", "Lingua", "Fonte", "Argomenti", "Riassunto", "Aggiunto", "Articoli", "Recenti"),
    "nl": ("Bestand", "Titel", "Datum", "Taal", "Bron", "Onderwerpen", "Samenvatting", "Toegevoegd", "Artikelen", "Recent"),
    "pl": ("Plik", "Tytuł", "Data", "Język", "Źródło", "Tematy", "Streszczenie", "Dodano", "Artykuły", "Najnowsze"),
    "ru": ("Файл", "Заголовок", "Дата", "Язык", "Источник", "Темы", "Аннотация", "Добавлено", "Статьи", "Свежее"),
    "ar": ("الملف", "العنوان", "التاريخ", "اللغة", "المصدر", "المواضيع", "الملخص", "تاريخ الإضافة", "المقالات", "الأحدث"),
    "zh": ("文件", "标题", "日期", "语言", "来源", "主题", "摘要", "添加日期", "文章", "最新文章"),
    "ja": ("ファイル", "見出し", "日付", "言語", "出典", "テーマ", "要約", "追加日", "記事", "新着記事"),
}  # fmt: skip
LANGUAGES = tuple(_WORDS)
# A second column of the same field, for a list that one cell cannot hold.
SECOND = {"topics": "Tags", "people": "Person", "places": "Location", "organisations": "Organisation",
          "keyphrases": "Keywords", "aliases": "Alias"}  # fmt: skip
_NOTHING = frozenset({"-", "–", "—", "--", "---"})  # cells that declare nothing
_ENTITY = r"&(?=#?\w{1,31};)"
_SIGN = re.compile(rf"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|(?<=<)!|{_ENTITY}")
_SIGN_AS_WRITTEN = re.compile(rf"[\\`\[\]<|]|(?<=<)!|{_ENTITY}")
_BARE = re.compile(r"\w[\w.-]*(?:/[\w.-]+)*/?")
_NOT_IN_LINKS = re.compile(r"[\x00-\x20\x7f%#?&:\\()<>\[\]`|*_\"'~]|\s")
_WIDEST = 80  # columns of a cell that others are lined up with: as long as a slug can be


def header(name: str, language: str) -> str:
    """The word above the column of the field ``name`` (or ``file``) in ``language``, else in English.

    ``articles`` and ``new`` are words for headings.
    """
    if name not in _COLUMNS:
        return "URL" if name == "url" else name.capitalize()
    return _WORDS.get(language.split("-")[0], _WORDS["en"])[_COLUMNS.index(name)]


def language_of(names: Iterable[str], default: str) -> str:
    """The language that most words of a table's header are of: ``default`` if it is one of several, or if there is none."""
    folded = {fold(name) for name in names}
    counts = {language: len(folded & set(map(fold, words))) for language, words in _WORDS.items()}
    most = max(counts.values())
    if not most or counts.get(default.split("-")[0]) == most:
        return default
    return next(language for language, count in counts.items() if count == most)


def escape(text: str) -> str:
    """``text`` in one line, so that Markdown reads it as it is."""
    return _SIGN.sub(r"\\\g<0>", " ".join(text.split()))


def cell(name: str, text: str | tuple[str, ...]) -> str | None:
    """What a cell of the field ``name`` holds to declare ``text``; None where no cell can. Several values are a list's."""
    if isinstance(text, tuple):
        joined = "; ".join(text) + (";" if len(text) == 1 and split(text[0]) != text else "")
        return cell(name, joined) if name in LISTS and text and split(joined) == text else None
    plain = " ".join(text.split())
    if not plain or (plain != text and name not in AS_WRITTEN):
        return None
    if text in _NOTHING:
        return "".join(f"\\{sign}" if sign == "-" else f"&#{ord(sign)};" for sign in text)
    if name not in AS_WRITTEN:
        return escape(text)
    written = _SIGN_AS_WRITTEN.sub(r"\\\g<0>", text)
    return written if plain == text else _spaced(written)


def _spaced(text: str) -> str | None:
    """``text`` with entities for its spaces, since a cell's own are not kept. None where one has no entity."""
    found = re.sub(r"\s", lambda space: f"&#{ord(space[0])};", text)
    return found if html.unescape(found) == html.unescape(text) and "&" in found else None


def two_cells(name: str, text: tuple[str, ...]) -> tuple[str, str] | None:
    """A list in two cells of one field: the longest part without a name twice, and the rest. None where it cannot be."""
    seen: set[str] = set()
    cut = 0
    while cut < len(text) and fold(text[cut]) not in seen:
        seen.add(fold(text[cut]))
        cut += 1
    parts = [cell(name, part) if part else ";" for part in (text[:cut], text[cut:])]
    return (parts[0], parts[1]) if parts[0] and parts[1] else None


def file_cell(target: str, *, style: str = "", title: str = "", certain: bool = True) -> str:
    """How a file stands in a cell or bullet. ``style`` is the first sign of how its neighbours stand there.

    A bare path stays bare where it is ``certain`` that files are named, or where its suffix tells it. ``title`` makes it a link.
    """
    simple = bool(_BARE.fullmatch(target)) and (certain or has_suffix(target))
    if title or style == "[" or not simple:
        return f"[{escape(title) or _link_words(target)}]({link(target)})"
    if style == "[[":
        return f"[[{target}]]"
    return f"`{target}`" if style == "`" and has_suffix(target) else target


def link(target: str) -> str:
    """``target`` as a link leads to it: what has a meaning in Markdown or in addresses percent-encoded."""
    return _NOT_IN_LINKS.sub(lambda sign: quote(sign[0], safe=""), target)


def _link_words(target: str) -> str:
    """The words of a link that say nothing but the file's name."""
    name = target.rstrip("/").rpartition("/")[2]
    return escape(name) if name and name == " ".join(name.split()) and not is_title(name, target) else "file"


def width(text: str) -> int:
    """How many columns ``text`` takes where every letter is as wide as another; East Asian ones take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def widths(rows: Iterable[Sequence[str]], *, most: int = _WIDEST) -> list[int]:
    """How wide each column is made; cells longer than ``most`` stand out."""
    return [max(3, *(min(width(text), most) for text in column)) for column in zip(*rows, strict=True)]


def padded(text: str, most: int) -> str:
    """``text`` with spaces behind it, as wide as ``most``."""
    return text + " " * (most - width(text))


def row(cells: Sequence[str], wide: Sequence[int]) -> str:
    """A row of a table, its cells padded to ``wide``."""
    return f"| {' | '.join(map(padded, cells, wide))} |"


def rule(wide: Sequence[int]) -> str:
    """The line below the header."""
    return row(["-" * most for most in wide], wide)
