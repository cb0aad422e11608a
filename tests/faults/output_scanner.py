"""What a browser, a feed reader or a script would find in a built site: everything that could act, and everything that is broken.

Pages are parsed as browsers parse them (html5lib), feeds as strictly as XML is; nothing is asked of the program itself, so
what it takes for safe is no argument here.

Rejected: styles and scripts of the theme, which no article writes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
from lxml import etree

from digest import urls

_BUILDER = html5lib.getTreeBuilder("etree")
_LINKING = {
    "href", "src", "srcset", "action", "formaction", "data", "poster", "background", "cite", "longdesc", "usemap", "ping",
    "manifest", "xlink:href", "{http://www.w3.org/1999/xlink}href", "codebase", "classid", "archive", "profile", "icon", "lowsrc",
    "dynsrc",
}  # fmt: skip
_NEVER = {
    "iframe", "frame", "frameset", "object", "embed", "applet", "base", "style", "template", "noscript", "textarea", "math",
    "portal", "fencedframe", "audio", "video", "source", "track", "marquee", "bgsound", "isindex", "keygen", "dialog", "slot",
    "xmp", "plaintext", "noembed", "noframes", "image", "animate", "set", "foreignObject", "use", "map", "area", "param",
}  # fmt: skip
_ATTRIBUTES_NEVER = {
    "style",
    "srcdoc",
    "http-equiv",
    "contenteditable",
    "autofocus",
    "popovertarget",
    "is",
    "slot",
    "nonce",
}
_BROWSER_DROPS = re.compile(r"[\t\n\r]")  # anywhere in an address (https://url.spec.whatwg.org/#url-parsing)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"})
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)  # of HTML: controls and noncharacters
_ISOLATES, _EMBEDDINGS = "\u2066\u2067\u2068", "\u202a\u202b\u202d\u202e"
_DIRECTED = re.compile(f"[{_ISOLATES}{_EMBEDDINGS}\u2069\u202c]")


def letters(text: str) -> str:
    """What a reader sees of ``text``, for comparing: no space, no invisible sign, no accent, no case, one apostrophe."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in _INVISIBLE)


def parsed(html: str) -> Any:
    """``html`` as the tree that a browser makes of it."""
    return html5lib.HTMLParser(tree=_BUILDER, namespaceHTMLElements=False).parse(html)


def shown(root: Any) -> str:
    """All text of a page that is read, attributes aside."""
    return "".join(_shown(root))


