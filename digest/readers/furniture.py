"""Recognize lines of page furniture: what a site or paper puts around an article.

Reading times, comment counts, sharing buttons, paywall, newsletter and cookie notices, pointers to other articles,
advertisements, picture credits, contacts, breadcrumbs and menus. ``furniture`` classifies one line by its shape and by the
phrases in ``data/furniture.json`` (some thirty languages, all tried on every line, since furniture may be in another language
than the article). ``furniture_among`` looks at a whole text: names of sections and kinds of articles ("Politics", "Exclusive")
are furniture only above and below the running text, or if there is just one.

Lines with a date or an author need the article's language, so ``infer`` finds these; ``furniture`` only knows the words before
a byline ("Edited by").

In the data a phrase is in lower case, without accents and punctuation, and has ``#`` for a figure (as ``_normal`` writes it, so
that no start of the program has to). It must be the whole line; with "…" at its end, the beginning of the line (a single word
must then be followed by a colon); with ":" it precedes a colon. "consent" and "copyright" phrases may be anywhere.

Rejected: a trained classifier. It needs pages of every language under a free licence, and could not be corrected phrase by
phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field, json
from msgspec.structs import replace

from digest.lazy_regex import lazy_regex
from digest.model import Block, BlockKind
from digest.readers import scripts
from digest.words import division, folded_words, is_usual

_DATA = Path(__file__).parent.parent / "data" / "furniture.json"
_LONGEST = 200  # characters of a line of furniture
_LONGEST_NOTICE = 900  # of a notice about cookies
_LONGEST_CAPTION = 300
_MOST_PREFIX_WORDS, _MOST_PREFIX_CHARACTERS = 7, 16
_EDGE = 12  # lines at the beginning and at the end that may be furniture of the page
_RUNNING_LENGTH, _SENTENCE_WIDTH = 200, 90  # characters of running text; columns of a sentence that is running text
_ITEM_WORDS, _ITEM_LENGTH = 4, 40  # of a breadcrumb or a menu
_FEW_WORDS = 9
_CAPITALS, _SHORT_LINES = (
    3,
    3,
)  # words of a section in capitals; short lines of a text that distinguish it from crossheads
_NO_LANGUAGE: frozenset[str] = frozenset()
_MENU = 5  # from so many items on, any row of short words is a menu
_POINTED_AT = 3  # lines below "Read also:"


class Furniture(StrEnum):
    """A kind of page furniture."""

    READING_TIME = "reading time"
    COMMENTS = "comments"
    SHARE = "share"
    PAYWALL = "paywall"
    NEWSLETTER = "newsletter"
    COOKIES = "cookies"
    POINTER = "pointer"
    ADVERTISEMENT = "advertisement"
    CREDIT = "credit"
    BYLINE = "byline"
    CONTACT = "contact"
    AGE = "age"
    CORRECTION = "correction"
    TAGS = "tags"
    COPYRIGHT = "copyright"
    NAVIGATION = "navigation"
    EMBARGO = "embargo"
    KICKER = "kicker"
    SECTION = "section"


_VOCABULARY = (
    Furniture.READING_TIME,
    Furniture.COMMENTS,
    Furniture.SHARE,
    Furniture.PAYWALL,
    Furniture.NEWSLETTER,
    Furniture.COOKIES,
    Furniture.POINTER,
    Furniture.CONTACT,
    Furniture.ADVERTISEMENT,
    Furniture.AGE,
)
_WEAK = frozenset({Furniture.KICKER, Furniture.SECTION})  # words that may be a crosshead or begin a text as well
_OPENS_LIST = frozenset({Furniture.POINTER, Furniture.CONTACT})

# A pattern that begins with one character of a set is searched for three times as fast as one that begins with a repetition.
_FIGURES = re.compile(r"\d\d*(?:[ \u00a0\u202f.,]\d+)*")
_PUNCTUATION = re.compile(r"[^\w#%'’ ][^\w#%'’ ]*")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_UNDERSCORES = re.compile("__*")
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0655]")  # of Latin, Greek, Cyrillic and Arabic letters
_UNSPACED = lazy_regex(  # no spaces between words
    "(?<=[\u3041-\u9fff]) (?=[#\u3041-\u9fff])|(?<=#) (?=[\u3041-\u9fff])"
)
_LEAD = re.compile("[:：=＝/／|｜©(（]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{2,30}", re.IGNORECASE)
_HASHTAGS = re.compile(r"(?:#\w+[\s,;]*)+")
_ADDRESS_WITHIN = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w|\b(?:https?://|www\.)\S+")
_COUNT_BEHIND = re.compile(r"\s*[(\[]\d[\d.,]*[)\]]$")  # Comments (54)
_PAGE = re.compile(
    r"(?:page|seite|página|pagina|side|sida|sivu|strona|strana|oldal|стр|p|pg|s) #(?: (?:of|sur|von|de|di|van|av|z|из) #)?"
)
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AND = re.compile(r"\s+(?:and|et|und|y|e|en|och|og|i|и|та|&|ja|ve|ja)\s+|,\s+")
_ISSUE = re.compile(r"(?i:vol|no|nr|n°|nº|núm|num|issue|heft|ausgabe|jahrgang|№)\.? ?\d+")
_PATH = re.compile(r"\s*[>›→]\s*|\s+[»/]\s+")
_ROW = re.compile(r"\s*[|｜•·‧●▪–—]\s*|\s{3,}|\t")
_CREDIT_WORDS = (
    r"(?:photo|photos|photograph|photographs|photographer|photographie|photographe|foto|fotos|fotografie|fotograf|fotografía|fotografia|"
    r"bild|bilder|image|images|imagen|imagem|immagine|picture|fot|zdjęcie|snímek|kuva|kép|"
    r"fotoğraf|фото|снимка|φωτογραφία|צילום|عکس|صورة|تصوير|写真|사진|图|圖)"
)
_BY = r"(?:by|von|de|par|di|door|av|af|:|：|/|©)"
_AGENCIES = (
    "AFP|AP|Reuters|REUTERS|EPA|EFE|ANSA|dpa|DPA|Belga|BELGA|ANP|TT|NTB|Ritzau|Scanpix|PAP|ČTK|TASS|ТАСС|Xinhua|新华社|共同|時事|"
    "Getty|Getty Images|Shutterstock|iStock|Unsplash|MAXPPP|Imago|IMAGO|picture alliance|LUSA|Lusa|Yonhap|NurPhoto|Anadolu|Alamy|"
    "Sipa|SIPA|Hans Lucas|LP|Press Association|PA"
)
_CREDITED = re.compile(
    # Photo Jean Dupont; (AP Photo/John Doe); Foto: dpa
    rf"\(?(?:AP |AFP |EPA |(?i:file|archive) )?(?i:photo|foto|fot|фото|{_CREDIT_WORDS}(?=\s?{_BY}\b))s?\.?\s?{_BY}?\s?"
    r"(?:[A-ZÀ-ÞА-ЯΑ-Ω][\w.’'-]*[\s/,&-]*){1,5}\)?\.?"
    # The ferry on Tuesday. Photo: The Quay
    # The director and the shelf (Bild: Uwe Thalheim); The platform on Monday. (MARTA OLIETE); Ropes – Caio Tessari/The Bay
    rf"|.*\s[(\[](?i:{_CREDIT_WORDS})s?\.?\s?:?\s?[^()]{{2,50}}[)\]]\.?"
    r"|.*\s\([A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:\s[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){1,3}\)\.?"
    r"|.*\s[–—-]\s(?:[A-ZÀ-Þ][\w.’'-]+\s){1,3}?[A-ZÀ-Þ][\w.’'-]+\s?/\s?[A-ZÀ-Þ][\w.’' -]+"
    r"|.*[.!?…»”\"]\s*/\s*[A-ZÀ-Þ][\w .'’-]{2,40}(?:\([^()]{2,20}\))?"  # The panels on Monday. / Oscar Benavent (EFE)
    r"|.*\s[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}\s?/\s?[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}"  # LE COURRIER / P. VERNAY
    rf"|(?i:{_CREDIT_WORDS})\s(?i:caption|credit|source|copyright),?\s.*"
    rf"|.*(?:[.!?…»”\")]|\s[–—-])\s+\(?(?i:{_CREDIT_WORDS})s?\.?\s?(?:{_BY}|\s).{{2,60}}"
    r"|(?:.*\s)?(?:©|\(c\)|ⓒ)\s?\S.{0,60}"
    rf"|.*\s?[/|]\s?(?:{_AGENCIES})(?:\s(?:Images|Photos?))?\)?\.?"
    r"|.{0,120}\b(?:Getty Images|Shutterstock|iStockphoto|picture alliance|NurPhoto|AP Photo)\b.{0,40}"
)
# A line without any of these is not a credit: a quick check before the pattern above.
_OF_CREDITS = frozenset(_CREDIT_WORDS[3:-1].split("|")) | frozenset(
    ["photos", "fotos", "getty", "shutterstock", "istockphoto", "alliance", "nurphoto"]
)
_CREDIT_MARKS = re.compile(r"[©ⓒ/|(]")


class _Phrases(Struct, frozen=True, kw_only=True):
    """The phrases of ``data/furniture.json``, indexed."""

    complete: dict[str, Furniture] = field(default_factory=dict)
    beginnings: dict[str, Furniture] = field(default_factory=dict)
    labels: dict[str, Furniture] = field(default_factory=dict)  # in front of a colon
    anywhere: dict[str, list[tuple[str, Furniture]]] = field(default_factory=dict)  # by their longest word
    notice_words: frozenset[str] = frozenset()  # the last part of each of those words, folded
    unspaced: list[tuple[str, Furniture]] = field(default_factory=list)  # the same in scripts without spaces
    home: frozenset[str] = frozenset()
    embargo: tuple[str, ...] = ()
    embargo_words: frozenset[str] = frozenset()  # a line without any of these is not an embargo
    languages: dict[str, set[str]] = field(default_factory=dict)  # the languages of each word of furniture
    telling: frozenset[str] = frozenset()  # words that are rare outside of furniture


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    data = json.decode(_DATA.read_bytes(), type=dict[str, dict[str, str]])
    embargo = tuple(phrase for phrases in data["embargo"].values() for phrase in _listed(phrases))
    found = _Phrases(
        embargo=embargo,
        embargo_words=frozenset(max(phrase.split(), key=len) for phrase in embargo),
        home=frozenset(phrase for phrases in data["home"].values() for phrase in _listed(phrases)),
        telling=frozenset(word for words in data["telling"].values() for word in _listed(words)),
    )
    _add_vocabulary(data, found)
    for name, kind in (("consent", Furniture.COOKIES), ("copyright", Furniture.COPYRIGHT)):
        for phrases in data[name].values():
            for phrase in _listed(phrases):
                if scripts.is_unspaced(phrase[0]) or scripts.is_unspaced(phrase[-1]):
                    found.unspaced.append((phrase, kind))
                else:
                    found.anywhere.setdefault(max(phrase.split(), key=len), []).append((phrase, kind))
    found = replace(found, notice_words=frozenset(folded_words(word)[-1] for word in found.anywhere))
    for kind in sorted(
        Furniture, key=lambda kind: kind not in _WEAK
    ):  # the first meaning of a phrase counts: the weakest
        for phrases in data.get(str(kind), {}).values() if kind is not Furniture.EMBARGO else ():
            _add(phrases.split(", "), kind, found)
    return found


def _listed(phrases: str) -> list[str]:
    """Phrases separated by commas, without the signs at their ends."""
    return [phrase.rstrip("…:") for phrase in phrases.split(", ")]


def _add_vocabulary(data: dict[str, dict[str, str]], found: _Phrases) -> None:
    for kind in (*_VOCABULARY, "vocabulary"):
        for language, phrases in data[str(kind)].items():
            for word in set(" ".join(_listed(phrases)).split()):
                found.languages.setdefault(word, set()).add(language)


def _add(phrases: Sequence[str], kind: Furniture, found: _Phrases) -> None:
    """Indexes ``phrases``, with the signs at their ends."""
    are_labels = kind in (Furniture.CREDIT, Furniture.CORRECTION, Furniture.TAGS)
    may_be_labels = kind in (Furniture.POINTER, Furniture.CONTACT)
    may_begin = kind in (Furniture.READING_TIME, Furniture.BYLINE)
    for phrase in phrases:
        words = phrase.rstrip("…:")
        if are_labels or phrase.endswith(":"):
            found.labels.setdefault(words, kind)
        elif words == phrase:
            found.complete.setdefault(words, kind)
            if may_be_labels and " " in words:
                found.labels.setdefault(words, kind)
        elif " " in words or may_begin or scripts.is_wide(words):
            found.beginnings.setdefault(words, kind)
        else:
            found.labels.setdefault(words, kind)
            found.complete.setdefault(words, kind)


def _normal(line: str) -> str:
    """``line`` as phrases are looked up: lower case, without accents and punctuation, each figure as ``#``."""
    folded = _FIGURES.sub("#", _bare(line))
    folded = " ".join(_PUNCTUATION.sub(" ", folded.replace("#%", "# %")).split())
    if "_" in folded:
        folded = _UNDERSCORES.sub(" ", folded)
    folded = folded.replace("e mail", "email").strip(" '")
    return _UNSPACED().sub("", folded) if scripts.width(folded) > len(folded) else folded


