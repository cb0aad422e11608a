"""Names of papers, and the running head of a page of one: its name beside the date, the weekday and the page, however divided.

``THE ESTUARY HERALD Tuesday, May 14, 2024 7``, ``Gazzetta della Valle - martedì 7 novembre 2023 - pag. 21``.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.dates import YEAR, Date
from digest.infer.beside_dates import says_nothing
from digest.infer.written_dates import dates_within

_MOST_WORDS, _LONGEST = 5, 40  # of a paper's name
_LONGEST_HEAD = 100  # characters of a running head
_SIGNS = re.compile(r"[|｜•·–—,;:()]+|\s-\s")
_PAGE = re.compile(r"\b(?:page|seite|página|pagina|pág|pag|side|sida|strona|str|p|s)\b\.?\s*\d*", re.IGNORECASE)
_BEGINNINGS = frozenset("le la les l l' the el los las il lo gli der die das de het o os as i".split())
# Words that newspapers call themselves by, in the languages of the interface and a few more.
_WORDS = frozenset(
    "times post herald gazette tribune journal news chronicle ledger mirror telegraph guardian observer mail express courier "
    "echo press standard independent examiner bulletin review dispatch sentinel register advertiser argus "
    "monde figaro libération parisien croix échos dépêche provence voix presse nouvelles courrier gazette humanité progrès "
    "télégramme dauphiné républicain éclair indépendant liberté temps quotidien hebdo "
    "zeitung tagblatt tageblatt anzeiger kurier rundschau nachrichten spiegel allgemeine abendblatt morgenpost bote merkur welt "
    "país mundo vanguardia diario periódico razón heraldo voz correo noticias prensa semanario "
    "corriere repubblica stampa gazzetta messaggero giornale sole secolo mattino gazzettino eco unità resto "
    "público folha estado globo jornal correio diário notícias expresso tribuna gazeta "
    "volkskrant telegraaf dagblad courant krant nieuwsblad morgen tijd trouw parool standaard "
    "dagbladet bladet posten tidning tidningen nyheter avis aftenposten sanomat lehti gazeta dziennik kurier głos noviny deník "
    "известия газета правда новости ведомости вестник коммерсант время".split()
)


class Masthead(Struct, frozen=True):
    """What a running head says: the name of the paper and its day."""

    paper: str
    date: Date


def masthead(line: str, language: str) -> Masthead | None:
    """What the running head ``line`` says; None where it has anything else in it than a paper's name, a date and a page."""
    if len(line) > _LONGEST_HEAD or not YEAR.search(line):
        return None
    found = dates_within(line, language)
    if len(found) != 1:
        return None
    date, start, end = found[0]
    rest = _PAGE.sub(" ", _SIGNS.sub(" ", f"{line[:start]} {line[end:]}"))
    name = " ".join(word for word in rest.split() if not word.isdecimal() and not says_nothing(word, language))
    return Masthead(name, date) if is_name(name) and is_paper(name) else None


def is_name(piece: str) -> bool:
    """Whether ``piece`` may be the name of a paper: a few words, the first and the last with a capital, no figures."""
    words = piece.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and len(piece) <= _LONGEST
        and not any(map(str.isdecimal, piece))
        and not piece[0].islower()
        and words[-1][0].isupper()
    )


def is_paper(name: str) -> bool:
    """Whether ``name`` has a word of newspapers, or an article in front as they have: no place, no author."""
    words = [word for word in re.split(r"[\s’'-]+", name.casefold()) if word]
    return not _WORDS.isdisjoint(words) or (len(words) > 1 and words[0] in _BEGINNINGS)
