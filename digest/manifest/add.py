"""Add articles to an existing manifest.

New articles are listed where the old ones are: in a row of the last table, a bullet, or an item of ``articles:``, but never
below a heading that would declare a field of them. If nothing fits, they get a table at the end, below a heading that declares
nothing.

Rejected: ordering the articles, or listing them below their topics, which is the editor's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.manifest.blocks import BlockLine, BlockType, MarkdownBlock
from digest.manifest.format import (
    NEW_COLUMNS,
    column_name,
    column_widths,
    escape,
    file_cell,
    format_cell,
    format_row,
    front_matter_item,
    table_lines,
    text_width,
)
from digest.manifest.parse import parse
from digest.manifest.tables import TableLayout
from digest.manifest.targets import ListedFile
from digest.manifest.text import (
    BULLET_FIELDS,
    ManifestText,
    NewFields,
    comparable_items,
    comparable_settings,
)
from digest.readers.metadata_block import find_metadata

_NUMBER = re.compile(r"\d+(?=[.)][ \t]+$)")


class CannotAdd(ValueError):
    """An article added anywhere in the manifest would be misread."""


class NewArticle(Struct, frozen=True, kw_only=True):
    """An article to be listed: its path relative to the manifest's folder, and the fields to declare."""

    target: str
    fields: NewFields


def add(
    text: str, file: str, articles: Sequence[NewArticle], language: str, *, complete: bool = False
) -> tuple[str, frozenset[str]]:
    """List ``articles``, which the manifest ``text`` does not list yet: the text, and fields that its form cannot hold; with
    ``complete`` another form is chosen if there are such fields.

    ``language`` is that of the headers of a new table, if the manifest has no table. CannotAdd if each way would misread them.
    """
    page = ManifestText(text, file)
    for after, lines, listed in _attempts(page, articles, page.language(language)):
        changed = page.edited(after=after, added=lines)
        if _lists(page, changed, listed):
            pairs = zip(articles, listed, strict=True)
            omitted = frozenset(name for wanted, new in pairs for name in wanted.fields.keys() - new.fields)
            if not (complete and omitted):
                return changed, omitted
    raise CannotAdd(file)


# The number of a line, lines to be inserted after it, and the articles with the fields that these then declare.
_Attempt = tuple[int, list[str], Sequence[NewArticle]]


def _attempts(page: ManifestText, articles: Sequence[NewArticle], language: str) -> Iterator[_Attempt]:
    """The ways to list the articles, in order of preference."""
    listing = [block for block in page.blocks if page.listed_files(block)]
    listing = [block for block in listing if block.kind in (BlockType.TABLE, BlockType.BULLET)] or listing
    neutral = [block for block in listing if page.is_neutral(block)]
    last = next(reversed(neutral or listing), None)
    if last is None:
        yield from _front_matter_attempts(page, articles)
    elif last.kind is BlockType.TABLE:
        for block in reversed(neutral):
            yield from _row_attempts(page, block, articles)
    elif last.kind in (BlockType.BULLET, BlockType.LINE) and last in neutral:
        yield from _bullet_attempts(page, last, articles, listing)
    yield from _section_of_table(page, articles, language)


