"""What a page gets in the response only, never in its file: the reload script, a wider policy, a banner.

A page says in its Content-Security-Policy that nothing may run. Here that policy is replaced by one that also allows what the
preview adds: ``script-src 'self'; connect-src 'self'``, and the banner's stylesheet while there is a banner. The rest of
the policy holds as it does in the published page.

Rejected: parsing the page. The few places that matter (the policy, the end of the head, the beginning of the body) are found
in bytes, so that a page in any encoding passes, and all else stays as it is.
"""

from __future__ import annotations

import re
from html import escape, unescape

from digest.errors import Problem, Severity
from digest.serve.standing import Shown

SCRIPT = "/.digest/reload.js"
STYLE = "/.digest/preview.css"
EVENTS = "/.digest/events"
_MOST = 8  # problems that a banner names

_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_IS_POLICY = re.compile(rb"""\bhttp-equiv\s*=\s*["']?content-security-policy["']?[\s/>]""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"</head\s*>|(?=<body\b)", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)


def dress(page: bytes, shown: Shown) -> bytes:
    """The HTML ``page`` with the reload script, and with a banner where the last build failed or met errors."""
    if b"\0" in page:
        return page  # in UTF-16, where nothing can be found in bytes: an owner's own file, shown as it is
    added = f'<meta name="digest-preview" content="{escape(shown.version)}">\n<script src="{SCRIPT}" defer></script>\n'
    needed = ["script-src", "connect-src"]
    if shown.problems:
        added = f'<link rel="stylesheet" href="{STYLE}">\n{added}'
        needed.append("style-src")
    end = _HEAD_ENDS.search(page)
    head, rest = (page[: end.start()], page[end.start() :]) if end else (page, b"")
    head = _META.sub(lambda found: _widened(found[0], needed), head) + added.encode("ascii")
    if not shown.problems:
        return head + rest
    body = _BODY.search(rest)
    place = body.end() if body else 0
    return head + rest[:place] + _ascii(f"\n{_banner(shown.problems)}") + rest[place:]


def at_home(page: bytes, base_url: str | None) -> bytes:
    """404.html, whose links are absolute, with links that stay in the preview."""
    if base_url is None:
        return page
    return page.replace(f'"{escape(base_url)}'.encode(), b'"/')


def lone_page(title: str, *paragraphs: str) -> bytes:
    """A page of the preview's own, where the site has none."""
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return _ascii(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; base-uri 'none'\">\n"
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<link rel="stylesheet" href="{STYLE}">\n</head>\n'
        f'<body class="digest-preview-page">\n<main>\n<h1>{escape(title)}</h1>\n{text}</main>\n</body>\n</html>\n'
    )


def widen(policy: str, needed: list[str]) -> str:
    """``policy`` with ``'self'`` allowed in the directives ``needed``; what it says nothing of is allowed already."""
    directives: dict[str, list[str]] = {}
    for words in (part.split() for part in policy.split(";")):
        if words:
            directives.setdefault(words[0].lower(), words[1:])  # of two that are alike browsers take the first
    for name in needed:
        sources = directives.get(name, directives.get("default-src"))
        if sources is not None:
            kept = [source for source in sources if source.lower() not in ("'none'", "'self'")]
            directives[name] = ["'self'", *kept]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _widened(meta: bytes, needed: list[str]) -> bytes:
    content = _CONTENT.search(meta)
    if not _IS_POLICY.search(meta) or content is None:
        return meta
    written = next(group for group in content.groups() if group is not None)
    policy = widen(unescape(written.decode("utf-8", "replace")), needed)
    shown = escape(policy, quote=False).replace('"', "&quot;")
    return meta[: content.start()] + _ascii(f'content="{shown}"') + meta[content.end() :]


def _banner(problems: tuple[Problem, ...]) -> str:
    items = "".join(_item(problem) for problem in problems[:_MOST])
    more = f"<p>And {len(problems) - _MOST} more: the terminal has them all.</p>\n" if len(problems) > _MOST else ""
    if any(problem.severity is Severity.FATAL for problem in problems):
        what = "The last change is not shown: the site cannot be built."
        below = "Below is the last good build."
    else:
        what = "The last build has errors." if len(problems) > 1 else "The last build has an error."
        below = "Below is the site without what they concern."
    return (
        '<aside class="digest-preview-banner" role="alert" lang="en" dir="ltr">\n'
        f"<p><strong>{what}</strong></p>\n"
        f"<ul>\n{items}</ul>\n{more}"
        f"<p>{below} This goes away by itself once all is mended.</p>\n</aside>\n"
    )


def _item(problem: Problem) -> str:
    where = f"<code>{escape(str(problem.where))}</code> " if problem.where else ""
    message = problem.message[:1].upper() + problem.message[1:]
    hint = f" <em>{escape(problem.hint)}</em>" if problem.hint else ""
    return f"<li>{where}<span>{escape(message)}</span>{hint}</li>\n"


def _ascii(text: str) -> bytes:
    """Bytes that mean the same in whatever encoding the page has."""
    return text.encode("ascii", "xmlcharrefreplace")