def _bare(line: str) -> str:
    """``line`` in lower case and without accents."""
    folded = line.casefold()
    if folded.isascii():
        return folded
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded.replace("’", "'")))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=1024)  # the reader and inference ask for the same lines, as do other articles of the source
def furniture(line: str) -> Furniture | None:
    """The kind of furniture that ``line`` is; None for text.

    Sections and kinds of articles are returned wherever the line is; the caller decides whether it may be a crosshead.
    """
    if len(line) > _LONGEST_NOTICE or not line:
        return None
    known = _phrases()
    if len(line) > _LONGEST and _is_prose(line, known):
        return None
    normal = _normal(line)
    words = normal.split()
    if len(line) <= _LONGEST:
        if _ADDRESS.fullmatch(line) or _PAGE.fullmatch(normal):
            return Furniture.NAVIGATION
        if len(words) <= _FEW_WORDS and not known.embargo_words.isdisjoint(words) and _is_embargo(line, normal, known):
            return Furniture.EMBARGO
        if len(words) <= _FEW_WORDS and len(_ISSUE.findall(line)) > 1 and not scripts.ends_sentence(line):
            return Furniture.NAVIGATION  # The Quarterly Review, Vol. 12, No. 3
        has_address = ("@" in line or "//" in line or "www." in line) and _ADDRESS_WITHIN.search(line)
        if len(words) <= 2 * _FEW_WORDS and not scripts.ends_sentence(line) and has_address:
            return Furniture.CONTACT
        if line[-1] in ")]" and (counted := _COUNT_BEHIND.search(line)):
            normal, words = _normal(line[: counted.start()]), words[:-1]
        if "#" in line and _HASHTAGS.fullmatch(line):
            return Furniture.POINTER
        found = (
            known.complete.get(normal)
            or _beginning(normal, words, known)
            or _labelled(line, known)
            or _row(line, known)
            or _of_vocabulary(words, known)
        )
        if found and not (
            found is Furniture.AGE and _A_YEAR.search(line)
        ):  # a line with a year is a date, which infer reads
            return found
        begins_so = 1 < len(words) <= _ITEM_WORDS and known.complete.get(words[0]) is Furniture.KICKER
        if begins_so and (line.isupper() or words[0] == "info"):
            return Furniture.KICKER  # INFO OUEST-FRANCE, Info Le Courrier, EXCLUSIVE INTERVIEW
    elif _labelled(line, known) is Furniture.CORRECTION:
        return Furniture.CORRECTION
    if (
        len(line) <= _LONGEST_CAPTION
        and not _is_sentence(line)
        and (_CREDIT_MARKS.search(line) or not _OF_CREDITS.isdisjoint(words))
        and _CREDITED.fullmatch(line)
    ):
        return Furniture.CREDIT
    if not known.anywhere.keys().isdisjoint(words):
        for word in words:
            for phrase, kind in known.anywhere.get(word, ()):
                if phrase in normal:
                    return kind
    if scripts.is_unspaced(line[0]) or scripts.is_unspaced(line[-1]):
        return next((kind for phrase, kind in known.unspaced if phrase in normal), None)
    return None


