"""Articles of real sentences for benchmarks, and how each generator wants them.

A paragraph is a run of two to four sentences that follow each other in real text: news and interviews of Wikinews and the Voice
of America, and sentences of FLORES-200, below ``SHARED``/corpus; without it, sentences of our own (``sentences.txt``), in four
languages. An article draws its paragraphs at random, so no two articles are the same, and its names repeat less than in real
news. The few hundred sentences of a language have too few different words, so a word of each paragraph, one in 65, is a blend
of two others: N words of real news have 44 N^0.49 different ones (Manning, Raghavan, Schütze: Introduction to Information
Retrieval, 5.1), one in 60 where N is 5 million. A headline and a summary are the beginnings of two sentences, since programs
that keep what they have set once would gain from repeated ones.

Lengths are log-normal with a mean of 520 words. The shares of the languages (``SHARES``) are our assumption: a press review
kept in French that takes two thirds of its articles from abroad. Topics and sources follow Zipf's law, the days of three years
are equally full, a tenth of the articles is Markdown. The same number is always the same article.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path

FIRST_DAY, DAYS = date(2022, 1, 1), 1_095
MEDIAN, SIGMA = 417, 0.55  # words up to which an article gets paragraphs
MARKDOWN = 10  # every tenth is Markdown
UNDIVIDED, NEWEST = (
    200,
    50,
)  # digest cuts a list of more than 200 articles down to the newest 50; the peers get the same lists
SHARES = {  # per cent
    "fr": 34, "en": 26, "es": 9, "de": 7, "pt": 5, "it": 4, "ru": 4, "ar": 4, "zh": 2, "ja": 1, "ln": 2, "sn": 2,
}  # fmt: skip
FLORES = {
    "spa_Latn": "es", "deu_Latn": "de", "por_Latn": "pt", "ita_Latn": "it", "rus_Cyrl": "ru", "arb_Arab": "ar",
    "zho_Hans": "zh", "jpn_Jpan": "ja",
}  # fmt: skip
UNSPACED = {"zh", "ja"}  # a word counts as two characters

TOPICS = (
    "Politics", "Economy, business and finance", "Sport", "Conflict, war and peace", "Crime, law and justice", "Health",
    "Environment", "Science and technology", "Society", "Education", "Labour", "Religion", "Weather",
)  # fmt: skip
SOURCES = tuple(
    f"{town} {paper}"
    for paper in "Herald Courier Gazette Observer Tribune Post".split()
    for town in "Alderford Norwick Lorne Merton Westgate Harbour Quayside Brenne Marnal Weidenau".split()
)
GIVEN = "Anna Paul Clara Jean Maria Hugo Elena Omar Nina Karl Sofia Ivan Laura Marc Irene Leon".split()
FAMILY = "Martin Keller Duarte Novak Silva Moreau Fischer Romero Petrov Lambert Weiss Castro Orlov Bennett".split()
PLACES = "France Spain Germany Italy Ukraine Poland Japan Brazil Canada Egypt Kenya India Mexico Turkey Chile".split()
ORGANISATIONS = "NATO UNESCO WHO OECD FIFA ILO".split()


def shared_corpus() -> Path | None:
    """The folder of real texts; None if it does not exist."""
    folder = Path(os.environ.get("SHARED") or Path(__file__).parents[2] / "shared") / "corpus"
    return folder if (folder / "labels.tsv").is_file() else None


@cache
def sentences() -> Mapping[str, Sequence[str]]:
    """The sentences of each language, in the order of their texts."""
    found: dict[str, list[str]] = defaultdict(list)
    folder = shared_corpus()
    if folder is None:
        for section in Path(__file__).with_name("sentences.txt").read_text("utf-8").split("[")[1:]:
            tag, _, lines = section.partition("]\n")
            found[tag] = lines.splitlines()
        return found
    with (folder / "labels.tsv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"] == "article":
                text = (folder / "articles" / row["file"]).read_text("utf-8")
                found[row["language"]] += _split(re.sub(r"\A date [0-9-]+ ", "", text))
    with gzip.open(folder / "train" / "sib200_dev_side.tsv.gz", "rt", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["lang"] in FLORES:
                found[FLORES[row["lang"]]].append(row["text"].replace('""', '"').replace("|", " "))
    return found


def _split(text: str) -> list[str]:
    """Sentences of 5 to 60 words: shorter ones are mostly ends of abbreviations, longer ones lists."""
    parts = re.split(r"(?<=[.!?…])\s+|(?<=[.!?…][»”\"])\s+|\n+", text.replace("|", " "))
    return [part.strip() for part in parts if 5 <= len(part.split()) <= 60]


@cache
def _long_words(language: str) -> Sequence[str]:
    return sorted({word for text in sentences()[language] for word in text.split() if _is_long(word)})


def _is_long(word: str) -> bool:
    return len(word) >= 7 and word.isalpha()


@dataclass(frozen=True, slots=True)
class Article:
    """One article with all its fields. ``heads`` are crossheads, by the number of the paragraph below them."""

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
    heads: Mapping[int, str]

    @property
    def words(self) -> int:
        """Its length in words."""
        return sum(_length(text, self.language) for text in self.paragraphs)

    @property
    def is_markdown(self) -> bool:
        """Whether its file is Markdown."""
        return int(self.name) % MARKDOWN == 0

    @property
    def file(self) -> str:
        """The name of its file among the seeds."""
        return f"{self.name}.{'md' if self.is_markdown else 'txt'}"


def _length(text: str, language: str) -> int:
    return len(text) // 2 if language in UNSPACED else len(text.split())


def article(number: int, version: int = 0) -> Article:
    """The article with that ``number``. Versions differ in text, headline, summary and names; its lists but places stay."""
    fixed, chance = random.Random(f"{number}"), random.Random(f"{number} {version}")  # noqa: S311 - text, not a secret
    known = {tag: share for tag, share in SHARES.items() if tag in sentences()}
    language = fixed.choices(list(known), list(known.values()))[0]
    pool = sentences()[language]
    wanted = max(60, round(chance.lognormvariate(0, SIGMA) * MEDIAN))
    paragraphs: list[str] = []
    while sum(_length(text, language) for text in paragraphs) < wanted:
        paragraphs.append(_paragraph(pool, language, chance))
    step = max(4, len(paragraphs) // 3)
    people = tuple(f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(3))
    return Article(
        name=f"{number:06}",
        title=_two_beginnings(pool, 5, language, chance),
        day=FIRST_DAY + timedelta(days=number * 7919 % DAYS),
        language=language,
        topics=tuple(dict.fromkeys(_zipf(TOPICS, fixed) for _ in range(1 + (fixed.random() < 0.25)))),
        source=_zipf(SOURCES, fixed),
        author=people[0],
        summary=_two_beginnings(pool, 12, language, chance),
        people=people,
        places=(_zipf(PLACES, chance),),
        organisations=(chance.choice(ORGANISATIONS),),
        keyphrases=tuple(dict.fromkeys(_first_words(chance.choice(pool), 2, language) for _ in range(4))),
        paragraphs=tuple(paragraphs),
        heads={
            at: _first_words(chance.choice(pool), 4, language) for at in range(step, len(paragraphs), step)
        },
    )  # fmt: skip


def _zipf(values: Sequence[str], chance: random.Random) -> str:
    return chance.choices(values, [1 / (rank + 2.7) for rank in range(len(values))])[0]


def _first_words(sentence: str, count: int, language: str) -> str:
    """The beginning of a sentence without marks that mean something in a manifest or in Markdown."""
    plain = re.sub(r"[\"«»“”„;:*_\[\]()#]", "", sentence)
    start = plain[: count * 2] if language in UNSPACED else " ".join(plain.split()[:count])
    return start.strip(" .,-–—。，、")


def _two_beginnings(pool: Sequence[str], count: int, language: str, chance: random.Random) -> str:
    return " ".join(_first_words(chance.choice(pool), count, language) for _ in range(2))


def _paragraph(pool: Sequence[str], language: str, chance: random.Random) -> str:
    at = chance.randrange(len(pool) - 4)
    run = pool[at : at + chance.randint(2, 4)]
    if language in UNSPACED:
        return "".join(run)
    words = " ".join(run).split(" ")
    replaceable = [at for at, word in enumerate(words) if _is_long(word)]
    if replaceable:
        at = chance.choice(replaceable)
        word, other = words[at], chance.choice(_long_words(language))
        words[at] = word[: len(word) // 2] + other[len(other) // 2 :].lower()
    return " ".join(words)


# How each generator wants them -------------------------------------------------------------------------------------------


def _body(one: Article, head: Callable[[str], str], paragraph: Callable[[str], str]) -> str:
    parts = []
    for at, text in enumerate(one.paragraphs):
        if at in one.heads:
            parts.append(head(one.heads[at]))
        parts.append(paragraph(text))
    return "\n\n".join(parts) + "\n"


def markdown(one: Article) -> str:
    """The text as Markdown."""
    return _body(one, lambda text: f"## {text}", str)


def plain(one: Article) -> str:
    """The text as plain text: a crosshead is a short line."""
    return _body(one, str, str)


def html(one: Article) -> str:
    """The text as HTML."""
    return _body(one, lambda text: f"<h2>{escape(text)}</h2>", lambda text: f"<p>{escape(text, quote=False)}</p>")


def write_file(path: Path, text: str) -> None:
    """Writes ``text``, unless the file has it already: then its times stay, as after an edit of others."""
    if not path.exists() or path.read_bytes() != text.encode():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def write_raw(site: Path, articles: Sequence[Article]) -> None:
    """Files of which nothing is declared: a date before the first words, and no headline unless it is Markdown."""
    for one in articles:
        text = (
            f"# {one.title}\n\n{one.day}\n\n{markdown(one)}"
            if one.is_markdown
            else f" date {one.day:%Y-%m} {plain(one)}"
        )
        write_file(site / "seeds" / one.file, text)


COLUMNS: Mapping[str, Callable[[Article], str]] = {
    "File": lambda one: one.file,
    "Title": lambda one: one.title,
    "Date": lambda one: str(one.day),
    "Topics": lambda one: "; ".join(one.topics),
    "Source": lambda one: one.source,
    "Language": lambda one: one.language,
    "Author": lambda one: one.author,
    "Summary": lambda one: one.summary,
    "People": lambda one: "; ".join(one.people),
    "Places": lambda one: "; ".join(one.places),
    "Organisations": lambda one: "; ".join(one.organisations),
    "Keyphrases": lambda one: "; ".join(one.keyphrases),
}
USUAL = ("File", "Title", "Date", "Topics", "Source", "Language")  # what an editor declares


def write_declared(site: Path, articles: Sequence[Article], columns: Sequence[str]) -> None:
    """Texts, and an INDEX.md with these ``columns``."""
    rows = [f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns)]
    for one in articles:
        write_file(site / "seeds" / one.file, markdown(one) if one.is_markdown else plain(one))
        rows.append(f"| {' | '.join(COLUMNS[name](one) for name in columns)} |")
    write_file(site / "seeds" / "INDEX.md", "\n".join(rows) + "\n")


def lists(articles: Sequence[Article]) -> dict[str, dict[str, list[str]]]:
    """By article and kind, the lists of digest that it is in: of its terms, its periods, and the parts of long lists."""
    found: dict[str, dict[str, list[str]]] = {}
    terms = {one.name: [*one.topics, one.source, one.language, *one.places] for one in articles}
    full: Counter[str] = Counter()
    for one in articles:
        full.update(terms[one.name])
        full.update(f"{term} {one.day:%Y}" for term in terms[one.name])
    for one in articles:
        years = [f"{term} {one.day:%Y}" for term in terms[one.name] if full[term] > UNDIVIDED]
        months = [f"{year[:-4]}{one.day:%Y-%m}" for year in years if full[year] > UNDIVIDED]
        found[one.name] = {
            "topics": list(one.topics), "sources": [one.source], "tongues": [one.language], "places": list(one.places),
            "dates": [f"{one.day:%Y}", f"{one.day:%Y-%m}", f"{one.day:%Y-%m-%d}"], "parts": [*years, *months],
        }  # fmt: skip
    return found


def write_hugo(site: Path, articles: Sequence[Article], *, as_html: bool) -> None:
    """Hugo's content: front matter in YAML, and Markdown or HTML."""
    groups = lists(articles)
    for one in articles:
        front = {"title": one.title, "date": str(one.day), "description": one.summary, "author": one.author}
        front |= {"people": one.people, "organisations": one.organisations, **groups[one.name]}
        text = f"{front_matter(front)}\n{html(one) if as_html else markdown(one)}"
        write_file(site / "content" / "articles" / f"{one.name}.{'html' if as_html else 'md'}", text)


