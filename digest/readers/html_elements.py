"""The HTML and MathML elements that the program knows, web addresses, anchors, and formulas.

Every list of inline or block elements in the program is made from the ones here.

**Formulas**: presentation elements (https://www.w3.org/TR/mathml-core/) are kept, with few attributes. Their text is only in
``mi``, ``mn``, ``mo``, ``mtext`` and ``ms``. As plain text they are linear: ``v=s/t``, ``x²``, ``a_i``, ``√(a+b)``. A formula
without presentation is shown as TeX. **Anchors** begin with ``s-``, which no template uses, followed by the crosshead in Latin
letters.

Rejected: content MathML and annotations next to a presentation (duplicates), ``mmultiscripts`` (its parts are kept, one after
another); relative addresses, which are meaningless away from their page; anchors that survive a change of wording.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, urlsplit

from anyascii import anyascii
from msgspec import Struct, field

from digest.readers.scripts import one_line

_MAIL = re.compile(r"mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_AWKWARD = re.compile(r"[\s\"<>\\^`{|}]")


def web_address(text: str) -> str | None:
    """``text`` as an http, https or mailto address that is safe in an attribute; None if it is not one.

    Invisible characters are dropped first, so that they cannot hide a scheme; characters not allowed in an address are escaped.
    """
    bare = "".join(character for character in text.strip() if character.isprintable() or character.isspace())
    address = _AWKWARD.sub(lambda found: quote(found[0]), bare.strip())
    if _MAIL.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:  # for example unmatched brackets of an IPv6 address
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None


# Anchors.


ANCHOR_PREFIX = "s-"
_LONGEST_ANCHOR = 60  # characters of the words


class Anchors:
    """Makes the anchors of one article, all different."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._taken: set[str] = set()

    def make(self, text: str) -> str:
        """The anchor of a crosshead ``text``: ``s-words``, or ``s-words-2`` if that is taken."""
        words = re.sub(r"['’ʼ]", "", text[: 4 * _LONGEST_ANCHOR])
        plain = re.sub(r"[^a-z0-9]+", "-", anyascii(words).lower()).strip("-")[:_LONGEST_ANCHOR].strip("-") or "x"
        anchor = ANCHOR_PREFIX + plain
        number = self._next.get(plain, 1)
        while anchor in self._taken:
            number += 1
            anchor = f"{ANCHOR_PREFIX}{plain}-{number}"
        self._next[plain] = number
        self._taken.add(anchor)
        return anchor


# Formulas.


_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_LAYOUTS = _SCRIPTS | frozenset(
    "math mrow mfrac msqrt mroot mstyle mpadded mphantom menclose merror mtable mtr mtd".split()
)
# Elements that are read but not written.
_UNWRITTEN = frozenset({"semantics", "annotation"})
MATH_ELEMENTS = _TOKENS | _LAYOUTS | _UNWRITTEN
MATH_ATTRIBUTES = {
    "math": {"display", "alttext"},
    "mi": {"mathvariant"},
    "mfrac": {"linethickness"},
    "mo": {"stretchy"},
}
# The only attributes and values that are written.
_WRITTEN = {"display": "block", "mathvariant": "normal", "linethickness": "0", "stretchy": "false"}
_MATH_DEPTH = 40  # nested elements; deeper ones become their text
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")  # applies, times, a comma, plus


class _Node(Struct):
    name: str
    attributes: str = ""
    parts: list[_Node | str] = field(default_factory=list)


class Formula:
    """One formula, built from the tags and text inside ``<math>``."""

    def __init__(self, given: dict[str, str]) -> None:
        self._root = _Node("math", _math_attributes("math", given))
        self._open = [self._root]
        self._ignored = 0  # open elements that are not kept
        self._tex = ""
        self._alttext = one_line(given.get("alttext", ""))

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Start an element. An element that is not kept, or is not allowed at this place, becomes its text."""
        if tag not in MATH_ELEMENTS:
            return
        if self._ignored or len(self._open) >= _MATH_DEPTH or self._open[-1].name in _TOKENS | {"annotation"}:
            self._ignored += 1
            return
        node = _Node(tag, _math_attributes(tag, given))
        self._open[-1].parts.append(node)
        self._open.append(node)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag not in MATH_ELEMENTS:
            return
        if self._ignored:
            self._ignored -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Add text, clean and without character references."""
        if self._open[-1].name == "annotation":
            self._tex += text
        elif self._open[-1].name in _TOKENS:
            self._open[-1].parts.append(text)
        elif text.strip():
            self._open[-1].parts.append(_Node("mtext", "", [text]))

    def finish(self) -> tuple[str, str]:
        """The formula as HTML and as plain text, both empty if it has no content."""
        text = one_line(_linear(self._root)).translate(_INVISIBLE)
        if text:
            return _math_html(self._root), text
        text = one_line(self._tex) or self._alttext
        return escape(text, quote=False), text