def _is_prose(line: str, known: _Phrases) -> bool:
    """Whether a long line is certainly no furniture: a quick first test, which most paragraphs pass."""
    return (
        (len(line) > _LONGEST_CAPTION or _is_sentence(line))
        and not _may_hold_notice(line, known)
        and not (scripts.is_unspaced(line[0]) or scripts.is_unspaced(line[-1]))
        and _labelled(line, known) is not Furniture.CORRECTION
    )


def _may_hold_notice(line: str, known: _Phrases) -> bool:
    """Whether ``line`` has a word of the phrases that may be anywhere."""
    if is_usual(line):  # inference needs the same words
        return not known.notice_words.isdisjoint(division(line).folded)
    return not known.anywhere.keys().isdisjoint(_WORDS.findall(_bare(line)))


def _is_embargo(line: str, normal: str, known: _Phrases) -> bool:
    """Whether a short line is an embargo: ``EMBARGO: 15 December``, ``Confidentiel - ne pas diffuser``.

    A single word must be the whole line, or precede a colon or bracket and a figure: "Embargo on oil widened" is a headline.
    """
    dated = "#" in normal and _LEAD.search(line) is not None
    return any(
        normal == phrase
        or (normal.startswith(f"{phrase} ") and (" " in phrase or dated))
        or (" " in phrase and normal.endswith(f" {phrase}"))
        for phrase in known.embargo
    )


