"""Decode the bytes of a file: find its encoding, and remove characters that no page or feed may contain.

The order: a byte order mark, the editor's declared encoding, UTF-8, the encoding that the file's markup names (after UTF-8,
since pages are often saved again without changing it), UTF-16 or UTF-32 without a mark (recognized by NULs), a guess.

**Guessing.** Chinese, Japanese and Korean encodings share their bytes; only the right one yields the characters that the
language uses most: level 1 of GB 2312 and JIS X 0208, the first part of Big5, the syllables of KS X 1001. Latin code pages
differ in few letters (0xF1 is ``ñ`` in windows-1252, ``ń`` in windows-1250); the likely one yields letters of one language.
charset-normalizer guesses the rest.

**Damaged UTF-8.** In other encodings hardly two bytes look like a UTF-8 character (“É»” does; in EUC-JP, where it is most
frequent, one for two or three that do not). So a file with at least as many multi-byte characters as wrong bytes is UTF-8; with
fewer it still is if most wrong bytes are clearly letters of windows-1252: two files in one. A byte that is clearly such a
letter becomes that letter, any other U+FFFD, and a warning states where.

The text has ``\n`` line ends and no control characters (except tab), noncharacters and lone surrogates, which XML forbids and
HTML drops.

Rejected: encodings unused for decades (EBCDIC, UTF-7, HZ) unless declared; files in two encodings of which neither is UTF-8;
Vietnamese (its code page has separate accents); Asian texts with few common characters, such as tables of names.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from digest.errors import Position, Problem, problem

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Text declared under these names is often in a wider code page; they are tried in this order
# (https://encoding.spec.whatwg.org/#names-and-labels; Python's EUC-KR also knows syllables that are spelt out).
_WIDER = {
    name: tuple(pages.split(","))
    for name, _, pages in (
        pair.partition("=")
        for pair in "ascii=cp1252 iso8859-1=cp1252 iso8859-9=cp1254 iso8859-11=cp874 tis-620=cp874 shift_jis=cp932 "
        "euc_kr=euc_kr,cp949 gb2312=gb18030 gbk=gb18030 big5=big5,cp950,big5hkscs euc_jp=euc_jp,euc_jis_2004".split()
    )
}
# Names of the web that Python does not know.
_ALSO_CALLED = dict(
    pair.split("=")
    for pair in "x-sjis=shift_jis x-euc-jp=euc_jp x-gbk=gbk x-x-big5=big5 windows-949=cp949 korean=euc_kr windows-874=cp874 "
    "dos-874=cp874 x-mac-roman=mac_roman x-mac-cyrillic=mac_cyrillic x-mac-ukrainian=mac_cyrillic iso-8859-8-i=iso8859_8 "
    "logical=iso8859_8 visual=iso8859_8 unicode-1-1-utf-8=utf-8 x-unicode20utf8=utf-8 sun_eu_greek=iso8859_7 koi8=koi8_r "
    "koi8-ru=koi8_u".split()
) | {f"x-cp{page}": f"cp{page}" for page in range(1250, 1259)}
# Python codecs that are not encodings of text files, or depend on the computer.
_NO_ENCODING = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "charmap", "mbcs", "oem"}
)
_WITHOUT_MARK = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_GUESSED = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_8 "
    "koi8_r koi8_u cp866 mac_roman mac_cyrillic big5 cp932 euc_jp cp949 gb18030".split()
)
_ESCAPED = ("iso2022_jp", "iso2022_jp_2004", "iso2022_kr")
_LATIN = (
    "cp1252",
    "iso8859_15",
    "cp1250",
    "iso8859_2",
    "cp1254",
    "cp1257",
    "mac_roman",
    "cp850",
)  # in the order they are tried
_SAMPLE = 60_000  # bytes used for a guess
_MOST_FOREIGN = 0.25  # share of letters of other languages, for example in names
_FEW = 0.15  # share of bytes above 127 below which the text is in Latin letters

_LINE_ENDS = "\r\x0b\x0c\x85"
_SPACES = "\n\t\u00a0\u202f\u3000"
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


class Decoded(Struct, frozen=True, kw_only=True):
    """The text of a file, its encoding (Python's name) and the problems found while decoding."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, file: str, declared: str | None = None, *, marked: str | None = None) -> Decoded | Problem:
    """Decode ``data``; ``declared`` is the encoding that the editor named, ``marked`` the one that the file's markup names.

    A declared encoding that is unknown or does not fit is an error (``bad-encoding``) and is ignored; a guessed one is a
    warning (``guessed-encoding``). Returns only a Problem (``unreadable-file``) if no encoding fits.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark) and (text := _strict(data[len(mark) :], encoding)) is not None and "\0" not in text:
            return Decoded(text=clean(text), encoding=encoding)
    is_marked = data.startswith(codecs.BOM_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8)  # in a text that is not valid UTF-8
    problems: tuple[Problem, ...] = ()
    is_text = b"\0" not in data and b"\x1b$" not in data
    if declared is not None:
        if is_text and _codec(declared) == "utf-8" and (damaged := repair_utf8(data, is_declared=True)):
            return _repaired(damaged, file)
        found = _declared(data, file, declared)
        if isinstance(found, Decoded):
            return found
        problems = (found,)
    if is_text and (text := _strict(data, "utf-8")) is not None:
        return Decoded(text=clean(text), encoding="utf-8", problems=problems)
    if is_text and (damaged := repair_utf8(data, is_declared=is_marked)):
        return _repaired(damaged, file, problems)
    if marked is not None and b"\0" not in data and (fitting := _fitting(data, marked)):
        return Decoded(text=clean(fitting[0]), encoding=fitting[1], problems=problems)
    guess = _by_nuls(data) if b"\0" in data else _guess(data)
    if guess is None:
        return _unreadable(data, file)
    return Decoded(text=clean(data.decode(guess)), encoding=guess, problems=(*problems, _guessed(file, guess)))


def clean(text: str) -> str:
    """Normalize line ends to ``\\n`` and remove control characters (except tab), noncharacters and lone surrogates."""
    if text.isprintable():
        return text
    if any(mark in text for mark in _LINE_ENDS):
        text = _LINE_END.sub("\n", text)
    bare = text
    for space in _SPACES:
        bare = bare.replace(space, "")
    if bare.isprintable():  # nearly every text is; this takes a tenth of the time of the search
        return text
    return _UNWANTED.sub("", text).lstrip("\ufeff")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _declared(data: bytes, file: str, declared: str) -> Decoded | Problem:
    if not _codec(declared):
        return _bad(
            file,
            f"Unknown encoding “{' '.join(declared.split())}”. The file was read without it.",
            "Use a name such as “utf-8”, “windows-1252” or “shift_jis”.",
        )
    if fitting := _fitting(data, declared):
        return Decoded(text=clean(fitting[0]), encoding=fitting[1])
    return _bad(
        file,
        f"The file is not in its declared encoding “{' '.join(declared.split())}”. It was read without it.",
        "Correct `encoding`, or remove it.",
    )


def _codec(called: str) -> str | None:
    """Python's name of the encoding ``called``, or None if it is unknown."""
    try:
        name = codecs.lookup(_ALSO_CALLED.get(called.strip().lower(), called.strip())).name
        b"    ".decode(name, "replace")  # LookupError if it is not a text codec
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in _NO_ENCODING else name


def _fitting(data: bytes, called: str) -> tuple[str, str] | None:
    """The text of ``data`` in the encoding ``called``, and its name; None if it does not fit."""
    name = _codec(called)
    if name in ("utf-16", "utf-32"):  # without a mark their byte order depends on the computer
        name = _by_nuls(data) or f"{name}-le"
    for encoding in (*_WIDER.get(name, ()), name) if name else ():
        text = _strict(data, encoding)
        if text is not None and "\0" not in text:
            return text, encoding
    return None


def _bad(file: str, message: str, hint: str) -> Problem:
    return problem("bad-encoding", message, hint, Position(file=file))


def _guessed(file: str, encoding: str) -> Problem:
    message = f"The file is not UTF-8. Its encoding was guessed: “{encoding}”."
    hint = f"Check its letters, then declare `encoding: {encoding}` (or the right one), or save the file as UTF-8."
    return problem("guessed-encoding", message, hint, Position(file=file))


def _repaired(damaged: Damaged, file: str, problems: tuple[Problem, ...] = ()) -> Decoded:
    first, *others = damaged.places
    more = f", {len(others)} more bytes elsewhere" if len(others) > 1 else ", one more byte elsewhere" if others else ""
    message = f"The file is UTF-8 except for a byte here{more}; "
    if damaged.replaced == 0:
        message += "read as windows-1252, which yields letters."
    elif damaged.replaced == len(damaged.places):
        message += "replaced by “\ufffd”."
    else:
        message += "read as windows-1252 where that yields letters, else replaced by “\ufffd”."
    hint = "Correct these letters and save the file as UTF-8."
    warning = problem("damaged-encoding", message, hint, Position(file=file, line=first[0], column=first[1]))
    return Decoded(text=clean(damaged.text), encoding="utf-8", problems=(*problems, warning))


def _unreadable(data: bytes, file: str) -> Problem:
    why = (
        "it contains NUL bytes, like images and programs"
        if b"\0" in data
        else "its bytes are not text in any known encoding"
    )
    message = f"The file cannot be read as text: {why}."
    hint = "Save it as plain text in UTF-8, or declare its `encoding`."
    return problem("unreadable-file", message, hint, Position(file=file), file)


def _by_nuls(data: bytes) -> str | None:
    """Guess the encoding of a text with two or four bytes per character and no byte order mark."""
    best: tuple[int, str] | None = None
    for encoding in _WITHOUT_MARK:
        text = _strict(data, encoding)
        if text and "\0" not in text and not _UNWANTED.search(text) and _is_likely(text):
            rows = len({ord(character) >> 8 for character in text})  # bytes in the wrong order are spread over many
            best = min(best or (rows, encoding), (rows, encoding))
    return best[1] if best else None


def _is_likely(text: str) -> bool:
    spaces = sum(text.count(space) for space in " \n\u3000、。，")
    return text.isascii() or (spaces * 200 >= len(text) and all(map(_is_assigned, set(text))))


def _is_assigned(character: str) -> bool:
    return (
        character.isprintable()
        or character.isspace()
        or character in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
    )


def _guess(data: bytes) -> str | None:
    if b"\x1b$" in data and (page := next((p for p in _ESCAPED if _strict(data, p) is not None), None)):
        return page
    if _strict(data, "utf-8") is not None:
        return "utf-8"  # with an escape character in it, which is dropped
    from charset_normalizer import from_bytes  # imported lazily: most files are UTF-8

    high = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, high.start() if high else 0) + 1
    sample = data[start : start + _SAMPLE]
    if len(sample) == _SAMPLE and b"\n" in sample:
        sample = sample[: sample.rfind(b"\n")]  # no character is cut in two
    few = len(re.findall(rb"[\x80-\xff]", sample)) < _FEW * len(sample)
    best = None if few else east_asian(sample)
    if best is None:
        match = from_bytes(sample, cp_isolation=_GUESSED).best()
        best = match.encoding if match else None
        if best is None or best in _LATIN or few:
            best = _latin_page(sample) or best
    text = _strict(data, best) if best else None
    if text is None or len(_UNWANTED.findall(text)) * 200 > len(text):
        return None
    return best