def front_matter(values: Mapping[str, object]) -> str:
    """Front matter in YAML, of which the values are JSON."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()]
    return f"---\n{''.join(lines)}---\n"


def write_pelican(site: Path, articles: Sequence[Article]) -> None:
    """Pelican's content: Markdown with its own headers; a category is the first topic, tags are source and places."""
    for one in articles:
        head = f"Title: {one.title}\nSlug: {one.name}\nDate: {one.day}\nAuthor: {one.author}\nSummary: {one.summary}\n"
        head += f"Category: {one.topics[0]}\nTags: {', '.join([one.source, *one.places])}\n"
        write_file(site / "content" / f"{one.name}.md", f"{head}\n{markdown(one)}")


def write_zensical(site: Path, articles: Sequence[Article]) -> None:
    """zensical's content: Markdown with YAML, and a front page with links to the newest articles."""
    for one in articles:
        front = {"title": one.title, "date": str(one.day), "description": one.summary}
        front |= {"tags": [*one.topics, one.source, *one.places]}
        write_file(site / "docs" / "articles" / f"{one.name}.md", f"{front_matter(front)}\n{markdown(one)}")
    newest = sorted(articles, key=lambda one: one.day, reverse=True)[:31]
    links = "".join(f"- [{one.title}](articles/{one.name}.md) {one.day}\n" for one in newest)
    write_file(site / "docs" / "index.md", f"# Front page\n\n{links}")
