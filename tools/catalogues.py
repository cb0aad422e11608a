"""Compares the catalogues in digest/locale/ with the messages of digest/ and templates/, and puts them in order.

``python tools/catalogues.py`` says which messages lack a translation, which are not in use any more, and where
placeholders differ; it ends with 1 if there are any. With ``--write`` missing ones are added, empty, to be translated by hand;
unused ones are removed; all are in the order in which they are found, under their files.
``--write LANG`` begins a catalogue.
"""

import gettext
import re
import sys
from collections import Counter
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize, read_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "digest" / "locale"
PLURALS = {  # where Babel's differ from CLDR's own
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    "pt": "nplurals=2; plural=(n > 1)",
}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
Id = str | tuple[str, str]
HEADER = """\
# {name} words of the interface. tools/catalogues.py adds what is missing.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural};\\n"
"""


def messages(root: Path = ROOT) -> dict[Id, list[str]]:
    """Every message of the program and the templates, in order, with the files that use it. One with a plural is a pair."""
    found: dict[Id, list[str]] = {}
    sources = [(path, "python") for path in (root / "digest").rglob("*.py")]
    sources += [(path, "jinja2.ext:babel_extract") for path in (root / "templates").glob("*.html")]
    for path, method in sorted(sources):
        with path.open("rb") as source:
            for _, texts, _, _ in extract(method, source, keywords=KEYWORDS, options={"silent": "false"}):
                message = texts if isinstance(texts, str) else (texts[0], texts[1])
                places = found.setdefault(message, [])
                if (name := path.relative_to(root).as_posix()) not in places:
                    places.append(name)
    return found


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/digest.po"))


def read(language: str) -> Catalog:
    """The catalogue of ``language``; an empty one if it has none."""
    path = LOCALES / language / "LC_MESSAGES" / "digest.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def placeholders(text: str) -> set[str]:
    """The ``%(name)s`` of a message, and its per cent signs."""
    return set(re.findall(r"%(?:\(\w+\)s|%|.?)", text))


def faults(language: str, known: dict[Id, list[str]]) -> list[str]:
    """The problems of a catalogue, as sentences."""
    catalogue = read(language)
    written = {message.id: message for message in catalogue if message.id}
    wrong = [f"“{text}” is not translated" for text in known if not _strings(written.get(text))]
    wrong += [f"“{text}” is not in use any more" for text in written if text not in known]
    for text, message in written.items():
        strings, asked = _strings(message), text if isinstance(text, str) else text[1]
        if isinstance(text, tuple) and strings and len(strings) != catalogue.num_plurals:
            wrong.append(f"“{asked}” has {len(strings)} forms, not {catalogue.num_plurals}")
        for form, string in enumerate(strings):
            given = placeholders(string)
            if isinstance(text, tuple) and form in _of_one_number(catalogue):
                given.add("%(num)s")  # “no articles”, “one article”, “two articles” need no figure
            if given != placeholders(asked):
                wrong.append(f"“{string}” has not the placeholders of “{asked}”")
    return wrong


def _of_one_number(catalogue: Catalog) -> set[int]:
    """The plural forms that stand for one number only."""
    which = Counter(map(gettext.c2py(catalogue.plural_expr), range(1000)))
    return {form for form, count in which.items() if count == 1}


def _strings(message: Message | None) -> list[str]:
    """The translations of a message; none where one of its forms is empty."""
    string = message.string if message else None
    strings = [string] if isinstance(string, str) else list(string or ())
    return strings if all(strings) else []


def write(language: str, known: dict[Id, list[str]]) -> None:
    """The updated catalogue: every message, with its translation if it had one."""
    catalogue = read(language)
    plural = PLURALS.get(language) or str(get_plural(language)).rstrip(";")
    forms = int(plural.partition("nplurals=")[2].partition(";")[0])
    name = Locale(language).get_display_name("en") or language
    parts = [HEADER.format(name=name, language=language, plural=plural)]
    before: list[str] = []
    for text, places in known.items():
        strings = _strings(catalogue.get(text))
        lines = [f"#: {' '.join(places)}"] if places != before else []
        before = places
        if isinstance(text, str):
            lines += [f"msgid {normalize(text, width=0)}", f"msgstr {normalize(''.join(strings), width=0)}"]
        else:
            lines += [f"msgid {normalize(text[0], width=0)}", f"msgid_plural {normalize(text[1], width=0)}"]
            padded = [*strings, *[""] * forms][:forms]
            lines += [f"msgstr[{number}] {normalize(form, width=0)}" for number, form in enumerate(padded)]
        parts.append("\n".join(lines) + "\n")
    path = LOCALES / language / "LC_MESSAGES" / "digest.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), "utf-8")


def main(arguments: list[str]) -> int:
    """What the module's docstring says; the exit code."""
    known = messages()
    wanted = [word for word in arguments if word != "--write"]
    if "--write" in arguments:
        for language in sorted({*languages(), *wanted}):
            write(language, known)
    found = [f"{language}: {fault}" for language in languages() for fault in faults(language, known)]
    print("\n".join(found) or f"{len(known)} messages, complete in {', '.join(languages())}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