def _is_sentence(line: str) -> bool:
    """Whether ``line`` is prose about a picture: it ends like a sentence, with no name after it."""
    return scripts.ends_sentence(line) and len(line.split()) > _ITEM_WORDS * 3


def _beginning(normal: str, words: list[str], known: _Phrases) -> Furniture | None:
    for count in range(1, min(len(words), _MOST_PREFIX_WORDS) + 1):
        if found := known.beginnings.get(" ".join(words[:count])):
            return found
    if normal and scripts.is_unspaced(normal[0]):
        for count in range(2, _MOST_PREFIX_CHARACTERS + 1):
            if found := known.beginnings.get(normal[:count]):
                return found
    return None


def _labelled(line: str, known: _Phrases) -> Furniture | None:
    """The kind of a line that begins with a label of furniture before a colon, a slash or a ©."""
    sign = _LEAD.search(line, 0, _ITEM_LENGTH)
    if sign is None or not sign.start():
        return None
    found = known.labels.get(_normal(line[: sign.start()]))
    if found is Furniture.TAGS and not re.search(r"[,|·•;]", line[sign.end() :]):
        return None  # "Topics: the mayor answers" is a headline
    slash = sign[0] in ("/", "／", "|", "｜", "(", "（")
    return None if found is None or (slash and found not in (Furniture.CREDIT, Furniture.CORRECTION)) else found


