"""A collection of made-up articles, as each generator wants it: raw, all declared, as Hugo's content, as Pelican's.

Lengths are log-normal with a median of 450 words, a tenth is Markdown, five languages have their shares, three years their
days. Sentences are put together from real function words and frequent nouns, names, and a long tail of made-up words by Zipf's
law, so that what reads texts has as much to do as with real ones. The same number is the same article, always.

Rejected: sense.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import accumulate
from pathlib import Path

FIRST_DAY, DAYS = date(2022, 1, 1), 1_095
MEDIAN, SIGMA = 450, 0.55  # words of an article
MARKDOWN = 10  # every tenth is Markdown
TAIL = 12_000  # made-up words of a language
UNDIVIDED = 200  # articles of a list from which on digest divides it; the peers get the same lists

TOPICS = (
    "Politics", "Sport", "Health", "Environment", "Education", "Religion", "Labour", "Society", "Weather",
    "Science and technology", "Crime, law and justice", "Conflict, war and peace", "Economy, business and finance",
)  # fmt: skip
SOURCES = tuple(f"The Quay {number}" for number in range(1, 13))
GIVEN = "Anna Paul Clara Jean Maria Hugo Elena Omar Nina Karl Sofia Ivan Laura Marc Irene Leon".split()
FAMILY = "Martin Keller Duarte Novak Silva Moreau Fischer Romero Petrov Lambert Weiss Castro Orlov Bennett".split()
PLACES = "France Spain Germany Italy Ukraine Poland Japan Brazil Canada Egypt".split()
ORGANISATIONS = "NATO UNESCO WHO OECD FIFA ILO".split()


@dataclass(frozen=True, slots=True)
class Language:
    """``sentences`` have N for a noun, W for any word, P for a person, C for a country, O for an organisation."""

    tag: str
    share: int
    nouns: tuple[str, ...]
    sentences: tuple[str, ...]


LANGUAGES = (
    Language(
        "fr", 35,
        tuple("gouvernement pays année ville eau loi vote école port projet santé budget marché route paix".split()),
        (
            "Le N de la W a été W par le N, selon P, qui dirige le W de C.",
            "Dans la N, les W ont W une N W, mais le N n’a pas W avant la fin du W.",
            "« Nous avons W ce N avec la W », a déclaré P, cité par O.",
            "C’est la première N depuis le W, et les W de la N y W avec des W.",
            "Une W de N sera W au W par les W, a ajouté le N de C.",
        ),
    ),
    Language(
        "en", 30,
        tuple("government country year city water law vote school port project health budget market road peace".split()),
        (
            "The N of the W was W by the N, according to P, who leads the W of C.",
            "In the N, the W have W a W N, but the N did not W before the end of the W.",
            "“We have W this N with the W,” said P, quoted by O.",
            "It is the first N since the W, and the W of the N W there with their W.",
            "A W of the N will be W at the W by the W, added the N of C.",
        ),
    ),
    Language(
        "es", 15,
        tuple("gobierno país año ciudad agua ley voto escuela puerto proyecto salud mercado ruta paz".split()),
        (
            "El N de la W fue W por el N, según P, que dirige el W de C.",
            "En la N, los W han W una N W, pero el N no ha W antes del fin del W.",
            "«Hemos W este N con la W», dijo P, citado por O.",
            "Es la primera N desde el W, y los W de la N W con sus W.",
        ),
    ),
    Language(
        "de", 12,
        tuple("Regierung Land Jahr Stadt Wasser Gesetz Schule Hafen Projekt Haushalt Markt Straße Frieden".split()),
        (
            "Die N der W wurde von der N W, so P, der die W von C leitet.",
            "In der N haben die W eine W N W, aber die N hat nicht vor dem Ende der W W.",
            "„Wir haben diese N mit der W W“, sagte P, zitiert von O.",
            "Es ist die erste N seit der W, und die W der N W dort mit ihren W.",
        ),
    ),
    Language(
        "ru", 8,
        tuple("правительство страна год город вода закон школа порт проект бюджет рынок дорога мир".split()),
        (
            "В городе W и N, как сообщил P, который W из страны C.",
            "Это первый N после W, и W с N не W до конца W.",
            "«Мы W этот N вместе с W», сказал P, его цитирует O.",
        ),
    ),
)  # fmt: skip
_LATIN = ("b c d f g l m n p r s t v br ch cl gr pr st tr".split(), "a e i o u an er is on al ent ier ura ado".split())
_CYRILLIC = ("б в г д к л м н п р с т ст пр".split(), "а е и о у ан ер ов ать ение ный".split())


def _tail(language: Language) -> list[str]:
    """Made-up words, the most frequent first."""
    chance = random.Random(language.tag)  # noqa: S311 - text, not a secret
    heads, ends = _CYRILLIC if language.tag == "ru" else _LATIN
    found: dict[str, None] = {}
    while len(found) < TAIL:
        found["".join(chance.choice(heads) + chance.choice(ends) for _ in range(chance.randint(2, 4)))] = None
    return list(found)


_TAILS = {language.tag: _tail(language) for language in LANGUAGES}
_ZIPF = list(accumulate(1 / (rank + 2.7) for rank in range(TAIL)))


@dataclass(frozen=True, slots=True)
class Made:
    """One article. ``paragraphs`` are plain; ``heads`` are crossheads, keyed by the number of the paragraph below them."""

    name: str
    title: str
    day: date
    language: str
    topics: tuple[str, ...]
    source: str
    author: str
    summary: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    keyphrases: tuple[str, ...]
    paragraphs: tuple[str, ...]
    heads: dict[int, str]
    markdown: bool


def made(number: int, version: int = 0) -> Made:
    """The article with that ``number``; each ``version`` has another text."""
    chance = random.Random(f"{number} {version}")  # noqa: S311
    language = chance.choices(LANGUAGES, [one.share for one in LANGUAGES])[0]
    people = tuple(f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(3))
    place, organisation = chance.choice(PLACES), chance.choice(ORGANISATIONS)

    def word(slot: str) -> str:
        mark = slot.rstrip(".,»“”’")
        if mark not in ("N", "W", "P", "C", "O"):
            return slot
        front_matter = {
            "N": lambda: chance.choice(language.nouns), "P": lambda: chance.choice(people), "C": lambda: place,
            "O": lambda: organisation,
            "W": lambda: chance.choices(_TAILS[language.tag], cum_weights=_ZIPF)[0],
        }[mark]()  # fmt: skip
        return front_matter + slot[len(mark) :]

    def sentence() -> str:
        return " ".join(word(slot) for slot in chance.choice(language.sentences).split())

    paragraphs: list[str] = []
    length, wanted = 0, max(60, round(chance.lognormvariate(0, SIGMA) * MEDIAN))
    while length < wanted:
        paragraphs.append(" ".join(sentence() for _ in range(chance.randint(2, 4))))
        length += len(paragraphs[-1].split())
    step = max(4, len(paragraphs) // 3)
    return Made(
        name=f"{number:06}",
        title=" ".join(sentence().split()[:9]).rstrip(".,").replace('"', ""),
        day=FIRST_DAY + timedelta(days=number * 7919 % DAYS),
        language=language.tag,
        topics=(TOPICS[number % len(TOPICS)],),
        source=SOURCES[number * 5 % len(SOURCES)],
        author=people[0],
        summary=sentence(),
        people=people,
        places=(place,),
        organisations=(organisation,),
        keyphrases=tuple(dict.fromkeys(chance.choice(language.nouns) for _ in range(4))),
        paragraphs=tuple(paragraphs),
        heads={at: " ".join(sentence().split()[:4]).rstrip(".,") for at in range(step, len(paragraphs), step)},
        markdown=number % MARKDOWN == 0,
    )


def _body(article: Made, head: Callable[[str], str], paragraph: Callable[[str], str]) -> str:
    parts = []
    for at, text in enumerate(article.paragraphs):
        if at in article.heads:
            parts.append(head(article.heads[at]))
        parts.append(paragraph(text))
    return "\n\n".join(parts) + "\n"


def markdown(article: Made) -> str:
    """The text as Markdown."""
    return _body(article, lambda text: f"## {text}", str)


def plain(article: Made) -> str:
    """The text as plain text: a crosshead is a short line."""
    return _body(article, str, str)


def html(article: Made) -> str:
    """The text as HTML."""
    return _body(article, lambda text: f"<h2>{escape(text)}</h2>", lambda text: f"<p>{escape(text, quote=False)}</p>")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_raw(site: Path, article: Made) -> None:
    """A file of which nothing is declared: a date before the first words, and no headline unless it is Markdown."""
    if article.markdown:
        _write(site / "seeds" / f"{article.name}.md", f"# {article.title}\n\n{article.day}\n\n{markdown(article)}")
    else:
        _write(site / "seeds" / f"{article.name}.txt", f" date {article.day:%Y-%m} {plain(article)}")


COLUMNS = (
    "File", "Title", "Date", "Language", "Topics", "Source", "Author", "Summary", "People", "Places", "Organisations",
    "Keyphrases",
)  # fmt: skip


def write_declared(site: Path, articles: Sequence[Made]) -> None:
    """Texts, and an INDEX.md with all fields that could be inferred."""
    rows = [f"| {' | '.join(COLUMNS)} |", "|" + " --- |" * len(COLUMNS)]
    for one in articles:
        name = f"{one.name}.{'md' if one.markdown else 'txt'}"
        _write(site / "seeds" / name, markdown(one) if one.markdown else plain(one))
        cells = (
            name, one.title, str(one.day), one.language, *("; ".join(group) for group in (one.topics,)), one.source,
            one.author, one.summary, "; ".join(one.people), "; ".join(one.places), "; ".join(one.organisations),
            "; ".join(one.keyphrases),
        )  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    _write(site / "seeds" / "INDEX.md", "\n".join(rows) + "\n")


def _quoted(values: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def lists(articles: Sequence[Made]) -> dict[str, dict[str, list[str]]]:
    """By article and kind, the lists of digest that it is listed in: of its terms, its periods, and the parts of long ones."""
    found: dict[str, dict[str, list[str]]] = {}
    full: Counter[str] = Counter()
    for one in articles:
        terms = [*one.topics, one.source, one.language, *one.places]
        full.update(terms)
        full.update(f"{term} {one.day:%Y}" for term in terms)
    for one in articles:
        terms = [*one.topics, one.source, one.language, *one.places]
        years = [f"{term} {one.day:%Y}" for term in terms if full[term] > UNDIVIDED]
        months = [f"{year[:-4]}{one.day:%Y-%m}" for year in years if full[year] > UNDIVIDED]
        found[one.name] = {
            "topics": list(one.topics), "sources": [one.source], "tongues": [one.language], "places": list(one.places),
            "dates": [f"{one.day:%Y}", f"{one.day:%Y-%m}", f"{one.day:%Y-%m-%d}"], "parts": [*years, *months],
        }  # fmt: skip
    return found


def write_hugo(site: Path, articles: Sequence[Made], *, as_html: bool) -> None:
    """Hugo's content: YAML and Markdown, or JSON-like front matter and HTML bodies."""
    groups = lists(articles)
    for one in articles:
        front = [
            f'title: "{one.title}"',
            f"date: {one.day}",
            f'description: "{one.summary}"',
            f'author: "{one.author}"',
        ]
        front += [f"people: {_quoted(one.people)}", f"organisations: {_quoted(one.organisations)}"]
        front += [f"{kind}: {_quoted(names)}" for kind, names in groups[one.name].items()]
        text = "---\n" + "\n".join(front) + f"\n---\n\n{html(one) if as_html else markdown(one)}"
        _write(site / "content" / "articles" / f"{one.name}.{'html' if as_html else 'md'}", text)


def write_pelican(site: Path, articles: Sequence[Made]) -> None:
    """Pelican's content: Markdown with its own headers; a category is the topic, tags are all other lists but dates."""
    for one in articles:
        tags = ", ".join([one.source, *one.places])
        head = f"Title: {one.title}\nSlug: {one.name}\nDate: {one.day}\nAuthor: {one.author}\nSummary: {one.summary}\n"
        head += f"Category: {one.topics[0]}\nTags: {tags}\n"
        _write(site / "content" / f"{one.name}.md", f"{head}\n{markdown(one)}")
