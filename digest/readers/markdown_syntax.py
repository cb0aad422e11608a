"""Convert Markdown to HTML with Python-Markdown, extended to the syntax that people use today.

**Extensions** to its tables, footnotes and lists: ``~~deleted~~``, ``==marked==``, wikilinks, bare addresses, fenced code in
lists and quotations, callouts (``> [!note] Title``: a quotation with a bold title). Quotations separated by a blank line are
two. A wikilink becomes its words, since it leads to a file. A fence that is never closed does not begin code. Every expression
reads each character a bounded number of times; the cost of Python-Markdown's own is estimated in ``markdown.py``.

**Lines are rewritten first**, because Python-Markdown follows the Markdown of 2004: a list needs a blank line before it and
four spaces per level, and a quotation includes all lines after it. What GitHub, Obsidian and most generators accept
(CommonMark, https://spec.commonmark.org/0.31.2/) is rewritten:

* lists: a blank line before, four spaces per level, ``1.`` for ``1)``, a box for a task (``- [x]``);
* quotations: a mark on each line, a blank line after;
* admonitions (``!!! note "Title"``, ``??? note``, ``=== "Tab"``) and containers (``:::note Title`` … ``:::``): a callout;
* tables: a blank line before; ``#word`` is not a heading.

The work grows with the number of lines and the (bounded) depth of nested blocks.

Rejected: subscripts ``H~2~O`` and superscripts ``2^nd^``, which few programs know; ``5~6~7`` is a row of ranges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor as TreeInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from msgspec import Struct

from digest.readers.remarks import fenced_blocks
from digest.readers.scripts import is_unspaced

_ESCAPABLE = "~=|^$\"'%&,/:;<?@"  # in CommonMark, but not in Python-Markdown

_STRUCK = r"(?<!~)~~(?![\s~])((?:[^~\n]|~(?!~)|\n(?!\n)){1,2000}?)(?<!\s)~~(?!~)"
_MARKED = r"(?<!=)==(?![\s=])((?:[^=\n]|=(?!=)|\n(?!\n)){1,2000}?)(?<!\s)==(?!=)"
_WIKILINK = r"(?<!\\)(?P<embedded>!?)\[\[(?P<target>[^\[\]\n|]{1,300})(?:\|(?P<shown>[^\[\]\n]{0,300}))?\]\](?![(\[:])"
_SIZE = re.compile(r"\d+(?:x\d+)?")
_FILE = re.compile(r"\.\w{2,5}\Z")
_CALLOUT = re.compile(r"\n?\\?\[!(?P<kind>[^\]\n]{1,60}?)\\?\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|\Z)")

# A character of an address, perhaps escaped; not punctuation that usually surrounds addresses.
_IN_ADDRESS = r"(?:[^\s<>`\[\]{}|\"“”„«»‹›「」『』（）【】《》〈〉、。，；：！？…\x00-\x1f]|\x02\d{1,3}\x03)"
_ADDRESS = (
    rf"(?P<web>(?<![A-Za-z0-9_])(?i:https?)://(?=[^\W_]){_IN_ADDRESS}+)"
    rf"|(?P<www>(?<![A-Za-z0-9_.@/-])(?i:www)\.[^\W_][\w-]*\.[^\W\d_]{_IN_ADDRESS}*)"
    r"|(?P<mail>(?<![\w.+/=-])[A-Za-z0-9][A-Za-z0-9.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9_@-]))"
)
_NO_ADDRESS_END = ".,:;!?'’*_~\\"
_ESCAPED = re.compile("\x02(\\d{1,3})\x03")
_INLINE = re.compile(r"[\x02\x03`\\\[\]<>&*_~=@]")  # one of these is in everything that is marked within a line
_PUT_ASIDE = re.compile("\x02klzzwxh:(\\d+)\x03\\Z")
_PUT_ASIDE_HTML = re.compile("\x02wzxhzdk:(\\d+)\x03\\Z")

_Found = tuple[ElementTree.Element | str | None, int | None, int | None]


def to_html(text: str) -> str:
    """Convert Markdown to HTML, which is not sanitized.

    Raises:
        RecursionError: The nesting is too deep for Python's stack.
    """
    try:
        html = _converter().convert(text)
    except Exception:  # whatever it is, the converter's state is that of the middle of the text; it is raised again
        _converter.cache_clear()
        raise
    _converter().reset()
    return html


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    notes = FootnoteExtension(BACKLINK_TEXT="↩\ufe0e", BACKLINK_TITLE="")
    extensions = [TableExtension(), SaneListExtension(), notes, _Today()]
    return Markdown(extensions=extensions, output_format="html")


class _Today(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
        md.preprocessors.register(_Code(md), "fenced_code", 25)
        md.preprocessors.register(_RewriteLines(md), "lines", 15)  # behind html_block, which puts raw HTML aside
        md.parser.blockprocessors.register(_Quotation(md.parser), "quote", 20)
        md.treeprocessors.register(_PlainText(md), "plain", 21)  # just before the inline patterns
        md.inlinePatterns.register(_Wikilink(_WIKILINK, md), "wikilink", 185)  # before escapes, for "\|" in tables
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "escaped_break", 179)
        md.inlinePatterns.register(_Struck(_STRUCK, md), "struck", 88)  # behind links and raw HTML
        md.inlinePatterns.register(_Marked(_MARKED, md), "marked", 87)
        md.inlinePatterns.register(_Address(_ADDRESS, md), "address", 86)


class _Code(Preprocessor):
    """Sets fenced code aside."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(line.rstrip(" ") + "  " if line.endswith("   ") else line for line in lines)
        parts = []
        done = 0
        for block in fenced_blocks(text):
            code = self.md.htmlStash.store(f"<pre><code>{escape(block.code, quote=False)}</code></pre>")
            parts += [text[done : block.start], block.prefix, code]
            done = block.end
        return "".join([*parts, text[done:]]).split("\n")