def _latin_page(sample: bytes) -> str | None:
    pages = [(foreign_share(text), page) for page in _LATIN if (text := _strict(sample, page)) is not None]
    share, page = min(pages, key=lambda pair: pair[0], default=(1.0, None))  # the first of equals
    return page if share <= _MOST_FOREIGN else None


# Damaged UTF-8.


_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_ANY_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85]")  # as in ``clean``
_WRONG = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]{1,2}|[\udc80-\udcff]")
_LATIN_TEXT = re.compile("[\0-\u024f\u02b0-\u036f\u1e00-\u1eff\u2000-\u206f\u20ac\u2122\udc80-\udcff]*")
_FEWEST, _TIMES = 3, 2  # in other scripts: characters, and characters per wrong byte
_MIXED = 20  # most wrong bytes per character
_FEWEST_MIXED = 3  # characters
_CP1252_SMALL = frozenset("àâäáãåæçèéêëìíîïñòóôõöøœùúûüýÿßšž")
_CP1252_CAPITALS = frozenset(
    "ÀÄÁÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŠŽ"
)  # without Ã and Â, which remain of a character whose second byte is lost
_ALONE = frozenset("àáèéêíòóôú")  # words of one letter


class Damaged(Struct, frozen=True, kw_only=True):
    """The repaired text, the line and column of each wrong byte or broken character, and how many U+FFFD replaced."""

    text: str
    places: tuple[tuple[int, int], ...]
    replaced: int


