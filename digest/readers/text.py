"""The plain text reader: an optional date in front, paragraphs, and crossheads.

**The in-band header** is ``date`` and a date in EDTF as the very first words, followed by white space: ` date 2025-02 The…`.

* A month or a day (``date 2025-02``, ``Date: 2025-02-13``): letter case, a colon and leading white space do not matter.
* A year alone: only with a colon (``date: 2025``), or after white space with ``date`` in lower case (`` date 2025 The…``), or
  if the line ends after it. “Date 2025 was to be” is prose.

It is removed even if there is no such day (``date 2025-13``): ``infer`` reports that. A time of day and a zone after it are
removed too. Labelled lines may follow (``labels.py``). After front matter, neither is looked for at the head. HTML character
references are resolved; files with more markup are read by another reader (``formats.py``). Private remarks (``remarks.py``)
are dropped.

**Crossheads** are sub-headings that have no mark except that they are short and on a line alone: at most 90 characters and 12
words (30 characters in Han or kana), beginning with a capital or a figure, not ending like a sentence or clause, above a longer
paragraph or a list, and never the first or last piece. Not crossheads: two such lines in a row (verse, names, captions),
repeated lines (speakers, advertisements), quotes, list marks, bylines, dates, credits, sign-offs, pointers to other articles. A
question is one only if it is short and the article has no longer question on a line alone: in an interview, questions are text.
A label of one or two words above an interview's first question is one, and so is a line there if other parts of the interview
have crossheads. If the replies of a talk are as short as crossheads, there are no others. A lone name is not one below a
headline (a byline) or a quotation (its speaker).

**Running heads** are what pages of a PDF or scan leave between the lines, and are removed:

* “Page 7”, “Seite 7 von 12”, “- 7 -” alone on a line always. “7/12” and a bare figure only if the surrounding lines show that
  they are page numbers: they interrupt a sentence, count up to the last line, or are next to a running head.
* A repeated line (with another page number, say) if it contains a page number, or if its repetitions are next to page numbers
  or interrupt sentences. The first one is kept among the first lines: it may be the headline or state date and source.
* Sentences that a page break interrupted are joined. Refrains, speakers in a transcript and numbered parts are kept.

Rejected: crossheads in quotation marks, which look like speech, and numbered ones.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from html import escape, unescape
from itertools import groupby, islice, pairwise

from digest.errors import Position, Problem, problem
from digest.model import Block, BlockKind, Declared, Document
from digest.readers import scripts
from digest.readers.encoding import clean, decode
from digest.readers.front_matter import continues, declared_encoding, read_front_matter, stray_line
from digest.readers.furniture import Furniture, furniture, marked
from digest.readers.html_elements import Anchors
from digest.readers.labels import labelled
from digest.readers.paragraphs import Piece, pieces
from digest.readers.remarks import hidden_lines, unended_remark, without_remarks
from digest.readers.scripts import HYPHENS, is_speaker_line

_HEADER = re.compile(
    r"\s*(?i:date)(?:\s*[:：]\s*|\s+)(\d{4}-\d{2}(?:-\d{2})?)(?:(?!\S)|(?<=-\d\d-\d\d)(?=T\d{2}))"
    r"|\s*(?i:date)\s*[:：]\s*(\d{4})(?!\S)"
    r"|\s*(?i:date)[ \t]+(\d{4})[ \t]*(?=\n|\Z)"
    r"|\s+date[ \t]+(\d{4})(?!\S)",
    re.ASCII,
)
_BOLD_LINE = re.compile(
    r"^[ \t]*(?P<mark>\*\*|__)(?P<words>[^\s*_][^*_\n]{1,200}(?<!\s))(?P=mark)[ \t]*$", re.MULTILINE
)
_REFERENCE = re.compile(r"(?<![`\"'“‘«„])&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_CHUNK = 1000  # blocks joined at a time, to limit memory for articles with 100,000
_ZONE = r"(?:[ \t]*(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2}|\[[A-Za-z_/+-]{1,40}\]))"
_CLOCK = re.compile(
    rf"T\d{{2}}(?::?\d{{2}}){{0,2}}(?:[.,]\d{{1,9}})?{_ZONE}{{0,2}}(?!\S)"
    rf"|[ \t]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d{{1,9}})?{_ZONE}{{0,2}}(?!\S)",
    re.ASCII,
)


def read_text(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """Read the article in the bytes of a plain text file; a Problem if it must be left out."""
    decoded = decode(data, file, declared_encoding(data) if encoding is None else encoding)
    if isinstance(decoded, Problem):
        return decoded
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return front
    body, unended = without_remarks(front.body)
    text = clean(resolve_markup(body))
    header, start = ({}, 0) if front.found else _header(text, file)
    labels = labelled(text, start, file, first_line=front.first_line, head=not front.found)
    if continues(front) or not front.found:
        above = text.count("\n", 0, labels.start)
        if stray := stray_line(text[labels.start :], front.first_line + above, file):
            return stray
        if stray := stray_line(hidden_lines(front.body, body), front.first_line, file):
            return stray
    line_start = text.rfind("\n", 0, labels.start) + 1
    blocks = text_blocks(text[labels.start : labels.end], taken=labels.start - line_start)
    if is_empty(blocks):
        return nothing_to_read(file, unended)
    blocks = (*(Block(kind=BlockKind.FURNITURE, text=line) for line in labels.passed), *blocks)
    remarks = () if unended is None else (unended_remark(file, front.first_line + unended - 1),)
    return Document(
        file=file,
        reader="text",
        encoding=decoded.encoding,
        declared={**labels.declared, **header, **front.declared},
        blocks=blocks,
        html=blocks_html(blocks),
        problems=(*decoded.problems, *front.problems, *remarks, *labels.problems),
    )


def text_blocks(text: str, taken: int = 0) -> tuple[Block, ...]:
    """The blocks of plain ``text``; ``taken`` columns of its first line were removed before."""
    lines = text.replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")
    found = pieces(without_running_heads(lines), taken)
    blocks = marked(
        [
            Block(
                kind=BlockKind.ITEM if piece.item or piece.cells else BlockKind.PARAGRAPH,
                text=piece.text,
                group=piece.group,
                cells=piece.cells,
                header=piece.header,
            )
            for piece in found
        ]
    )
    body = [place for place, block in enumerate(blocks) if block.kind is not BlockKind.FURNITURE]
    heads = {body[number] for number in crossheads([found[place] for place in body])}
    anchors = Anchors()
    return tuple(
        Block(kind=BlockKind.CROSSHEAD, text=block.text, id=anchors.make(block.text)) if place in heads else block
        for place, block in enumerate(blocks)
    )


def blocks_html(blocks: tuple[Block, ...]) -> str:
    """``blocks`` of plain text as HTML, escaped."""
    lines = _lines(blocks)
    return "".join(iter(lambda: "".join(islice(lines, _CHUNK)), ""))


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for (group, is_item), found in groupby(blocks, key=lambda block: (block.group, block.kind is BlockKind.ITEM)):
        if group and is_item:
            yield from _table(list(found))
        elif group:
            yield f"<p>{'<br>'.join(_escaped(block.text) for block in found)}</p>\n"
        elif is_item:
            yield "<ul>\n"
            yield from (f"<li>{_escaped(block.text)}</li>\n" for block in found)
            yield "</ul>\n"
        else:
            for block in found:
                text = _escaped(block.text)
                yield f'<h2 id="{block.id}">{text}</h2>\n' if block.kind is BlockKind.CROSSHEAD else f"<p>{text}</p>\n"


def _table(rows: list[Block]) -> Iterator[str]:
    """A table in the same form as ``HtmlWriter`` writes it."""
    yield "<table>\n"
    for header, found in groupby(rows, key=lambda row: row.header):
        part, cell = ("thead", "th") if header else ("tbody", "td")
        yield f"<{part}>\n"
        for row in found:
            yield "<tr>\n"
            yield from (f"<{cell}>{_escaped(text)}</{cell}>\n" for text in row.cells)
            yield "</tr>\n"
        yield f"</{part}>\n"
    yield "</table>\n"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def is_empty(blocks: tuple[Block, ...]) -> bool:
    """Whether ``blocks`` have no visible character."""
    return not any(character.isprintable() and not character.isspace() for block in blocks for character in block.text)


def nothing_to_read(file: str, unended: int | None = None) -> Problem:
    """The problem of an article without text; ``unended`` is the line of a remark that hides it."""
    if unended is not None:
        return unended_remark(file, unended, empty=True)
    message = "The file has no text."
    hint = "Write the article's text into it, or remove the file."
    return problem("empty-file", message, hint, Position(file=file), file)


def _header(text: str, file: str) -> tuple[dict[str, Declared], int]:
    """The date before the first words, and where the text after it starts."""
    found = _HEADER.match(text)
    if not found:
        return {}, 0
    group = found.lastindex or 0
    line = text.count("\n", 0, found.start(group)) + 1
    column = found.start(group) - text.rfind("\n", 0, found.start(group))
    where = Position(file=file, line=line, column=column)
    clock = _CLOCK.match(text, found.end())
    return {"date": Declared(text=found[group], where=where)}, (clock or found).end()


def resolve_markup(text: str) -> str:
    """Resolve character references in plain ``text`` (``&nbsp;``, ``&#8217;``), and remove ``**`` or ``__`` around whole lines.

    References after a quotation mark or a backtick are quoted (“&amp;” is an ampersand) and stay, as do unknown names.
    """
    if "**" in text or "__" in text:
        text = _BOLD_LINE.sub(r"\g<words>", text)
    return _REFERENCE.sub(lambda found: unescape(found[0]), text) if "&" in text and ";" in text else text


# Crossheads.


_MOST_CHARACTERS, _MOST_WORDS, _MOST_WIDE = 90, 12, 30
_QUESTION_CHARACTERS, _INTERVIEW_CHARACTERS = 45, 120
_REPLIES, _REPLY_WORDS = 3, 4  # of a talk
_LABEL_WORDS = 2  # a headline has more
_QUOTED = 250  # characters of a quotation that a name may follow
_SENTENCE_WORDS = 5
_PROSE = 90  # columns of running text, however it ends

_OPENS_ELSE = re.compile(
    r"[\"“”«»„‘’'‹›「『\-–—―*•‣◦▪+=~#|>/\\_@©(\[<]"  # speech, lists, rules, credits
    r"|\d+[.)]\s|[a-zA-Z]\)\s"  # numbered
    r"|(?:https?://|www\.)"
)
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){1,4}[A-Z]?\.?|[A-Z]{1,3}|[a-z]{2,4}(?:/[a-z]{2,5})+", re.ASCII)
_AGENCY = (
    r"(?:the\s+)?(?:afp|ap|associated press|reuters|dpa|efe|ansa|belga|xinhua|tass|ria|interfax|keystone-ats|ats|upi|kyodo|"
    r"pti|anp|apa|lusa|ritzau|ntb|bloomberg|agence\w*|agenc\w+|ends?|fin|ende|fine|newsroom|redaction|rédaction)"
)
_SIGN_OFF = re.compile(
    rf"(?:avec|with|mit|con|via|source|by|par)?\s*:?\s*{_AGENCY}(?:\s*(?:[,/&+]|et|and|und|y)\s*{_AGENCY})*", re.I
)
_BYLINE = re.compile(r"(?:Par|By|Von|Por|Di)(?:\s+(?:[A-ZÀ-ÖØ-Þ]\S*|et|and|und|y|e|de|du|von|van|,))+")
_LABELLED = re.compile(r"(?:video|vidéo|vídeo|audio|podcast|texte?|sources?|видео)\s*[:：/]", re.IGNORECASE)
_CREDITED = re.compile(  # at the end of a caption
    r"[(\[（][A-Z][A-Za-z/ .-]{1,30}[)\]）]$|\s/\s\S+(?:\s\S+){0,3}$|©"
    r"|\b(?i:photo|foto|picture|image)s?\s(?i:by\s|von\s|de\s|par\s)?[^\W\d_a-zà-ÿ]\S+(?:\s\S+){0,2}$"
)
_SPEAKS = re.compile(
    r"(?:[A-Z]{1,2}|[^\W\d_a-zà-ÿ][\w.’'-]*(?:\s[^\W\d_a-zà-ÿ][\w.’'-]*){1,3})\s?[:：]\s"
)  # Q: or Jane Doe:
_NAME = re.compile(
    r"[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]*\.?(?:[\s’'-](?:de|di|von|van|der|da|du|la|le|el|al|[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]*\.?)){1,3}"
)
_DATED = re.compile(
    r"\b[0-3]?\d(?:er|st|nd|rd|th)?\.?\s+[^\W\d]+\.?,?\s+(?:1[89]|20)\d\d$"
    r"|[^\W\d]\s+[0-3]?\d,\s+(?:1[89]|20)\d\d$"
    r"|(?:1[89]|20)\d\d年\d+月"
)
_NO_WORD = re.compile(r"[\W\d_]*")


def crossheads(pieces: Sequence[Piece]) -> set[int]:
    """Indexes of the ``pieces`` that are crossheads."""
    counts = Counter(piece.text for piece in pieces)
    interview = any(
        _QUESTION_CHARACTERS < len(piece.text) <= _INTERVIEW_CHARACTERS and scripts.ends_question(piece.text)
        for piece in pieces
    )
    short = [piece.lone and not piece.item and _reads_as_one(piece.text, questions=not interview) for piece in pieces]
    talk = interview and sum(map(_is_reply, pieces)) >= _REPLIES
    first = next((number for number, piece in enumerate(pieces) if _is_running(piece)), len(pieces))
    found = {
        number
        for number in range(max(1, first), len(pieces) - 1)
        if short[number]
        and not talk
        and not short[number + 1]
        and not short[number - 1]
        and counts[pieces[number].text] == 1
        and _stands_below(pieces[number + 1], pieces[number])
        and not (_NAME.match(pieces[number].text) and _names_whom(pieces[number - 1], pieces[number], number))
    }
    if interview:
        found |= _above_questions(pieces, short, found, first)
    return found


def _above_questions(pieces: Sequence[Piece], short: Sequence[bool], found: Set[int], first: int) -> set[int]:
    """The crossheads above questions of an interview that have no running text above: a label at the very beginning, and the
    name of the first part where others are ``found``. ``first`` is the first running text.
    """
    asked = {number - 1 for number, piece in enumerate(pieces) if scripts.ends_question(piece.text)}
    above = {0} if 0 in asked and short[0] and _is_label(pieces[0]) else set()
    if not asked.isdisjoint(found):
        above |= {number for number in range(1, first) if number in asked and short[number] and not short[number - 1]}
    return above


def _is_running(piece: Piece) -> bool:
    """Whether ``piece`` is text that may precede a crosshead; before the first such piece are headline, byline and dek."""
    text = piece.text
    return (
        piece.item
        or scripts.width(text) >= _PROSE
        or (scripts.ends_sentence(text) and not scripts.ends_question(text) and len(text.split()) >= _SENTENCE_WORDS)
        or (scripts.is_wide(text) and scripts.ends_sentence(text))
    )


def _is_reply(piece: Piece) -> bool:
    """Whether ``piece`` is a reply as short as a crosshead: “Yes.”"""
    return piece.lone and len(piece.text.split()) <= _REPLY_WORDS and scripts.ends_sentence(piece.text)


def _is_label(piece: Piece) -> bool:
    return len(piece.text.split()) <= _LABEL_WORDS and not scripts.is_wide(piece.text)


def _names_whom(above: Piece, piece: Piece, number: int) -> bool:
    """Whether the name in ``piece`` is that of the author or speaker of the text above."""
    quoted = len(above.text) <= _QUOTED and above.text[0] in '"“«„»‘'
    return quoted or (number == 1 and _NAME.fullmatch(piece.text) is not None and not scripts.ends_sentence(above.text))


def _stands_below(piece: Piece, head: Piece) -> bool:
    text = piece.text
    return piece.item or (
        len(text) > len(head.text)
        and (scripts.ends_sentence(text) or scripts.ends_clause(text) or scripts.width(text) >= _PROSE)
    )


def _reads_as_one(text: str, *, questions: bool) -> bool:
    if len(text) > _MOST_CHARACTERS or (len(text) > _MOST_WIDE and scripts.is_wide(text)):
        return False
    if len(text.split()) > _MOST_WORDS or _NO_WORD.fullmatch(text) or text[0].islower():
        return False
    if scripts.ends_question(text):
        if not questions or len(text) > _QUESTION_CHARACTERS:
            return False
    elif scripts.ends_sentence(text) or scripts.ends_clause(text):
        return False
    bare = text.strip(" .—–-/()[]*#")
    return not (
        _OPENS_ELSE.match(text)
        or _INITIALS.fullmatch(text)
        or _SIGN_OFF.fullmatch(bare)
        or _BYLINE.fullmatch(text)
        or _LABELLED.match(text)
        or furniture(text) not in (None, Furniture.SECTION, Furniture.KICKER)
        or _CREDITED.search(text)
        or _SPEAKS.match(text)
        or is_speaker_line(text)
        or _DATED.search(text)
    )


# Running heads and page numbers.


_PAGE = (
    r"pages?|pp?\.|pg\.?|seiten?|s\.|página|pagina|páginas|pág\.|pag\.|blz\.?|bladzijde|sida|sidan|side|sivu|strona|str\.|strana|"
    r"stránka|stranica|oldal|pagină|sayfa|страница|стр\.?|сторінка|стор\.|с\.|σελίδα|σελ\.|صفحة|صفحه|trang|halaman|hal\."
)
_OF = r"/|of|sur|de|von|di|van|av|af|z|ze|ze\s|из|з|od|din|από|من|\|"
_NUMBERED = re.compile(
    rf"[\W_]*(?:{_PAGE})\s*(?:n°|no\.?|nr\.?|№)?\s*(\d{{1,4}})(?:\s*(?:{_OF})\s*\d{{1,4}})?[\W_]*"
    r"|[\W_]*第?\s?(\d{1,4})\s?(?:页|頁|ページ|쪽|페이지)(?:\s?[/／共]\s?(?:共\s?)?\d{1,4}\s?(?:页|頁|ページ|쪽)?)?[\W_]*"
    r"|\s*[-–—~•·*|]{1,2}\s*(\d{1,4})\s*[-–—~•·*|]{1,2}\s*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\s*(\d{1,4})(?:\s?/\s?\d{1,4})?\s*")
_SAYS_PAGE = re.compile(rf"(?<!\w)(?:{_PAGE})\s*\d{{1,4}}(?!\w)", re.IGNORECASE)
_NUMBER_AT_EDGE = re.compile(r"\d{1,4}\s+\S|.*\S\s+\d{1,4}$")
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 110  # columns
_SHORTEST_HEAD, _SHORTEST_BESIDE_NUMBER = 12, 4  # letters
_SHORTEST_PAGE = 3  # lines
_SHORTEST_LINE = 30  # columns: shorter lines are not running text
_MOST_HEAD_LINES = 3  # of a running head
_MOST_PAGE_STEP = 2  # if only left-hand pages have the head
_TOP = 4  # lines with words among which the first running head may be the headline


def without_running_heads(lines: list[str]) -> list[str]:
    """``lines`` without page numbers and repeated running heads; the same list if it has none."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    texts = [" ".join(lines[number].split()) for number in filled] if len(filled) > 2 else []
    if len(set(texts)) == len(texts) and not any(map(_has_figure, texts)):
        return lines
    pages = {
        place: int(next(filter(None, found.groups())))
        for place, text in enumerate(texts)
        if len(text) <= _LONGEST_HEAD and (found := _NUMBERED.fullmatch(text))
    }
    figures = {place: int(found[1]) for place, text in enumerate(texts) if (found := _FIGURE.fullmatch(text))}
    gone = {*pages, *_of_one_total(texts, figures), *_counted(pages | figures, len(texts))}
    heads = _running_heads(texts, gone, figures)
    beside = gone | heads
    gone |= heads
    gone |= {place for place in figures if place - 1 in beside or place + 1 in beside or _interrupts(texts, place)}
    return _remove(lines, filled, texts, gone) if gone and len(gone) < len(texts) else lines


def _has_figure(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and any(map(str.isdecimal, text))


def _running_heads(texts: Sequence[str], numbers: set[int], figures: dict[int, int]) -> set[int]:
    """The places of repeated lines that are tops or bottoms of pages."""
    short = [_DIGITS.sub("#", text).casefold() for text in texts if len(text) <= _LONGEST_HEAD]
    if len(set(short)) == len(short):
        return set()  # as in nearly every text
    places: dict[str, list[int]] = defaultdict(list)
    beside_numbers = {beside for place in (*numbers, *figures) for beside in (place - 1, place + 1)}
    for place, text in enumerate(texts):
        if place in numbers or place in figures or len(text) > _LONGEST_HEAD:
            continue
        numbered = _SAYS_PAGE.search(text) or _NUMBER_AT_EDGE.match(text)
        key = (_DIGITS.sub("#", text) if numbered else text).casefold()
        least = _SHORTEST_BESIDE_NUMBER if place in beside_numbers else _SHORTEST_HEAD
        if sum(map(str.isalpha, key)) >= least:
            places[key].append(place)
    recurring = {
        key: several
        for key, several in places.items()
        if len(several) > 1 and all(after - before >= _SHORTEST_PAGE for before, after in pairwise(several))
    }
    at_edges = _at_edges(texts, numbers, {place for several in recurring.values() for place in several})
    found: set[int] = set()
    for key, several in recurring.items():
        near = len(at_edges.intersection(several))
        again = several[1:] if several[0] < _TOP and several[0] not in at_edges else several
        if _counts_pages(texts, several, figures if near else {}) or (
            2 * near >= len(again) and not scripts.ends_sentence(key)
        ):
            found.update(again)
    return found


def _counts_pages(texts: Sequence[str], heads: Sequence[int], figures: dict[int, int]) -> bool:
    """Whether the repeated lines at ``heads`` have consecutive page numbers, in them or on a line next to them."""
    pages: list[int] = []
    for place in heads:
        stated = _SAYS_PAGE.search(texts[place])
        if stated:
            pages += map(int, _DIGITS.findall(stated[0])[:1])
        else:
            pages += [figures[beside] for beside in (place - 1, place + 1) if beside in figures][:1]
    return len(pages) == len(heads) and all(0 < after - before <= _MOST_PAGE_STEP for before, after in pairwise(pages))


def _at_edges(texts: Sequence[str], numbers: Set[int], recurring: Set[int]) -> set[int]:
    """Which ``recurring`` lines are between pages: next to a page number, or within a sentence.

    A longer repeated sequence of lines is a text that occurs twice.
    """
    found: set[int] = set()
    run: list[int] = []
    for place in [*sorted(recurring | numbers), len(texts)]:
        if run and place != run[-1] + 1:
            heads = [one for one in run if one in recurring]
            begun = not any(texts[one][0].islower() for one in heads)
            between = (
                run[0] > 0 and run[-1] < len(texts) - 1 and _continues_sentence(texts[run[0] - 1], texts[run[-1] + 1])
            )
            if begun and len(heads) <= _MOST_HEAD_LINES and (between or len(heads) < len(run)):
                found.update(heads)
            run = []
        run.append(place)
    return found


def _interrupts(texts: Sequence[str], place: int) -> bool:
    """Whether the line at ``place`` is within a sentence."""
    return 0 < place < len(texts) - 1 and _continues_sentence(texts[place - 1], texts[place + 1])


def _continues_sentence(above: str, below: str) -> bool:
    """Whether ``below`` continues the sentence of ``above``, a line of running text."""
    if len(above) < _SHORTEST_LINE:
        return False
    if above[-1] in HYPHENS and above[-2:-1].isalpha():
        return below[0].isalpha()
    return below[0].islower() and not scripts.ends_sentence(above) and above[-1] not in ":："


def _of_one_total(texts: Sequence[str], figures: dict[int, int]) -> set[int]:
    """The places of “1/3”, “2/3” that count up to one total."""
    slashed = [place for place in sorted(figures) if "/" in texts[place]]
    totals = {texts[place].split("/")[1].strip() for place in slashed}
    counts = all(figures[after] == figures[before] + 1 for before, after in pairwise(slashed))
    return set(slashed) if len(slashed) > 1 and len(totals) == 1 and counts else set()


def _counted(figures: dict[int, int], lines: int) -> set[int]:
    """The places of figures alone on a line that count up by one to the last line of the text."""
    run: set[int] = set()
    following = None
    for place in sorted(figures, reverse=True):
        if following is None and place != lines - 1:
            break
        if following is None or figures[place] == following - 1:
            run.add(place)
            following = figures[place]
    return run if len(run) > 1 else set()


def _remove(lines: list[str], filled: list[int], texts: list[str], gone: set[int]) -> list[str]:
    """``lines`` without the ``gone`` ones of ``filled``, with interrupted sentences joined."""
    kept: list[str] = []
    previous = -1  # the last line that was kept, of those with words
    for place, number in enumerate(filled):
        if place in gone:
            continue
        between = range(previous + 1, place)
        start = filled[previous] + 1 if previous >= 0 else 0
        blank = [line for line in lines[start:number] if not line.strip()]
        if not (between and previous >= 0 and _continues_sentence(texts[previous], texts[place])):
            kept += blank
        kept.append(lines[number])
        previous = place
    return kept