class _RewriteLines(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return for_python_markdown(lines)


class _Quotation(BlockQuoteProcessor):
    """Quotations, also directly after another one; the title of a callout in bold."""

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        mark = self.RE.search(block)
        start = mark.start() if mark else 0
        self.parser.parseBlocks(parent, [block[:start]])
        words = "\n".join(self.clean(line) for line in block[start:].split("\n"))
        quotation = ElementTree.SubElement(parent, "blockquote")
        if callout := _CALLOUT.match(words):
            words = words[callout.end() :]
            if title := callout["title"].strip():
                ElementTree.SubElement(ElementTree.SubElement(quotation, "p"), "strong").text = title
        self.parser.state.set("blockquote")
        self.parser.parseChunk(quotation, words)
        self.parser.state.reset()


class _PlainText(Treeprocessor):
    """Exempts text without any mark of Markdown from the twenty patterns that look for one."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            text = element.text
            if text and not (_INLINE.search(text) or "://" in text or "  \n" in text or "www." in text.lower()):
                element.text = AtomicString(text)


class _Struck(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802, ARG002
        element = ElementTree.Element("del")
        element.text = m[1]
        return element, m.start(), m.end()


class _Marked(InlineProcessor):
    """``==words==``, but not within a word (``a==b``)."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802
        beside = data[m.start() - 1 : m.start()] + data[m.end() : m.end() + 1]
        if any(character.isalnum() and not is_unspaced(character) for character in beside):
            return None, None, None
        element = ElementTree.Element("mark")
        element.text = m[1]
        return element, m.start(), m.end()


class _Wikilink(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802, ARG002
        if reference := self.md.references.get(m["target"].lower()):  # "[[1]]", with "[1]: https://…" below
            link = ElementTree.Element("a", href=reference[0])
            link.text = AtomicString(f"[{m['target']}]")
            return link, m.start(), m.end()
        return _wiki_words(m), m.start(), m.end()


class _Address(InlineProcessor):
    """Web and mail addresses without brackets."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802
        if self._is_in_raw_link(data[max(0, m.start() - 40) : m.start()]):
            return None, None, None
        written = m[0] if m["mail"] else _without_end_marks(m[0])
        address = _ESCAPED.sub(lambda found: chr(int(found[1])), written).replace("&amp;", "&")
        element = ElementTree.Element("a")
        element.set("href", ("mailto:" if m["mail"] else "http://" if m["www"] else "") + address)
        element.text = AtomicString(address)
        return element, m.start(), m.start() + len(written)

    def _is_in_raw_link(self, before: str) -> bool:
        """Whether ``before`` ends with the tag ``<a>`` in raw HTML."""
        aside = _PUT_ASIDE.search(before)
        inline = self.md.treeprocessors["inline"]
        node = inline.stashed_nodes.get(aside[1]) if aside and isinstance(inline, TreeInlineProcessor) else None
        html = _PUT_ASIDE_HTML.match(node) if isinstance(node, str) else None
        return html is not None and str(self.md.htmlStash.rawHtmlBlocks[int(html[1])]).lower().startswith("<a ")


def _wiki_words(found: re.Match[str]) -> str:
    """The shown words of a wikilink. Of an embedded file: its description, not its name."""
    target, shown = found["target"].strip().removesuffix("\\"), (found["shown"] or "").strip()
    file, _, heading = target.partition("#")
    if found["embedded"] and (not shown or _SIZE.fullmatch(shown)):
        return "" if _FILE.search(file) else file.strip()
    if shown:
        return shown
    parts = [part.strip() for part in (file, *heading.split("#")) if part.strip() and not part.startswith("^")]
    return " > ".join(parts)


def _without_end_marks(address: str) -> str:
    """``address`` without punctuation at its end; a closing bracket stays if it was opened in the address."""
    more = address.count(")") - address.count("(")
    end = len(address)
    while end:
        if address[end - 1] == ")" and more > 0:
            more -= 1
        elif address[end - 1] not in _NO_ADDRESS_END and not (address.endswith("==", 0, end)):
            break
        end -= 1
    return address[:end]


# Rewriting lines.


PLACEHOLDER = re.compile("\x02wzxhzdk:\\d+\x03")  # Python-Markdown's placeholder, for example for code
_DEEPEST = 12  # nested quotations and boxes; nested lists

_RULE = re.compile(r"([-*_])(?:[ ]*\1){2,}[ ]*\Z")
_ITEM = re.compile(r"(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>[ ]+)(?P<words>\S.*)")
_TASK = re.compile(r"\[([ xX])\][ ]+(?=\S)")
_UNDERLINE = re.compile(r"(?:-+|=+)[ ]*\Z")
_HEADING = re.compile(r"#{1,6}(?:[ ]|\Z)")
_HASHTAG = re.compile(r"#{1,6}[^\s#]")
_NOTE = re.compile(r"\[\^[^\[\]]{1,200}\]:")
_RULER = re.compile(r"[ ]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*(?::?-+:?[ ]*)?)*\Z")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)(?=[ ])")
_KIND = re.compile(r"[\w-]+(?:[ ]+[^\"]*)?")
_PLACES = frozenset({"inline", "end", "left", "right"})  # where MkDocs puts an admonition
_CONTAINER = re.compile(
    r":{3,}[ ]*(?:(?P<kind>\{[^}]*\}|[\w-]+)(?:\[(?P<bracketed>[^\]]*)\])?(?:\{[^}]*\})?(?P<rest>[^:].*?)?)?[: ]*\Z"
)
_CONTAINER_TITLE = re.compile(r"\btitle=(?:\"([^\"]*)\"|'([^']*)')")


class _Item(Struct, frozen=True):
    """An open list item: the column where its words begin, and whether it is numbered."""

    column: int
    numbered: bool


def for_python_markdown(lines: list[str]) -> list[str]:
    """Rewrite ``lines`` (without tabs) of Markdown for Python-Markdown."""
    return _Lines(lines, 0).written()


class _Lines:
    """Rewrites the lines of a text, quotation or box."""

    def __init__(self, lines: list[str], depth: int) -> None:
        self._lines = lines
        self._depth = depth
        self._out: list[str] = []
        self._items: list[_Item] = []
        self._ends = _container_ends(lines) if depth < _DEEPEST else {}
        self._blank = True  # whether the previous line is blank
        self._first_depth = 0  # the list depth of the first line after the last blank one

    def written(self) -> list[str]:
        number = 0
        while number < len(self._lines):
            line = self._lines[number]
            if line.strip():
                number = self._block(number, line.lstrip(" "))
            else:
                self._write("")
                number += 1
        return self._out

    def _write(self, line: str) -> None:
        if self._blank:
            self._first_depth = len(self._items)
        self._out.append(line)
        self._blank = not line

    def _part(self) -> None:
        if not self._blank:
            self._write("")

    def _indent(self) -> str:
        return "    " * min(len(self._items), _DEEPEST)

    def _block(self, number: int, words: str) -> int:
        """Rewrite the block that begins on line ``number``; returns the next line number."""
        indent = len(self._lines[number]) - len(words)
        begins = _begins_block(words)
        column = 0
        last: _Item | None = None  # the item that this one follows
        depth = len(self._items)
        if begins or self._blank:
            while self._items and indent < self._items[-1].column:
                last = self._items.pop()
        if self._items:
            column = self._items[-1].column
        beside = indent - column
        item = None if _RULE.match(words) else _ITEM.match(words)
        if item and beside < (8 if self._items and not self._blank else 4):
            return self._item(number, indent, item, last, was_in_list=depth > 0)
        if beside >= 4 or not begins:
            return self._text(number, words, beside)
        if len(self._items) < depth:
            self._part()  # else the list would include it
        return self._other(number, words, indent)

    def _text(self, number: int, words: str, beside: int) -> int:
        line = self._lines[number]
        if self._items and not self._blank and _UNDERLINE.match(words):
            if words == "-":
                return number + 1  # an empty item
            line = self._indent() + "\\" + words  # else the item above would become a heading
        elif self._items and self._blank:
            line = self._indent() + (" " * beside if beside >= 4 else "") + words
        elif not self._items and beside < 4:
            if _HASHTAG.match(words):
                line = " " * beside + "\\" + words
            elif "|" in words and number + 1 < len(self._lines) and _is_ruler(self._lines[number + 1]):
                self._part()
        self._write(line)
        return number + 1

    def _item(self, number: int, indent: int, item: re.Match[str], last: _Item | None, *, was_in_list: bool) -> int:
        numbered = item["mark"][0].isdigit()
        if not last or last.numbered != numbered:
            if not self._blank and numbered and int(item["mark"][:-1]) != 1:
                self._write(self._lines[number])  # "… in⏎1986. It was …"
                return number + 1
            if last or not was_in_list:
                self._part()
        if len(self._items) < self._first_depth:
            self._part()  # Python-Markdown reads a block of lines as deep as its first
        words = item["words"]
        if task := _TASK.match(words):
            words = f"{'☐' if task[1] == ' ' else '☑'} {words[task.end() :]}"
        mark = item["mark"].replace(")", ".")
        gap = len(item["gap"])
        self._write(f"{self._indent()}{mark} {words}")
        self._items.append(_Item(indent + len(mark) + (gap if gap <= 4 else 1), numbered))
        return number + 1

    def _other(self, number: int, words: str, indent: int) -> int:
        """Rewrite a block that is neither text nor a list item."""
        if words[0] == ">":
            return self._quotation(number)
        if self._depth < _DEEPEST and (found := _box(words)):
            end = self._box_end(number, indent)
            title, quoted = found
            if quoted or any(line.strip() for line in self._lines[number + 1 : end]):
                self._quote([_callout(title), "", *_without_indent(self._lines[number + 1 : end], indent + 4)])
                return end
        if words.startswith(":::") and (container := _CONTAINER.match(words)):
            return self._container(number, indent, container)
        if PLACEHOLDER.match(words) and not self._items:
            self._part()
            self._write(words)
            self._write("")
        elif self._items:
            if not PLACEHOLDER.match(words):
                self._part()
            self._write(self._indent() + words)
        else:
            self._write(self._lines[number])
        return number + 1

    def _quotation(self, number: int) -> int:
        inner: list[str] = []
        column = self._items[-1].column if self._items else 0
        while number < len(self._lines):
            words = self._lines[number].lstrip(" ")
            if words.startswith(">") and column <= len(self._lines[number]) - len(words) < column + 4:
                inner.append(words[1:].removeprefix(" "))
            elif words and inner[-1].strip() and not _begins_block(words):
                inner.append(words)  # a continuation without a mark
            else:
                break
            number += 1
        if self._depth < _DEEPEST:
            self._quote(inner)
        else:
            self._part()
            for line in inner:
                self._write(f"{self._indent()}> {line}".rstrip())
            self._write("")
        return number

    def _quote(self, inner: list[str]) -> None:
        self._part()
        lines = _Lines(inner, self._depth + 1).written()
        while lines and not lines[-1]:
            lines.pop()
        for line in lines:
            self._out.append(f"{self._indent()}> {line}" if line else f"{self._indent()}>")
        self._write("")

    def _box_end(self, number: int, indent: int) -> int:
        end = last = number + 1
        while end < len(self._lines):
            words = self._lines[end].lstrip(" ")
            if words and len(self._lines[end]) - len(words) < indent + 4:
                break
            end += 1
            if words:
                last = end
        return last

    def _container(self, number: int, indent: int, found: re.Match[str]) -> int:
        self._part()
        end = self._ends.get(number)
        if end is not None:
            self._quote([_callout(_title(found)), "", *_without_indent(self._lines[number + 1 : end], indent)])
            return end + 1
        if found["kind"] and (title := _title(found)):
            self._write(f"{self._indent()}**{title}**")
            self._write("")
        return number + 1


def _begins_block(words: str) -> bool:
    """Whether ``words``, without leading spaces, may begin a block within a paragraph."""
    return bool(
        words[0] == ">"
        or _ITEM.match(words)
        or _RULE.match(words)
        or _HEADING.match(words)
        or _NOTE.match(words)
        or PLACEHOLDER.match(words)
        or _BOX.match(words)
        or (words.startswith(":::") and _CONTAINER.match(words))
    )


def _is_ruler(line: str) -> bool:
    return "|" in line and _RULER.match(line) is not None


def _callout(title: str) -> str:
    return f"[!note] {title}".rstrip()


def _box(words: str) -> tuple[str, bool] | None:
    """The title of the admonition that begins with ``words``, and whether it is quoted."""
    mark = _BOX.match(words)
    if not mark:
        return None
    rest = words[mark.end() :].strip()
    if rest.endswith('"') and (quote := rest.find('"')) < len(rest) - 1:
        kind, title, quoted = rest[:quote].strip(), rest[quote + 1 : -1].strip(), True
    else:
        kind, *others = rest.split() or [""]
        title, quoted = " ".join(word for word in others if word not in _PLACES), False
    if not (quoted if mark[0][0] == "=" else _KIND.fullmatch(kind)):
        return None
    return title, quoted


def _title(container: re.Match[str]) -> str:
    if title := _CONTAINER_TITLE.search(container[0]):
        return title[1] or title[2] or ""
    bare = (container["bracketed"] or container["rest"] or "").strip()
    return "" if bare.startswith("{") else bare


def _container_ends(lines: Sequence[str]) -> dict[int, int]:
    """The line that ends each container, by the line that begins it; both are indented alike."""
    ends: dict[int, int] = {}
    opened: list[tuple[int, int]] = []  # how far it is indented, and its line
    for number, line in enumerate(lines):
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        if not words.startswith(":::") or not (found := _CONTAINER.match(words)):
            continue
        if found["kind"]:
            opened.append((indent, number))
            continue
        while opened and opened[-1][0] > indent:
            opened.pop()
        if opened and opened[-1][0] == indent:
            ends[opened.pop()[1]] = number
    return ends


def _without_indent(lines: Sequence[str], width: int) -> list[str]:
    return [line[min(width, len(line) - len(line.lstrip(" "))) :] for line in lines]