def _of_vocabulary(words: list[str], known: _Phrases) -> Furniture | None:
    """The kind of a short line made only of furniture's words of one language, in another order than the phrases."""
    if not 1 < len(words) <= _FEW_WORDS or known.telling.isdisjoint(words):
        return None
    first, *others = (known.languages.get(word, _NO_LANGUAGE) for word in words if word != "#")
    return Furniture.SHARE if first.intersection(*others) else None


def _row(line: str, known: _Phrases) -> Furniture | None:
    """The kind of a row of short items: a breadcrumb, a menu, several buttons."""
    if "«" not in line and (steps := _items(_PATH, line)):
        known_steps = sum(_normal(step) in known.complete or _normal(step) in known.home for step in steps)
        if len(steps) > 2 or _normal(steps[0]) in known.home or known_steps == len(steps):
            return Furniture.NAVIGATION
    if items := _items(_ROW, line):
        kinds = [_of_item(_normal(item), known) for item in items]
        if all(kinds):
            return next((kind for kind in kinds if kind not in _WEAK), Furniture.NAVIGATION)
        some = sum(kind is not None for kind in kinds)
        if not any(map(str.isdecimal, line)) and (len(items) >= _MENU or (len(items) > 2 and 2 * some >= len(items))):
            return Furniture.NAVIGATION
    if (joined := _AND.split(line)) and all(known.complete.get(_normal(part)) is Furniture.SECTION for part in joined):
        return Furniture.SECTION  # Culture and media
    words = line.split(None, 2 * _MENU)
    if not 1 < len(words) <= 2 * _MENU:
        return None
    kinds_of_words = (Furniture.SHARE if word == "X" else known.complete.get(_normal(word)) for word in words)
    if len(words) < _ITEM_WORDS or not all(word[0].isupper() for word in words):
        return Furniture.SHARE if all(kind is Furniture.SHARE for kind in kinds_of_words) else None
    several = list(kinds_of_words)
    if all(kind is Furniture.SHARE for kind in several):
        return Furniture.SHARE
    named = sum(kind is not None for kind in several)
    return Furniture.NAVIGATION if 4 * named >= 3 * len(words) else None


def _of_item(normal: str, known: _Phrases) -> Furniture | None:
    return known.complete.get(normal) or _beginning(normal, normal.split(), known)


def _items(separator: re.Pattern[str], line: str) -> list[str]:
    """The items of a row of at least two short ones; empty if ``line`` is not such a row."""
    if not separator.search(line):
        return []
    items = [item for item in separator.split(line.strip()) if item.strip()]
    short = all(len(item.split()) <= _ITEM_WORDS and len(item) <= _ITEM_LENGTH for item in items)
    return items if len(items) > 1 and short and not scripts.ends_sentence(line) else []


def is_running(line: str) -> bool:
    """Whether ``line`` is running text: long, or a sentence longer than a headline or dek."""
    return len(line) > _RUNNING_LENGTH or (scripts.width(line) > _SENTENCE_WIDTH and scripts.ends_sentence(line))


