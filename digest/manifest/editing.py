"""Adding articles to a manifest that somebody keeps by hand: lines are added, and every line that is there stays as it is.

Order, comments, odd columns and line ends are kept byte for byte. New articles go where the old ones are: a row of the
last table, a bullet, an item of ``articles:``; but never below a heading that would say something of them. Where nothing
fits they get a table of their own, below a heading that names nothing, at the end.

After each change the text is read again. If anything but what was meant has changed, the next way is tried; if none is
left, the manifest stays as it is.

Rejected: putting articles in order, and below the topic that they belong to. That is the editor's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from digest.manifest import parse
from digest.manifest.blocks import Block, Kind, Piece
from digest.manifest.cells import cell, escape, file_cell, header, row, rule, width, widths
from digest.manifest.page import BY_BULLET, Changes, Page, beside_items, items
from digest.manifest.records import Listing
from digest.manifest.tables import Layout
from digest.manifest.writing import article
from digest.readers.front_matter import find_metadata

_ALWAYS = ("date", "slug", "added")  # columns of a new table
_NUMBER = re.compile(r"\d+(?=[.)][ \t]+$)")

Fields = Mapping[str, str]


class Unwritable(ValueError):
    """There is no place in the manifest where the article would be read as what it is."""


class New(Struct, frozen=True, kw_only=True):
    """An article to be listed: its path from the manifest's folder, and what is to be said of it."""

    target: str
    fields: Fields


class Added(Struct, frozen=True, kw_only=True):
    """The text with the articles in it. ``unsaid`` are the fields that the manifest's own shape cannot carry."""

    text: str
    unsaid: frozenset[str] = frozenset()


def add(text: str, file: str, articles: Sequence[New], language: str) -> Added:
    """The manifest ``text`` with ``articles`` listed in it, which it did not list. Unwritable where it takes none.

    ``language`` is that of the words above the columns of a new table, where no old one tells.
    """
    page = Page(text, file)
    for changes, said in _ways(page, articles, page.language(language)):
        changed = page.changed(changes)
        if _lists(page, changed, said):
            unsaid = {
                name for new, kept in zip(articles, said, strict=True) for name in new.fields.keys() - kept.fields
            }
            return Added(text=changed, unsaid=frozenset(unsaid))
    raise Unwritable(file)


_Way = tuple[Changes, Sequence[New]]  # what to change, and what will then be said of the articles


def _ways(page: Page, articles: Sequence[New], language: str) -> Iterator[_Way]:
    """All that may be tried, the likeliest first."""
    listing = [block for block in page.blocks if page.listings(block)]
    listing = [block for block in listing if block.kind in (Kind.TABLE, Kind.BULLET)] or listing
    neutral = [block for block in listing if page.is_neutral(block)]
    last = next(reversed(neutral or listing), None)
    if last is None:
        yield from _front_ways(page, articles)
    elif last.kind is Kind.TABLE:
        for block in reversed(neutral):
            yield from _row_ways(page, block, articles)
    elif last.kind in (Kind.BULLET, Kind.LINE) and last in neutral:
        yield from _bullet_ways(page, last, articles, listing)
    yield from _section_of_table(page, articles, language)


