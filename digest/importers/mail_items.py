"""The articles that a mail announces: newsletters of several items, press reviews, alerts of search services.

An item begins with a line that is a link to an article, or with a headline (perhaps only bold) above a link “Read more”. A line
with its source and date may follow, then its excerpt. In plain text it ends with the line of its address. A mail that is mostly
one text is one article. Google's alerts state their items as microdata (https://schema.org/Article).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from digest.importers.addresses import article_address
from digest.importers.excerpts import SHORTEST_TEXT, excerpt_of, is_more, squeezed
from digest.importers.html_text import MOST_CHARACTERS
from digest.importers.mail_text import Line, leads_to_article, rich_markdown
from digest.importers.markdown_text import one_line
from digest.importers.press_fields import date_within
from digest.readers.furniture import furniture
from digest.readers.html_tree import Element, Page, parse_page

_SHORTEST_TITLE = 15  # characters, or three words
_LONGEST_TITLE = 300
_LONGEST_SOURCE = 60
_SEPARATORS = re.compile(r"\s*(?:[|•·⋅/,;、，]|\s[–—-]\s|\A[–—-]\s|\s[–—-]\Z)\s*")
_BRACKETS = "()[]{}*_«» \t\xa0,;.:–—-|•·⋅"
_BARS = re.compile(r"\s*[|•·⋅]\s*")
_AFTER_DATE = re.compile(r"[,\s]+\D*\Z")
_CLOCK = re.compile(r"\b\d{1,2}\s?(?:[:hH]\s?\d{2}|h)\b\s*(?:uhr|h|am|pm)?", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\A(?:(?:publi(?:é|cado|shed)|pubblicato|posted|veröffentlicht|erschienen|gepubliceerd|par|by|von|por|door|di)\b[\s:]*)+",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\A\s*(?:[*•·▪■►▶–—-]|\d{1,3}[.)]|#{1,3})\s+")
_SMALL_WORDS = re.compile(r"(?:\s(?:le|du|on|am|vom|el|del|il|op|van|em|a|à|at|um|om|alle))+\Z", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})\b")
_MOST_ITEMS = 1000
_IS_ARTICLE = re.compile(r"schema\.org/(?:News)?Article")


class Item(Struct, kw_only=True):
    """An article that a mail announces. ``text`` is Markdown, empty if the mail has only an excerpt."""

    title: str
    url: str
    source: str = ""
    date: str = ""
    summary: str = ""
    text: str = ""


# HTML.


def html_items(lines: list[Line], subject: str) -> list[Item]:
    """The items among the lines of a mail in HTML; none if it is one article."""
    starts = list(_starts(lines))[:_MOST_ITEMS]
    before = sum(len(line.text.split()) for line in lines[: starts[0][0]]) if starts else 0
    if len(starts) < 2 or (before > SHORTEST_TEXT and 2 * before > sum(len(line.text.split()) for line in lines)):
        return []
    ends = [at for at, _, _ in starts[1:]] + [len(lines)]
    items = [
        _item(title, url, lines[at], lines[at + 1 : end]) for (at, title, url), end in zip(starts, ends, strict=True)
    ]
    return items if len({item.url for item in items}) > 1 and not _is_one(items, lines, subject) else []


def _starts(lines: list[Line]) -> Iterator[tuple[int, str, str]]:
    """Where items begin, with their headlines and addresses."""
    seen: set[str] = set()
    for at, line in enumerate(lines):
        link = line.lead_link()
        title, url = "", ""
        if link and leads_to_article(link) and _is_title(link.text):
            rest = line.text[len(link.text) :]
            if len(rest) <= len(link.text) or line.prefix == "- " or line.is_heading:
                title, url = link.text, link.address
        elif (line.is_heading or line.is_bold) and not line.links and _is_title(line.text):
            title, url = line.text, _more_below(lines, at)
        if url and url not in seen:
            seen.add(url)
            yield at, title, url


def _more_below(lines: list[Line], at: int) -> str:
    """The address of the link “Read more” between the headline at this place and the next."""
    for line in lines[at + 1 : at + 30]:
        link = line.lead_link()
        if line.is_heading or (line.is_bold and not link):
            break
        if link and leads_to_article(link) and (len(line.text) <= len(link.text) + 3 and is_more(link.text)):
            return link.address
    return ""


def _is_title(text: str) -> bool:
    long_enough = len(text) >= _SHORTEST_TITLE or len(text.split()) > 2
    return long_enough and len(text) <= _LONGEST_TITLE and not is_more(text) and furniture(text) is None


def _item(title: str, url: str, first: Line, below: list[Line]) -> Item:
    item = Item(title=title, url=url)
    rest = first.text[len(title) :].strip(_BRACKETS) if first.text.startswith(title) else ""
    lines = [line for line in below if not _repeats(line, item)]
    if rest:
        lines.insert(0, Line(text=rest, is_emphasised=True))
    while lines and (not item.source or not item.date) and _take_facts(item, lines[0].text, lines[0].is_emphasised):
        lines.pop(0)
    if len(lines) > 1 and len(lines[1].text) > 2 * len(lines[0].text) and _is_name(item, lines[0].text):
        item.source = _SEPARATORS.split(lines.pop(0).text)[0].strip(_BRACKETS)
    texts = _before_heading(lines)
    item.summary, is_cut = excerpt_of(" ".join(line.text for line in texts))
    if len(item.summary.split()) >= SHORTEST_TEXT and not is_cut:
        item.text, item.summary = rich_markdown(texts), ""
    return item


def _repeats(line: Line, item: Item) -> bool:
    """Whether a line is only a link to the item, or an invitation to read it."""
    link = line.lead_link()
    is_link = link is not None and len(line.text) <= len(link.text) + 3
    return line.text == item.title or (is_more(line.text) if not is_link else is_more(line.text) or len(line.text) < 25)


def _before_heading(lines: list[Line]) -> list[Line]:
    """The lines of an item, without headings below the text: those of the next section, and closing words after it."""
    at = next((number for number, line in enumerate(lines) if number and line.is_heading), len(lines))
    texts = lines[:at]
    if texts and excerpt_of(texts[0].text)[1]:
        return texts[:1]
    return texts


def _is_one(items: list[Item], lines: list[Line], subject: str) -> bool:
    """Whether most of a mail is the text of one item: the others are only recommended below it."""
    words = [len((item.text or item.summary).split()) for item in items]
    most = max(words)
    others = sum(words) - most
    all_words = sum(len(line.text.split()) for line in lines)
    is_long = most > SHORTEST_TEXT and sum(bool(item.text) for item in items) == 1 and 2 * most > all_words
    return is_long or (most > 4 * others and squeezed(items[words.index(most)].title) in squeezed(subject))


def _take_facts(item: Item, line: str, is_marked: bool) -> bool:
    """Take source and date from ``line`` (“(The Post, 3 May 2024)”); False if it is text."""
    if len(line) > 2 * _LONGEST_SOURCE + 20 or (line.endswith((".", "!", "?", "…")) and len(line.split()) > 8):
        return False
    rest = _BARS.sub(", ", _DAY_FIRST.sub(_in_iso, line))
    found = date_within(rest)
    if found:
        _, start, end = found
        written = _AFTER_DATE.sub("", rest[start:end])
        rest = f"{_SMALL_WORDS.sub('', rest[:start].rstrip())} | {rest[start + len(written) :]}"
    pieces = [piece.strip(_BRACKETS) for piece in _SEPARATORS.split(_CLOCK.sub(" ", rest))]
    names = [name for piece in pieces if any(map(str.isalpha, name := _PUBLISHED.sub("", piece)))]
    names = [name for name in names if name in pieces] or names  # “By …” may be before an author
    is_bracketed = line.strip()[:1] in "([" and line.strip()[-1:] in ")]"
    names = [name for name in names if len(name) <= _LONGEST_SOURCE]
    if not found and not (names and (is_marked or is_bracketed) and len(line.split()) <= 8):
        return False
    if found and sum(len(name.split()) for name in names) > 12:
        return False
    item.date = item.date or (found[0] if found else "")
    item.source = item.source or (names[0] if names else "")
    return True


def _in_iso(figures: re.Match[str]) -> str:
    return f"{figures[3]}-{figures[2]:0>2}-{figures[1]:0>2}"


# Plain text.


def text_items(lines: list[Line]) -> list[Item]:
    """The items among the lines of a plain mail, each ended by the line of its address; none if it is one article."""
    items: list[Item] = []
    before: list[Line] = []
    for line in lines:
        if line.links and leads_to_article(line.links[0]):
            if found := _text_item(before, line):
                items.append(found)
            before = []
        else:
            before.append(line)
    items = [item for item in items[:_MOST_ITEMS] if _is_title(item.title)]
    left = sum(len(line.text) for line in before)
    all_words = sum(len(line.text) for line in lines)
    return items if len({item.url for item in items}) > 1 and 2 * left < all_words else []


def _text_item(before: list[Line], end: Line) -> Item | None:
    """The item above the line with its address."""
    last = [line for line in before if line.paragraph == before[-1].paragraph]
    group = last if len(last) > 1 or not before else before[-3:]
    marked = [number for number, line in enumerate(group) if _BULLET.match(line.text)]
    group = group[marked[0] :] if marked else group
    if not group:
        return None
    item = Item(title=one_line(_BULLET.sub("", group[0].text, count=1)), url=end.links[0].address)
    rest = [line.text for line in group[1:]]
    for _ in range(2):
        if len(rest) > 0 and (_take_facts(item, rest[0], False) or (len(rest) > 1 and _is_name(item, rest[0]))):
            item.source = item.source or rest[0]
            rest.pop(0)
    item.summary = excerpt_of(" ".join(rest))[0]
    return item


def _is_name(item: Item, line: str) -> bool:
    """Whether a line between headline and excerpt is the name of the source."""
    return not item.source and len(line) <= _LONGEST_SOURCE and len(line.split()) <= 7 and line[-1:] not in ".!?…:,"


# Google's alerts.


def alert_items(html: str) -> list[Item]:
    """The items of an alert with microdata."""
    if "schema.org/" not in html:
        return []
    page = parse_page(html[:MOST_CHARACTERS])
    boxes = [number for number, one in enumerate(page.elements) if _IS_ARTICLE.search(one["itemtype"])]
    return [item for number in boxes[:_MOST_ITEMS] if (item := _alert_item(page, number))]


def _alert_item(page: Page, box: int) -> Item | None:
    """The item in the element of this number."""
    found: dict[str, Element] = {}
    for number in range(box + 1, len(page.elements)):
        one = page.elements[number]
        if one.first > page.elements[box].last:
            break
        if one["itemprop"]:
            found.setdefault(one["itemprop"], one)
    words = {name: page.line(one) for name, one in found.items()}
    url = article_address(found["url"]["href"]) if "url" in found else ""
    title = words.get("headline") or words.get("name") or words.get("url", "")
    summary, source = excerpt_of(words.get("description", ""))[0], words.get("publisher", "")
    return Item(title=title, url=url, source=source, summary=summary) if title and url else None