def _is_above_interview(lines: Sequence[str], number: int) -> bool:
    """Whether a question and its answer follow the line ``number``, and there are other questions: it is a crosshead."""
    below = lines[number + 1 : number + 3]
    return (
        len(below) > 1
        and scripts.ends_question(below[0])
        and is_running(below[1])
        and any(map(scripts.ends_question, lines[number + 3 :]))
    )


def furniture_among(lines: Sequence[str]) -> dict[int, Furniture]:
    """Indexes and kinds of the ``lines`` (the paragraphs of one text, in order) that are furniture.

    Empty if nothing would be left: a text that is all furniture is an article about it.
    """
    kinds = [
        furniture(line) if len(line) <= _LONGEST_CAPTION or not _EDGE <= number < len(lines) - _EDGE else None
        for number, line in enumerate(lines)
    ]
    kinds = [
        None if kind is Furniture.BYLINE or (kind in _WEAK and _is_above_interview(lines, number)) else kind
        for number, kind in enumerate(kinds)
    ]
    for number, line in enumerate(lines):  # the button of that name, among others
        if line == "X" and Furniture.SHARE in kinds[max(0, number - 1) : number + 2]:
            kinds[number] = Furniture.SHARE
    kinds = _with_capitals(lines, kinds)
    if not any(kinds):
        return {}
    running = [number for number, line in enumerate(lines) if kinds[number] is None and is_running(line)]
    first, last = (running[0], running[-1]) if running else (len(lines), -1)
    often = Counter(kind for number, kind in enumerate(kinds) if kind in _WEAK and first < number < last)
    found: dict[int, Furniture] = {}
    for number, kind in enumerate(kinds):
        if kind is None:
            continue
        if kind not in _WEAK or not first < number < last or often[kind] == 1:
            found[number] = kind
    for number in sorted(found):
        if found[number] in _OPENS_LIST and _phrases().complete.get(_normal(lines[number])):
            found |= dict.fromkeys(_listed_below(number, lines, kinds, last), found[number])
    weak = [number for number in found if found[number] in _WEAK]
    if len(found) == len(lines):  # a line that may be a headline is one
        for number in weak[:1]:
            del found[number]
    return found if len(found) < len(lines) else {}


def marked(blocks: Sequence[Block], kept: frozenset[Furniture] = frozenset()) -> tuple[Block, ...]:
    """``blocks`` of one text in order, with furniture among paragraphs, list items and headings marked as such.

    Kinds in ``kept`` stay text. So do headings and list items that name a section or a kind of article: their markup makes
    them part of the text.
    """
    places = [
        place
        for place, block in enumerate(blocks)
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD, BlockKind.ITEM) and not block.cells
    ]
    found = furniture_among([blocks[place].text for place in places])
    gone = {
        places[number]
        for number, kind in found.items()
        if kind not in kept and (kind not in _WEAK or blocks[places[number]].kind is BlockKind.PARAGRAPH)
    }
    return tuple(
        replace(block, kind=BlockKind.FURNITURE, group=0) if place in gone else block
        for place, block in enumerate(blocks)
    )


def _with_capitals(lines: Sequence[str], kinds: list[Furniture | None]) -> list[Furniture | None]:
    """``kinds`` with the only short line in capitals as a kicker, if other short lines are not in capitals."""
    short = [
        number
        for number, line in enumerate(lines)
        if kinds[number] is None and len(line) <= _SENTENCE_WIDTH and not scripts.ends_sentence(line)
    ]
    capitals = [number for number in short if lines[number].isupper() and len(lines[number].split()) <= _CAPITALS]
    if len(capitals) != 1 or len(short) < _SHORT_LINES:
        return kinds
    return [Furniture.KICKER if number == capitals[0] else kind for number, kind in enumerate(kinds)]


def _listed_below(number: int, lines: Sequence[str], kinds: Sequence[Furniture | None], last: int) -> list[int]:
    """The lines below one that opens a list ("Read also:", "Press contact"); at the end of a text, all of them."""
    below: list[int] = []
    for place in range(number + 1, len(lines)):
        line = lines[place]
        if len(line) > _LONGEST // 2 or scripts.ends_sentence(line) or (place < last and len(below) == _POINTED_AT):
            break
        below.append(place)
    ends_with_colon = lines[number].rstrip().endswith((":", "："))
    return below if number > last >= 0 or ends_with_colon else [place for place in below if kinds[place]]
