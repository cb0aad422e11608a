"""Formulas in MathML: what of one is kept on a page, and how it reads in one line of plain text.

Presentation elements are kept (https://www.w3.org/TR/mathml-core/), each without attributes but for a few that change what
is meant. Their text stands in ``mi``, ``mn``, ``mo``, ``mtext`` and ``ms`` alone, so nothing that is no formula can be inside.
Plain text is linear: ``v=s/t``, ``x²``, ``a_i``, ``√(a+b)``. Where a formula has no presentation, its TeX is shown.

Rejected: content MathML and annotations beside a presentation (they say the same again), ``mmultiscripts`` (its parts stay,
one after the other), spaces of a given width.
"""

from __future__ import annotations

from html import escape

from msgspec import Struct, field

from digest.readers.paragraphs import fold

_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_LAYOUTS = _SCRIPTS | {
    "math", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom", "menclose", "merror", "mtable", "mtr", "mtd",
}  # fmt: skip
# Elements whose TeX or whose other forms are looked at, but not written.
_UNWRITTEN = frozenset({"semantics", "annotation"})
ELEMENTS = _TOKENS | _LAYOUTS | _UNWRITTEN
ATTRIBUTES = {
    "math": {"display", "alttext"}, "mi": {"mathvariant"}, "mfrac": {"linethickness"}, "mo": {"stretchy"},
}  # fmt: skip
# Attributes that are written, with the only values that are.
_WRITTEN = {"display": "block", "mathvariant": "normal", "linethickness": "0", "stretchy": "false"}
_DEEPEST = 40  # elements inside each other; what is deeper is its text
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")  # applies, times, a comma, plus


class _Node(Struct):
    name: str
    attributes: str = ""
    parts: list[_Node | str] = field(default_factory=list)


class Formula:
    """One formula, taken as a parser reads it: ``start``, ``data`` and ``end`` of what is inside ``<math>``."""

    def __init__(self, given: dict[str, str]) -> None:
        self._root = _Node("math", _attributes("math", given))
        self._open = [self._root]
        self._ignored = 0  # open elements that are not kept
        self._tex = ""
        self._said = fold(given.get("alttext", ""))

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Takes the start of an element; one that is not kept, or stands where only text may, is its text."""
        if tag not in ELEMENTS:
            return
        if self._ignored or len(self._open) >= _DEEPEST or self._open[-1].name in _TOKENS | {"annotation"}:
            self._ignored += 1
            return
        node = _Node(tag, _attributes(tag, given))
        self._open[-1].parts.append(node)
        self._open.append(node)

    def end(self, tag: str) -> None:
        """Takes the end of an element."""
        if tag not in ELEMENTS:
            return
        if self._ignored:
            self._ignored -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Takes text, clean and without character references."""
        if self._open[-1].name == "annotation":
            self._tex += text
        elif self._open[-1].name in _TOKENS:
            self._open[-1].parts.append(text)
        elif text.strip():
            self._open[-1].parts.append(_Node("mtext", "", [text]))

    def finish(self) -> tuple[str, str]:
        """The formula as HTML and as plain text, both empty where it says nothing."""
        text = fold(_linear(self._root)).translate(_INVISIBLE)
        if text:
            return _html(self._root), text
        text = fold(self._tex) or self._said
        return escape(text, quote=False), text


def _attributes(tag: str, given: dict[str, str]) -> str:
    kept = sorted(name for name in ATTRIBUTES.get(tag, ()) if name in _WRITTEN and given.get(name) == _WRITTEN[name])
    return "".join(f' {name}="{_WRITTEN[name]}"' for name in kept)


def _html(node: _Node | str) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    inner = "".join(map(_html, node.parts))
    return inner if node.name in _UNWRITTEN else f"<{node.name}{node.attributes}>{inner}</{node.name}>"


def _linear(node: _Node | str) -> str:
    """``node`` in one line; of what holds less than it should, the parts one after the other."""
    if isinstance(node, str):
        return node
    parts = [_linear(part) for part in node.parts]
    whole = "".join(parts)
    match node.name, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _ if whole:
            return f"√{_grouped(whole)}"
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
    return whole


def _raised(text: str) -> str:
    raised = text.translate(_RAISED)
    return raised if raised and not set(raised) - set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻") else f"^{_grouped(text)}" if text else ""


def _lowered(text: str) -> str:
    lowered = text.translate(_LOWERED)
    return lowered if lowered and not set(lowered) - set("₀₁₂₃₄₅₆₇₈₉₊₋") else f"_{_grouped(text)}" if text else ""


def _grouped(text: str) -> str:
    """``text``, in brackets where it is more than one number, name or word."""
    return text if text.strip().isalnum() else f"({text.strip()})"
