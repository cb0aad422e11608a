"""Markdown to HTML as GitHub and Obsidian have it: CommonMark (https://spec.commonmark.org/0.31.2/) and what people add.

Beyond CommonMark: tables, ``~~struck out~~``, footnotes, task lists, bare addresses, wikilinks, ``==marked==``, callouts
(``> [!note] Title``), admonitions (``!!! note "Title"``, ``:::note``). A callout or admonition is a quotation with its title in
bold letters; a wikilink is its words, since it leads to a file.

Three departures from CommonMark: ``---`` below a paragraph of several lines is a rule, not a heading of all of them; a fence that
nothing closes begins no code, which would hide an article from its own names and topics; and beside Chinese, Japanese and Thai
letters ``**`` needs no space around a mark of punctuation, because these scripts have none.

Every rule here looks at each character a bounded number of times, and so do those of markdown-it-py from 4.3 on
(``tests/field/test_growth.py``). What leads where is not decided here but where the HTML is made safe.

Rejected: subscripts ``H~2~O`` and superscripts ``2^nd^``, which few programs know; ``5~6~7`` is a row of ranges.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererProtocol
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.fence import fence
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from digest.readers.scripts import is_unspaced

_DEEPEST = 100  # blocks in blocks; a list and its item are two
_DEEPEST_BRACKETS = 20  # each that has no end is looked into as often
_MOST_BOXES = 20  # admonitions in admonitions

_WIKILINK = re.compile(
    r"(?P<embedded>!?)\[\[(?P<target>[^\[\]\n|]{1,300})(?:\|(?P<shown>[^\[\]\n]{0,300}))?\]\](?![(\[:])"
)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_FILE = re.compile(r"\.\w{2,5}\Z")
_MARKED = re.compile(r"==(?![\s=])(?P<words>(?:[^=\n]|=(?!=)|\n(?!\n)){1,2000}?)(?<!\s)==(?!=)")

# What ends an address besides white space: marks that no address holds unescaped, or that stand around one in a text.
_ENDS_ADDRESS = r"\s<>`\[\]{}|\"“”„«»‹›「」『』（）【】《》〈〉、。，；：！？…\x00-\x1f"
_SCHEME = re.compile(r"(?<![A-Za-z0-9_])https?\Z", re.IGNORECASE)
_BEHIND_SCHEME = re.compile(rf"://(?=[^\W_])[^{_ENDS_ADDRESS}]+")
_WWW = re.compile(r"(?<![A-Za-z0-9_.@/-])www\Z", re.IGNORECASE)
_BEHIND_WWW = re.compile(rf"\.[^\W_][\w-]*\.[^\W\d_][^{_ENDS_ADDRESS}]*")
_LOCAL_PART = re.compile(r"(?<![\w.+/=-])[A-Za-z0-9][A-Za-z0-9.+-]{0,63}\Z")
_DOMAIN = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9_@-])")
_NO_ADDRESS_END = ".,:;!?'’*_~\\"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

_LABEL = re.compile(r"\[\^([^\[\]\n]{1,200})\]")
_SPACED_LABEL = re.compile(r"^[ ]{0,3}\[\^([^\[\]\n ]{1,200}[ ][^\[\]\n]{1,200})\]:", re.MULTILINE)
_CALLOUT = re.compile(r"\\?\[!(?P<kind>[^\]\n]{1,60}?)\\?\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|\Z)")
_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)(?=[ \t])")
_KIND = re.compile(r"[\w-]+(?:[ \t]+[^\"\n]*)?")
_PLACES = frozenset({"inline", "end", "left", "right"})  # where MkDocs puts an admonition
_DIRECTIVE = re.compile(r":{3,}")
_DIRECTIVE_KIND = re.compile(
    r"[ \t]*(?P<kind>\{[^}\n]*\}|[\w-]+)(?:\[(?P<bracketed>[^\]\n]*)\])?(?:\{[^}\n]*\})?(?P<rest>.*)"
)
_DIRECTIVE_TITLE = re.compile(r"\btitle=(?:\"([^\"]*)\"|'([^']*)')")


def to_html(text: str) -> str | int:
    """The Markdown ``text`` as HTML that is not yet safe, or the line (from 1) where it is nested too deep to be set whole."""
    env: MutableMapping[str, Any] = {}
    try:
        tokens = _parser().parse(_with_labels_of_one_word(text), env)
    except RecursionError:  # pictures in the descriptions of pictures, say
        return 1
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.level >= _DEEPEST - 1:
            return line + 1
    html: str = _parser().renderer.render(tokens, _parser().options, env)
    return html


class _State(StateInline):
    """What a paragraph is parsed with; knows scripts without spaces."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.level = _DEEPEST - _DEEPEST_BRACKETS

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 (markdown-it-py's names)
        found = super().scanDelims(start, canSplitWord)
        before, after = self.src[start - 1 : start], self.src[start + found.length : start + found.length + 1]
        if canSplitWord and before and after and (is_unspaced(before) or is_unspaced(after)):
            return Scanned(not after.isspace(), not before.isspace(), found.length)
        return found


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _Parser(MarkdownIt):
    """Links are passed on as they were written: which may be followed is decided in ``links.py``."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.inline = _Inline()
        self.configure("commonmark", {"maxNesting": _DEEPEST, "xhtmlOut": False})
        self.enable(["table", "strikethrough"])
        self.use(footnote_plugin)
        self.block.ruler.at("footnote_def", _note_in_no_note, {"alt": ["paragraph", "reference"]})
        self.block.ruler.at("lheading", _heading_of_one_line)
        self.block.ruler.at("fence", _closed_fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        terminating: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
        self.block.ruler.before("fence", "box", _box, terminating)
        self.block.ruler.before("fence", "directive", _directive, terminating)
        self.core.ruler.after("block", "boxes", _boxes)
        self.core.ruler.after("inline", "all_notes", _all_notes)
        self.inline.add_terminator_char(".")
        self.inline.ruler.before("link", "wikilink", _wikilink)
        self.inline.ruler.before("link", "marked", _marked)
        self.inline.ruler.before("link", "bare_address", _bare_address)
        for name, rule in _NOTES.items():
            self.add_render_rule(name, rule)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        return True


@cache
def _parser() -> MarkdownIt:
    return _Parser()


# Paragraphs and what stands in them.


def _heading_of_one_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    parent = state.parentType
    if not lheading(state, start, end, silent):
        state.parentType = parent  # markdown-it-py leaves another one behind
        return False
    if state.tokens[before].markup == "-" and state.line - start > 2:
        del state.tokens[before:]
        state.line = start
        return False
    return True


def _closed_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    length = len(line) - len(line.lstrip(line[:1]))
    unclosed = state.env.setdefault("unclosed fences", {})  # mark -> the shortest that nothing closes, from there on
    if state.level == 0 and length >= unclosed.get(line[:1], length + 1):
        return False  # looking again would take the square of the length
    if not fence(state, start, end, silent):
        return False
    if silent or state.level > 0:
        return True
    last = state.src[state.bMarks[state.line - 1] : state.eMarks[state.line - 1]].strip()
    if state.line - 1 > start and len(last) >= length and not last.strip(line[0]):
        return True
    unclosed[line[0]] = length
    state.tokens.pop()
    return False


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[!" or not (found := _WIKILINK.match(state.src, state.pos, state.posMax)):
        return False
    if normalizeReference(found["target"]) in state.env.get("references", {}):
        return False  # "[[1]]", with "[1]: https://…" below
    if not silent:
        state.pending += _wiki_words(found)
    state.pos = found.end()
    return True


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


def _marked(state: StateInline, silent: bool) -> bool:
    """``==words==``, not inside a word: ``a==b`` is no mark."""
    start = state.pos
    if silent or not state.src.startswith("==", start):
        return False
    before = state.src[start - 1 : start]
    if before and (before == "=" or (before.isalnum() and not is_unspaced(before))):
        return False
    found = _MARKED.match(state.src, start, state.posMax)
    if not found:
        return False
    after = state.src[found.end() : found.end() + 1]
    if after.isalnum() and not is_unspaced(after):
        return False
    end = state.posMax
    state.push("mark_open", "mark", 1)
    state.pos, state.posMax = found.span("words")
    state.md.inline.tokenize(state)
    state.pos, state.posMax = found.end(), end
    state.push("mark_close", "mark", -1)
    return True


def _bare_address(state: StateInline, silent: bool) -> bool:
    """An address on the web or of a mailbox without brackets around it."""
    sign = state.src[state.pos]
    if silent or state.linkLevel or sign not in ":.@":
        return False
    pending = state.pending[-80:]
    if sign == "@":
        head, tail = _LOCAL_PART.search(pending), _DOMAIN.match(state.src, state.pos, state.posMax)
    elif sign == ":":
        head, tail = _SCHEME.search(pending), _BEHIND_SCHEME.match(state.src, state.pos, state.posMax)
    else:
        head, tail = _WWW.search(pending), _BEHIND_WWW.match(state.src, state.pos, state.posMax)
    if not head or not tail or (head.start() == 0 and _is_inside_word(state, len(head[0]))):
        return False
    written = tail[0] if sign == "@" else _without_end_marks(tail[0])
    address = _ESCAPE.sub(r"\1", head[0] + written).replace("&amp;", "&")
    state.pending = state.pending[: -len(head[0])]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": {"@": "mailto:", ".": "http://", ":": ""}[sign] + address}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(written)
    return True


def _is_inside_word(state: StateInline, length: int) -> bool:
    """Whether a word goes on before the last ``length`` characters; what a rule took out before is in no ``pending``."""
    before = state.src[max(0, state.pos - length - 1) : state.pos - length]
    return before.isascii() and (before.isalnum() or before in (*"_-.+/@",)) and bool(before)


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


# Admonitions and callouts: a quotation with a title.


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``!!! note "Title"`` and what is indented below it; also ``??? note`` and ``=== "Tab"``."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    mark = _BOX.match(line)
    if not mark:
        return False
    kind, title, quoted = _box_title(line[mark.end() :].strip())
    inner = state.blkIndent + 4
    following = state.skipEmptyLines(start + 1)
    filled = following < end and state.sCount[following] >= inner
    if not (filled or quoted) or not (quoted if mark[0][0] == "=" else _KIND.fullmatch(kind)):
        return False
    if silent:
        return True
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= inner):
        last += 1
    _open_box(state.tokens, title, state.level)
    line_max, parent, indent = state.lineMax, state.parentType, state.blkIndent
    state.lineMax, state.parentType, state.blkIndent = last, "blockquote", inner
    state.level += 1
    state.md.block.tokenize(state, start + 1, last)
    state.level -= 1
    state.lineMax, state.parentType, state.blkIndent = line_max, parent, indent
    state.tokens.append(_token("blockquote_close", "blockquote", -1, state.level))
    state.line = last
    return True


def _box_title(words: str) -> tuple[str, str, bool]:
    """What kind of admonition ``words`` name, its title, and whether that is in quotes."""
    if words.endswith('"') and (quote := words.find('"')) < len(words) - 1:
        return words[:quote].strip(), words[quote + 1 : -1], True
    kind, *rest = words.split() or [""]
    return kind, " ".join(word for word in rest if word not in _PLACES), False


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """A line ``:::note Title`` or ``:::``: a token for the line, which ``_boxes`` pairs."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip(": \t") + ":::"
    mark = _DIRECTIVE.match(line)
    if not mark:
        return False
    words = line[mark.end() : -3]
    found = _DIRECTIVE_KIND.fullmatch(words)
    if words.strip() and not found:
        return False
    if silent:
        return True
    token = state.push("directive_open" if words.strip() else "directive_close", "", 0)
    token.hidden = True
    if found:
        title = _DIRECTIVE_TITLE.search(words)
        bare = (found["bracketed"] or found["rest"]).strip()
        token.content = (title[1] or title[2] or "") if title else "" if bare.startswith("{") else bare
    state.line = start + 1
    return True


def _boxes(state: StateCore) -> None:
    """Makes quotations of directives and callouts, and boxes of tasks."""
    pairs = _directive_pairs(state.tokens)
    tokens: list[Token] = []
    for number, token in enumerate(state.tokens):
        if token.type == "directive_open":
            if number in pairs:
                _open_box(tokens, token.content, token.level)
            else:
                _title(tokens, token.content, token.level)
        elif token.type == "directive_close":
            if number in pairs:
                tokens.append(_token("blockquote_close", "blockquote", -1, token.level))
        elif token.type == "inline" and _is_first(state.tokens, number, "list_item_open"):
            if task := _TASK.match(token.content):
                token.content = f"{'☐' if task[1] == ' ' else '☑'} {token.content[task.end() :]}"
            tokens.append(token)
        elif (
            token.type == "inline"
            and _is_first(state.tokens, number, "blockquote_open")
            and (callout := _CALLOUT.match(token.content))
        ):
            paragraph = tokens.pop()
            _title(tokens, callout["title"].strip(), paragraph.level)
            token.content = token.content[callout.end() :]
            tokens += [paragraph, token]
        else:
            tokens.append(token)
    state.tokens = tokens


def _is_first(tokens: Sequence[Token], number: int, container: str) -> bool:
    return number > 1 and tokens[number - 1].type == "paragraph_open" and tokens[number - 2].type == container


def _directive_pairs(tokens: Sequence[Token]) -> set[int]:
    """The numbers of the directives that have an end, and of their ends. Those of one pair have one parent."""
    pairs: set[int] = set()
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.nesting < 0:
            while opened and tokens[opened[-1]].level > token.level:
                opened.pop()
        elif token.type == "directive_open" and len(opened) < _MOST_BOXES:
            opened.append(number)
        elif token.type == "directive_close" and opened and tokens[opened[-1]].level == token.level:
            pairs |= {opened.pop(), number}
    return pairs


def _open_box(tokens: list[Token], title: str, level: int) -> None:
    tokens.append(_token("blockquote_open", "blockquote", 1, level))
    _title(tokens, title, level + 1)


def _title(tokens: list[Token], title: str, level: int) -> None:
    if not title:
        return
    words = _token("inline", "", 0, level + 1)
    words.content, words.children = title, []
    tokens += [
        _token("paragraph_open", "p", 1, level),
        _token("title_open", "strong", 1, level + 1),
        words,
        _token("title_close", "strong", -1, level + 1),
        _token("paragraph_close", "p", -1, level),
    ]


def _token(kind: str, tag: str, nesting: int, level: int) -> Token:
    token = Token(kind, tag, nesting, level=level)  # type: ignore[arg-type]  # nesting is -1, 0 or 1
    token.block = tag not in ("", "strong")
    return token


# Footnotes, with the ids by which the setter knows them.


def _with_labels_of_one_word(text: str) -> str:
    """``text`` with U+00A0 for the spaces in labels of footnotes, which the plug-in does not know."""
    labels = set(_SPACED_LABEL.findall(text))
    if not labels:
        return text
    return _LABEL.sub(lambda found: found[0].replace(" ", "\u00a0") if found[1] in labels else found[0], text)


def _note_in_no_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition, but for one inside another, in which the plug-in loses count of what is open."""
    if state.env.get("in a note") and state.sCount[start] >= state.blkIndent:
        return False
    state.env["in a note"] = True
    found = footnote_def(state, start, end, silent)
    state.env["in a note"] = False
    return found


def _all_notes(state: StateCore) -> None:
    """Gives notes that nothing refers to a number too, so that their words stay."""
    notes = state.env.get("footnotes")
    if notes:
        for label, number in notes["refs"].items():
            if number < 0:
                notes["refs"][label] = len(notes["list"])
                notes["list"][len(notes["list"])] = {"label": label[1:], "count": 0}


def _note_place(token: Token) -> str:
    sub = token.meta.get("subId") or 0
    return f"fnref{token.meta['id'] + 1}" + (f":{sub}" if sub > 0 else "")


def _note_mark(_self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Any) -> str:
    number = tokens[at].meta["id"] + 1
    return f'<sup id="{_note_place(tokens[at])}"><a href="#fn{number}">{number}</a></sup>'


def _note_open(_self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Any) -> str:
    return f'<li id="fn{tokens[at].meta["id"] + 1}">'


def _note_back(_self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, env: Any) -> str:
    note = env["footnotes"]["list"][tokens[at].meta["id"]]
    if note.get("label") is not None and not note["count"]:
        return ""  # nothing leads here
    return f'&#160;<a href="#{_note_place(tokens[at])}">↩\ufe0e</a>'


_NOTES = {
    "footnote_ref": _note_mark,
    "footnote_block_open": lambda *_: "<div>\n<hr>\n<ol>\n",
    "footnote_block_close": lambda *_: "</ol>\n</div>\n",
    "footnote_open": _note_open,
    "footnote_close": lambda *_: "</li>\n",
    "footnote_anchor": _note_back,
}
