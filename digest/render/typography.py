"""Typography by language when a page is set: which spaces do not break, the spaces French has before its marks, apostrophes.

Only pages are changed: stored text, feeds, data and search keep what the source wrote. Two steps: marks and tables
(``conventions.py``) name the spaces that belong to the signs beside them; then those that would keep too much together on a
narrow screen are passed over. Besides spaces, an apostrophe between letters is set as ’, and French ``a-t-il`` keeps together.

* French sets a narrow no-break space before ``; ! ?`` and a no-break space before ``:`` and inside ``« »``, as the Imprimerie
  nationale does; Canada adds none before ``; ! ?``; Switzerland sets narrow ones throughout. A no-break space that stands stays
  as it is, so what an author set with care is not overruled. Thousands and ``%`` have the narrow one in French, like the numbers
  that the site itself writes. A time (``16 h 10``) keeps together.
* In all languages with spaces: initials and titles stay with names, numbers with units and months, a dash with the word before
  it, brackets and guillemets with what they hold. Right-to-left languages have numbers with units only.
* Chinese, Japanese, Korean, Thai and their like are left alone; how their lines break is the stylesheet's.

* French ordinals (``1er``, ``31e``) are raised, in HTML only.

Time grows with the length and no faster; setting what is set changes nothing.

Rejected: words of another language inside a text without markup (an English question in a French article is set as French);
more than one space in a row; straight quotes, which do not tell where they open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import accumulate

from msgspec import Struct, field

from digest.render.conventions import BEFORE_NUMBERS, MONTHS, SHORT, SYMBOLS, TITLES, UNITS

WIDE, NARROW = "\u00a0", "\u202f"
_MOST = 20  # characters that may be kept together for a reason other than a mark
_SPACES, _SPACES_HARD = 3, 6  # no-break spaces in one piece: at most; and at most where a mark asks for one

_UNSPACED = frozenset("zh ja ko th lo km my bo dz yue wuu".split())
_NUMBERS_ONLY = frozenset("ar arc ckb dv fa he ps sd ug ur yi".split())
_FRENCH = dict.fromkeys(";!?", NARROW) | dict.fromkeys(":«»", WIDE)
_FRENCH_BY_TAG = {"fr-ca": dict.fromkeys(":«»", WIDE), "fr-ch": dict.fromkeys(";!?:«»", NARROW)}

_MARKS = frozenset(";:!?")
_BREAKABLE = " \u2009"  # a thin space breaks too
_WORD = re.compile(r"[^\s;:!?«»]{0,21}")  # as far as no space can come in
_OPENING = frozenset("([{«“„‘‚/\\@#&=<>|~^`+-–—;:!?")
_ENDS = frozenset(";:!?")
_ENDED = frozenset("”\"’'“«»)]…., \n")  # what may follow a mark in a sentence
_ENDED_COLON = frozenset('”"“«» \n')  # behind ; and : brackets make a face
_INSIDE = frozenset(".,;!?…»”)")  # behind these, « closes, as in German

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĦĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŬŮŰŲŹŻŽΑ-ΩЀ-Я"
# A pattern that begins with its rarest characters is searched for many times as fast as one that begins by looking back.
_APOSTROPHES = re.compile(r"'(?<=[^\W\d_]')(?=[^\W\d_])")
_INVERSIONS = re.compile(r"-(?:(?<=\w-)(?=t-(?:il|elle|on)s?\b)|(?<=\w-t-)(?=(?:il|elle|on)s?\b))")
_TIMES = re.compile(r"[0-9] (?:h|min)(?= [0-9]{1,2}(?![0-9]))")
_CENTURIES = re.compile(r"[IVX](?<!\w.)[IVX]{0,6}(?:er|e|ᵉ)(?= siècle)", re.DOTALL)
_ORDINALS = re.compile(
    r"([0-9IVX](?<![\w.,/&#-].)"
    r"(?:(?<=[0-9])[0-9]{0,2}|(?<=[IVX])[IVX]{1,5}|(?<=I)(?=er)|(?<=[IVX])(?=e[ \u00a0](?:siècle|République))))"
    r"(ers?|res?|nde?s?|es?)(?![\w-])"
)
_NOT_TEXT = r"<(code|pre|kbd|samp|math|svg)\b.*?</\3>|<[^>]*>"  # code, tags
_ORDINALS_IN_HTML = re.compile(f"{_ORDINALS.pattern}|{_NOT_TEXT}", re.DOTALL)
_TITLE_LENGTH = 12  # characters that are looked at before a name; a title has fewer

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*+")
_LANG = re.compile(r"\slang=(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset("a abbr b bdi cite del dfn em i ins mark q s small span strong sub sup time u var".split())
_VERBATIM = frozenset("code pre kbd samp script style textarea math svg".split())
# What a tag is to the text: "" reads on; a line's end parts it; an open one that holds code counts as this word.
_TAGS = {slash + name: "" for name in _INLINE for slash in ("", "/")} | dict.fromkeys(_VERBATIM, "x") | {"pre": "\n"}


class _Edit(Struct, frozen=True):
    """A no-break space at a place: in place of the character at it, or put in (``new``).

    One that is put in is on the side of its mark, whatever tag lies between: ``after`` it, else before.
    """

    at: int
    space: str
    hard: bool = False
    new: bool = False
    after: bool = False


class _Rules(Struct, frozen=True, kw_only=True):
    """A language's conventions.

    ``numbers`` ends where the space between a number and what belongs to it stands; ``thin`` is the space in a number and
    before ``%``. ``names`` begins at the spaces before names and numbers behind what may end a title or an initial: there the
    word before is looked up in ``titles`` and in ``counters``, which are kept with numbers only. ``short`` ends where the space
    behind a short word stands.
    """

    french: dict[str, str] | None
    marks: re.Pattern[str] | None
    numbers: re.Pattern[str]
    thin: str
    names: re.Pattern[str] | None = None
    titles: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    short: re.Pattern[str] | None = None


@lru_cache(maxsize=8192)  # headlines and deks are on pages and among the results of a search
def set_text(text: str, language: str) -> str:
    """Plain ``text`` with the spaces of ``language`` (BCP 47). It is not HTML: ``&`` and ``<`` are characters like others."""
    rules = _rules(language)
    if rules is None:
        return text
    return _applied(text, ((edit.at - 1, edit) for edit in _edits("\n" + text, rules)))


def set_html(html: str, language: str) -> str:
    """Safe ``html`` with the spaces of ``language`` in its text; tags, attributes, references and code stay as they are.

    An element with a ``lang`` of its own is set in that. ``html`` comes from the readers, which write it tag by tag: balanced,
    ``>`` escaped in attributes, no comments. So ``<``, all up to the next ``>``, is a tag, and no more is looked at than that.
    """
    if _rules(language) is None and "lang=" not in html.lower():
        return html
    edits: list[tuple[int, _Edit]] = []
    for run in _runs(html, language):
        rules = _rules(run.language)
        if rules is not None:
            edits += run.placed(_edits("".join(run.pieces), rules), html)
    return _applied(html, edits)


def _applied(text: str, edits: Iterable[tuple[int, _Edit]]) -> str:
    done = 0
    pieces: list[str] = []
    for at, edit in edits:
        pieces += text[done:at], edit.space
        done = at if edit.new else at + 1
    return "".join([*pieces, text[done:]]) if pieces else text


def divided_at_ordinals(text: str, language: str) -> list[str]:
    """Plain ``text`` divided at French ordinals, if ``language`` (BCP 47) is French: text, number, ending, text and so on."""
    return _ORDINALS.split(text) if language.startswith("fr") else [text]


def raised_ordinals(html: str, language: str) -> str:
    """Safe ``html`` with French ordinals raised, if ``language`` is French; not in tags and code."""
    if not language.startswith("fr") or _ORDINALS.search(html) is None:
        return html
    return _ORDINALS_IN_HTML.sub(lambda found: f"{found[1]}<sup>{found[2]}</sup>" if found[2] else found[0], html)


class _Run(Struct):
    """Text of one language as it reads on across tags, and where each of its pieces is in the HTML."""

    language: str
    pieces: list[str] = field(default_factory=lambda: ["\n"])
    places: list[int] = field(default_factory=lambda: [0])

    def add(self, text: str, place: int) -> None:
        self.pieces.append(text)
        self.places.append(place)

    def placed(self, edits: Iterable[_Edit], html: str) -> Iterator[tuple[int, _Edit]]:
        """The edits with their places in the HTML."""
        piece, ends = 0, list(accumulate(map(len, self.pieces)))
        for edit in edits:
            at = edit.at - edit.after
            while ends[piece] <= at:
                piece += 1
            place = self.places[piece] + at - (ends[piece] - len(self.pieces[piece]))
            if edit.after:
                place = html.find(";", place) + 1 if html[place] == "&" else place + 1
            yield place, edit


def _runs(html: str, language: str) -> Iterator[_Run]:
    run, languages = _Run(language), [language]
    mixed = "lang=" in html.lower()
    start, *parts = html.split("<")
    run.add(start, 0)
    place, verbatim = len(start), 0  # verbatim: how many elements deep in code
    for part in parts:
        tag, end, text = part.partition(">")
        reads = _TAGS.get(tag)
        if reads is None:
            reads = _TAGS.get(_named(tag), "\n")
        if not verbatim and reads:
            run.add(reads, place)
        if reads == "x" or verbatim or tag[:3] == "pre":
            name = _named(tag)
            verbatim = max(0, verbatim + (name in _VERBATIM) - (name[:1] == "/" and name[1:] in _VERBATIM))
        if mixed and _nest(languages, tag) != run.language:
            yield run
            run = _Run(languages[-1])
        place += 1 + len(tag) + len(end)
        if text and not verbatim:
            if "&" in text:
                _add_with_references(run, text, place)
            else:
                run.add(text, place)
        place += len(text)
    yield run


def _add_with_references(run: _Run, text: str, place: int) -> None:
    done = 0
    for match in _REFERENCE.finditer(text):
        run.add(text[done : match.start()], place + done)
        # One character, whatever it is. A space or an apostrophe that is written so stays.
        run.add(unescape(match[0])[:1].replace(" ", WIDE).replace("'", "’"), place + match.start())
        done = match.end()
    run.add(text[done:], place + done)


def _named(tag: str) -> str:
    """The name in a tag, with the slash of an end tag."""
    found = _NAME.match(tag)
    return found[0].lower() if found else ""


def _nest(languages: list[str], tag: str) -> str:
    """The language behind ``tag``. ``languages`` are those of the elements that are open."""
    if tag[:1] == "/":
        if len(languages) > 1:
            languages.pop()
    elif _named(tag) not in _VOID:
        own = _LANG.search(tag)
        languages.append(next(filter(None, own.groups()), "und") if own else languages[-1])
    return languages[-1]


def _edits(text: str, rules: _Rules) -> Iterator[_Edit]:
    """What is to be changed in ``text``, which begins with a line's end, in order."""
    plain = text
    if not text.isascii():
        plain = text.replace(WIDE, " ").replace(NARROW, " ").replace("\u2009", " ")
    characters = _other_characters(plain, rules)
    if "'" in plain and characters:
        plain = _APOSTROPHES.sub("’", plain)
    found: dict[int, _Edit] = {}
    for match in rules.numbers.finditer(plain):
        at = match.end()
        found[at] = _Edit(at, rules.thin if plain[at + 1] in "%‰0123456789" else WIDE)
    for at in _kept_with_next(plain, rules):
        found.setdefault(at, _Edit(at, WIDE))
    if rules.marks is not None:
        for match in rules.marks.finditer(plain):
            for edit in _beside(plain, match.start(), rules.french):
                found[edit.at] = edit
    spaces = _bounded(text, sorted(found.values(), key=lambda edit: edit.at)) if found else iter(())
    return iter(sorted((*spaces, *characters), key=lambda edit: edit.at)) if characters else spaces


