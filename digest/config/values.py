"""The value of each setting, from its YAML node; ValueError with what it takes where it cannot be read."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from digest.config.mapping import line_of, lines, read_options
from digest.dates.editions import PERIODS
from digest.errors import Position, Problem
from digest.i18n import fold, language_tag
from digest.model import About, Look, Rights, Search
from digest.vocabulary import fields
from digest.yaml import Node

LONGEST_EXCERPT = 1000  # characters; an article keeps as many of its beginning


class SourceRight(Struct, frozen=True):
    """The ``rights`` of the articles of one source, whose ``name`` is as the editor wrote it."""

    name: str
    rights: Rights
    where: Position


class SourceRights(Struct, frozen=True, kw_only=True):
    """``rights:`` of digest.yml: the default, and the rights of single sources."""

    default: Rights = Rights.FULL
    sources: tuple[SourceRight, ...] = ()


class MailSettings(Struct, frozen=True, kw_only=True):
    """``mail:`` of digest.yml: the SMTP server, and who gets mail from whom. ``tls`` encrypts from the first byte, as port 465
    does; otherwise the connection is encrypted by STARTTLS. Without ``user`` the server is asked for no login.
    """

    sender: str
    recipients: tuple[str, ...]
    host: str
    port: int
    tls: bool = False
    user: str = ""


def language(node: Node) -> str:
    """A BCP 47 language tag."""
    tag = language_tag(line_of(node))
    if tag is None:
        raise ValueError(f"takes a BCP 47 tag, as in “fr”; “{line_of(node)}” is not one")
    return tag


def base_url(text: str) -> str:
    """``text`` as the URL of a site, ending in ``/``. ValueError if it is not one."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"takes the address of the site (https://example.org/review/); “{text.strip()}” is not one")
    if re.search(r"[\s<>\"'\\\x00-\x1f]", text.strip()):
        raise ValueError(f"“{text.strip()}” contains characters that no address has")
    return text.strip().rstrip("/") + "/"


def address(node: Node) -> str | None:
    """The URL of the site, or None if the value is empty."""
    return base_url(line_of(node)) if line_of(node) else None


def unlisted(node: Node) -> bool:
    """Whether files that INDEX.md does not list are published."""
    word = fold(line_of(node))
    if word not in ("include", "warn"):
        raise ValueError("takes “include” (publish files that INDEX.md does not list) or “warn”")
    return word == "include"


def flag(node: Node) -> bool:
    """Yes or no, in any of the words that ``draft`` takes."""
    value = fields.read("draft", line_of(node))
    return bool(value)


def feeds(node: Node) -> bool | str:
    """Whether there are feeds; ``full`` if they have full texts."""
    return "full" if fold(line_of(node)) == "full" else flag(node)


def rights(node: Node) -> SourceRights:
    """The rights of all articles, or the default and those of single sources."""
    if node.pairs is None:
        return SourceRights(default=_right(node))
    default = Rights.FULL
    sources: list[tuple[str, Node]] = []
    for name, value in node.pairs:
        if fold(name) == "default":
            default = _right(value)
        elif fold(name) != "sources":
            sources.append((name, value))
        elif value.pairs is None:
            raise ValueError("takes the sources by name: “sources: {The Quay: private}”")
        else:
            sources += value.pairs
    return SourceRights(
        default=default, sources=tuple(SourceRight(name, _right(value), value.where) for name, value in sources)
    )


def excerpt(node: Node) -> int:
    """The length of an excerpt, in characters."""
    length = int(str(fields.read("weight", line_of(node))))
    if not 0 <= length <= LONGEST_EXCERPT:
        raise ValueError(f"takes a number of characters up to {LONGEST_EXCERPT}")
    return length


def _right(node: Node) -> Rights:
    value = fields.read("rights", line_of(node))
    assert isinstance(value, Rights)  # noqa: S101 - what fields.read gives for rights
    return value


def theme(node: Node) -> tuple[Look, tuple[Problem, ...]]:
    """The three options of ``theme:``; one that cannot be used keeps its default."""
    if node.pairs is None:
        raise ValueError("takes “accent”, “font” and “density”")
    found, problems = read_options(node.pairs, "theme", {"accent": _accent, "font": _font, "density": _is_compact})
    compact = found.pop("density", False)
    return Look(**found, compact=compact), problems


def _accent(node: Node) -> str:
    colour = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", line_of(node).lower())
    if not colour:
        raise ValueError("takes a colour, as in “#a3231f”")
    return "#" + (colour[1] if len(colour[1]) == 6 else "".join(2 * digit for digit in colour[1]))


def _font(node: Node) -> str:
    text = line_of(node)
    if not re.fullmatch(r"[\w \-\"',]{1,200}", text):
        raise ValueError("takes “serif”, “sans” or names of fonts")
    return {"serif": "", "sans": "sans"}.get(fold(text), text)


def _is_compact(node: Node) -> bool:
    word = fold(line_of(node))
    if word not in ("normal", "compact"):
        raise ValueError("takes “normal” or “compact”")
    return word == "compact"


def search(node: Node) -> tuple[Search, tuple[Problem, ...]]:
    """``search:``: yes, no, or its options; one that cannot be used keeps its default."""
    if node.pairs is None:
        return Search(on=flag(node)), ()
    found, problems = read_options(node.pairs, "search", {"shortcut": flag})
    return Search(**found), problems


def editions(node: Node) -> str:
    """The period of an edition; empty without editions."""
    word = fold(line_of(node))
    if word not in (*PERIODS, "no", ""):
        raise ValueError("takes “week”, “month”, “day” or “no”")
    return word if word in PERIODS else ""


def home(node: Node) -> bool:
    """Whether the front page is the newest edition."""
    word = fold(line_of(node))
    if word not in ("edition", "articles"):
        raise ValueError("takes “articles” (the newest articles) or “edition” (the newest edition)")
    return word == "edition"


_MAIL_HINT = "takes “from”, “to”, “host”, and optionally “port”, “security” and “user”"
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_SECURITY = {"starttls": 587, "tls": 465}  # the usual ports (RFC 8314, section 7.3)


def mail(node: Node) -> MailSettings:
    """``mail:``. ValueError if a part is missing or wrong: no mail must go to fewer or other people than was meant."""
    given = {fold(key): value for key, value in node.pairs or ()}
    if unknown := set(given) - {"from", "to", "host", "port", "security", "user"}:
        raise ValueError(f"{_MAIL_HINT}, not “{min(unknown)}”")
    sender = line_of(given["from"]) if "from" in given else ""
    recipients = lines(given["to"].texts() or ()) if "to" in given else ()
    host = line_of(given["host"]) if "host" in given else ""
    if not sender or not recipients or not host:
        raise ValueError(_MAIL_HINT)
    for address in (sender, *recipients):
        if not _ADDRESS.fullmatch(address) or not address.isascii():
            raise ValueError(f"takes mail addresses as in “desk@example.org”; “{address}” is not one")
    security = fold(line_of(given["security"])) if "security" in given else "starttls"
    if security not in _SECURITY:
        raise ValueError("takes “starttls” or “tls” as its security")
    port = line_of(given["port"]) if "port" in given else str(_SECURITY[security])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"takes a number from 1 to 65535 as its port; “{port}” is not one")
    user = line_of(given["user"]) if "user" in given else ""
    return MailSettings(
        sender=sender, recipients=recipients, host=host, port=int(port), tls=security == "tls", user=user
    )


def about(node: Node) -> tuple[About, tuple[Problem, ...]]:
    """``about:``: who publishes the site, or a text for each of its keys."""
    if node.pairs is None:
        return About(publisher=line_of(node)), ()
    found, problems = read_options(node.pairs, "about", dict.fromkeys(About.__struct_fields__, line_of))
    return About(**found), problems


def contact(node: Node) -> str:
    """A mail address or the address of a page."""
    text = line_of(node)
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+|https?://[^\s<>\"]+", text):
        raise ValueError(f"takes a mail address or the address of a page; “{text}” is neither")
    return text
