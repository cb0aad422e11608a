"""Takes out what the pages of a PDF or a scan leave between the lines of a text: page numbers and recurring running heads.

* “Page 7”, “Seite 7 von 12”, “- 7 -” alone on a line always go. “7/12” and a bare figure go only where the lines around show that
  they number pages: they interrupt a sentence, or count up through the text to its last line, or stand beside a running head.
* A line that comes again (with another page number, say) is a running head or foot if it says a page, or if its repetitions
  stand beside page numbers or interrupt sentences. The first one stays where it is among the first lines of the text: it may
  be the headline, or say the date and the source.
* What a page's end interrupted is joined again: the blank lines go where a sentence goes on below.

Refrains, speakers in a transcript and numbered parts stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import pairwise

from digest.readers import scripts
from digest.readers.hyphenation import HYPHENS

_PAGE = (
    r"pages?|pp?\.|pg\.?|seiten?|s\.|página|pagina|páginas|pág\.|pag\.|blz\.?|bladzijde|sida|sidan|side|sivu|strona|str\.|strana|"
    r"stránka|stranica|oldal|pagină|sayfa|страница|стр\.?|сторінка|стор\.|с\.|σελίδα|σελ\.|صفحة|صفحه|trang|halaman|hal\."
)
_OF = r"/|of|sur|de|von|di|van|av|af|z|ze|ze\s|из|з|od|din|από|من|\|"
_NUMBERED = re.compile(
    rf"[\W_]*(?:{_PAGE})\s*(?:n°|no\.?|nr\.?|№)?\s*(\d{{1,4}})(?:\s*(?:{_OF})\s*\d{{1,4}})?[\W_]*"
    r"|[\W_]*第?\s?(\d{1,4})\s?(?:页|頁|ページ|쪽|페이지)(?:\s?[/／共]\s?(?:共\s?)?\d{1,4}\s?(?:页|頁|ページ|쪽)?)?[\W_]*"
    r"|\s*[-–—~•·*|]{1,2}\s*(\d{1,4})\s*[-–—~•·*|]{1,2}\s*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\s*(\d{1,4})(?:\s?/\s?\d{1,4})?\s*")
_SAYS_PAGE = re.compile(rf"(?<!\w)(?:{_PAGE})\s*\d{{1,4}}(?!\w)", re.IGNORECASE)
_NUMBER_AT_EDGE = re.compile(r"\d{1,4}\s+\S|.*\S\s+\d{1,4}$")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_LONGEST_HEAD = 110  # columns
_SHORTEST_HEAD, _SHORTEST_BESIDE_NUMBER = 12, 4  # letters
_SHORTEST_PAGE = 3  # lines
_LINE = 30  # columns: shorter ones are no running text
_MOST_LINES = 3  # of a running head
_PAGES_APART = 2  # where only left-hand pages have the head
_TOP = 4  # lines with words among which the first running head may be the headline


def without_running_heads(lines: list[str]) -> list[str]:
    """``lines`` without page numbers and without running heads that recur; ``lines`` itself where there is nothing of them."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    texts = [_SPACES.sub(" ", lines[number].strip()) for number in filled]
    if len(filled) < 3 or (len(set(texts)) == len(texts) and not any(map(_has_figure, texts))):
        return lines
    pages = {
        place: int(next(filter(None, found.groups())))
        for place, text in enumerate(texts)
        if len(text) <= _LONGEST_HEAD and (found := _NUMBERED.fullmatch(text))
    }
    figures = {place: int(found[1]) for place, text in enumerate(texts) if (found := _FIGURE.fullmatch(text))}
    gone = {*pages, *_of_one_total(texts, figures), *_counted(pages | figures, len(texts))}
    heads = _running_heads(texts, gone, figures)
    beside = gone | heads
    gone |= heads
    gone |= {place for place in figures if place - 1 in beside or place + 1 in beside or _interrupts(texts, place)}
    return _without(lines, filled, texts, gone) if gone and len(gone) < len(texts) else lines


