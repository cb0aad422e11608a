"""What looks like a template in a text is a text: nothing that an article, a field, a setting or an own page says is evaluated.

Rejected: a site's own ``templates/``. They are templates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import html5lib

from tests.faults.amounts import some
from tests.faults.building import digest
from tests.faults.hostile import texts

RESULT = "62615533"  # 7919 times 7907, which stands nowhere but where it was worked out
SUM = "7919*7907"
BASIC = (
    f"{{{{ {SUM} }}}}", f"{{{{{SUM}}}}}", f"{{{{- {SUM} -}}}}", f"{{% set x = {SUM} %}}{{{{ x }}}}", f"{{% print({SUM}) %}}", f"{{% if {SUM} %}}a{{% endif %}}",
    f"{{{{ view.__class__ }}}}{{{{ {SUM} }}}}", f"{{{{ '%d'|format({SUM}) }}}}", f"{{{{ (({SUM})|string)|safe }}}}", "{% include 'builtin/article.html' %}", "{% extends 'x' %}",
    "{% raw %}{{ a }}{% endraw %}", "{# a comment #}", "{% block main %}a{% endblock %}", "{% import 'os' as os %}", "{{ _('Press review') }}", "{{ ''.__class__.__mro__ }}",
    f"${{{SUM}}}", f"#{{{SUM}}}", f"*{{{SUM}}}", f"@({SUM})", f"@{{{SUM}}}", f"~{{{SUM}}}", f"<%= {SUM} %>", f"<% print {SUM} %>", f"[[${{{SUM}}}]]", f"[[{SUM}]]", f"<?= {SUM} ?>",
    f"<?php echo {SUM}; ?>", f"{{php}}echo {SUM};{{/php}}", f"$({SUM})", f"$(({SUM}))", f"`expr {SUM}`", f"{{{SUM}}}", f"{{{SUM}!r}}", "{0}", "{}", "{0.__class__}", "{view}", "%s", "%d", "%(title)s",
    "%(name)s %(count)d", "100 %", "%", "%%", "$title", "${title}", "$$", "\\1", "\\g<0>", "\\g<name>", "\\n\\x41", "{{", "}}", "{%", "%}", "{#", "#}", "{{ }}", "{%%}",
)  # fmt: skip

Record = Callable[[str, object], None]


def _bare(text: str) -> str:
    """``text`` without spaces, which are set as a language sets them."""
    return re.sub(r"[\s\u00a0\u202f\u2060]+", "", text)


def _shown(page: Path) -> str:
    """All text of a page that is shown."""
    found = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    body = found.find("body")
    assert body is not None
    return _bare("".join(body.itertext()))


def test_what_looks_like_a_template_comes_out_as_it_is(tmp_path: Path, record_property: Record) -> None:
    shared = [text for text in texts((), ("fields/ssti",)) if text.strip() and "\n" not in text]
    tried = some([*BASIC, *shared])  # the settings hold all of BASIC as well
    seeds, basic = tmp_path / "seeds", tmp_path / "pages"
    seeds.mkdir()
    basic.mkdir()
    all_of_them = " ".join(BASIC)
    settings = {
        "title": f"Trials {all_of_them}",
        "description": all_of_them,
        "language": "en",
        "base_url": "https://example.org/",
        "unlisted": "include",
    }
    (tmp_path / "digest.yml").write_text(json.dumps(settings), "utf-8")
    rows = ["---", "articles:"]
    for number, text in enumerate(tried):
        title = json.dumps(f"Says {text} here")
        fields = "".join(
            f"{name}: {title}\n"
            for name in (
                "title",
                "summary",
                "author",
                "source",
                "note",
                "topics",
                "people",
                "places",
                "keyphrases",
                "credit",
            )
        )
        (seeds / f"t{number}.txt").write_text(
            f"First words stand here.\n\nBefore {text} behind.\n\nLast words stand here.\n", "utf-8"
        )
        (seeds / f"f{number}.md").write_text(f"---\n{fields}---\n\n```\nBefore {text} behind.\n```\n", "utf-8")
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        (seeds / f"h{number}.html").write_text(
            f"<article><h1>Head</h1><p>Before {escaped} behind.</p><p>More words.</p></article>", "utf-8"
        )
        (seeds / f"r{number}.txt").write_text("Words of a row with all of them.\n\nMore words.\n", "utf-8")
        (basic / f"p{number}.md").write_text(f"---\ntitle: {title}\n---\n\n```\nBefore {text} behind.\n```\n", "utf-8")
        rows.append(f"  - {{file: r{number}.txt, title: {title}, summary: {title}, source: {title}, note: {title}}}")
    (basic / "_footer.md").write_text(f"```\n{all_of_them}\n```\n", "utf-8")
    (seeds / "INDEX.md").write_text("\n".join([*rows, "---", "", f"# {BASIC[0]}", ""]), "utf-8")
    built = digest(tmp_path, "build")
    assert "fatal" not in built.stderr, built.stderr[-2000:]
    assert "Traceback" not in built.stderr
    output = tmp_path / "output"
    for number, text in enumerate(tried):
        in_text, in_field = _bare(f"Before {text} behind."), _bare(f"Says {text} here")
        for name in ("t", "h", "f"):
            assert in_text in _shown(output / f"articles/{name}{number}.html"), (name, text)
        for name in ("f", "r"):
            assert in_field in _shown(output / f"articles/{name}{number}.html"), (name, text)
        page = _shown(output / f"p{number}.html")
        assert in_text in page, text
        assert in_field in page, text
    footer = _bare(all_of_them)
    assert footer in _shown(output / "index.html")
    assert f"Trials{footer}" in _shown(output / "index.html")
    for file in output.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert RESULT.encode() not in data, file
            assert b"<class '" not in data, file
            assert b"root:x:" not in data, file
    record_property(
        "tried", f"templates in texts, fields, settings and own pages: {len(tried)} in 7 places each, 0 evaluated"
    )