def _math_attributes(tag: str, given: dict[str, str]) -> str:
    kept = sorted(
        name for name in MATH_ATTRIBUTES.get(tag, ()) if name in _WRITTEN and given.get(name) == _WRITTEN[name]
    )
    return "".join(f' {name}="{_WRITTEN[name]}"' for name in kept)


def _math_html(node: _Node | str) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    inner = "".join(map(_math_html, node.parts))
    return inner if node.name in _UNWRITTEN else f"<{node.name}{node.attributes}>{inner}</{node.name}>"


def _linear(node: _Node | str) -> str:
    """``node`` in one line; if it has fewer parts than it should, the parts in order."""
    if isinstance(node, str):
        return node
    parts = [_linear(part) for part in node.parts]
    joined = "".join(parts)
    match node.name, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _ if joined:
            return f"√{_grouped(joined)}"
        case "mroot", [base, degree]:
            return f"{_raised(degree)}√{_grouped(base)}"
        case (("msub" | "munder"), [base, low]):
            return base + _lowered(low)
        case (("msup" | "mover"), [base, high]):
            return base + (_raised(high) if any(map(str.isalnum, high)) or node.name == "msup" else "")
        case (("msubsup" | "munderover"), [base, low, high]):
            return base + _lowered(low) + _raised(high)
        case "mtr", _:
            return ", ".join(parts)
        case "mtable", _:
            return "; ".join(parts)
        case "mphantom", _:
            return ""
    return joined


def _raised(text: str) -> str:
    raised = text.translate(_RAISED)
    return raised if raised and not set(raised) - set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻") else f"^{_grouped(text)}" if text else ""


def _lowered(text: str) -> str:
    lowered = text.translate(_LOWERED)
    return lowered if lowered and not set(lowered) - set("₀₁₂₃₄₅₆₇₈₉₊₋") else f"_{_grouped(text)}" if text else ""


def _grouped(text: str) -> str:
    """``text``, in brackets if it is more than one number, name or word."""
    return text if text.strip().isalnum() else f"({text.strip()})"


# Lists of elements.

# Inline elements that are kept, and what each is written as.
INLINE = {name: name for name in "a abbr cite code del em ins mark q rt ruby strong sub sup".split()} | dict(
    pair.split("=") for pair in "b=strong i=em kbd=code rtc=rt s=del samp=code strike=del tt=code".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARENTS = {
    name: set(parents.split(","))
    for name, _, parents in (
        pair.partition("=")
        for pair in "li=ul,ol dt=dl dd=dl caption=table thead=table tbody=table tfoot=table "
        "tr=thead,tbody,tfoot td=tr th=tr".split()
    )
}
BLOCKS = frozenset({"p", "pre", "blockquote", "ul", "ol", "dl", "table"}) | HEADINGS | PARENTS.keys()
# Elements that only group: they separate paragraphs and are not written.
GROUPS = frozenset(
    "address article aside center details dialog div fieldset figcaption figure footer form header hgroup legend main nav "
    "section summary".split()
)
# Elements that are removed with their content.
WITH_CONTENT_GONE = frozenset(
    "script style iframe noembed noframes noscript template object applet svg annotation-xml select textarea title".split()
)
EVERYWHERE = frozenset({"id", "lang", "dir"})  # attributes of any element
ATTRIBUTES = {
    "a": {"href", "title", "name"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    **MATH_ATTRIBUTES,
}
ELEMENTS = frozenset(INLINE) | BLOCKS | GROUPS | MATH_ELEMENTS | {"br", "hr", "img", "rb", "rp", "span"}
# Elements without content (https://html.spec.whatwg.org/multipage/syntax.html#void-elements).
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements that do not separate words.
INLINE_ELEMENTS = frozenset(
    INLINE.keys()
    | MATH_ELEMENTS
    | {"font", "span", "u", "small", "big", "nobr", "label", "time", "bdi", "bdo", "rb", "rp", "var", "dfn"}
)
# Elements that begin or end a block of text.
BLOCK_BOUNDARIES = BLOCKS | GROUPS | {"body", "br", "head", "hr", "html", "menu", "title"}
