"""Addresses that an article leads to: which may be followed, and how they are written in an attribute.

Rejected: relative addresses, which mean nothing away from the page that they were written for.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_MAIL = re.compile(r"mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_AWKWARD = re.compile(r"[\s\"<>\\^`{|}]")


def web_address(text: str) -> str | None:
    """``text`` as an http, https or mailto address that is safe in an attribute; None where it is none.

    Invisible characters are dropped first, so that nothing hides a scheme; what must not stand in an address is escaped.
    """
    bare = "".join(character for character in text.strip() if character.isprintable() or character.isspace())
    address = _AWKWARD.sub(lambda found: quote(found[0]), bare.strip())
    if _MAIL.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets of an IPv6 address that do not match, say
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None