def _has_figure(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and any(map(str.isdecimal, text))


def _running_heads(texts: Sequence[str], numbers: set[int], figures: dict[int, int]) -> set[int]:
    """The places of recurring lines that the tops or the bottoms of pages are."""
    places: dict[str, list[int]] = defaultdict(list)
    beside_numbers = {beside for place in (*numbers, *figures) for beside in (place - 1, place + 1)}
    for place, text in enumerate(texts):
        if place in numbers or place in figures or len(text) > _LONGEST_HEAD:
            continue
        numbered = _SAYS_PAGE.search(text) or _NUMBER_AT_EDGE.match(text)
        key = (_DIGITS.sub("#", text) if numbered else text).casefold()
        least = _SHORTEST_BESIDE_NUMBER if place in beside_numbers else _SHORTEST_HEAD
        if sum(map(str.isalpha, key)) >= least:
            places[key].append(place)
    recurring = {
        key: several
        for key, several in places.items()
        if len(several) > 1 and all(after - before >= _SHORTEST_PAGE for before, after in pairwise(several))
    }
    at_edges = _at_edges(texts, numbers, {place for several in recurring.values() for place in several})
    found: set[int] = set()
    for key, several in recurring.items():
        near = len(at_edges.intersection(several))
        again = several[1:] if several[0] < _TOP and several[0] not in at_edges else several
        if _counts_pages(texts, several, figures if near else {}) or (
            2 * near >= len(again) and not scripts.ends_sentence(key)
        ):
            found.update(again)
    return found


def _counts_pages(texts: Sequence[str], heads: Sequence[int], figures: dict[int, int]) -> bool:
    """Whether the recurring lines at ``heads`` say pages that follow each other, in them or alone on a line beside them."""
    pages: list[int] = []
    for place in heads:
        said = _SAYS_PAGE.search(texts[place])
        if said:
            pages += map(int, _DIGITS.findall(said[0])[:1])
        else:
            pages += [figures[beside] for beside in (place - 1, place + 1) if beside in figures][:1]
    return len(pages) == len(heads) and all(0 < after - before <= _PAGES_APART for before, after in pairwise(pages))


def _at_edges(texts: Sequence[str], numbers: Set[int], recurring: Set[int]) -> set[int]:
    """Which of the ``recurring`` lines are between pages: beside a page number, or in the middle of a sentence.

    What recurs in many lines one below the other is a text that stands there twice.
    """
    found: set[int] = set()
    run: list[int] = []
    for place in [*sorted(recurring | numbers), len(texts)]:
        if run and place != run[-1] + 1:
            heads = [one for one in run if one in recurring]
            begun = not any(texts[one][0].islower() for one in heads)
            between = run[0] > 0 and run[-1] < len(texts) - 1 and _goes_on(texts[run[0] - 1], texts[run[-1] + 1])
            if begun and len(heads) <= _MOST_LINES and (between or len(heads) < len(run)):
                found.update(heads)
            run = []
        run.append(place)
    return found


def _interrupts(texts: Sequence[str], place: int) -> bool:
    """Whether the line at ``place`` stands in the middle of a sentence."""
    return 0 < place < len(texts) - 1 and _goes_on(texts[place - 1], texts[place + 1])


def _goes_on(above: str, below: str) -> bool:
    """Whether ``below`` goes on with the sentence of ``above``, a line of running text."""
    if len(above) < _LINE:
        return False
    if above[-1] in HYPHENS and above[-2:-1].isalpha():
        return below[0].isalpha()
    return below[0].islower() and not scripts.ends_sentence(above) and above[-1] not in ":："


def _of_one_total(texts: Sequence[str], figures: dict[int, int]) -> set[int]:
    """The places of “1/3”, “2/3” that count up with one total."""
    slashed = [place for place in sorted(figures) if "/" in texts[place]]
    totals = {texts[place].split("/")[1].strip() for place in slashed}
    counts = all(figures[after] == figures[before] + 1 for before, after in pairwise(slashed))
    return set(slashed) if len(slashed) > 1 and len(totals) == 1 and counts else set()


def _counted(figures: dict[int, int], lines: int) -> set[int]:
    """The places of figures alone on a line that count up by one to the last line of the text."""
    run: set[int] = set()
    following = None
    for place in sorted(figures, reverse=True):
        if following is None and place != lines - 1:
            break
        if following is None or figures[place] == following - 1:
            run.add(place)
            following = figures[place]
    return run if len(run) > 1 else set()


def _without(lines: list[str], filled: list[int], texts: list[str], gone: set[int]) -> list[str]:
    """``lines`` without those of ``filled`` that are ``gone``, and what they interrupted joined."""
    kept: list[str] = []
    previous = -1  # the last line that was kept, of those with words
    for place, number in enumerate(filled):
        if place in gone:
            continue
        between = range(previous + 1, place)
        start = filled[previous] + 1 if previous >= 0 else 0
        blank = [line for line in lines[start:number] if not line.strip()]
        if not (between and previous >= 0 and _goes_on(texts[previous], texts[place])):
            kept += blank
        kept.append(lines[number])
        previous = place
    return kept
