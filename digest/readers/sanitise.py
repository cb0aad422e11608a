"""HTML from anywhere to HTML that may stand in an article of ours, and to the blocks of text in it.

Two passes, each an allow-list: nh3 parses as browsers do and drops every element, attribute and scheme not named here; what
it leaves is written anew (``setting.py``). What passes one by mistake does not pass the other.

Rejected: SVG, forms and everything embedded, with what stands in them.
"""

from __future__ import annotations

from digest.model import Block
from digest.readers import mathml
from digest.readers.furniture import Furniture, marked
from digest.readers.setting import BLOCKS, GROUPS, INLINE, Setter

WITH_CONTENT_GONE = frozenset({
    "script", "style", "iframe", "noembed", "noframes", "noscript", "template", "object", "applet", "svg", "annotation-xml",
    "select", "textarea", "title",
})  # fmt: skip
EVERYWHERE = frozenset({"id", "lang", "dir"})  # attributes of any element
ATTRIBUTES = {
    "a": {"href", "title", "name"}, "abbr": {"title"}, "img": {"src", "alt"}, "ol": {"start", "reversed", "type"},
    "li": {"value"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, **mathml.ATTRIBUTES,
}  # fmt: skip
ELEMENTS = frozenset(INLINE) | BLOCKS | GROUPS | mathml.ELEMENTS | {"br", "hr", "img", "rb", "rp", "span"}


def sanitise(html: str, *, captions: bool = False) -> tuple[str, tuple[Block, ...]]:
    """``html`` made safe, ready to stand in an ``<article>``, and its text in blocks.

    ``captions`` keeps the credits of pictures in the text: where elements mark captions they belong to it.
    """
    import nh3  # late: plain text does not need it

    safe = nh3.clean(
        html,
        tags=set(ELEMENTS),
        clean_content_tags=set(WITH_CONTENT_GONE),
        attributes={tag: set(names) for tag, names in (ATTRIBUTES | {"*": EVERYWHERE}).items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    setter = Setter(safe)
    setter.feed(safe)
    setter.close()
    written, blocks = setter.finish()
    return written, marked(blocks, kept=frozenset({Furniture.CREDIT}) if captions else frozenset())
