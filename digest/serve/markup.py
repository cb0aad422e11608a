"""The markup that a page gets in the preview's response, never in its file: a reload script and a banner about failed builds.

The Content-Security-Policy of a page forbids scripts. In the response it is replaced by one that also allows what is added:
``script-src 'self'; connect-src 'self'``, and the banner's stylesheet if there is a banner.

Rejected: parsing the page. The policy, the end of the head and the start of the body are found in bytes, so that pages in any
encoding work and everything else stays unchanged.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from digest.errors import Problem, Severity

SCRIPT_URL = "/.digest/reload.js"
STYLE_URL = "/.digest/preview.css"
EVENTS_URL = "/.digest/events"
_MAX_PROBLEMS = 8  # listed in a banner

_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_IS_POLICY = re.compile(rb"""\bhttp-equiv\s*=\s*["']?content-security-policy["']?[\s/>]""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>|(?=<body\b)", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)


def decorate(page: bytes, version: str, problems: tuple[Problem, ...] = ()) -> bytes:
    """The HTML ``page`` with the reload script for ``version``, and with a banner if there are ``problems``."""
    if b"\0" in page:
        return page  # UTF-16, where nothing can be found in bytes: a file of the user's own, left unchanged
    added = f'<meta name="digest-preview" content="{escape(version)}">\n<script src="{SCRIPT_URL}" defer></script>\n'
    directives = ["script-src", "connect-src"]
    if problems:
        added = f'<link rel="stylesheet" href="{STYLE_URL}">\n{added}'
        directives.append("style-src")
    end = _HEAD_END.search(page)
    head, rest = (page[: end.start()], page[end.start() :]) if end else (page, b"")
    head = _META.sub(lambda match: _widen_meta(match[0], directives), head) + added.encode("ascii")
    if not problems:
        return head + rest
    body = _BODY.search(rest)
    start = body.end() if body else 0
    return head + rest[:start] + _ascii(f"\n{_banner(problems)}") + rest[start:]


def make_links_relative(page: bytes, base_url: str | None) -> bytes:
    """404.html, whose links begin at the root of the site's host, with links that begin at that of the preview."""
    path = urlsplit(base_url).path if base_url else "/"
    return page if path == "/" else page.replace(f'="{escape(path)}'.encode(), b'="/')


def message_page(title: str, text: str) -> bytes:
    """A page of the preview itself, for when the site has none."""
    return _ascii(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; base-uri 'none'\">\n"
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<link rel="stylesheet" href="{STYLE_URL}">\n</head>\n'
        f'<body class="digest-preview-page">\n<main>\n<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n'
        "</main>\n</body>\n</html>\n"
    )


def widen_policy(policy: str, names: list[str]) -> str:
    """The Content-Security-Policy ``policy`` with ``'self'`` allowed in the directives ``names``.

    A directive that neither the policy nor its ``default-src`` restricts is not added.
    """
    directives: dict[str, list[str]] = {}
    for words in (part.split() for part in policy.split(";")):
        if words:
            directives.setdefault(words[0].lower(), words[1:])  # browsers use the first of two equal ones
    for name in names:
        sources = directives.get(name, directives.get("default-src"))
        if sources is not None:
            kept = [source for source in sources if source.lower() not in ("'none'", "'self'")]
            directives[name] = ["'self'", *kept]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _widen_meta(meta: bytes, directives: list[str]) -> bytes:
    content = _CONTENT.search(meta)
    if not _IS_POLICY.search(meta) or content is None:
        return meta
    value = next(group for group in content.groups() if group is not None)
    policy = widen_policy(unescape(value.decode("utf-8", "replace")), directives)
    quoted = escape(policy, quote=False).replace('"', "&quot;")
    return meta[: content.start()] + _ascii(f'content="{quoted}"') + meta[content.end() :]


def _banner(problems: tuple[Problem, ...]) -> str:
    items = "".join(_item(problem) for problem in problems[:_MAX_PROBLEMS])
    more = len(problems) - _MAX_PROBLEMS
    rest = f"<p>And {more} more; see the terminal.</p>\n" if more > 0 else ""
    if any(problem.severity is Severity.FATAL for problem in problems):
        summary = "Build failed; showing the last good build."
    else:
        errors = "an error" if len(problems) == 1 else "errors"
        summary = f"The last build has {errors}; showing the site without the affected parts."
    return (
        '<aside class="digest-preview-banner" role="alert" lang="en" dir="ltr">\n'
        f"<p><strong>{summary}</strong></p>\n"
        f"<ul>\n{items}</ul>\n{rest}"
        "<p>This notice disappears when the errors are fixed.</p>\n</aside>\n"
    )


def _item(problem: Problem) -> str:
    where = f"<code>{escape(str(problem.where))}</code> " if problem.where else ""
    message = problem.message[:1].upper() + problem.message[1:]
    hint = f" <em>{escape(problem.hint)}</em>" if problem.hint else ""
    return f"<li>{where}<span>{escape(message)}</span>{hint}</li>\n"


def _ascii(text: str) -> bytes:
    """``text`` in bytes that mean the same in any encoding of the page."""
    return text.encode("ascii", "xmlcharrefreplace")
