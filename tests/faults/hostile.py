"""Hostile texts: a few of our own, so that a clone that stands alone tries each kind, and those in SHARED where it is there.

Rejected: a rule for single items. Every payload is a text that must come out as text.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

_SHARED = Path(os.environ.get("SHARED", "")) / "hostile"

BASIC_MARKUP = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//example.org/x.js></sCrIpT>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<a href="java\tscript:alert(1)">a</a>',
    '<a href=" \x01javascript:alert(1)">a</a>',
    "[a](javascript:alert(1))",
    "[a](<data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>)",
    '![a](x" onerror="alert(1))',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//example.org/>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<form action=javascript:alert(1)><button>a</button></form>",
    "<button formaction=javascript:alert(1) popovertarget=x>a</button>",
    "</title></textarea></noscript></style></template></select><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "</script><script>alert(1)</script>",
    "\"'><script>alert(1)</script>",
    "' onmouseover='alert(1)' x='",
    "\u2028alert(1)//\u2029",
    "<x contenteditable onbeforeinput=alert(1) autofocus tabindex=1>a",
    "<details open ontoggle=alert(1)>",
    "<a href=&#106;avascript:alert(1)>a</a>",
    "<image xlink:href='javascript:alert(1)'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
)
BASIC_NAMES = (
    "", " ", ".", "..", "CON", "nul.txt", "aux", "COM1", "a" * 300, "é" * 150, "ａ", "A", "a", "İ", "ß", "ﬃ", "😀", "😀😀", "👩‍👩‍👧",
    "\u202eevil", "\u2066a\u2069", "\u200b", "\ufeffa", "مرحبا", "../../etc/passwd", "a/b", "a\\b", "-rf", "~", "%2e%2e", "a%00b", "a\nb",
    "{{ 7 * 7 }}", "{% include 'x' %}", "${7*7}", "<%= 7 %>", "#{7}", "*x*", "|", "=1+1", "- a", "? a", "!!python/object:os.system x",
    "&a [*a]", "true", "null", "1e3", "0x10", "2025-02-30", "---", "'", '"', "\\", "&amp;", "&#0;", "\u0000", "\ud800",
)  # fmt: skip
BASIC_URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "\u200bjavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd", "//example.org", "http://a@b@c/",
    "https://example.org/\" onmouseover=\"alert(1)", "https://exa\u202emple.org/", "ftp://example.org", "mailto:a@example.org", "",
    "https://[::1", "https://example.org:99999/", "https:example.org", "http:///a", "\\\\example.org\\a",
)  # fmt: skip
MARKUP = "xss/dompurify", "xss/payloads_all_the_things", "xss/owasp_filter_evasion", "xss/feedparser_sanitize"
NAMES = "titles/blns", "titles/unicode_and_names", "fields/crlf", "fields/ssti"
URLS = ("fields/urls",)


@cache
def items(name: str) -> list[dict[str, Any]]:
    """The items of the set ``name`` in SHARED, unchanged; none if SHARED is missing."""
    path = _SHARED / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["items"] if path.is_file() else []
    return found


def texts(basic: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """Our ``own`` texts and the payloads of the sets ``names``, none twice."""
    shared = [one["payload"] for name in names for one in items(name)]
    return list(dict.fromkeys((*basic, *shared)))