def _other_characters(plain: str, rules: _Rules) -> list[_Edit]:
    """The characters that are replaced: apostrophes between letters, and in French the hyphens that may not break."""
    if rules.marks is None:
        return []
    found = [_Edit(match.start(), "’") for match in _APOSTROPHES.finditer(plain)] if "'" in plain else []
    if rules.french and "-t-" in plain:
        found += [_Edit(match.start(), "\u2011") for match in _INVERSIONS.finditer(plain)]
    return found


def _kept_with_next(plain: str, rules: _Rules) -> Iterator[int]:
    """Where the spaces behind initials, titles and short words stand."""
    if rules.names is not None:
        for match in rules.names.finditer(plain):
            if _is_title(plain, match.start(), rules):
                yield match.start()
    if rules.short is not None:
        for match in rules.short.finditer(plain):
            yield match.end()
    if rules.french:
        for match in _TIMES.finditer(plain):
            yield match.end()
    if rules.french and " siècle" in plain:
        for match in _CENTURIES.finditer(plain):
            yield match.end()


def _is_title(plain: str, end: int, rules: _Rules) -> bool:
    """Whether the word that ends at ``end``, before a space and a capital letter or a number, is kept with what follows."""
    name = not plain[end + 1].isdigit()
    if plain[end - 1] == "." and name and plain[end - 2].isupper() and not plain[end - 3 : end - 2].isalnum():
        return True  # an initial
    word = plain[max(0, end - _TITLE_LENGTH) : end]
    word = word[max(word.rfind(" "), word.rfind("\n"), word.rfind("’")) + 1 :].lstrip('([«“„"–—')
    return word in rules.titles or (not name and word in rules.counters)


