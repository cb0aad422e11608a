"""HTML as publishers, programs and people make it: what its markup means stays, what stands around the text does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import Severity
from digest.model import BlockKind, Document
from digest.readers.html import read_html
from digest.readers.html_metadata import split_title
from tests.field.review import EN, build
from tests.test_readers import unsafe

VOTE = "The council of the harbour town voted on Tuesday for a second ferry, after two winters in which the only one stood still."
BOAT = (
    "The boat will be built in the yard across the river and should sail before the summer, the mayor said on Tuesday."
)
TEXT = f"<p>{VOTE}</p><p>{BOAT}</p>"
ARABIC = "عاد المركب إلى الميناء."


def page(body: str, head: str = "", *, language: str = "en", title: str = "") -> str:
    heading = f"<title>{title}</title>" if title else ""
    above = f"<h1>{title}</h1>" if title else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{heading}{head}</head>'
        f"<body><article>{above}{body}</article></body></html>"
    )


def document(html: str, name: str = "a.html") -> Document:
    found = read_html(html.encode(), name, None)
    assert isinstance(found, Document), found
    assert unsafe(found.html) == []
    return found


def words(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


def beside(found: Document) -> list[str]:
    """What the text holds beside ``TEXT``."""
    return [text for text in words(found) if text not in (VOTE, BOAT)]


def declared(found: Document) -> dict[str, object]:
    return {field: value.text for field, value in found.declared.items() if field != "language"}


# Ruby.


def test_readings_stand_beside_their_words_and_are_no_words_of_the_text(tmp_path: Path) -> None:
    body = "<p><ruby>港町<rt>みなとまち</rt></ruby>は<ruby>二隻目<rt>にせきめ</rt></ruby>の<ruby>渡<rt>わた</rt></ruby>し<ruby>船<rt>ぶね</rt></ruby>を買う。</p>"
    review = build(tmp_path, {"a.html": page(body, language="ja", title="二隻目の渡し船")})
    assert "港町（みなとまち）は" in review.text()
    assert "<ruby>港町<rp>（</rp><rt>みなとまち</rt><rp>）</rp></ruby>は" in review.body()
    assert words(document(page(body, language="ja"))) == ["港町は二隻目の渡し船を買う。"]


@pytest.mark.parametrize(
    ("ruby", "text", "shown"),
    [
        (
            "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp>町<rp>(</rp><rt>まち</rt><rp>)</rp></ruby>",
            "港町",
            "港（みなと）町（まち）",
        ),
        ("<ruby>漢<rt>かん<rp>)</rp>字<rt>じ</ruby>", "漢字", "漢（かん）字（じ）"),
        ("<ruby><rb>東京</rb><rt>とうきょう</rt></ruby>", "東京", "東京（とうきょう）"),
        ("<ruby><b>北京<rt>Běijīng</rt></b></ruby>", "北京", "北京（Běijīng）"),
        ("<ruby>旧金山<rtc>San Francisco</rtc></ruby>", "旧金山", "旧金山（San Francisco）"),
    ],
)
def test_ruby_of_any_form(ruby: str, text: str, shown: str) -> None:
    found = document(page(f"<p>{ruby}へ行く。</p>", language="ja"))
    assert words(found) == [f"{text}へ行く。"]
    assert re.sub("<[^>]+>", "", found.html).strip() == f"{shown}へ行く。"


def test_a_heading_with_readings_is_known_as_the_headline() -> None:
    found = document(page(f"<h1><ruby>港町<rt>みなとまち</rt></ruby></h1>{TEXT}", "<title>港町</title>", language="ja"))
    assert declared(found)["title"] == "港町"
    assert beside(found) == []


# Lists.


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<ol><li value="7">Anna</li><li value="12">Berta</li></ol>', ['<li value="7">', '<li value="12">']),
        ("<ol reversed><li>Third</li><li>Second</li><li>First</li></ol>", ['<ol reversed="">']),
        ("<ol start=4><li>D</li></ol>", ['<ol start="4">']),
        ("<ol start=-2 type=i><li>x</li></ol>", ['<ol start="-2" type="i">']),
        ('<ol style="list-style-type: upper-roman"><li>x</li></ol>', ['<ol type="I">']),
        ("<ol><li>a<ol type=a><li value=3>b</ol></ol>", ['<ol type="a">', '<li value="3">']),
        ("<ol type=x start=many><li value=first>a</ol>", ["<ol>", "<li>a"]),
    ],
)
def test_numbers_of_lists_stay(html: str, kept: list[str]) -> None:
    found = document(page(TEXT + html)).html
    assert [tag for tag in kept if tag not in found] == []


# Formulas.


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<math><mi>v</mi><mo>=</mo><mi>s</mi><mo>/</mo><mi>t</mi></math>", "v=s/t"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>", "E=mc²"),
        ("<math><msub><mi>a</mi><mi>i</mi></msub><mo>≤</mo><msqrt><mi>x</mi><mi>y</mi></msqrt></math>", "a_i≤√xy"),
        ("<math><msubsup><mi>x</mi><mn>1</mn><mi>n</mi></msubsup></math>", "x₁^n"),
        ("<math><semantics><mi>k</mi><annotation encoding='application/x-tex'>\\kappa</annotation></semantics></math>", "k"),
        ("<math><semantics><mrow></mrow><annotation encoding='application/x-tex'>\\pi r^2</annotation></semantics></math>", "\\pi r^2"),
        ("<math alttext='a + b'></math>", "a + b"),
        ("<math>2<mo>&lt;</mo>3<mspace width='1em'/><mtext>always</mtext></math>", "2<3always"),
        ("<script type='math/tex'>E = mc^2</script>", "E = mc^2"),
    ],
)  # fmt: skip
def test_a_formula_is_not_eaten(formula: str, text: str) -> None:
    assert beside(document(page(f"{TEXT}<p>Speed is {formula} in still water.</p>"))) == [
        f"Speed is {text} in still water."
    ]


@pytest.mark.parametrize(
    "around",
    [
        '<span class="mwe-math-element"><span style="display: none;">{}</span><img aria-hidden="true" alt="TEX" src="https://a.example/x.svg"></span>',
        '<span class="katex"><span class="katex-mathml">{}</span><span class="katex-html" aria-hidden="true">v s t</span></span>',
        '<mjx-container><mjx-math aria-hidden="true">v s t</mjx-math><mjx-assistive-mml>{}</mjx-assistive-mml></mjx-container>',
    ],
    ids=["MediaWiki", "KaTeX", "MathJax"],
)
def test_a_formula_that_programs_write_twice_stands_once(around: str) -> None:
    formula = around.format("<math><mi>v</mi><mo>=</mo><mi>s</mi></math>")
    found = document(page(f"{TEXT}<p>Speed is {formula} here.</p>"))
    assert beside(found) == ["Speed is v=s here."]
    assert "<math><mi>v</mi><mo>=</mo><mi>s</mi></math>" in found.html


def test_nothing_but_a_formula_stands_in_one() -> None:
    inner = '<mi onclick="x()" href="javascript:x()">a</mi><mtext><img src=x onerror=x()><b>b</b></mtext><mglyph></mglyph><style>c</style>'
    found = document(page(f"{TEXT}<p>So <math display=block onload=x()>{inner}</math> it is.</p>"))
    assert '<math display="block"><mi>a</mi><mtext>b</mtext></math>' in found.html


PARTS = st.recursive(
    st.sampled_from(["<mi>x</mi>", "<mn>2</mn>", "<mo>+</mo>", "<mtext>a b</mtext>", "t", "<b>y</b>", "<p>z</p>", "<mspace/>"]),
    lambda inner: st.tuples(
        st.sampled_from(["mrow", "mfrac", "msup", "msqrt", "munderover", "mtable", "semantics", "annotation", "mtd", "math"]),
        st.lists(inner, max_size=3),
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_any_formula_is_safe(inner: str) -> None:
    assert VOTE in words(document(page(f"<p>{VOTE}</p><p>So <math>{inner}</math> it is.</p>")))


# Notes, and other places of the article.

LINE = f"<p>{VOTE}</p>"
NOTES = {
    "plain": '<p>Voted.<a href="#n1" id="r1"><sup>1</sup></a></p>{}<h2>Notes</h2><ol><li id="n1">Minutes. <a href="#r1">↩</a></li></ol>',
    "wikipedia": '<p>Voted.<sup id="cite_ref-1" class="reference"><a href="https://en.example/Ferry#cite_note-1">[1]</a></sup></p>{}'
    '<ol><li id="cite_note-1"><b><a href="#cite_ref-1">^</a></b> <span class="reference-text">Minutes.</span></li></ol>',
    "wordpress": '<p>Voted.<sup data-fn="u-1" class="fn"><a href="#u-1" id="u-1-link">1</a></sup></p>{}'
    '<ol class="wp-block-footnotes"><li id="u-1">Minutes. <a href="#u-1-link" aria-label="Jump">↩︎</a></li></ol>',
    "easy footnotes": '<p>Voted.<span id="e-1"></span><span><a href="#e-bottom-1"><sup>1</sup></a></span></p>{}'
    '<ol><li><span id="e-bottom-1"></span>Minutes.<a class="to-top" href="#e-1"></a></li></ol>',
    "epub": '<p>Voted.<a epub:type="noteref" href="a.html#n1" id="r1">*</a></p>{}'
    '<aside epub:type="footnote" id="n1"><p><a href="#r1">*</a> Minutes.</p></aside>',
    "word": '<p>Voted.<a href="#_ftn1" name="_ftnref1" title=""><span>[1]</span></a></p>{}'
    '<div><hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Minutes.</p></div></div>',
    "spip": '<p>Voted<span class="spip_note_ref">&nbsp;[<a href="#nb1" id="nh1">1</a>]</span>.</p>{}'
    '<div class="notes"><div id="nb1"><p>[<a href="#nh1">1</a>] Minutes.</p></div></div>',
    "pandoc": '<p>Voted.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>{}'
    '<footer role="doc-endnotes"><ol><li id="fn1"><p>Minutes.<a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol></footer>',
    "not Latin": '<p>Voted.<a href="#%E6%B3%A81" id="a">注1</a><a href="#注1" id="r1">1</a></p>{}<p id="注1">Minutes. <a href="#r1">▲</a></p>',
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_is_led_to_and_leads_back(kind: str) -> None:
    found = document(page(NOTES[kind].format(LINE), '<link rel="canonical" href="https://en.example/Ferry">'))
    links = re.findall(r'<a (?:id="([^"]*)" )?href="#([^"]+)"', found.html)
    assert len(links) >= 2
    assert len({to for _, to in links}) == 2
    texts = [text for text in words(found) if text not in (VOTE, "Notes")]
    assert texts == (["Voted.注1", "Minutes."] if kind == "not Latin" else ["Voted.", "Minutes."])


def test_a_link_to_a_crosshead_leads_to_it_and_is_text() -> None:
    html = f'<p>See <a href="#how">how it was</a>.</p>{TEXT}<h2 id="how">How it was</h2><p>{VOTE}</p>'
    found = document(page(html))
    assert '<a href="#s-how-it-was">how it was</a>' in found.html
    assert "See how it was." in words(found)


def test_a_link_to_nothing_or_to_another_page_is_its_text_and_ids_that_nothing_leads_to_are_gone() -> None:
    found = document(
        page(f'<p id="a">See <a href="#b">this</a> and <a href="other.html#c">that</a>.</p><p id="c">{VOTE}</p>')
    )
    assert found.html == f"<p>See this and that.</p>\n<p>{VOTE}</p>\n"


# Languages and directions.


@pytest.mark.parametrize(
    "html",
    [
        f'<p lang="ar" dir="rtl">{ARABIC}</p>',
        f'<div dir="rtl"><p>{ARABIC}</p></div>',
        f"<p>{ARABIC}</p>",
        f"<blockquote><p>{ARABIC}</p></blockquote>",
        f"<ul><li>{ARABIC}</li></ul>",
        "<p>קנו מעבורת שנייה, BOAT.</p>",
    ],
)
def test_a_part_in_the_other_direction_is_marked(html: str) -> None:
    assert 'dir="rtl"' in document(page(TEXT + html)).html


def test_what_runs_as_the_article_does_is_not_marked() -> None:
    assert "dir=" not in document(page(f'<p lang="en-GB" dir="ltr">{VOTE}</p><p>The ship عاد and {BOAT}</p>')).html
    arabic = f'<div dir="rtl"><p dir="rtl">{ARABIC}</p></div><p>{ARABIC}</p>'
    assert "dir=" not in document(page(arabic, language="ar")).html
    assert 'dir="ltr"' in document(page(f"<p>{ARABIC * 9}</p><p>{BOAT}</p>", language="ar")).html


def test_the_language_of_a_part_is_kept() -> None:
    html = f'<p lang="fr">Bonjour, <i lang="de">Fähre</i>.</p><div lang="es"><p>Hola.</p></div><p lang="en">{VOTE}</p>'
    found = document(page(html)).html
    assert re.findall(r"<[a-z]+[^>]*>", found) == ['<p lang="fr">', '<em lang="de">', '<p lang="es">', "<p>"]


# Pictures and captions.

CAPTION = "The old ferry lies at the quay"


@pytest.mark.parametrize(
    "html",
    [
        f'<figure><img src="f.jpg" alt="{CAPTION} in the evening sun."><figcaption>{CAPTION}. Photo: Mary Hale</figcaption></figure>',
        f'<figure><img src="f.jpg" alt="{CAPTION}."><figcaption>{CAPTION}.</figcaption></figure>',
        f'<figure><a href="https://a.example/b.jpg"><img src="https://a.example/f.jpg" alt="{CAPTION}."></a><figcaption>{CAPTION}.</figcaption></figure>',
        f'<figure><img src="https://a.example/f.jpg" alt="{CAPTION}"><figcaption>{CAPTION}</figcaption></figure><p class="caption">{CAPTION}</p>',
        f'<div class="wp-caption"><img src="https://a.example/f.jpg" alt="{CAPTION}"><p class="wp-caption-text">{CAPTION}, in March</p></div>',
        f'<figure><img alt="{CAPTION}" src="f.jpg"><figcaption><p class="caption">{CAPTION}</p></figcaption></figure>',
        f'<table><tr><td><img alt="{CAPTION}" src="f.jpg"><div class="photoCaption">{CAPTION}</div></td></tr></table>',
    ],
)  # fmt: skip
def test_a_caption_stands_once_and_is_not_the_dek(tmp_path: Path, html: str) -> None:
    review = build(
        tmp_path, {"a.html": page(f"{html}<h2>What was voted</h2>{TEXT}", title="A second ferry for the harbour")}
    )
    assert review.text().count(CAPTION) == 1


@pytest.mark.parametrize(
    "image",
    [
        '<img data-src="lazy.jpg" alt="image">', '<img src="px.gif" alt="1x1">', '<p><img src="quay.jpg" alt="The quay at dawn"></p>',
        '<div><span><img src="data:image/gif;base64,R0" alt="Quay"></span></div>', '<img src="https://a.example/p.gif" width=1 height=1 alt="pixel">',
        '<a href="/b.jpg"><img src="/f.jpg" alt="Quay"></a>', '<h2><img src="logo.png" alt="The Quay"></h2>', '<p><img src=a.jpg alt="A"><br><img src=b.jpg alt="B"></p>',
        '<p><strong><img src="f.jpg" alt="The quay"></strong></p>', '<img src="https://a.example/f.jpg" alt="">',
        '<noscript><img src="https://a.example/f.jpg" alt="The quay"></noscript>',
    ],
)  # fmt: skip
def test_a_picture_that_is_not_shown_is_no_text(image: str) -> None:
    found = document(page(f"<p>{VOTE}</p>{image}<p>{BOAT}</p>"))
    assert beside(found) == []
    assert found.html.split() == f"<p>{VOTE}</p>\n<p>{BOAT}</p>".split()


def test_a_picture_at_an_address_is_a_link_and_its_words_are_not_the_texts() -> None:
    lazy = '<img data-src="https://a.example/f.jpg" src="data:image/gif;base64,R0" alt="The mayor opens the quay.">'
    found = document(page(f"<p>{lazy}</p>{TEXT}"))
    assert '<a href="https://a.example/f.jpg"' in found.html
    assert "The mayor opens the quay." in found.html
    assert beside(found) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('We won <img src="https://a.example/1f600.png" class="emoji" alt="😀"> today.', "We won 😀 today."),
        ('So <img src="x.gif" alt="E=mc^2"> holds.', "So E=mc^2 holds."),
        ('<img src="t.gif" alt="T">he end.', "The end."),
        ('<img align="left" src="m.jpg" alt="The mayor">The mayor left.', "The mayor left."),
    ],
)
def test_a_picture_between_words_is_read_with_them(html: str, text: str) -> None:
    assert beside(document(page(f"{TEXT}<p>{html}</p>"))) == [text]


# What keeps its meaning in other ways.


def test_other_markup_keeps_its_words_in_order() -> None:
    html = (
        "<dl><dt>Boat</dt><dd>New</dd></dl><details><summary>More</summary><p>Shown.</p></details>"
        "<p><mark>Marked</mark>, <kbd>Ctrl</kbd>, <time datetime=2020>then</time>, <del>two</del> <ins>four</ins>.</p>"
        "<table><caption>Fares</caption><tr><th>A</th><td>1</td></tr></table><blockquote>Two boats.<cite>The mayor</cite></blockquote>"
        "<pre>Roses\n  violets</pre><p>One line<br>another</p><ul><li>a<ul><li>b</li></ul></li></ul>"
    )
    found = document(page(TEXT + html))
    assert beside(found) == ["Boat", "New", "More", "Shown.", "Marked, Ctrl, then, four.", "Fares", "A 1", "Two boats.The mayor",
                             "Roses violets", "One line another", "a", "b"]  # fmt: skip
    for kept in (
        "<mark>Marked</mark>",
        "<del>two</del>",
        "Roses\n  violets",
        "One line<br>another",
        "<caption>Fares",
        "<dt>Boat",
    ):
        assert kept in found.html


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (
            "<pre>The boat lies still, the river runs,\n  and nobody will cross it;\nwe wait for spring.</pre>",
            BlockKind.PARAGRAPH,
        ),
        ("<pre><code>the boat lies still and nobody will cross it</code></pre>", BlockKind.CODE),
        ("<pre>for (i = 0; i &lt; 9; i++) { cross(boat[i]); }</pre>", BlockKind.CODE),
        ("<pre>drwxr-xr-x 2 root root 4096 Nov 28 /usr/share</pre>", BlockKind.CODE),
    ],
)
def test_a_poem_that_is_preformatted_is_text_and_keeps_its_lines(html: str, kind: BlockKind) -> None:
    found = document(page(TEXT + html))
    assert [block.kind for block in found.blocks][-1] is kind
    assert "<pre>" in found.html


# What is around the text.

LINKS = '<a href="/1">Facebook</a> <a href="/2">Mail</a>'


@pytest.mark.parametrize(
    "html",
    [
        '<div style="display:none">x</div>', '<p style="position:absolute; left:-9999px">x</p>', '<span style="font-size: 0">x</span>',
        '<p style="opacity:0">x</p>', "<dialog><p>x</p></dialog>", '<p style="color: red; VISIBILITY : hidden">x</p>', '<span class="sr-only">x</span>',
        '<p class="visually-hidden">x</p>', '<p class="screen-reader-text">x</p>', "<p hidden>x</p>", "<p aria-hidden=true>x</p>",
        f'<div class="share-bar">{LINKS}</div>', f'<ul class="article__shareButtons"><li>{LINKS}</li></ul>',
        f'<div aria-label="Partager cet article">{LINKS}</div>', f'<div id="social-links">{LINKS}</div>',
        f'<ol class="breadcrumbs"><li>{LINKS}</li></ol>', f'<div class="related-articles"><h3>Related</h3>{LINKS}</div>',
        '<div class="newsletter-signup"><p>Sign up for our letter.</p><input type="email"></div>',
        '<div id="cookie-consent"><p>We use cookies and the like to make this site work, and to see how it is used.</p></div>',
        '<a href="#comments">941 comments</a>', '<span class="comment-count">941 comments</span>', "<noscript>Enable scripts.</noscript>",
        f'<div class="nav-secondary">{LINKS}</div>', f'<div class="recommended-stories">{LINKS}</div>', f'<p class="share">{LINKS}</p>',
    ],
)  # fmt: skip
def test_what_says_that_it_is_no_text_is_left_out(html: str) -> None:
    assert beside(document(page(f"<p>{VOTE}</p>{html}<p>{BOAT}</p>"))) == []


def test_comments_are_left_out_even_if_they_are_longer() -> None:
    remark = f"<div class='comment'><p>{'I do not agree with any of this. ' * 80}</p></div>"
    assert beside(document(page(f'{TEXT * 3}<section id="comments"><h2>Comments</h2>{remark}</section>'))) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<div class="share-price">Shares rose to £2.40.</div>', "Shares rose to £2.40."),
        ('<p class="social">Social housing is short.</p>', "Social housing is short."),
        ('<p class="comment">This is a comment on the vote.</p>', "This is a comment on the vote."),
        ('<div class="related">A related matter is the price of oil.</div>', "A related matter is the price of oil."),
        ('<div class="promo-text"><p>Promotion is what the team hopes for this year.</p></div>', "Promotion is what the team hopes for this year."),
        ('<div class="comments-open"><p>Words of the article.</p></div>', "Words of the article."),
        ('<p hidden="until-found">Found later.</p>', "Found later."),
        ('<div class="newsletter"><p>The letter reached the mayor late.</p></div>', "The letter reached the mayor late."),
    ],
)  # fmt: skip
def test_text_that_only_has_such_a_word_stays(html: str, text: str) -> None:
    assert beside(document(page(f"<p>{VOTE}</p>{html}<p>{BOAT}</p>"))) == [text]


def test_the_pages_heading_again_is_no_crosshead() -> None:
    found = document(
        page(f"<p>Harbour</p><h2>Region</h2><h1>A second ferry</h1>{TEXT}", "<title>A second ferry</title>")
    )
    assert [block.text for block in found.blocks if block.kind is BlockKind.CROSSHEAD] == ["Region"]


# A whole saved page.

NAMES = ["Politics", "Opinion", "Economy", "Sport", "Culture", "Science", "Travel", "Weather", "Obituaries"]
ROW = " | ".join(f'<a href="/{name}">{name}</a>' for name in NAMES)
LIST = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in NAMES)
OTHERS = "".join(
    f'<li><a href="/{n}">The old ferry of the harbour is sold to somebody, part {n}</a></li>' for n in range(4)
)
TITLE = "<title>A second ferry</title>"
HEAD = "<h1>A second ferry</h1>"
CHINESE = "市议会星期二投票决定购买第二艘渡轮，此前两个冬天唯一的一艘一直停在码头，居民们对此表示欢迎。"
PAGES = {
    "items without links": f"<div><ul>{''.join(f'<li>{n}</li>' for n in NAMES)}</ul></div>{HEAD}{TEXT}<div><p>Imprint</p><p>Privacy</p><p>Contact</p></div>",
    "a row": f'<div class="nav">{ROW}</div><div class="content">{HEAD}{TEXT}</div><div class="foot">{ROW}</div>',
    "a list": f"<ul>{LIST}</ul>{HEAD}{TEXT}<p>© 2025 The Quay. All rights reserved.</p>",
    "bare rows": f"{ROW}<br>{HEAD}{TEXT}<hr>{ROW}",
    "divisions": f"<div>{''.join(f'<div><a href=/{n}>{n}</a></div>' for n in NAMES)}</div>{HEAD}<div>{VOTE}</div><div>{BOAT}</div>",
    "definitions": f"<dl>{''.join(f'<dd><a href=/{n}>{n}</a>' for n in NAMES)}</dl>{HEAD}{TEXT}",
    "others behind": f"<div>{ROW}</div>{HEAD}{TEXT}<h3>More news</h3><ul>{OTHERS}</ul><div><a href=1>Imprint</a> <a href=2>Privacy</a></div>",
    "a byline": f"<ul>{LIST}</ul>{HEAD}{TEXT}",
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_a_saved_page_loses_its_menus(kind: str) -> None:
    found = document(f"<html lang=en><head>{TITLE}</head><body>{PAGES[kind]}</body></html>")
    assert beside(found) == []
    assert declared(found)["title"] == "A second ferry"
    assert [problem.code for problem in found.problems] == ["saved-page"]


def test_a_saved_page_in_a_table_or_in_chinese_loses_its_menus_too() -> None:
    cells = "".join(f"<tr><td><a href=/{name}>{name}</a></td></tr>" for name in NAMES)
    table = document(f"{TITLE}<table><tr><td><table>{cells}</table></td><td>{HEAD}{TEXT}</td></tr></table>")
    assert words(table) == [f"{VOTE} {BOAT}"]
    row = " ".join(f"<a href=/{name}>{name}</a>" for name in ["首页", "新闻", "国内", "国际", "体育", "娱乐"])
    chinese = document(
        f"<title>第二艘渡轮_新港网</title><div>{row}</div><h1>第二艘渡轮</h1><p>{CHINESE}</p><div>{row}</div><p>版权所有 © 2025</p>"
    )
    assert words(chinese) == [CHINESE]
    assert [problem.code for problem in (*table.problems, *chinese.problems)] == ["saved-page"] * 2


@pytest.mark.parametrize(
    "body",
    [
        f"{HEAD}<p>{VOTE}</p><ul><li>red</li><li>green</li><li>blue</li><li>x</li><li>y</li><li>z</li></ul><p>{BOAT}</p><p>Mary Hale</p>",
        f"{HEAD}{TEXT}<p>The winners:</p><ol><li>Anna</li><li>Berta</li><li>Cleo</li><li>Dora</li><li>Emma</li><li>Fay</li></ol>",
        f"{HEAD}<p>{VOTE}</p><ul>{LIST}</ul><p>{BOAT}</p>",
        f"{HEAD}{TEXT}<h2>Sources</h2><ul>{OTHERS}</ul>",
        f"{HEAD}<p>By <a href=/m>Mary Hale</a></p>{TEXT}",
        "<p>One ferry.</p><p>Two ferries.</p>",
    ],
)
def test_a_page_without_menus_is_kept_completely(body: str) -> None:
    found = document(f"<html lang=en><head>{TITLE}</head><body>{body}</body></html>")
    assert found.problems == ()
    text = re.sub(r"<[^>]+>", " ", body.replace(HEAD, "")).split()
    assert " ".join(words(found)).split() == text


def test_sources_stay_on_a_page_with_menus_and_a_list_of_links_alone_stays_complete() -> None:
    found = document(f"{TITLE}<div>{ROW}</div>{HEAD}{TEXT}<h2>Sources</h2><ul>{OTHERS}</ul>")
    assert len(beside(found)) == 5
    alone = document(f"<title>Links</title><h1>Links</h1><ul>{OTHERS * 3}</ul>")
    assert len(words(alone)) == 12
    assert [problem.code for problem in alone.problems] == ["saved-page"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["<ul>", "</ul>", "<li>", "<a href=1>", "</a>", "<div>", "</div>", "<h1>H</h1>", "Word ", "<td>", "<br>"]), max_size=30),
    st.lists(st.sampled_from(["<ul>", "<li>", "<a href=1>Next</a>", "<div>", "</div>", "<h2>H</h2>", "<p>Word", "© 2025"]), max_size=30),
)  # fmt: skip
def test_no_prose_is_taken_for_a_menu(before: list[str], behind: list[str]) -> None:
    """For any markup around it, except a link that is not closed."""
    found = document(f"<div>{''.join(before)}</div></a><p>{VOTE}</p><p>{BOAT}</p><div>{''.join(behind)}</div>")
    text = " ".join(words(found))
    opened = before.count("<a href=1>") > before.count("</a>")
    assert opened or (VOTE in text and BOAT in text)


# What a page says of itself.


def test_a_date_of_a_page_that_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    for number, written in enumerate(("04/03/2025", "soon", "2025-02-10/2025-02-12")):
        head = f'<meta name="date" content="{written}">'
        review = build(tmp_path / str(number), {"a.html": page(TEXT, head, title="A second ferry for the harbour")})
        assert review.exit_code == 0, written
        found = document(page(TEXT, head))
        notices = [] if written == "04/03/2025" else [("unknown-page-date", Severity.NOTICE)]  # its language decides
        assert [(p.code, p.severity) for p in found.problems] == notices


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("By Mary Hale", "Mary Hale"), ("by Mary Hale and John Doe", "Mary Hale and John Doe"), ("Par Jeanne Dupont", "Jeanne Dupont"),
        ("Von Maria Huber", "Maria Huber"), ("Por: Ana Gil", "Ana Gil"), ("Text: Anna Berg", "Anna Berg"), ("作者：王伟", "王伟"),
        ("di Maria Rossi", "Maria Rossi"), ("Mary Hale &lt;mary@quay.example&gt;", "Mary Hale"), ("mary@quay.example (Mary Hale)", "Mary Hale"),
        ("By Mary Hale, The Quay", "Mary Hale"), ("Mary Hale | The Quay", "Mary Hale"), ("Anne-Marie Hale", "Anne-Marie Hale"), ("Di Maio", "Di Maio"), ("Byron Parker", "Byron Parker"),
        ("https://quay.example/mary", None), ("www.quay.example/mary", None), ("@maryhale", None), ("mary@quay.example", None), ("The Quay", None),
    ],
)  # fmt: skip
def test_an_author_is_a_name(written: str, author: str | None) -> None:
    site = '<meta property="og:site_name" content="The Quay">'
    assert declared(document(page(TEXT, f'{site}<meta name="author" content="{written}">'))).get("author") == author
    json = f'<script type="application/ld+json">{{"@type": "Article", "author": {{"name": "{written}"}}}}</script>'
    assert declared(document(page(TEXT, site + json))).get("author") == author


# A title and the site's name.

LONG = "A second ferry for the harbour"
SITE = '<meta property="og:site_name" content="The Quay">'


@pytest.mark.parametrize("mark", [" - ", " | ", " – ", " — ", " · ", " » ", " :: ", " / ", "｜"])
def test_the_sites_name_behind_a_mark_is_the_source(mark: str) -> None:
    assert declared(document(page(TEXT, f"<title>{LONG}{mark}The Quay</title>"))) == {
        "title": LONG,
        "source": "The Quay",
    }


@pytest.mark.parametrize(
    ("title", "head", "above", "headline", "source"),
    [
        (f"The Quay | {LONG}", "", f"<h1>{LONG}</h1>", LONG, "The Quay"),
        (f"The Quay :: {LONG}", SITE, "", LONG, "The Quay"),
        (f"{LONG} : The Quay", SITE, "", LONG, "The Quay"),
        (f"{LONG} - Harbour - News - The Quay", "", "", LONG, "The Quay"),
        (f"{LONG} - Harbour - The Quay", SITE, "", LONG, "The Quay"),
        (f"{LONG} — quay.example", "", "", LONG, "quay.example"),
        (f"{LONG} - Harbour Life", '<link rel="canonical" href="https://www.harbour-life.example/1">', "", LONG, "Harbour Life"),
        (f"{LONG} | Ann Lee | The Quay", '<meta name="author" content="Ann Lee"><meta property="og:title" content="A second ferry for the harbour | Ann Lee">',
         f"<h1>{LONG}</h1>", LONG, "The Quay"),
        ("Zweite Fähre für den Hafen – Hafenkurier", "", "", "Zweite Fähre für den Hafen", "Hafenkurier"),
        ("Un second bac pour le port | Ouest Info", "", "", "Un second bac pour le port", "Ouest Info"),
        ("市议会批准购买第二艘渡轮_新闻中心_新港网", "", "", "市议会批准购买第二艘渡轮", "新港网"),
        ("渡し船を二隻買う｜港新聞", "", "", "渡し船を二隻買う", "港新聞"),
    ],
)  # fmt: skip
def test_a_headline_is_distinguished_from_the_sites_name(
    title: str, head: str, above: str, headline: str, source: str
) -> None:
    found = declared(document(page(above + TEXT, f"<title>{title}</title>{head}")))
    assert (found["title"], found.get("source")) == (headline, source)


@pytest.mark.parametrize("head", ["", SITE])
def test_a_heading_that_is_the_sites_name_is_neither_the_headline_nor_a_crosshead(head: str) -> None:
    found = document(f"<title>{LONG} | The Quay</title>{head}<h1>The Quay</h1><h2>{LONG}</h2>{TEXT}")
    assert (declared(found)["title"], declared(found)["source"]) == (LONG, "The Quay")
    assert "The Quay" not in words(found)


def test_what_a_script_would_have_filled_in_says_nothing() -> None:
    head = '<meta property="og:title" content="{{ page.title }}"><meta name="author" content="{{author}}">'
    assert declared(document(page(TEXT, head + f"<title>{LONG}</title>"))) == {"title": LONG}


@pytest.mark.parametrize(
    "title",
    ["Lens - Lille 2-1", "PSG - Inter 5-0", "Ukraine - La paix recule", "Ligue 1 - Lens renverse Lille", "Opinion | The ferry is late",
     "Council approves ferry - Mayor Delighted", "Der Streik geht weiter - Keine Einigung", "Ein zweites Boot für alle - Kommentar",
     "Ferries: what comes next", "Who pays for the ferry?", "The U-Bahn - again", "Paix en vue pour le pays - Ukraine"],
)  # fmt: skip
def test_a_headline_that_contains_a_separator_is_not_split(title: str) -> None:
    assert declared(document(page(TEXT, f"<title>{title}</title>"))) == {"title": title}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["A ferry", "The Quay", " - ", "|", " :: ", "_", "日本", "ニュース", " ", "news.example", ":", "»"]
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_title_never_becomes_empty_or_gains_words(parts: list[str]) -> None:
    title = "".join(parts).strip() or "x"
    headline, site = split_title([title], title, ["The Quay"], ["news.example"], [])
    assert headline.strip()
    assert headline in title
    assert site in title


def test_links_in_texts_tell_nobody_where_they_stand(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.md": f"[There](https://a.example/).\n\n{EN}"})
    assert 'rel="nofollow noopener noreferrer"' in review.body()


# Bounds of the parser.


@pytest.mark.parametrize(
    "html",
    [
        f"<br/><img/>{TEXT}<hr/>",
        "<div>" * 20_000 + TEXT,
        "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + f">{VOTE}</p><p>{BOAT}</p>",
        "<b><i class=x>" * 10_000 + TEXT,
        f"<b data-place={'9' * 5000}>{TEXT}</b><p data-place=x></p>",
        f"<svg><p>A drawing.</p></svg><select><option>A choice</select>{TEXT}",
        f"<select><template>{TEXT}",
        f"<p title='it is\">{VOTE}</p><p>{BOAT}</p>",
    ],
    ids=[
        "slashes",
        "nesting",
        "attributes",
        "formatting",
        "own places",
        "closed drawing",
        "unclosed template",
        "unclosed quote",
    ],
)
def test_what_a_parser_could_choke_on_keeps_its_words(html: str) -> None:
    found = document(f"<body>{html}</body>")
    assert [text for text in words(found) if text.strip()] == [VOTE, BOAT]


def test_places_are_those_of_the_source() -> None:
    head = '<meta name="author" content="Ana Petit">'
    found = document(f"<!-- <meta> -->\n<html lang=en>\n<title>A ferry</title>\n  {head}\n<p>{VOTE}</p><p>{BOAT}</p>")
    where = found.declared["author"].where
    assert where is not None
    assert (where.line, where.column) == (4, 3)
