"""Markdown to HTML by Python-Markdown, and the marks of today that it does not know.

Beyond its own tables, footnotes and lists: ``~~struck out~~``, ``==marked==``, wikilinks, bare addresses, code between fences in
lists and quotations too, callouts (``> [!note] Title``), and all that ``markdown_lines.py`` does to lines. A callout is a
quotation with its title in bold letters; quotations with a blank line between them are two; a wikilink is its words, since it
leads to a file.

A fence that nothing closes begins no code, which would hide an article from its own names and topics.

Each expression here looks at each character a bounded number of times; what those of Python-Markdown cost is weighed in
``budget.py``.

Rejected: subscripts ``H~2~O`` and superscripts ``2^nd^``, which few programs know; ``5~6~7`` is a row of ranges.
"""

from __future__ import annotations

import re
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
from markdown.util import AtomicString

from digest.readers.code_regions import fenced_blocks
from digest.readers.markdown_lines import for_python_markdown
from digest.readers.scripts import is_unspaced

_ESCAPABLE = "~=|^$\"'%&,/:;<?@"  # CommonMark's, which Python-Markdown does not know

_STRUCK = r"(?<!~)~~(?![\s~])((?:[^~\n]|~(?!~)|\n(?!\n)){1,2000}?)(?<!\s)~~(?!~)"
_MARKED = r"(?<!=)==(?![\s=])((?:[^=\n]|=(?!=)|\n(?!\n)){1,2000}?)(?<!\s)==(?!=)"
_WIKILINK = r"(?<!\\)(?P<embedded>!?)\[\[(?P<target>[^\[\]\n|]{1,300})(?:\|(?P<shown>[^\[\]\n]{0,300}))?\]\](?![(\[:])"
_SIZE = re.compile(r"\d+(?:x\d+)?")
_FILE = re.compile(r"\.\w{2,5}\Z")
_CALLOUT = re.compile(r"\n?\\?\[!(?P<kind>[^\]\n]{1,60}?)\\?\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|\Z)")

# A character of an address: none that no address holds unescaped, or that stands around one in a text; or an escaped one.
_IN_ADDRESS = r"(?:[^\s<>`\[\]{}|\"“”„«»‹›「」『』（）【】《》〈〉、。，；：！？…\x00-\x1f]|\x02\d{1,3}\x03)"
_ADDRESS = (
    rf"(?P<web>(?<![A-Za-z0-9_])(?i:https?)://(?=[^\W_]){_IN_ADDRESS}+)"
    rf"|(?P<www>(?<![A-Za-z0-9_.@/-])(?i:www)\.[^\W_][\w-]*\.[^\W\d_]{_IN_ADDRESS}*)"
    r"|(?P<mail>(?<![\w.+/=-])[A-Za-z0-9][A-Za-z0-9.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9_@-]))"
)
_NO_ADDRESS_END = ".,:;!?'’*_~\\"
_ESCAPED = re.compile("\x02(\\d{1,3})\x03")
_PUT_ASIDE = re.compile("\x02klzzwxh:(\\d+)\x03\\Z")
_PUT_ASIDE_HTML = re.compile("\x02wzxhzdk:(\\d+)\x03\\Z")

_Found = tuple[ElementTree.Element | str | None, int | None, int | None]


def to_html(text: str) -> str:
    """The Markdown ``text`` as HTML that is not yet safe.

    Raises:
        RecursionError: What is nested in each other is too deep for Python's stack.
    """
    notes = FootnoteExtension(BACKLINK_TEXT="↩\ufe0e", BACKLINK_TITLE="")
    extensions = [TableExtension(), SaneListExtension(), notes, _Today()]
    return Markdown(extensions=extensions, output_format="html").convert(text)


class _Today(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
        md.preprocessors.register(_Code(md), "fenced_code", 25)
        md.preprocessors.register(_Lines(md), "lines", 15)  # behind html_block, which puts raw HTML aside
        md.parser.blockprocessors.register(_Quotation(md.parser), "quote", 20)
        md.inlinePatterns.register(_Wikilink(_WIKILINK, md), "wikilink", 185)  # before escapes, for "\|" in tables
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "escaped_break", 179)
        md.inlinePatterns.register(_Struck(_STRUCK, md), "struck", 88)  # behind links and raw HTML
        md.inlinePatterns.register(_Marked(_MARKED, md), "marked", 87)
        md.inlinePatterns.register(_Address(_ADDRESS, md), "address", 86)


class _Code(Preprocessor):
    """Puts code between fences aside."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(line.rstrip(" ") + "  " if line.endswith("   ") else line for line in lines)
        parts = []
        done = 0
        for block in fenced_blocks(text):
            code = self.md.htmlStash.store(f"<pre><code>{escape(block.code, quote=False)}</code></pre>")
            parts += [text[done : block.start], block.prefix, code]
            done = block.end
        return "".join([*parts, text[done:]]).split("\n")


class _Lines(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return for_python_markdown(lines)


class _Quotation(BlockQuoteProcessor):
    """A quotation, also behind another one; the title of a callout in bold letters."""

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


class _Struck(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802, ARG002
        element = ElementTree.Element("del")
        element.text = m[1]
        return element, m.start(), m.end()


class _Marked(InlineProcessor):
    """``==words==``, not inside a word: ``a==b`` is no mark."""

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
    """An address on the web or of a mailbox without brackets around it."""

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
    """What is shown of a wikilink. Of a file that it would show in its place: its description, not its name."""
    target, shown = found["target"].strip().removesuffix("\\"), (found["shown"] or "").strip()
    file, _, heading = target.partition("#")
    if found["embedded"] and (not shown or _SIZE.fullmatch(shown)):
        return "" if _FILE.search(file) else file.strip()
    if shown:
        return shown
    parts = [part.strip() for part in (file, *heading.split("#")) if part.strip() and not part.startswith("^")]
    return " > ".join(parts)


def _without_end_marks(address: str) -> str:
    """``address`` without the marks of the sentence behind it; a closing bracket stays if it was opened inside."""
    more = address.count(")") - address.count("(")
    end = len(address)
    while end:
        if address[end - 1] == ")" and more > 0:
            more -= 1
        elif address[end - 1] not in _NO_ADDRESS_END and not (address.endswith("==", 0, end)):
            break
        end -= 1
    return address[:end]