def _shown(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in ("script", "style"):
        yield element.text or ""
        for child in element:
            yield from _shown(child)
            yield child.tail or ""


def scheme(address: str) -> str:
    """The scheme of ``address`` as a browser takes it; empty where it counts from the page."""
    bare = _BROWSER_DROPS.sub("", address.strip("".join(map(chr, range(0x21)))))
    found = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", bare)
    return found[0].lower() if found else ""


class Site:
    """A built site: its files, and the findings for each."""

    def __init__(self, output: Path, base_url: str | None = None) -> None:
        self.output = output
        self.base_url = base_url
        self.files = sorted(
            path.relative_to(output).as_posix()
            for path in output.rglob("*")
            if path.is_file() and not path.name.startswith(".digest")
        )
        self._known = set(self.files)
        self.counts: Counter[str] = Counter()  # files by kind
        self.texts: dict[str, str] = {}  # letters() of each page

    def faults(self, lists: int = 1, articles: int = 1) -> list[str]:
        """Everything wrong, as sentences with the file in front. Of articles' pages every ``articles``-th is looked at, of others every
        ``lists``-th.
        """
        found: list[str] = []
        for number, file in enumerate(self.files):
            kind = file.rpartition(".")[2]
            if kind == "html" and number % (articles if file.startswith("articles/") else lists):
                continue
            self.counts[kind] += 1
            checks = {
                "html": self._page,
                "xml": self._xml,
                "json": self._json,
                "jsonl": self._lines,
                "js": self._script,
            }
            if kind in checks:
                text = (self.output / file).read_bytes().decode("utf-8")
                found += [f"{file}: {fault}" for fault in checks[kind](file, text)]
        return found

    # Pages.

    def _page(self, file: str, text: str) -> Iterator[str]:
        root = parsed(text)
        self.texts[file] = letters(shown(root))
        yield from (f"a forbidden character {found[0]!r}" for found in _FORBIDDEN.finditer(text))
        yield from self._landmarks(file, root)
        yield from _runs_on(root)
        for element in root.iter():
            if isinstance(element.tag, str):
                yield from self._element(file, element)
            elif element.text is not None:
                yield "a comment"

    def _landmarks(self, file: str, root: Any) -> Iterator[str]:
        counted = Counter(element.tag for element in root.iter() if isinstance(element.tag, str))
        for tag in ("html", "head", "title", "body", "main", "h1"):
            if counted[tag] != 1:
                yield f"{counted[tag]} of <{tag}>"
        body = root.find("body")
        tops = [child.tag for child in body] if body is not None else []
        wanted = ["a", "header", "main", "footer"]
        if tops != wanted and file != urls.NOT_FOUND:
            yield f"the body is made of {tops}"
        if body is not None and any((child.tail or "").strip() for child in body):
            yield "text between the parts of the body"

    def _element(self, file: str, element: Any) -> Iterator[str]:
        tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        given = dict(element.attrib)
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            yield from self._forward(file, given.pop("http-equiv") and given.get("content", ""))
        elif tag == "meta" and given.get("http-equiv", "") == "Content-Security-Policy":
            del given["http-equiv"]
        elif tag == "script":
            yield from self._script_element(file, element)
        elif tag == "link":
            yield from self._link(given)
        elif tag == "form":
            if given.get("role") != "search":
                yield "a form that is not the search's"
        elif tag in _NEVER and not (tag == "style" and file == urls.NOT_FOUND):
            yield f"<{tag}>"
        for name, value in given.items():
            yield from self._attribute(file, tag, str(name), str(value))

    def _attribute(self, file: str, tag: str, name: str, value: str) -> Iterator[str]:
        if name.startswith("on") or name in _ATTRIBUTES_NEVER:
            yield f"<{tag} {name}={value!r}>"
        if _DIRECTED.search(value) and _balance(value) != ([], 0):
            yield f"<{tag} {name}>: a direction is left open"
        if name not in _LINKING:
            return
        kind = scheme(value)
        icon = tag == "link" and value.startswith("data:image/svg+xml,")
        allowed = {"", "http", "https"} | ({"mailto"} if tag == "a" else set())
        if tag not in ("a", "link", "script", "img", "form"):
            yield f"<{tag} {name}={value!r}>: an address where there should be none"
        elif kind not in allowed and not icon:
            yield f"<{tag} {name}={value!r}>: the scheme {kind}"
        elif (not kind and value.startswith(("//", "\\", "/\\"))) or (
            kind and not urlsplit(value).hostname and kind != "mailto" and not icon
        ):
            yield f"<{tag} {name}={value!r}>: leads nobody knows where"
        elif tag in ("script", "img", "form") and self._resolve(file, value) is None:
            yield f"<{tag} {name}={value!r}>: not the site's own"
        elif tag == "a" and not kind and self._resolve(file, value) is None:
            yield f"<{tag} {name}={value!r}>: there is no such file"

    def _resolve(self, file: str, address: str) -> str | None:
        """The file of the site that ``address`` means on the page ``file``; None where it means none."""
        if self.base_url and address.startswith(self.base_url):
            path = address.removeprefix(self.base_url)
        elif scheme(address):
            return None
        else:
            plain = address.partition("#")[0].partition("?")[0]
            host = urlsplit(self.base_url or "").path  # of 404.html, whose links begin at the root of the host
            if file == "404.html" and host and plain.startswith(host):
                path = unquote(plain.removeprefix(host))
            else:
                path = normpath(join(dirname(file), unquote(plain))) if plain else file
        path = path or "index.html"
        return path if path in self._known else None

    def _link(self, given: Mapping[str, str]) -> Iterator[str]:
        if given.get("rel") not in ("icon", "stylesheet", "alternate", "canonical"):
            yield f"<link rel={given.get('rel')!r}>"
        elif given["rel"] in ("stylesheet",) and scheme(given.get("href", "")) and not self._is_on_site(given["href"]):
            yield f"a style sheet from elsewhere: {given['href']!r}"

    def _is_on_site(self, address: str) -> bool:
        return bool(self.base_url) and address.startswith(self.base_url or "")

    def _script_element(self, file: str, element: Any) -> Iterator[str]:
        kind, code = element.get("type", ""), element.text or ""
        if kind in ("application/ld+json", "application/json"):
            if "<" in code:
                yield "a < in data"
            try:
                json.loads(code)
            except ValueError as error:
                yield f"data that is no JSON: {error}"
        elif kind or code.strip() or not element.get("src"):
            yield f"a script: {_start(element)!r}"

    def _forward(self, file: str, content: str) -> Iterator[str]:
        target = content.partition("url=")[2].strip()
        if self._resolve(file, target) is None:
            yield f"forwards to {target!r}, which is not there"

    # Everything else.

    def _xml(self, _file: str, text: str) -> Iterator[str]:
        try:
            root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            yield f"no XML: {error}"
            return
        for element in root.iter():
            kind = element.get("type")
            if kind in ("html", "xhtml"):
                inner = parsed(f"<main>{element.text or ''}</main>")
                yield from (
                    fault for one in inner.iter() if isinstance(one.tag, str) for fault in self._element("", one)
                )
            for name in ("href", "src", "uri"):
                address = element.get(name)
                if address is not None and scheme(address) not in ("http", "https"):
                    yield f"<{element.tag!r} {name}={address!r}>"

    def _json(self, _file: str, text: str) -> Iterator[str]:
        try:
            data = json.loads(text)
        except ValueError as error:
            yield f"no JSON: {error}"
            return
        for item in data.get("items", ()):
            if "content_html" in item:
                yield "HTML in a JSON feed"
            for key in ("url", "external_url"):
                if key in item and scheme(item[key]) not in ("http", "https"):
                    yield f"{key}: {item[key]!r}"

    def _lines(self, _file: str, text: str) -> Iterator[str]:
        for number, line in enumerate(
            text.splitlines()
        ):  # at every character that some program takes for the end of a line
            try:
                record = json.loads(line)
            except ValueError as error:
                yield f"line {number} is no JSON: {error}"
                continue
            if record.get("url") and scheme(record["url"]) not in ("http", "https"):
                yield f"url: {record['url']!r}"

    def _script(self, file: str, text: str) -> Iterator[str]:
        """A piece of the search's index: one call of one function, with data that any script engine can read."""
        if not file.startswith("assets/search/"):
            return
        call = re.fullmatch(r"digestSearch\((.*)\)\n?", text, re.DOTALL)
        if call is None:
            yield "more than one call"
            return
        if re.search("[\u2028\u2029<]", text):
            yield "a sign that may end a line or an element"
        try:
            json.loads(call[1])
        except ValueError as error:
            yield f"no JSON: {error}"


def _start(element: Any) -> str:
    """An element with its attributes and the beginning of its text, for a message."""
    return f"<{element.tag} {dict(element.attrib)}>{(element.text or '')[:80]}"


def _balance(text: str) -> tuple[list[str], int]:
    """The directions that ``text`` opens and does not close, and how many it closes that it has not opened."""
    opened: list[str] = []
    wrong = 0
    for sign in text:
        if sign in _ISOLATES + _EMBEDDINGS:
            opened.append(sign)
        elif sign == "\u2069":  # ends an isolate, and what is embedded in it
            inner = next((at for at in reversed(range(len(opened))) if opened[at] in _ISOLATES), None)
            wrong += inner is None
            del opened[len(opened) if inner is None else inner :]
        elif sign == "\u202c":
            if opened and opened[-1] not in _ISOLATES:
                opened.pop()
            else:
                wrong += 1
    return opened, wrong


def _runs_on(element: Any) -> Iterator[str]:
    """Directions that a text opens and never closes, so that they run on into other texts of its line.

    Inside an article's own text each block ends what was opened in it.
    """
    if not isinstance(element.tag, str) or element.tag == "script" or "text" in element.get("class", "").split():
        return
    for text in (element.text or "", *((child.tail or "") for child in element)):
        if _DIRECTED.search(text) and _balance(text) != ([], 0):
            yield f"<{element.tag}>: a direction is left open in {text[:60]!r}"
    for child in element:
        yield from _runs_on(child)