def _lists(page: ManifestText, changed: str, articles: Sequence[NewArticle]) -> bool:
    """Whether ``changed`` declares the same as before, and lists ``articles`` next to each other."""
    manifest = parse(changed, page.file)
    before, after = comparable_items(page.manifest), comparable_items(manifest)
    count = len(articles)
    if len(after) != len(before) + count or comparable_settings(manifest) != comparable_settings(page.manifest):
        return False
    at = next((index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    return after[:at] + after[at + count :] == before and all(
        not included and target == article.target and fields == article.fields and page.inherits_nothing(inherited)
        for (included, target, fields, inherited), article in zip(after[at : at + count], articles, strict=True)
    )


# A row of a table.


def _row_attempts(page: ManifestText, block: MarkdownBlock, articles: Sequence[NewArticle]) -> Iterator[_Attempt]:
    """Rows after the last row that lists a file, if the table has a column for each field."""
    layout = page.layout(block)
    if layout is None or any(
        article.fields.keys() - {"title"} - {name for _, name in layout.known_fields} for article in articles
    ):
        return
    rows = [line for line in block.lines if page.listed.get(line.number)]
    last = rows[-1]
    indent = page.lines[last.number - 1][: last.column - 1]
    columns = [(name, index) for index, name in layout.known_fields]
    style = _style(page, page.listed_files(block)[-1])
    lines = [_cells(article, columns, layout, style) for article in articles]
    wide = _aligned_widths(block, layout, last)
    yield last.number, [indent + format_row(line, wide) for line in lines], articles


def _cells(article: NewArticle, columns: Sequence[tuple[str, int]], layout: TableLayout, style: str) -> list[str]:
    line = [""] * len(layout.names)
    left = dict(article.fields)
    for name, index in columns:
        line[index] = format_cell(left.pop(name, ""))
    line[layout.file] = file_cell(article.target, style=style, title=left.get("title", ""), certain=layout.certain)
    return line


def _aligned_widths(block: MarkdownBlock, layout: TableLayout, last: BlockLine) -> list[int]:
    """The widths of the columns if the header, the alignment row and the ``last`` row are aligned; else zeros."""
    full_width = text_width(last.text)
    if {text_width(line.text) for line in block.lines[:2]} != {full_width}:
        return [0] * len(layout.names)
    aligned_rows = [
        [text for _, text in cells]
        for line, cells in zip(block.lines, layout.cells, strict=True)
        if len(cells) == len(layout.names) and text_width(line.text) == full_width
    ]
    return column_widths(aligned_rows, most=full_width)


def _style(page: ManifestText, listing: ListedFile) -> str:
    """The mark with which a listed file begins: ``[[``, ``[``, a backtick or nothing."""
    raw = page.lines[(listing.where.line or 1) - 1][(listing.where.column or 1) - 1 :]
    return next((sign for sign in ("[[", "[", "`") if raw.startswith(sign)), "")


# A bullet.


def _bullet_attempts(
    page: ManifestText, last: MarkdownBlock, articles: Sequence[NewArticle], listing: Sequence[MarkdownBlock]
) -> Iterator[_Attempt]:
    """Bullets after the last one, at the outermost level of its list."""
    before = [block.lines[0].number for block in page.blocks if block.kind is BlockType.HEADING]
    first = max((line for line in before if line < last.lines[0].number), default=0)
    near = [
        block for block in listing if block.kind is last.kind and first < block.lines[0].number <= last.lines[0].number
    ]
    least = min(map(_indent, (_prefix(page, block) for block in near)))
    model = [block for block in near if _indent(_prefix(page, block)) == least][-1]
    end = _end(page, last.lines[-1].number, least)
    spaced = _is_spaced(page, near, last)
    for listed in _bullet_articles(articles):
        lines = _bullets(page, model, listed)
        yield end, [line for text in lines for line in (("", text) if spaced else (text,))], listed


def _is_spaced(page: ManifestText, near: Sequence[MarkdownBlock], last: MarkdownBlock) -> bool:
    """Whether a blank line divides the last two bullets. Lines without a mark need one, or they become one paragraph."""
    before = [block for block in near if block.lines[-1].number < last.lines[0].number]
    if not before:
        return last.kind is BlockType.LINE
    between = page.lines[before[-1].lines[-1].number : last.lines[0].number - 1]
    return bool(between) and not any(line.strip() for line in between)


def _bullet_articles(articles: Sequence[NewArticle]) -> Iterator[Sequence[NewArticle]]:
    """The articles with the fields that bullets can declare, title and date; then without any."""
    for names in (BULLET_FIELDS, frozenset[str]()):
        yield [
            NewArticle(target=new.target, fields={name: text for name, text in new.fields.items() if name in names})
            for new in articles
        ]


def _bullets(page: ManifestText, model: MarkdownBlock, articles: Sequence[NewArticle]) -> list[str]:
    prefix = _prefix(page, model)
    style = _style(page, page.listed_files(model)[0])
    lines = []
    for count, new in enumerate(articles, start=1):
        numbered = _NUMBER.sub(lambda found, count=count: str(int(found[0]) + count), prefix)  # type: ignore[misc]
        date = f", {new.fields['date']}" if "date" in new.fields else ""
        words = file_cell(new.target, style=style, title=new.fields.get("title", ""), certain=False)
        lines.append(f"{numbered}{words}{date}")
    return lines


def _prefix(page: ManifestText, block: MarkdownBlock) -> str:
    """The characters before a bullet's words: indentation, mark, and task box, which is not ticked for a new one."""
    first = block.lines[0]
    return re.sub(r"\[[xX]\](?=[ \t]+$)", "[ ]", page.lines[first.number - 1][: first.column - 1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _end(page: ManifestText, line: int, indent: int) -> int:
    """The last line that belongs to the bullet that ends at ``line``: following lines are indented more than ``indent``."""
    end = line
    for number in range(line + 1, len(page.lines) + 1):
        text = page.lines[number - 1]
        if text.strip():
            if _indent(text) <= indent:
                break
            end = number
    return end


# An item of the front matter.


def _front_matter_attempts(page: ManifestText, articles: Sequence[NewArticle]) -> Iterator[_Attempt]:
    """Items after the last one of ``articles:``, if each is on a separate line."""
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
        item = front_matter_item(new.target, new.fields)
        if raw.startswith("{", column - 1) and len(item) > 1:
            item = [f"- {{{', '.join(part.strip().removeprefix('- ') for part in item)}}}"]
        lines += [" " * indent + part for part in item]
    yield end, lines, articles


# A section at the end.


def _section_of_table(page: ManifestText, articles: Sequence[NewArticle], language: str) -> Iterator[_Attempt]:
    """A new table below a heading that declares nothing: the columns of the last table, and those that are missing in it."""
    old = next((found for block in reversed(page.blocks) if (found := page.layout(block))), None)
    known = {name: escape(old.names[index]) for index, name in reversed(old.known_fields)} if old else {}
    order = (
        [("file", escape(old.names[old.file]))] if old and old.certain else [("file", column_name("file", language))]
    )
    order += [(name, known[name]) for _, name in (old.known_fields if old else ()) if (name, known[name]) not in order]
    wanted = (*(NEW_COLUMNS if old is None else NEW_COLUMNS[1:]), *(name for new in articles for name in new.fields))
    order += [(name, column_name(name, language)) for name in dict.fromkeys(wanted) if name not in known]
    rows = []
    for new in articles:
        cells = {name: format_cell(text) for name, text in new.fields.items()}
        cells["file"] = file_cell(new.target)
        rows.append([cells.get(name, "") for name, _ in order])
    lines = table_lines([words for _, words in order], rows)
    words = column_name("new" if page.manifest.items else "articles", language)
    end = max((number for number, line in enumerate(page.lines, start=1) if line.strip()), default=1)
    for level in (2, 1):
        yield end, ["", f"{'#' * level} {words}", "", *lines], articles