def _beside(plain: str, start: int, french: dict[str, str] | None) -> Iterator[_Edit]:
    """The spaces beside the mark at ``start``; of several in a row (``?!``) only what is before the first."""
    mark, before, end = plain[start], plain[start - 1], start + 1
    if mark in _MARKS:
        if before in _MARKS:
            return
        while plain[end : end + 1] in _MARKS:
            end += 1
    after = plain[end : end + 1] or "\n"
    space = french.get(mark) if french else None
    if mark in "«(":
        if before.isalnum() or before in (_INSIDE if mark == "«" else ":;-"):
            return
        if after == " ":
            yield _Edit(end, space or WIDE, hard=True)
        elif space and not after.isspace() and after not in ":" and after not in _INSIDE:
            yield _Edit(end, space, hard=True, new=True, after=True)
    elif (mark in "–—" and not after.isspace()) or (mark in "»…" and after.isalnum()):
        return  # it opens: —dijo, »Wort«, …und
    elif mark in _MARKS and after not in (_ENDED_COLON if mark in ";:" else _ENDED):
        return  # 10:30, http://, :-)
    elif before == " ":
        yield _Edit(start - 1, space or (NARROW if french and mark in ";!?" else WIDE), hard=True)
    elif space and not before.isspace() and not _opens(before, mark) and not _is_address(plain, start):
        yield _Edit(start, space, hard=True, new=True)