def repair_utf8(data: bytes, *, is_declared: bool = False) -> Damaged | None:
    """Decode damaged UTF-8; None if ``data`` is more likely in another encoding.

    ``is_declared``: a mark or a declaration states UTF-8, so a single valid character is enough.
    """
    valid = len(_MULTIBYTE.findall(data))
    text = data.decode("utf-8", "surrogateescape")
    wrong = list(_WRONG.finditer(text))
    if not wrong or not valid or len(wrong) > _MIXED * valid:
        return None
    latin = _LATIN_TEXT.fullmatch(text) is not None
    if not latin and not is_declared and (valid < _FEWEST or valid < _TIMES * len(wrong)):
        return None
    parts: list[str] = []
    done = replaced = 0
    for found in wrong:
        letters = _as_windows_1252(found) if latin else None
        replaced += letters is None
        parts += text[done : found.start()], letters or "\ufffd"
        done = found.end()
    if len(wrong) > valid and not is_declared and (4 * replaced > len(wrong) or valid < _FEWEST_MIXED):
        return None
    return Damaged(
        text="".join([*parts, text[done:]]),
        places=tuple(_places(text, [one.start() for one in wrong])),
        replaced=replaced,
    )


def _as_windows_1252(found: re.Match[str]) -> str | None:
    """The wrong bytes as windows-1252 letters, if that clearly fits the context; else None."""
    try:
        letters = found[0].encode("utf-8", "surrogateescape").decode("cp1252")
    except UnicodeDecodeError:
        return None
    before, after = _beside(found.string, found.start() - 1), _beside(found.string, found.end())
    if letters == "Ã" and found.string.startswith(" ", found.end()) and not before.isupper():
        return "à"  # its second byte is a no-break space in other encodings, often replaced by a plain one
    around = f"{before}{letters}{after}"
    plain = all(_is_plain(around[at], around[at - 1], around[at + 1]) for at in range(1, len(letters) + 1))
    return letters if plain else None


