"""Addresses of articles as feeds, mails and alert services give them, without redirects and tracking."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from digest.readers.html_elements import web_address

_LONGEST = 4000  # characters
_MOST_REDIRECTS = 4
_MOST_PARAMETERS = 200
# Services that have the address which they lead to in a parameter. Those that shorten it cannot be resolved offline.
_REDIRECTS = re.compile(
    r"(?:(?:www\.|news\.)?google\.[a-z.]{2,6}/(?:url|alerts/(?:share|feedback))"
    r"|(?:www\.)?bing\.com/(?:news/apiclick\.aspx|ck/)|(?:[\w-]+\.)?safelinks\.protection\.outlook\.com/"
    r"|lm?\.facebook\.com/l\.php|l\.instagram\.com/|out\.reddit\.com/|t\.umblr\.com/redirect|(?:www\.)?linkedin\.com/redir/"
    r"|duckduckgo\.com/l/|vk\.com/away\.php|slack-redir\.net/link|(?:www\.)?youtube\.com/redirect|exit\.sc/"
    r"|[^/]+/(?:[\w-]+/)*(?:redir(?:ect)?|click|track(?:ing)?|goto|go|out|away|exit|link|leave|r)(?:\.\w{2,4})?/?\Z)",
    re.IGNORECASE,
)
_PARAMETERS = "url q u uddg z ru ffu to target dest destination redirect redirect_url link".split()  # the best first
_PROOFPOINT = re.compile(r"https?://urldefense(?:\.proofpoint)?\.com/v3/__(?P<address>https?:/.+?)__;", re.IGNORECASE)
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|at_(?:medium|campaign|custom\d|format|link\w*|ptr\w*|creation|emailtype|recipient\w*)|xtor|"
    r"fbclid|gclid|dclid|msclkid|twclid|yclid|igshid|mc_[ce]id|_hs\w+|mkt_tok|oly_\w+|wt_mc|wt_zmc|ito|ns_\w+|cmpid|ncid|"
    r"ref_src|guccounter|sc_cid|vero_\w+|__twitter_impression",
    re.IGNORECASE,
)


def article_address(text: str) -> str:
    """The address of an article in ``text``: redirects are followed where they name it, parameters that only count readers are
    left out. Empty if ``text`` is no address of the web.
    """
    address = _web(text)
    for _ in range(_MOST_REDIRECTS):
        inner = _led_to(address)
        if not inner:
            break
        address = inner
    return without_tracking(address)


def host_of(address: str) -> str:
    """The host of a web address without ``www.``; empty if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two hosts belong together: equal, or one is a part of the other (``news.paper.example``, ``paper.example``)."""
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def is_front_page(address: str) -> bool:
    """Whether ``address`` is the front page of a site or of one of its languages."""
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return False
    return (
        not path or re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?|index\.\w+|home", path) is not None
    ) and "=" not in address


def _web(text: str) -> str:
    bare = "".join(text.split())[:_LONGEST]
    return (web_address(bare) or "") if bare[:8].lower().startswith(("http://", "https://")) else ""


def _led_to(address: str) -> str:
    """The address that a redirect names; empty if ``address`` is no redirect."""
    if found := _PROOFPOINT.match(address):
        return _web(re.sub(r"\A(https?):/+", r"\1://", found["address"]))
    host, slash, query = address.partition("://")[2].partition("?")
    if not slash or not _REDIRECTS.match(host):
        return ""
    given = dict(parse_qsl(query[:_LONGEST])[:_MOST_PARAMETERS])
    return next((inner for name in _PARAMETERS if (inner := _web(given.get(name, "")))), "")


def without_tracking(address: str) -> str:
    """``address`` without parameters that only count readers."""
    try:
        parts = urlsplit(address)
        given = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address
    kept = [(name, value) for name, value in given if not _TRACKING.fullmatch(name)]
    fragment = "" if re.match(r"(?:xtor|utm_\w+|at_\w+|ref)=", parts.fragment) else parts.fragment
    if len(kept) == len(given) and fragment == parts.fragment:
        return address
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=fragment))
