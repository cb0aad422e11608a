"""Where texts and bytes from outside enter the program, and what must hold for all of them: for ``test_fuzz.py``, which makes
them up, and for ``tools/fuzz.py``, which lets itself be led by what they reach.

Each entry takes bytes and raises an AssertionError where a promise does not hold. Any other exception that comes out of it is one
that nobody has documented, and a finding as well.

Rejected: promises that cost more than reading the text itself; those have tests of their own.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from itertools import islice
from pathlib import Path

from msgspec import Struct

from digest import config, dates, manifest, readers, yaml
from digest.build.previous import BuildRecord
from digest.build.reading import parse_article
from digest.build.state import BuildState, CachedArticle
from digest.codec import Damaged, encode, seal, unseal
from digest.codec import decode as decode_record
from digest.dates import Date
from digest.dates.in_language import parse_in
from digest.errors import ConfigError, Position, Problem
from digest.manifest import ListedFile
from digest.manifest.add import CannotAdd, NewArticle, add
from digest.manifest.fill import fill
from digest.manifest.format import format_manifest
from digest.manifest.text import comparable_items, comparable_settings
from digest.model import Article, Entry, Rules
from digest.publish import listing
from digest.readers.encoding import clean, decode
from digest.readers.html_writer import sanitise
from digest.readers.metadata_block import find_metadata
from digest.readers.remarks import without_remarks
from digest.readers.text import resolve_markup
from digest.sources.folder import SourceFolder
from digest.vocabulary import fields as article_fields

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
LANGUAGES = ("en", "fr", "de", "ru", "ar", "ja", "zh", "ko", "vi", "hu", "th", "und")
NEW = ("new.txt", "2024/a b.txt", "x (1).md", "Qui a gagné ?.txt")
_MOST = 200  # real files of a kind that are begun with


@dataclass(frozen=True, slots=True)
class FuzzTarget:
    """``feed`` takes what comes from outside, and a folder of its own. ``amount`` is how many are made up in all."""

    name: str
    feed: Callable[[bytes, Path], None]
    real: Callable[[], Iterable[bytes]]
    amount: int


def text_of(data: bytes) -> str:
    """``data`` as the text of a file. No file holds half of a surrogate pair."""
    return data.decode("utf-8", "replace")


# What holds of problems, records and articles


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_placed(where: Position | None, file: str, lines: list[str]) -> None:
    assert where is not None
    assert where.file == file, where
    if where.line is not None:
        assert 1 <= where.line <= len(lines), (where, len(lines))
        if where.column is not None:
            assert 1 <= where.column <= len(lines[where.line - 1]) + 2, (where, lines[where.line - 1])


def _check_problems(problems: Iterable[Problem], file: str, lines: list[str]) -> None:
    """Each problem has a message and a place, in one line that is safe to print."""
    for problem in problems:
        _is_placed(problem.where, file, lines)
        message = str(problem)
        assert "\n" not in message
        assert problem.message.strip(), problem
        message.encode("utf-8")


def _says_why(error: ValueError) -> None:
    assert str(error).strip()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))


def letters(text: str) -> str:
    """The letters and figures of ``text``."""
    return "".join(filter(str.isalnum, text))


def letters_of(html: str) -> str:
    """Those that a reader of ``html`` sees."""
    out, at = [], 0
    while (start := html.find("<", at)) >= 0:
        out.append(html[at:start])
        at = html.find(">", start) + 1
    out.append(html[at:])
    return letters(unescape("".join(out)))


# The entries


def _manifest(data: bytes, _folder: Path) -> None:
    text = text_of(data)
    found = manifest.parse(text, "INDEX.md")
    lines = _lines(text.removeprefix("\ufeff"))
    _check_problems(found.problems, "INDEX.md", lines)
    for item in found.items:
        _is_placed(item.where, "INDEX.md", lines)
        assert item.target, item
        declared = {**item.inherited, **(item.fields if isinstance(item, ListedFile) else {})}
        for value in declared.values():
            _is_placed(value.where, "INDEX.md", lines)
    title = found.title[0] if found.title else "T"
    items = [item[1:3] for item in comparable_items(found)]
    rows = [
        (file, {name: one_line for name, text in fields.items() if (one_line := _in_one_line(text))})
        for file, fields in items
    ]
    again = manifest.parse(format_manifest(title, rows, "en"), "INDEX.md")
    assert [item[1:] for item in comparable_items(again)] == [(*row, {}) for row in rows]
    assert comparable_settings(again) == (title, [], [])


def _in_one_line(text: article_fields.Text) -> str:
    return " ".join((text if isinstance(text, str) else ", ".join(text)).split())


def _index(data: bytes, _folder: Path) -> None:
    """What ``digest index`` writes is read as what was meant, and nothing of what stood there goes."""
    text = text_of(data)
    before = manifest.parse(text, "INDEX.md")
    fields = {"date": "2025-02-13", "topics": "Work; Sea", "summary": "A | b"}
    filled, _ = fill(text, "INDEX.md", {item.where: fields for item in before.items}, "en")
    _stays(text, filled)
    fields["title"] = (
        " ".join(text.split())[-60:] or "T"
    )  # takes the place of a link's words where those are the file's name
    filled, done = fill(text, "INDEX.md", {item.where: fields for item in before.items}, "en")
    after = manifest.parse(filled, "INDEX.md")
    assert [item[:2] for item in comparable_items(after)] == [item[:2] for item in comparable_items(before)]
    for item, old in zip(after.items, before.items, strict=True):
        if isinstance(item, ListedFile) and isinstance(old, ListedFile):
            wanted = {name: fields[name] for where, name in done if where == old.where and name not in old.fields}
            assert {name: declared.text for name, declared in item.fields.items()} == {
                **{name: declared.text for name, declared in old.fields.items()},
                **wanted,
            }
    new = NewArticle(
        target=NEW[len(data) % len(NEW)], fields={"date": "2025-02-13", "slug": "new", "added": "2025-03-01"}
    )
    try:
        added, _ = add(filled, "INDEX.md", [new], "fr")
    except CannotAdd:
        return
    _stays(filled, added)
    listed = comparable_items(manifest.parse(added, "INDEX.md"))
    assert len(listed) == len(comparable_items(after)) + 1
    assert new.target in [target for _, target, _, _ in listed]


def _stays(before: str, after: str) -> None:
    """``after`` holds all characters of ``before`` in the same order, except blanks and dashes that align cells."""
    left = iter(after)
    assert all(sign in left for sign in before if not sign.isspace() and sign != "-"), (before, after)


def _article(suffix: str) -> Callable[[bytes, Path], None]:
    file = f"a{suffix}"

    def feed(data: bytes, folder: Path) -> None:
        document = readers.parse(data, file)
        entry = Entry(file=file, position=0)
        read = parse_article(SourceFolder(folder), entry, data, Rules())
        if isinstance(document, Problem):
            assert read.article is None
            assert document.article == file
            found = decoded(data, suffix)
            _check_problems([document], file, _lines(found if isinstance(found, str) else ""))
            return
        assert read.article is not None
        _check_problems(read.problems, file, _lines(str(decoded(data, suffix))))
        _is_article(read.article)
        again = parse_article(SourceFolder(folder), entry, data, Rules())
        assert (again.article, again.problems) == (read.article, read.problems), "not the same a second time"
        if (
            suffix == ".txt"
            and document.reader == "text"
            and not document.declared
            and find_metadata(decoded(data, suffix), "a") is None
        ):
            # Private remarks are not shown, and “&amp;” is read as the character it means.
            shown = resolve_markup(without_remarks(str(decoded(data, suffix)))[0])
            assert letters_of(document.html) == letters(shown), "letters are lost"
        if suffix != ".txt":
            assert letters_of(sanitise(document.html)[0]) == letters_of(document.html), "it is not safe as it stands"
        assert decode_record(encode(read.article), Article) == read.article

    return feed


def decoded(data: bytes, suffix: str) -> str:
    """The text of the file ``data`` as its reader has it."""
    from digest.readers.front_matter import declared_encoding
    from digest.readers.html import marked_encoding

    declared = declared_encoding(data)
    found = decode(data, "a", declared, marked=marked_encoding(data) if suffix == ".html" else None)
    return "" if isinstance(found, Problem) else found.text


def _is_article(article: Article) -> None:
    assert article.label.strip()
    assert article.language
    assert article.words >= 0
    assert len(article.excerpt) <= 1001
    assert "<script" not in article.html.lower()
    for name, made in article.provenance.items():
        assert 0 <= made.certainty <= 1, (name, made)
        assert getattr(article, name) is not None, name
    for text in _strings(article):
        text.encode("utf-8")  # half of a pair of surrogates can be written nowhere
        assert "\0" not in text
    if article.date:
        assert dates.parse(str(article.date)) == article.date


def _decoding(data: bytes, _folder: Path) -> None:
    name, _, rest = data.partition(b"\n")
    for declared in (None, name.decode("latin-1")):
        found = decode(rest, "a.txt", declared)
        if isinstance(found, Problem):
            assert found.article == "a.txt"
            continue
        _check_problems(found.problems, "a.txt", _lines(found.text))
        assert clean(found.text) == found.text, "it is not clean"
        assert "\r" not in found.text
        assert "\0" not in found.text
        b"".decode(found.encoding)
        found.text.encode("utf-8")


def _config(data: bytes, folder: Path) -> None:
    path = folder / "digest.yml"
    path.write_bytes(data)
    lines = _lines(data.decode("utf-8-sig", "replace"))
    try:
        found, problems = config.read_file(path, "digest.yml")
    except ConfigError as error:
        _check_problems(error.problems, "digest.yml", lines)
        return
    _check_problems(problems, "digest.yml", lines)
    for setting in found.values():
        _is_placed(setting.where, "digest.yml", lines)
    settled = config.resolve(found, title="", language="en")
    assert settled == config.resolve(found, title="", language="en")
    if settled.base_url:
        assert config.base_url(settled.base_url) == settled.base_url
    assert 0 <= settled.excerpt <= config.LONGEST_EXCERPT


def _names(data: bytes, folder: Path) -> None:
    path = folder / config.NAMES_FILE
    path.write_bytes(data)
    lines = _lines(data.decode("utf-8-sig", "replace"))
    try:
        found, problems = config.read_names(path)
    except ConfigError as error:
        _check_problems(error.problems, config.NAMES_FILE, lines)
        return
    _check_problems(problems, config.NAMES_FILE, lines)
    for text in _strings(found):
        assert text == " ".join(text.split())
    article = parse_article(
        SourceFolder(folder), Entry(file="a.txt", position=0), _SENTENCE, Rules(names=found)
    ).article
    assert article is not None
    _is_article(article)


_SENTENCE = "Anna Smith met Volodymyr Zelensky of the United Nations in Kyiv, and said: “Café”.\n".encode()


def _yaml(data: bytes, _folder: Path) -> None:
    text = text_of(data)
    try:
        root = yaml.parse(text, "a", 1)
    except yaml.YamlError as error:
        _says_why(error)
    else:
        _are_placed(islice(_nodes(root), 1000), text)
    block = find_metadata(text, "a")
    if block is not None and not block.unread:
        assert text.endswith(block.body)
        assert text.count("\n", 0, len(text) - len(block.body)) + 1 == block.first_line
        _are_placed(islice((inner for _, node in block.pairs for inner in _nodes(node)), 1000), text)


def _are_placed(nodes: Iterable[yaml.Node], text: str) -> None:
    for node in nodes:
        assert node.where.line is not None
        assert 1 <= node.where.line <= 1 + sum(map(text.count, "\n\r\x85\u2028\u2029"))
        assert sum(one is not None for one in (node.text, node.items, node.pairs)) == 1


def _nodes(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if node is not None:
        yield node
        for inner in (*(node.items or ()), *(value for _, value in node.pairs or ())):
            yield from _nodes(inner)


def _dates(data: bytes, _folder: Path) -> None:
    for line in islice(text_of(data).split("\n"), 20):
        found: list[Date | None] = [dates.parse_written(line), *(parse_in(line, language) for language in LANGUAGES)]
        try:
            found.append(dates.parse(line))
        except ValueError as error:
            _says_why(error)
        for one in filter(None, found):
            assert dates.parse(str(one)) == one
            assert dates.parse_written(str(one)) == one
            if one.day:
                date(one.year, one.month or 0, one.day)


def _fields(data: bytes, _folder: Path) -> None:
    text = text_of(data)
    first, _, rest = text.partition("\n")
    article_fields.nearest(first[:60])
    assert article_fields.field_named(first) in {None, *article_fields.FIELDS}
    for name in article_fields.FIELDS:
        for value in (text, tuple(rest.split("\n"))):
            try:
                read = article_fields.read(name, value)
            except ValueError as error:
                _says_why(error)
                continue
            assert read == article_fields.read(name, value)
    split = article_fields.split(text)
    assert article_fields.split(split) == split


def _cache(data: bytes, folder: Path) -> None:
    """Bytes from anywhere: damaged, or plain records of their type, even where their checksum is right."""
    for sealed in (data, seal(data)):
        for kind in (Article, BuildRecord, BuildState, CachedArticle):
            try:
                found = decode_record(unseal(sealed), kind)
            except Damaged:
                continue
            assert isinstance(found, kind)


_PLAIN = (str, bytes, bytearray, int, float, bool, complex, type(None))


def _are_records(value: object) -> None:
    waiting, visited = [value], set()
    while waiting:
        one = waiting.pop()
        if id(one) in visited or isinstance(one, _PLAIN) or one is dates.period:  # the one function that makes a record
            continue
        visited.add(id(one))
        if isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (tuple, list, set, frozenset)):
            waiting += one
        kind = one if isinstance(one, type) else type(one)
        assert kind.__module__ in ("builtins", "types") or kind.__module__.startswith("digest."), kind
        if isinstance(one, Struct):
            waiting += [getattr(one, name) for name in one.__struct_fields__]


def _listing(data: bytes, folder: Path) -> None:
    try:
        found = listing.parse(data)
    except ValueError as error:
        _says_why(error)
        return
    assert listing.parse(found.to_bytes()) == found
    for address in found.known:
        path = folder / address
        assert os.path.normpath(path) == str(path), address
        assert folder in path.parents
        os.fsencode(address)


# What is begun with: real files


def _below(*patterns: str) -> list[bytes]:
    found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    return [path.read_bytes() for path in found]


def _some_of_shared(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in islice(sorted(SHARED.glob(pattern)), _MOST)]


def _payloads(*parts: str) -> list[bytes]:
    found = []
    for path in sorted(path for part in parts for path in SHARED.glob(f"hostile/{part}/*.json")):
        for item in json.loads(path.read_text("utf-8"))["items"]:
            text = item.get("payload", item.get("markdown")) if isinstance(item, dict) else None
            if isinstance(text, str):
                found.append(text.encode("utf-8", "surrogatepass"))
    return found[:: max(1, len(found) // _MOST)]


@cache
def manifests() -> list[bytes]:
    """Manifests as people write them."""
    return _below("seeds/INDEX.md", "tests/golden/manifests/*/INDEX.md", "tests/golden/sites/*/seeds/INDEX.md")


@cache
def _articles(suffix: str) -> list[bytes]:
    basic = _below(
        f"tests/golden/readers/*/*{suffix}", f"tests/golden/sites/*/seeds/*{suffix}", f"seeds/**/*{suffix}",
        f"tests/golden/readers/*/input*{suffix}",
    )  # fmt: skip
    shared = _some_of_shared("corpus/articles/*.txt") if suffix == ".txt" else _payloads("xss", "markdown")
    return [one[:6000] for one in (*basic, *shared)]


@cache
def _settings() -> list[bytes]:
    found = _below("tests/golden/sites/*/digest.yml", "tests/golden/sites/*/names.yml")
    return [*found, *SETTINGS]


@cache
def _packed() -> list[bytes]:
    article = parse_article(SourceFolder(Path("nowhere")), Entry(file="a.txt", position=0), _SENTENCE, Rules()).article
    values = (article, [1, "é", b"x", None, 2.5, {"a": (1, 2)}], (Date(2024, 5, 6), Position(file="a", line=1)), "text")
    return [*map(encode, values), pickle.dumps(print), pickle.dumps(os.system)]


SETTINGS = (
    b"title: T\nlanguage: fr\nbase_url: https://example.org/a/\nunlisted: include\nexcerpt: 300\nnoindex: yes\nfeeds: no\n",
    b"rights:\n  default: excerpt\n  sources:\n    The Quay: headline\ntheme: {accent: '#a3231f', font: sans, density: compact}\n",
    b"topics:\n  Work:\n    any: [strike, union*]\n    all: [x]\n    none: y\n    aliases: [Labour]\n    labels: {fr: Travail}\n"
    b"    parent: Economy\nsearch: {shortcut: no}\ncsp: x\n",
    b"people:\n  Volodymyr Zelensky: [Zelenskyy]\norganisations: {OTAN: [NATO]}\nplaces: [Kyiv]\nignore: [Telegram]\n",
    b"---\ntitle: \"A\\u0301\"\ndate: 2024-05-06\ntopics: [a, b]\nx: &a [*a]\ny: !!python/object:os.system z\n<<: {a: b}\n---\nText\n",
)  # fmt: skip
LISTINGS = (
    b'{"version": 1, "files": {\n"a.html": ["00", 1],\n"b/c.html": ["ff", 20]\n}}\n',
    b'{"version": 1, "files": {"a": ["0", 1]}, "former": {"a": ["1", 2], "../b": ["2", 3], "\\ud800": ["x", 1e3]}}',
    b'{"version": 2, "files": {}}', b"[[[[", b'{"version": true, "files": {"C:/a": ["0", true]}}',
)  # fmt: skip
DATES = (
    b"2025-02-13\n13 f\xc3\xa9vrier 2025\nFeb. 6, 2026\n13/02/2025\n2025. 2. 13.\n",
    "2025年2月13日（木）\n13 лютого 2025 року\n٦ مايو ٢٠٢٤\nngày 13 tháng 2 năm 2025\n2024년 5월 6일\n二〇二四年五月六日".encode(),
)
DECLARED = (
    b"War; peace\nThe Quay, 6 May 2024", b"date\n2025-02-13", b"Langue\nfr-CA", b"url\nhttps://[::1", b"rights\nheadline",
    b"aliases\n/a.html; b", b"draft\nyes", b"weight\n-3", "場所\nParis、Київ".encode(),
)  # fmt: skip

TARGETS = {
    entry.name: entry
    for entry in (
        FuzzTarget("manifest", _manifest, manifests, 250),
        FuzzTarget("index", _index, manifests, 200),
        FuzzTarget("txt", _article(".txt"), lambda: _articles(".txt"), 250),
        FuzzTarget("md", _article(".md"), lambda: _articles(".md"), 250),
        FuzzTarget("html", _article(".html"), lambda: _articles(".html"), 250),
        FuzzTarget("decoding", _decoding, lambda: [b"cp1252\n" + one for one in _articles(".txt")], 500),
        FuzzTarget("config", _config, _settings, 500),
        FuzzTarget("names", _names, _settings, 200),
        FuzzTarget("yaml", _yaml, _settings, 500),
        FuzzTarget("dates", _dates, lambda: DATES, 300),
        FuzzTarget("fields", _fields, lambda: DECLARED, 300),
        FuzzTarget("cache", _cache, _packed, 1000),
        FuzzTarget("listing", _listing, lambda: LISTINGS, 500),
    )
}