def _beside(text: str, place: int) -> str:
    """The character at ``place``: a space outside of the text, and a wrong byte as its windows-1252 character."""
    if not 0 <= place < len(text):
        return " "
    character = text[place]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]).decode("cp1252", "replace")
    return character


def _is_plain(character: str, before: str, after: str) -> bool:
    if character in _CP1252_SMALL:
        return (
            before.isalpha()
            or after.isalpha()
            or (character in _ALONE and not before.isalnum() and not after.isalnum())
        )
    if character in _CP1252_CAPITALS:
        return before.isupper() or after.isupper() or (after.islower() and not before.isalpha())
    if character == "’":
        return before.isalpha() and after.isalpha()
    if character in "“«":
        return not before.isalnum() and (after.isalnum() or character == "«")
    if character in "”»":
        return not after.isalnum() and (not before.isspace() or character == "»")
    if character in "–—":
        return before.isspace() == after.isspace() and before.isalnum() == after.isalnum()
    if character == "…":
        return not before.isspace() and not after.isalpha()
    return character == "€" and (before.isdecimal() or after.isdecimal())


def _places(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Line and column of each of ``starts`` in ``text``, which still has the line ends of the file."""
    line, line_start, at = 1, 0, 0
    for start in starts:
        for end in _ANY_LINE_END.finditer(text, at, start):
            line, line_start = line + 1, end.end()
        at = start
        kept = sum(map(_is_kept, text[line_start:start]))
        yield line, kept + 1


def _is_kept(character: str) -> bool:
    """Whether ``clean`` keeps ``character``, so that editors count it in columns too."""
    return character.isprintable() or character.isspace() or "\udc80" <= character <= "\udcff"


# Chinese, Japanese and Korean.


_MOST_RARE = 0.12  # share of rare characters
_LEAST_KANA = 0.15  # share in a Japanese text; most have twice that
_KANA = re.compile("[ぁ-ヾ]")


def _encoded(character: str, encoding: str, first: int, last: int) -> bool:
    """Whether ``encoding`` has ``character`` as two bytes from ``first`` to ``last``."""
    code = character.encode(encoding, "ignore")
    return len(code) == 2 and first <= int.from_bytes(code, "big") <= last


def _korean(character: str) -> bool:
    return "가" <= character <= "힣" and _encoded(character, "euc_kr", 0xB0A1, 0xC8FE)


def _japanese(character: str) -> bool:
    return _KANA.match(character) is not None or _encoded(character, "shift_jis", 0x889F, 0x9872)


def _simplified(character: str) -> bool:
    return _encoded(character, "gb2312", 0xB0A1, 0xD7F9)


def _traditional(character: str) -> bool:
    return _encoded(character, "big5", 0xA440, 0xC67E)


# The first that fits wins: Korean bytes can be common Chinese and Japanese characters, but not the reverse.
_TRIED: tuple[tuple[str, Callable[[str], bool]], ...] = tuple(
    (encoding, usual)
    for encodings, usual in (
        ("euc_kr cp949 johab", _korean),
        ("cp932 euc_jp euc_jis_2004", _japanese),
        ("gb18030", _simplified),
        ("big5 big5hkscs", _traditional),
    )
    for encoding in encodings.split()
)


def east_asian(sample: bytes) -> str | None:
    """The encoding in which ``sample`` is Chinese, Japanese or Korean text; None if there is no such."""
    for encoding, usual in _TRIED:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        counts = Counter(character for character in text if not character.isascii() and not _is_mark(character))
        strange = sum(count for character, count in counts.items() if not usual(character))
        kana = len(_KANA.findall(text))
        if (
            counts
            and strange <= _MOST_RARE * counts.total()
            and (usual is not _japanese or kana >= _LEAST_KANA * counts.total())
        ):
            return encoding
    return None


def _is_mark(character: str) -> bool:
    return character in "·—…‘’“”\u00a0" or "\u3000" <= character <= "\u3011" or "\uff01" <= character <= "\uff5e"


# Latin code pages.


_LANGUAGES = tuple(
    frozenset(letters + letters.upper().replace("SS", ""))
    for letters in (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüßéàè",  # German
        "áéíóúüñªº",  # Spanish, Galician
        "àáâãçéêíóôõúüªº",  # Portuguese
        "àèéìíîòóùúªº",  # Italian
        "àçèéíïòóúü",  # Catalan, Occitan
        "áéíóúëïöüèê",  # Dutch
        "åäöéüàæø",  # Swedish, Danish, Norwegian, Finnish
        "áðéíóúýþæö",  # Icelandic
        "áéíóúàèìòù",  # Irish, Gaelic
        "ąćęłńóśźż",  # Polish
        "áäčďéěíĺľňóôŕřšťúůýž",  # Czech, Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Bosnian, Slovene
        "ăâîşţșț",  # Romanian
        "çëâî",  # Albanian
        "âçğıîöşüûİ",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äöõüšž",  # Estonian
    )
)
_LATIN_CAPITALS = "".join(sorted({letter for known in _LANGUAGES for letter in known if letter.isupper()}))
_WITHIN_WORD = re.compile(
    r"(?<=[^\W\d_])[¿¡¼½¾²³£¥¢§©®™°•†‡¤](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[‚„ƒˆ]"  # quotation marks that open
    rf"|(?<=[a-zß-öø-ÿ])[{_LATIN_CAPITALS}]"
)
_PUNCTUATION = frozenset("\u00a0\u00ad“”„‘’‚«»‹›…–—•·°€£$©®™§¡¿½¼¾²³")


def foreign_share(text: str) -> float:
    """The share (0 to 1) of non-ASCII characters that are neither usual marks nor letters of the language that fits best.

    Counted too: marks within a word, opening marks after a letter, and capitals after small letters: “by³y”, “annonc‚” and
    “SŽnat” are words in another code page.
    """
    counts = Counter(character for character in text if not character.isascii())
    letters = {character: count for character, count in counts.items() if character not in _PUNCTUATION}
    least = len(_WITHIN_WORD.findall(text)) + min(
        sum(n for character, n in letters.items() if character not in known) for known in _LANGUAGES
    )
    return least / (counts.total() or 1)
