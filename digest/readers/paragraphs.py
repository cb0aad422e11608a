"""Split plain text into paragraphs, list items, table rows and verse lines.

Running heads are removed first, then tables are found; blank lines separate the rest into paragraphs. Consecutive lines form
one paragraph if they look hard-wrapped, that is, if the first word of the next line would not have fitted on the line before
it; divided words are joined (``scripts.py``). Otherwise each line is separate: long lines, lines that end a sentence, verse,
names, addresses. Three or more short ones form one block of lines, like a stanza. Two or more lines that begin with ``-``,
``*`` or ``•`` are a list. U+2028 ends a line and U+2029 a paragraph. The first lines of a text never form a block of lines:
they are headline, byline and date. A text with many long lines is wrapped nowhere.

**Verse or wrapped prose?** Both may be narrow and begin with small letters, so several features are weighed for each line
break. A wrapped line is as long as possible, ends within a phrase (an article, a preposition, a hyphen) and contains ends of
sentences; a line of verse ends with a phrase, often with punctuation, and may be short. A weight is the logarithm of how much
more often the feature occurs in verse than in paragraphs wrapped at 25 to 60 columns.

**Tables** have cells separated by

* tabs (spreadsheets, web pages): two or more lines with a tab between words; blank lines between rows are allowed;
* bars (``| a | b |``): two or more lines with a bar at both ends, or three with equally many bars; rules (``|---|---|``,
  ``+----+``) are dropped;
* semicolons (CSV): three or more lines with equally many semicolons, at least two, none followed by a space;
* spaces (timetables, results, PDF): two or more lines whose cells are aligned, or three with equally many cells and a column of
  figures.

Lists with a tab after the mark, dialogue (a name, a tab and sentences) and sentences separated by two spaces are not tables.
The first row is a header if a rule follows it, or if it has words above figures.

Rejected: nested lists; rhyme and metre, which need the sounds of each language; cells separated by commas (many texts have no
space after a comma); cells over several lines; two columns of running text side by side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from digest.dates import YEAR, parse_written
from digest.readers import scripts
from digest.readers.scripts import HYPHENS, Words, join_divided, join_lines, one_line

_LONGEST_DATE = 40  # characters
_LONG = 120  # columns: nobody wraps lines there
_NARROW = 40  # columns: rarely here either; lines of equal length may be a list
_SLACK = 0.85  # share of the column that editors fill at least
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_ITEM = re.compile(r"\s*[-*•‣◦▪]\s+(?=[^\W_]|[\"“«„‘'(\[])")
_INDENT = re.compile(r"\t| {2}|\u3000")
_FEW = 3  # blank lines that may divide a word
_FEWEST = 3  # lines of a block of lines


class Piece(Struct, frozen=True, kw_only=True):
    """A paragraph, a list item, a table row or one of several lines that stay lines.

    ``lone``: it is a line with blank lines around it, like a crosshead. ``group``: pieces with the same number other than 0
    form one table or one block of lines. A row has ``cells``; ``header``: these name the columns.
    """

    text: str
    item: bool = False
    lone: bool = False
    group: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False


class _Line(Struct, frozen=True):
    """A line, stripped and as written; ``taken`` columns of it were removed before."""

    text: str
    raw: str
    taken: int

    @property
    def width(self) -> int:
        return scripts.width(self.raw.rstrip()) + self.taken

    @property
    def indented(self) -> bool:
        return _INDENT.match(self.raw) is not None


def pieces(lines: list[str], taken: int = 0) -> list[Piece]:
    """Split ``lines`` into paragraphs, list items, rows and lines; ``taken`` columns of the first line were removed before."""
    groups = _groups(lines, taken)
    inner = sorted(line.width for group in groups if isinstance(group, list) for line in group[:-1])
    column = inner[3 * len(inner) // 4] if inner else 0  # most wrapped lines are nearly as long
    if inner and column <= _LONG and _is_unwrapped(lines):
        column = _LONG + 1
    words = Words("\n".join(lines))
    verse = _verse(groups)
    found: list[Piece] = []
    for number, group in enumerate(groups):
        if isinstance(group, Table):
            found += _rows(group, number + 1)
        else:
            found += _pieces(group, _Context(column, words, number + 1 if number else 0, verse[number]))
    return [_join_divided(piece, words) for piece in found]


def _is_unwrapped(lines: list[str]) -> bool:
    """Whether much of the text is in lines that are whole paragraphs, so that its short lines are not wrapped either."""
    widths = [scripts.width(line) for line in lines]
    return 3 * sum(width for width in widths if width > _LONG) > sum(widths)


def _groups(lines: list[str], taken: int) -> list[list[_Line] | Table]:
    """Tables, and groups of lines between blank ones. A word divided across blank lines joins two groups."""
    groups: list[list[_Line] | Table] = []
    at = 0
    for table in [*find_tables(lines), None]:
        begun = False
        for number in range(at, table.start if table else len(lines)):
            raw = lines[number]
            if not raw or _BLANK.fullmatch(raw):
                begun = begun and _is_divided(groups[-1], lines, number)
                continue
            line = _Line(one_line(raw), raw, taken if number == 0 else 0)
            if _is_date(line.text):  # it does not belong to the text above or below
                groups.append([line])
                begun = False
                continue
            if begun and isinstance(group := groups[-1], list):
                group.append(line)
            else:
                groups.append([line])
                begun = True
        if table:
            groups.append(table)
            at = table.end
    return groups


def _is_date(line: str) -> bool:
    """Whether ``line`` is a date with its year and nothing else."""
    return len(line) <= _LONGEST_DATE and YEAR.search(line) is not None and parse_written(line) is not None


def _is_divided(group: list[_Line] | Table, lines: list[str], blank: int) -> bool:
    """Whether ``group`` ends with a hyphen and the line after ``blank`` continues in lower case."""
    if isinstance(group, Table) or group[-1].text[-1] not in HYPHENS or not group[-1].text[-2:-1].isalpha():
        return False
    following = next((line.lstrip() for line in lines[blank + 1 : blank + 1 + _FEW] if line.strip()), "")
    return following[:1].islower()


def _verse(groups: list[list[_Line] | Table]) -> list[bool]:
    """Which ``groups`` are verse. Two lines are, if next to a stanza of similar width."""
    texts = [[line.text for line in group] if isinstance(group, list) else [] for group in groups]
    verse = [is_verse(lines) for lines in texts]
    widths = [max(map(scripts.width, lines), default=0) for lines in texts]
    for number, lines in enumerate(texts):
        if len(lines) == 2 and is_verse(lines, fewest=2):
            beside = (other for other in (number - 1, number + 1) if 0 <= other < len(texts) and len(texts[other]) > 2)
            verse[number] = any(verse[other] and widths[number] <= widths[other] * 1.25 for other in beside)
    return verse


def _rows(table: Table, group: int) -> list[Piece]:
    rows = [tuple(map(one_line, row)) for row in table.rows]
    return [
        Piece(text=" ".join(filter(None, row)), group=group, cells=row, header=table.header and number == 0)
        for number, row in enumerate(rows)
    ]


def _join_divided(piece: Piece, words: Words) -> Piece:
    text = join_divided(piece.text, words)
    return piece if text == piece.text else replace(piece, text=text)


class _Context(Struct, frozen=True):
    """The column and the words of the text, the number for a block of lines (0: not allowed), and whether it is verse."""

    column: int
    words: Words
    group: int
    verse: bool


def _pieces(lines: list[_Line], context: _Context) -> list[Piece]:
    if len(lines) == 1:
        return [Piece(text=lines[0].text, lone=True)]
    marks = [number for number, line in enumerate(lines) if _ITEM.match(line.text)]
    if len(marks) < 2:
        return _paragraphs(lines, context)
    found = _paragraphs(lines[: marks[0]], context)
    after = len(lines)
    for number, following in zip(marks, [*marks[1:], len(lines)], strict=True):
        end = number + 1
        while end < following and (lines[end].indented or _goes_on(lines[end].text)):
            end += 1
        words = [_ITEM.sub("", lines[number].text, count=1), *(line.text for line in lines[number + 1 : end])]
        found.append(Piece(text=_join(words, context.words), item=True))
        if end < following and following < len(lines):
            found += _paragraphs(lines[end:following], context)
        after = end
    return found + _paragraphs(lines[after:], context)


def _goes_on(text: str) -> bool:
    return text[0].islower()


def _paragraphs(lines: list[_Line], context: _Context) -> list[Piece]:
    if context.verse or _is_line_a_paragraph(lines, context.column):
        return _lines(lines, context)
    indented = 2 * sum(line.indented for line in lines) <= len(lines)  # if all lines are, it means nothing
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        ended = scripts.ends_sentence(before.text) and not _is_full(before, line, context.column)
        if ended or (indented and line.indented):
            groups.append([])
        groups[-1].append(line)
    return [Piece(text=_join([line.text for line in group], context.words), lone=len(group) == 1) for group in groups]


def _lines(lines: list[_Line], context: _Context) -> list[Piece]:
    """A piece for each of ``lines``; one block if they are verse or short and not sentences."""
    plain = (
        len(lines) >= _FEWEST
        and all(line.width <= LONGEST_VERSE for line in lines)
        and not any(scripts.ends_sentence(line.text) for line in lines[:-1])
    )
    group = context.group if context.verse or plain else 0
    return [Piece(text=line.text, lone=not group, group=group) for line in lines]


def _is_line_a_paragraph(lines: list[_Line], column: int) -> bool:
    breaks = len(lines) - 1
    if column > _LONG or 2 * sum(line.width > _LONG for line in lines) > len(lines):
        return True
    if all(scripts.ends_sentence(line.text) for line in lines):
        return True
    full = sum(_is_full(line, after, column) for line, after in pairwise(lines))
    if column >= _NARROW and 3 * full >= 2 * breaks:
        return False
    starts = sum(not _goes_on(line.text) for line in lines[1:])
    return 5 * starts >= 4 * breaks


def _is_full(line: _Line, after: _Line, column: int) -> bool:
    """Whether the first word of the line ``after`` would not have fitted on ``line``."""
    word = after.text[0] if scripts.is_unspaced(after.text[0]) else after.text.split(" ", 1)[0]
    return line.width + 1 + scripts.width(word) > _SLACK * column


def _join(lines: list[str], words: Words) -> str:
    parts: list[str] = []
    for before, line in pairwise(lines):
        if scripts.is_unspaced(before[-1]) and scripts.is_unspaced(line[0]):
            parts.append(before)
        else:
            parts += join_lines(before, line, words)
    return "".join([*parts, lines[-1]])


# Verse.


LONGEST_VERSE = 60  # columns; an alexandrine has about 45
_MARKED, _UNMARKED = 1.2, -0.5
_EARLY, _VERY_EARLY, _FULL = 1.0, 1.8, -0.3
_SHORT = 0.7  # share of the longest line: a line that is shorter with its next word ends very early
_MID_PHRASE, _PHRASE = -4.0, 0.25
_CAPITAL, _SMALL = 1.5, -0.1
_MID_SENTENCE = -1.2
_PRIOR = -0.4  # wrapped paragraphs are more frequent
_MARKS = re.compile(r"[,;:.!?…،؛。，！？、—–][\"”“»›’'\)]*$")
_SENTENCE_WITHIN = re.compile(r"[^\W\d_]{2,}[.!?…][\"”»’)]*\s+[\"“„«¿¡(]*[^\W\d_a-zà-öø-ÿа-я]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[’']?$)")
# Words that rarely end a phrase: articles, prepositions, conjunctions.
_OPEN = frozenset(
    "the a an of to in on at by for from with and or but as that which who into than "
    "le la les un une des du de d l à au aux et ou en par pour dans sur sous que qui qu avec sans ce cette ces son sa ses leurs "
    "der die das den dem des ein eine einen einem einer und oder im am zu zum zur von vom mit für auf bei aus nach dass "
    "el los las una del al y con por para su sus "
    "il i gli di da dei delle della dello dal dalla nel nella nei sul sulla che e per "
    "o os as um uma do dos da das em no na nos nas com ao "
    "het een van te op met voor en of dat aan uit bij zijn "
    "ett och att och på av för med som den det og til af "
    "w z na i że od za przez dla oraz v s k ze pro "
    "и в на с к по за из от до для і у та з що від про "
    "και το τα η οι του της των στο στη στην με για από που να".split()
)


def is_verse(lines: Sequence[str], fewest: int = 3) -> bool:
    """Whether ``lines`` (stripped, at least ``fewest``) are meant as lines, though they may look wrapped."""
    if len(lines) < fewest:
        return False
    widths = [scripts.width(line) for line in lines]
    longest = max(widths)
    if longest > LONGEST_VERSE:
        return False
    score = _PRIOR
    names = _share_of_capitals(lines)
    for (above, below), width in zip(pairwise(lines), widths, strict=False):
        score += _weight(above, below, names)
        needed = width + 1 + scripts.width(below.split(" ", 1)[0])
        score += _FULL if needed > longest else _VERY_EARLY if needed < _SHORT * longest else _EARLY
    return score - 2.5 * (_SENTENCE_WITHIN.search(lines[-1]) is not None) > 0


def _weight(above: str, below: str, names: float) -> float:
    """The evidence for verse in the words on both sides of a line break."""
    if above[-1] in HYPHENS and above[-2:-1].isalpha():
        return 2 * _MID_PHRASE
    score = _MARKED if _MARKS.search(above) else _UNMARKED
    last = _LAST_WORD.search(above)
    score += _MID_PHRASE if last and last[0].lower() in _OPEN else _PHRASE
    if not scripts.ends_sentence(above):
        capital = below.lstrip("\"“„«‘'([¿¡—–- ")[:1].isupper()
        score += _CAPITAL * (1 - min(1.0, 2 * names)) if capital else _SMALL
    if _SENTENCE_WITHIN.search(above):
        score += _MID_SENTENCE
    return score


def _share_of_capitals(lines: Sequence[str]) -> float:
    """The share of words within lines that begin with a capital: in German every noun does."""
    inner = [word for line in lines for word in line.split()[1:]]
    return sum(word[0].isupper() for word in inner) / (len(inner) or 1)


# Tables.


_GAP = re.compile(r"(?:(?<![.!?…:;,])(?<![.!?…][\"”»’)])| {2}) {2,}(?=\S)")
_SEMICOLON = re.compile(r";(?! )")
_RULE_CHARACTERS = frozenset(" \t|+:=_-─━│┼├┤┌┐└┘┬┴")
_RULE_MARKS = ("--", "==", "__", "─", "━", "|-", "|:-", "| -", "| :-")
_LIST_MARK = re.compile(r"(?:[-*•‣◦▪–—o]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])")  # of an item of a list
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_LONG_RUN = 50  # rows: in shorter runs without a table, the search starts again from each line
_LONG_CELL = 60  # columns: sentences
_LONGEST_ALIGNED = 48  # of a cell between spaces: running text in columns has longer ones

Row = tuple[str, ...]
_Split = Callable[[str], "list[str] | None"]


class Table(Struct, frozen=True, kw_only=True):
    """A table in the lines from ``start`` up to ``end``: rows of equal length, and whether the first is a header."""

    start: int
    end: int
    rows: tuple[Row, ...]
    header: bool


def find_tables(lines: Sequence[str]) -> list[Table]:
    """The tables in ``lines``, in order."""
    found: list[Table] = []
    tried: dict[_Split, int] = {}
    at = 0
    while at < len(lines):
        table = _table_at(lines, at, tried) if _may_be_row(lines[at]) else None
        if table is not None:
            found.append(table)
            at = table.end
        else:
            at += 1
    return found


def _may_be_row(line: str) -> bool:
    return "\t" in line or "|" in line or "  " in line or ";" in line or line.lstrip()[:2] in ("+-", "+=")


def _is_rule(line: str) -> bool:
    """Whether ``line`` is a drawn rule: ``|---|---|``, ``+-----+``, ``-----  ----``."""
    return _RULE_CHARACTERS.issuperset(line) and any(mark in line for mark in _RULE_MARKS)


def _table_at(lines: Sequence[str], start: int, tried: dict[_Split, int]) -> Table | None:
    """The table that begins at ``start``. ``tried``: for each way to split rows, the end of a long run without a table."""
    for split, make, spaced in (
        (_by_bars, _of_bars, False),
        (_by_tabs, _of_tabs, True),
        (_by_semicolons, _of_semicolons, False),
        (_by_spaces, _of_spaces, False),
    ):
        if start < tried.get(split, 0):
            continue
        run = _Run()
        end = _collect(lines, start, split, run, spaced=spaced)
        made = make(run) if len(run.rows) > 1 else None
        if made is None and len(run.rows) > _LONG_RUN:
            tried[split] = end
        if made is not None:
            width = max(map(len, made))
            rows = tuple((*row, *[""] * (width - len(row))) for row in made)
            return Table(start=start, end=end, rows=rows, header=_has_header(rows, run.ruled))
    return None


class _Run(Struct):
    """Consecutive lines with cells: as written, and split. ``ruled``: a rule follows the first one."""

    lines: list[str] = []
    rows: list[list[str]] = []
    ruled: bool = False


def _collect(lines: Sequence[str], start: int, split: _Split, run: _Run, *, spaced: bool) -> int:
    """Fill ``run`` with the rows from ``start`` on; returns the index after the last one."""
    run.lines, run.rows = [], []
    end = at = start
    while at < len(lines):
        line = lines[at]
        blank = not line.strip()
        ruling = not blank and split in (_by_bars, _by_spaces) and _is_rule(line)
        cells = None if blank or ruling else split(line)
        if ruling:
            run.ruled = run.ruled or len(run.rows) == 1
            if "|" in line or "+" in line:
                end = at + 1  # other rules may not belong to the table
        elif cells is not None:
            run.lines.append(line)
            run.rows.append(cells)
            end = at + 1
        elif not (blank and spaced and at == end):
            break
        at += 1
    return end


# Bars.


def _by_bars(line: str) -> list[str] | None:
    bare = line.strip().replace("│", "|")
    if bare.count("|") < 1:
        return None
    framed = len(bare) > 1 and bare[0] == bare[-1] == "|"
    cells = [cell.strip() for cell in (bare[1:-1] if framed else bare).split("|")]
    return cells if len(cells) > 1 and any(cells) and (framed or all(cells[1:-1])) else None


def _of_bars(run: _Run) -> list[list[str]] | None:
    framed = all(line.strip()[0] in "|│" and line.strip()[-1] in "|│" for line in run.lines)
    same = len({len(row) for row in run.rows}) == 1
    enough = framed or (same and (len(run.rows) > 2 or run.ruled))
    return run.rows if enough else None


# Tabs.


def _by_tabs(line: str) -> list[str] | None:
    if "\t" not in line.strip():
        return None
    return [cell.strip() for cell in line.rstrip().split("\t")]


def _of_tabs(run: _Run) -> list[list[str]] | None:
    rows = run.rows
    if all(_LIST_MARK.fullmatch(next(filter(None, row))) for row in rows):
        return None
    if len({len(row) for row in rows}) > 1:  # tabs that align, or that indent
        single = [[cell for cell in row if cell] for row in rows]
        if len({len(row) for row in single}) == 1:
            rows = single
    elif not any(row[0] for row in rows):
        rows = [row[1:] for row in rows]
    empty = [
        all(not row[column : column + 1] or not row[column] for row in rows) for column in range(max(map(len, rows)))
    ]
    rows = [[cell for cell, gone in zip(row, empty, strict=False) if not gone] for row in rows]
    longest = sorted(max(map(len, row)) for row in rows)
    middle = len(longest) // 2
    is_short = longest[middle] + longest[~middle] <= 2 * _LONG_CELL  # the median; ``statistics`` loads 5 ms of modules
    return rows if is_short and max(map(len, rows)) > 1 else None


# Semicolons.


def _by_semicolons(line: str) -> list[str] | None:
    if ";" not in line or "; " in line:
        return None
    cells = [cell.strip().strip('"') for cell in _SEMICOLON.split(line.strip())]
    return cells if len(cells) > 2 else None


def _of_semicolons(run: _Run) -> list[list[str]] | None:
    same = len({len(row) for row in run.rows}) == 1
    return run.rows if same and len(run.rows) > 2 else None


# Spaces.


def _by_spaces(line: str) -> list[str] | None:
    if "  " not in line.strip() or "\t" in line:
        return None
    cells = [cell.strip() for cell in _GAP.split(line.strip())]
    if len(cells) < 2 or _LIST_MARK.fullmatch(cells[0]) or max(map(len, cells)) > _LONGEST_ALIGNED:
        return None
    return cells


def _of_spaces(run: _Run) -> list[list[str]] | None:
    width, often = Counter(map(len, run.rows)).most_common(1)[0]
    if 2 * often <= len(run.rows):
        return None
    full = [(line, row) for line, row in zip(run.lines, run.rows, strict=True) if len(row) == width]
    spans = [_spans(line, row) for line, row in full]
    columns = list(zip(*spans, strict=True))
    if all(_is_aligned(column) for column in columns[1:]) and often > 1:
        edges = [(min(start for start, _ in column), max(end for _, end in column)) for column in columns]
        return [_placed(line, row, edges) for line, row in zip(run.lines, run.rows, strict=True)]
    figures = any(all(_DIGIT.search(row[column]) for _, row in full) for column in range(width))
    return run.rows if often == len(run.rows) and often > 2 and (figures or width > 2) else None


def _spans(line: str, row: list[str]) -> list[tuple[int, int]]:
    """First and last column of each cell of ``row`` in ``line``."""
    spans: list[tuple[int, int]] = []
    at = 0
    for cell in row:
        at = line.index(cell, at)
        spans.append((at, at + len(cell)))
        at += len(cell)
    return spans


def _is_aligned(column: Sequence[tuple[int, int]]) -> bool:
    """Whether the cells of a column are aligned left, right or centred."""
    starts, ends = {start for start, _ in column}, {end for _, end in column}
    return len(starts) == 1 or len(ends) == 1 or (len(column) > 2 and max(starts) < min(ends))


def _placed(line: str, row: list[str], edges: list[tuple[int, int]]) -> list[str]:
    """The cells of ``row`` in the columns that they overlap; empty for columns without a cell."""
    if len(row) == len(edges):
        return row
    cells = [""] * len(edges)
    for cell, (start, end) in zip(row, _spans(line, row), strict=True):
        overlaps = [min(end, right) - max(start, left) for left, right in edges]
        column = max(range(len(edges)), key=overlaps.__getitem__)
        cells[column] = f"{cells[column]} {cell}".strip()
    return cells


def _has_header(rows: Sequence[Row], ruled: bool) -> bool:
    """Whether the first of ``rows`` names the columns."""
    head, body = rows[0], rows[1:]
    if ruled:
        return True
    if any(_DIGIT.search(cell) and not _YEAR.fullmatch(cell) for cell in head):
        return False
    if not head[0] and all(head[1:]) and all(row[0] for row in body):
        return True
    return any(
        name
        and not _DIGIT.search(name)
        and all(_DIGIT.search(row[column]) or not row[column] for row in body)
        and any(row[column] for row in body)
        for column, name in enumerate(head)
    )