def _lists(page: Page, changed: str, articles: Sequence[New]) -> bool:
    """Whether ``changed`` says what the page says, and lists ``articles`` besides, side by side."""
    manifest = parse(changed, page.file)
    before, after = items(page.manifest), items(manifest)
    count = len(articles)
    if len(after) != len(before) + count or beside_items(manifest) != beside_items(page.manifest):
        return False
    at = next((index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    return after[:at] + after[at + count :] == before and all(
        not included and target == article.target and fields == article.fields and page.says_nothing_new(inherited)
        for (included, target, fields, inherited), article in zip(after[at : at + count], articles, strict=True)
    )


# --- a row of a table -----------------------------------------------------------------------------------------------


def _row_ways(page: Page, block: Block, articles: Sequence[New]) -> Iterator[_Way]:
    """Rows behind the last row that lists a file, if the table has a column for all that is to be said."""
    layout = page.layout(block)
    if layout is None or any(
        article.fields.keys() - {"title"} - {name for _, name in layout.fields} for article in articles
    ):
        return
    rows = [piece for piece in block.pieces if page.listed.get(piece.line)]
    last = rows[-1]
    indent = page.lines[last.line - 1][: last.column - 1]
    columns = [(name, index) for index, name in layout.fields]
    style = _style(page, page.listings(block)[-1])
    lines = [_cells(article, columns, layout, style) for article in articles]
    wide = _widths(block, layout, last)
    yield Changes(behind={last.line: [indent + row(line, wide) for line in lines]}), articles


def _cells(article: New, columns: Sequence[tuple[str, int]], layout: Layout, style: str) -> list[str]:
    line = [""] * len(layout.names)
    left = dict(article.fields)
    for name, index in columns:
        line[index] = cell(name, left.pop(name)) or "" if name in left else ""
    line[layout.file] = file_cell(article.target, style=style, title=left.get("title", ""), certain=layout.certain)
    return line


def _widths(block: Block, layout: Layout, last: Piece) -> list[int]:
    """How wide the columns are, where the header, its rule and the ``last`` row are lined up; else nothing is padded."""
    whole = width(last.text)
    if {width(piece.text) for piece in block.pieces[:2]} != {whole}:
        return [0] * len(layout.names)
    lined_up = [
        [text for _, text in cells]
        for piece, cells in zip(block.pieces, layout.cells, strict=True)
        if len(cells) == len(layout.names) and width(piece.text) == whole
    ]
    return widths(lined_up, most=whole)


def _style(page: Page, listing: Listing) -> str:
    """The sign with which a file begins where it is listed."""
    raw = page.lines[(listing.where.line or 1) - 1][(listing.where.column or 1) - 1 :]
    return next((sign for sign in ("[[", "[", "`") if raw.startswith(sign)), "")


# --- a bullet -------------------------------------------------------------------------------------------------------


def _bullet_ways(page: Page, last: Block, articles: Sequence[New], listing: Sequence[Block]) -> Iterator[_Way]:
    """Bullets behind the last one, as those of its list that stand farthest left."""
    before = [block.pieces[0].line for block in page.blocks if block.kind is Kind.HEADING]
    first = max((line for line in before if line < last.pieces[0].line), default=0)
    near = [
        block for block in listing if block.kind is last.kind and first < block.pieces[0].line <= last.pieces[0].line
    ]
    least = min(map(_indent, (_prefix(page, block) for block in near)))
    model = [block for block in near if _indent(_prefix(page, block)) == least][-1]
    end = _end(page, last.pieces[-1].line, least)
    loose = _is_loose(page, near, last)
    for said in _sayings(articles):
        lines = _bullets(page, model, said)
        yield Changes(behind={end: [line for text in lines for line in (("", text) if loose else (text,))]}), said


def _is_loose(page: Page, near: Sequence[Block], last: Block) -> bool:
    """Whether a blank line stands between the last two bullets. Two lines without a mark would become one without it."""
    before = [block for block in near if block.pieces[-1].line < last.pieces[0].line]
    if not before:
        return last.kind is Kind.LINE
    between = page.lines[before[-1].pieces[-1].line : last.pieces[0].line - 1]
    return bool(between) and not any(line.strip() for line in between)


def _sayings(articles: Sequence[New]) -> Iterator[Sequence[New]]:
    """What bullets say of the articles: title and date, where there is one; else the file alone."""
    for names in (BY_BULLET, frozenset[str]()):
        yield [
            New(target=new.target, fields={name: text for name, text in new.fields.items() if name in names})
            for new in articles
        ]


def _bullets(page: Page, model: Block, articles: Sequence[New]) -> list[str]:
    prefix = _prefix(page, model)
    style = _style(page, page.listings(model)[0])
    lines = []
    for count, new in enumerate(articles, start=1):
        numbered = _NUMBER.sub(lambda found, count=count: str(int(found[0]) + count), prefix)  # type: ignore[misc]
        date = f", {new.fields['date']}" if "date" in new.fields else ""
        words = file_cell(new.target, style=style, title=new.fields.get("title", ""), certain=False)
        lines.append(f"{numbered}{words}{date}")
    return lines


def _prefix(page: Page, block: Block) -> str:
    """What stands in front of a bullet's words: its indent, mark, and box, which is not ticked for a new one."""
    first = block.pieces[0]
    return re.sub(r"\[[xX]\](?=[ \t]+$)", "[ ]", page.lines[first.line - 1][: first.column - 1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _end(page: Page, line: int, indent: int) -> int:
    """The last line of what belongs to the bullet that ends at ``line``: what is farther in than ``indent``."""
    end = line
    for number in range(line + 1, len(page.lines) + 1):
        text = page.lines[number - 1]
        if text.strip():
            if _indent(text) <= indent:
                break
            end = number
    return end


# --- an item of the front matter ------------------------------------------------------------------------------------


def _front_ways(page: Page, articles: Sequence[New]) -> Iterator[_Way]:
    """Items behind the last one of ``articles:``, where they stand below each other."""
    block = find_metadata("\n".join(page.lines), page.file) if page.manifest.items else None
    listed = next((node.items for key, node in (block.pairs if block else ()) if key == "articles"), None)
    if not listed:
        return
    where = listed[-1].where
    line, column = where.line or 1, where.column or 1
    raw = page.lines[line - 1]
    if not re.fullmatch(r"[ ]*-[ ]+", raw[: column - 1]):
        return
    indent = _indent(raw)
    end = min(_end(page, line, indent), page.body_line - 2)
    lines = []
    for new in articles:
        item = article(new.target, new.fields)
        if raw.startswith("{", column - 1) and len(item) > 1:
            item = [f"- {{{', '.join(part.strip().removeprefix('- ') for part in item)}}}"]
        lines += [" " * indent + part for part in item]
    yield Changes(behind={end: lines}), articles


# --- a place of their own -------------------------------------------------------------------------------------------


def _section(page: Page, lines: Sequence[str], articles: Sequence[New], language: str) -> Iterator[_Way]:
    """``lines`` at the end, below a heading that names nothing."""
    words = header("new" if page.manifest.items else "articles", language)
    end = max((number for number, line in enumerate(page.lines, start=1) if line.strip()), default=1)
    for level in (2, 1):
        yield Changes(behind={end: ["", f"{'#' * level} {words}", "", *lines]}), articles


def _section_of_table(page: Page, articles: Sequence[New], language: str) -> Iterator[_Way]:
    """A table with the columns of the last one there is, and those that it lacks."""
    old = next((found for block in reversed(page.blocks) if (found := page.layout(block))), None)
    known = {name: escape(old.names[index]) for index, name in reversed(old.fields)} if old else {}
    order = [("file", escape(old.names[old.file]))] if old and old.certain else [("file", header("file", language))]
    order += [(name, known[name]) for _, name in (old.fields if old else ()) if (name, known[name]) not in order]
    wanted = (*(_ALWAYS if old is None else _ALWAYS[1:]), *(name for new in articles for name in new.fields))
    order += [(name, header(name, language)) for name in dict.fromkeys(wanted) if name not in known]
    rows = [
        [file_cell(new.target) if name == "file" else cell(name, new.fields[name]) or "" if name in new.fields else ""
         for name, _ in order] for new in articles
    ]  # fmt: skip
    head = [words for _, words in order]
    wide = widths([head, *rows])
    lines = [row(head, wide), rule(wide), *(row(line, wide) for line in rows)]
    yield from _section(page, lines, articles, language)