def _opens(before: str, mark: str) -> bool:
    """Whether the character ``before`` a mark is one that holds no space behind it. What ends a sentence does not open »."""
    return before in _OPENING and not (mark == "»" and before in _ENDS)


def _is_address(plain: str, end: int) -> bool:
    """Whether the word that ends at ``end`` is an address of the web or of mail."""
    near = plain[max(0, end - 200) : end]
    word = near[max(map(near.rfind, " \n«")) + 1 :]  # behind an opening mark a space is put in
    return "://" in word or "@" in word or word.startswith("www.")


def _bounded(text: str, edits: list[_Edit]) -> Iterator[_Edit]:
    """Those of ``edits`` that keep no more together than a narrow screen can hold.

    A piece runs from one space that breaks to the next. Its length is counted with what has been put in, and to the end of a
    word that no later edit can change, so a second setting decides as the first one did.
    """
    kept = WIDE in text or NARROW in text
    first = last = spaces = grown = 0  # where the piece begins, how far it was read, no-break spaces and new ones in it
    for edit in edits:
        broken = max(text.rfind(" ", last, edit.at), text.rfind("\n", last, edit.at))
        if broken >= 0:
            first, last, spaces, grown = broken + 1, broken + 1, 0, 0
        if kept:
            spaces += text.count(WIDE, last, edit.at) + text.count(NARROW, last, edit.at)
        if not edit.new and text[edit.at] not in _BREAKABLE:
            last = edit.at
            continue
        last = edit.at if edit.new else edit.at + 1
        word = _WORD.match(text, last)
        fits = spaces < _SPACES and (word.end() if word else last) - first + grown <= _MOST
        if spaces < _SPACES_HARD if edit.hard else fits:
            spaces += 1
            grown += edit.new
            yield edit
        elif not edit.new:
            first, spaces, grown = last, 0, 0


@lru_cache(maxsize=64)
def _rules(language: str) -> _Rules | None:
    """The conventions of ``language``; None where nothing is changed."""
    tag = language.lower()
    code = tag.split("-")[0]
    if code in _UNSPACED:
        return None
    units = [*SYMBOLS.split(), *UNITS.get(code, "").split(), *MONTHS.get(code, "").split()]
    numbers = re.compile(
        rf"[0-9٠-٩۰-۹](?:(?:er|\.|º)?(?= (?:{_alternatives(units)})(?!\w))"
        r"|(?<![0-9][0-9])[0-9]{0,2}(?= [0-9]{3}(?![0-9])))"  # 1 340 000
    )
    thin = NARROW if code == "fr" else WIDE
    if code in _NUMBERS_ONLY:
        return _Rules(french=None, marks=None, numbers=numbers, thin=thin)
    french = _FRENCH_BY_TAG.get(tag, _FRENCH) if code == "fr" else None
    short = "|".join(f"{word}|{word.capitalize()}" for word in SHORT.get(code, "").split())
    titles = frozenset(TITLES.get(code, "").split())
    counters = frozenset([*BEFORE_NUMBERS.split(), *(MONTHS["en"].split() if code == "en" else ())])
    # Two characters tell most words from a title, and cheaply.
    endings = sorted({re.escape((before + word)[-2:]) for word in titles | counters for before in " (\n"})
    ended = rf"(?<=[^\W\d_a-z]\. |{' |'.join(endings)} )"
    return _Rules(
        french=french,
        marks=re.compile("[;:!?«»()–—…]" if french else "[«»()–—…]"),
        numbers=numbers,
        thin=thin,
        names=re.compile(f" (?=[{_CAPITAL}0-9]{'|[a-z][.]' if code == 'de' else ''}){ended}"),  # d. h., u. a.
        titles=titles,
        counters=counters,
        short=re.compile(rf" (?:{short})(?= [\w„“\"«(])") if short else None,
    )


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
