"""Pages broken on purpose, one fault in each, and beside each the same page whole: what `test_checks.py` shows to the checks.

Rejected: pages that look like those of a digest. A check holds for any page, and a short one shows its fault at a glance.
"""

from __future__ import annotations

from dataclasses import dataclass

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def page(body: str, *, head: str = "", language: str = "en") -> str:
    """A complete page with ``body`` in its main part, unless ``body`` has a main part itself."""
    main = body if "<main" in body else f"<main><h1>A page</h1>{body}</main>"
    direction = ' dir="rtl"' if language == "ar" else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"{direction}><head><meta charset="utf-8"><title>A page</title>'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>{main}</body></html>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is broken, the page's body with and without it, and how the findings go, each by some of its words."""

    name: str
    broken: str
    correct: str
    expected: tuple[str, ...]
    head: str = ""
    language: str = "en"

    def __str__(self) -> str:
        return self.name

    def files(self) -> dict[str, str | bytes]:
        """The two pages, and a picture that is there."""
        made: dict[str, str | bytes] = {"there.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
        for name, body in (("broken.html", self.broken), ("correct.html", self.correct)):
            made[name] = page(body, head=self.head, language=self.language)
        return made


ACCESSIBILITY = (
    Fault(
        name="an image without alt",
        broken=f'<img src="{DOT}" width="90" height="60">',
        correct=f'<img src="{DOT}" width="90" height="60" alt="A dot">',
        expected=("image-alt: ",),
    ),
    Fault(
        name="pale letters",
        broken='<p style="color: #999">Words</p>',
        correct='<p style="color: #555">Words</p>',
        expected=("color-contrast: ",),
    ),
    Fault(
        name="a link that only its colour tells",
        broken='<p>Words and <a href="#top" style="text-decoration: none">a link</a> in them</p>',
        correct='<p>Words and <a href="#top">a link</a> in them</p>',
        expected=("link-in-text-block: ",),
    ),
    Fault(
        name="targets too small",
        broken='<button style="width: 12px; height: 12px; padding: 0">+</button><button style="width: 48px; height: 48px">-</button>',
        correct='<button style="width: 24px; height: 24px; padding: 0">+</button><button style="width: 48px; height: 48px">-</button>',
        expected=("target-size: ",),
    ),
    Fault(
        name="a level of headings left out",
        broken="<h3>Under nothing</h3>",
        correct="<h2>Under the first</h2>",
        expected=("heading-order: ",),
    ),
)
NIGHT = Fault(
    name="dark letters by night",
    broken='<p style="color: #555">Words</p>',
    correct='<p style="color: light-dark(#555, #bbb)">Words</p>',
    expected=("color-contrast: ",),
    head="<style>:root { color-scheme: light dark } body { background: light-dark(#fff, #111); color: light-dark(#111, #fff) }</style>",
)

TRAFFIC = (
    Fault(
        name="a message on the console",
        broken="<script>console.log('here')</script>",
        correct="<script>String('here')</script>",
        expected=("console: log: here",),
    ),
    Fault(
        name="a script that breaks off",
        broken="<script>throw new Error('on purpose')</script>",
        correct="<script>try { throw new Error('on purpose') } catch {}</script>",
        expected=("console: error: on purpose",),
    ),
    Fault(
        name="a picture that is not there",
        broken='<img alt="" src="gone.png">',
        correct='<img alt="" src="there.svg">',
        expected=("console: error: Failed to load", "gone.png: 404"),
    ),
    Fault(
        name="a picture from another host",
        broken='<img alt="" src="https://other.example/dot.png">',
        correct=f'<img alt="" src="{DOT}">',
        expected=(
            "console: error: Failed to load",
            "failed: https://other.example/",
            "asked another host: https://other.",
        ),
    ),
    Fault(
        name="a socket to another host",
        broken="<script>new WebSocket('ws://192.0.2.1/').close()</script>",
        correct="<script>String('ws://192.0.2.1/')</script>",
        expected=("console: ", "asked another host: ws://192.0.2.1/"),
    ),
    Fault(
        name="what the page's own policy forbids",
        head='<meta http-equiv="Content-Security-Policy" content="style-src \'self\'">',
        broken='<p style="color: red">Words</p>',
        correct='<p class="red">Words</p>',
        expected=("console: error: ", "policy: style-src-attr: inline"),
    ),
)

WIDE = (
    Fault(
        name="a wide table",
        broken='<table style="width: 500px"><tr><td>Words</table>',
        correct='<div style="overflow-x: auto"><table style="width: 500px"><tr><td>Words</table></div>',
        expected=("in 320: <table",),
    ),
    Fault(
        name="a long word",
        broken=f"<p>{'long' * 40}</p>",
        correct=f'<p style="overflow-wrap: anywhere">{"long" * 40}</p>',
        expected=("in 320: ",),
    ),
    Fault(
        name="a box that sticks out to the left where lines begin at the right",
        broken='<div style="width: 500px">Words</div>',
        correct='<div style="width: 100%">Words</div>',
        language="ar",
        expected=("in 320: <div",),
    ),
)

_INSERTED_LATER = """<script>
new PerformanceObserver(() => late.innerHTML = '<p style="height: 200px" id="there">Late</p>').observe({type: "paint", buffered: true});
</script>"""
SHIFT = Fault(
    name="a block that comes after the first painting",
    broken=f'<div id="late"></div><p>Words</p>{_INSERTED_LATER}',
    correct=f'<div id="late" style="height: 250px"></div><p>Words</p>{_INSERTED_LATER}',
    expected=("layout shift 0.",),
)

_RING = "<style>:focus-visible { outline: 2px solid }</style>"
_DRAWN = '<a href="#one" tabindex="-1"><text y="30">Drawn</text></a></svg>'
KEYBOARD = (
    Fault(
        name="a link that Tab passes by",
        head=_RING,
        broken='<a href="#one" tabindex="-1">One</a>',
        correct='<a href="#one">One</a>',
        expected=("Tab does not reach <a> “One”",),
    ),
    Fault(
        name="a link in a folded part that Tab passes by",
        head=_RING,
        broken='<details><summary>More</summary><a href="#one" tabindex="-1">One</a></details>',
        correct='<details><summary>More</summary><a href="#one">One</a></details>',
        expected=("Tab does not reach <a> “One”",),
    ),
    Fault(
        name="a page that keeps Tab to itself",
        head=_RING,
        broken='<a href="#one">One</a><script>onkeydown = event => event.preventDefault()</script>',
        correct='<a href="#one">One</a><script>onkeydown = event => event.stopPropagation()</script>',
        expected=("Tab does not reach <a> “One”",),
    ),
    Fault(
        name="a link before its turn",
        head=_RING,
        broken='<a href="#one">One</a> <a href="#two" tabindex="1">Two</a>',
        correct='<a href="#one">One</a> <a href="#two">Two</a>',
        expected=("Tab reaches <a> “Two” out of order",),
    ),
    Fault(
        name="no ring around what has the focus",
        broken='<style>:focus { outline: none }</style><a href="#one">One</a>',
        correct='<style>:focus { outline: 2px solid }</style><a href="#one">One</a>',
        expected=("the focus does not show on <a> “One”",),
    ),
    Fault(
        name="a ring too thin",
        broken='<style>:focus { outline: 1px solid }</style><a href="#one">One</a>',
        correct='<style>:focus { outline: 3px dotted }</style><a href="#one">One</a>',
        expected=("the focus does not show on <a> “One”",),
    ),
    Fault(
        name="a ring that is seen through",
        broken='<style>:focus { outline: 3px solid transparent }</style><a href="#one">One</a>',
        correct='<style>:focus { outline: 3px solid #00f8 }</style><a href="#one">One</a>',
        expected=("the focus does not show on <a> “One”",),
    ),
    Fault(
        name="no ring around a box that takes the focus",
        broken='<style>:focus { outline: none }</style><div tabindex="0">Box</div>',
        correct=f'{_RING}<div tabindex="0">Box</div>',
        expected=("the focus does not show on <div> “Box”",),
    ),
    Fault(
        name="a hidden drawing's link that the words do not repeat",
        head=_RING,
        broken=f'<svg aria-hidden="true">{_DRAWN}',
        correct=f'<svg aria-hidden="true">{_DRAWN}<a href="#one">In words</a>',
        expected=("Tab does not reach <a> “Drawn”",),
    ),
    Fault(
        name="a drawing's link that is out of reach, though the drawing is not hidden",
        head=_RING,
        broken=f'<svg>{_DRAWN}<a href="#one">In words</a>',
        correct=f'<svg aria-hidden="true">{_DRAWN}<a href="#one">In words</a>',
        expected=("Tab does not reach <a> “Drawn”",),
    ),
)

_NAV = '<a class="skip" href="#main">To the content</a><nav><a href="elsewhere.html">Elsewhere</a></nav>'
_MAIN = '<main id="main" tabindex="-1"><h1>A page</h1><a href="#more">More</a></main><footer id="foot"><a href="#top">Up</a></footer>'
_NO_LINKS = '<main id="main" tabindex="-1"><h1>A page</h1></main><footer><a href="#top">Up</a></footer>'
_AWAY = "{ position: absolute; left: -999px }"
_PIXEL = "{ position: absolute; overflow: hidden; clip-path: inset(50%); width: 1px; height: 1px }"
_NOT_SHOWN = ("the first Tab shows no link to the content",)
_ELSEWHERE = ("the skip link leads the focus somewhere else",)
SKIP_LINK = (
    Fault(
        name="no skip link",
        broken=_NAV[_NAV.index("<nav") :] + _MAIN,
        correct=_NAV + _MAIN,
        expected=_NOT_SHOWN,
    ),
    Fault(
        name="a skip link that stays beside the page",
        broken=f"<style>.skip {_AWAY}</style>{_NAV}{_MAIN}",
        correct=f"<style>.skip:not(:focus) {_AWAY}</style>{_NAV}{_MAIN}",
        expected=_NOT_SHOWN,
    ),
    Fault(
        name="a skip link that stays one pixel large",
        broken=f"<style>.skip {_PIXEL}</style>{_NAV}{_MAIN}",
        correct=f"<style>.skip:not(:focus) {_PIXEL}</style>{_NAV}{_MAIN}",
        expected=_NOT_SHOWN,
    ),
    Fault(
        name="a skip link to the foot of the page",
        broken=_NAV.replace("#main", "#foot") + _MAIN,
        correct=_NAV + _MAIN,
        expected=_ELSEWHERE,
    ),
    Fault(
        name="a skip link to nowhere",
        broken=_NAV.replace("#main", "#gone") + _NO_LINKS,
        correct=_NAV + _NO_LINKS,
        expected=_ELSEWHERE,
    ),
)

# As narrow as the longest word: a line ends at every space that allows it.
_NARROW = "<style>p { width: min-content }</style>"
_MARKS = {"«": "mot « dit", **{mark: f"mot {mark} dit" for mark in "»:;!?"}}


def _kept(words: str, mark: str) -> str:
    """``words``, the sign kept where it belongs by a space that ends no line: a wide one, then a narrow one."""
    return "".join(
        f"<p>{words.replace(f'{mark} ', f'{mark}{space}') if mark == '«' else words.replace(f' {mark}', f'{space}{mark}')}</p>"
        for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")
    )


LINE_ENDS = (
    *(
        Fault(
            name=f"a line that {'ends' if mark == '«' else 'begins'} with {mark}",
            head=_NARROW,
            language="fr",
            broken=f"<p>{words}</p>",
            correct=_kept(words, mark),
            expected=(f"{mark} at a line's {'end' if mark == '«' else 'beginning'}: {words}",),
        )
        for mark, words in _MARKS.items()
    ),
    Fault(
        name="a line that begins with the sign after a link",
        head=_NARROW,
        language="fr",
        broken='<p>le <a href="#mot">mot</a> : dit</p>',
        correct='<p>le <a href="#mot">mot</a>&nbsp;: dit</p>',
        expected=(": at a line's beginning: le mot : dit",),
    ),
    Fault(
        name="French words in an English page",
        head=_NARROW,
        broken='<p lang="fr-CA">mot ! dit</p>',
        correct=f"{''.join(f'<p>{words}</p>' for words in _MARKS.values())}",
        expected=("! at a line's beginning: mot ! dit",),
    ),
)


def _calm(rule: str) -> str:
    return f"<style>@media (prefers-reduced-motion: no-preference) {{ {rule} }}</style><p>Words</p>"


_TURNS = "document.querySelector('p').animate({opacity: [0, 1]}, {duration: 1000, iterations: Infinity})"
MOVING = (
    *(
        Fault(name=name, broken=f"<style>{rule}</style><p>Words</p>", correct=_calm(rule), expected=(expected,))
        for name, rule, expected in (
            ("a transition", "p { transition: color 200ms }", '<p class=""> has a transition of 0.2s'),
            (
                "a transition of what stands before",
                "p::before { content: '-'; transition: color 1s }",
                '<p class="">::before has a ',
            ),
            (
                "an animation",
                "@keyframes come { from { opacity: 0 } } p { animation: come 1s }",
                '<p class=""> is animated',
            ),
            ("smooth scrolling", "html { scroll-behavior: smooth }", '<html class=""> scrolls smoothly'),
        )
    ),
    Fault(
        name="an animation that a script begins",
        broken=f"<p>Words</p><script>{_TURNS}</script>",
        correct=f"<p>Words</p><script>if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {_TURNS}</script>",
        expected=('<p class=""> is animated by a script',),
    ),
)

SCRIPTS = (
    Fault(
        name="words that only a script writes",
        broken="<p></p><script>document.querySelector('p').textContent = 'Words'</script>",
        correct="<p>Words</p><script>document.querySelector('p').className = 'seen'</script>",
        expected=("the text is another one without scripts",),
    ),
    Fault(
        name="a heading that a script moves",
        broken="<script>document.querySelector('h1').style.paddingTop = '9px'</script>",
        correct="<script>document.querySelector('h1').style.color = 'navy'</script>",
        expected=("headings stand elsewhere without scripts",),
    ),
)

PAPER = tuple(
    Fault(
        name=f"{element} on paper",
        broken=f'<{element} class="{style}">Words</{element}>',
        correct=f'<style>@media print {{ .{style} {{ display: none }} }}</style><{element} class="{style}">Words</{element}>',
        expected=(f'printed: <{element} class="{style}">',),
    )
    for element, style in (("nav", "a"), ("footer", "a"), ("button", "a"), ("form", "a"), ("aside", "a"), ("p", "skip"))
)
_MASTHEAD = '<header><nav><a href="#one">Topics</a> <a href="#two">By date</a></nav></header>'
_ARTICLE = "<main><h1>The headline of a made-up article</h1><p>Words</p></main>"
PRINTED = (
    Fault(
        name="navigation",
        broken=_MASTHEAD + _ARTICLE,
        correct=f"<style>@media print {{ nav {{ display: none }} }}</style>{_MASTHEAD}{_ARTICLE}",
        expected=("printed: Topics", "printed: By date"),
    ),
    Fault(
        name="no headline",
        broken=f"<style>@media print {{ h1 {{ display: none }} }}</style>{_ARTICLE}",
        correct=f"<style>@media print {{ p {{ display: none }} }}</style>{_ARTICLE}",
        expected=("the headline is not printed",),
    ),
)

_LOCAL_POLICY = '<meta http-equiv="Content-Security-Policy" content="img-src \'self\'">'
_FOREIGN = page('<img alt="" src="https://other.example/dot.png">', head=_LOCAL_POLICY)
# File by file what the HTML checker has to say; it reads them all in one go.
MARKUP: dict[str, tuple[str, str]] = {
    "correct.html": (page("<p>Words<br></p>"), ""),
    "stray-end.html": (page("<p>Words</p></b>"), "Stray end tag “b”"),
    "unknown-attribute.html": (page('<p colour="red">Words</p>'), "Attribute “colour” not allowed"),
    "no-title.html": (page("<p>Words</p>").replace("<title>A page</title>", ""), "“title”"),
    "section-without-heading.html": (page("<section><p>Words</p></section>"), "Section lacks heading"),
    "known-to-be-wrong.html": (_FOREIGN, ""),  # `tools.HTML_UNKNOWN` says why
    "below/known-and-unknown.html": (_FOREIGN.replace("<h1>", "<h1></b>"), "Stray end tag “b”"),
}
# The same for the CSS checker.
STYLE: dict[str, tuple[str, str]] = {
    "whole.css": ("p { color: #123; margin-inline: 1rem }", ""),
    "unknown-property.css": ("p { colour: #123 }", "colour"),
    "impossible-value.css": ("p { color: 12px }", "12px"),
    "brace-too-many.css": ("p { color: #123 } }", "Parse Error"),
}
