"""INDEX.md: its grammar, and how it is read. Pure: a text in, records out.

People write this file by hand, so every shape below is read, mixed as they come, and what is none of them is passed
over. Whatever a shape declares is kept as raw text with its place; what it means is for ``fields`` and the later
rooms to say.

**Front matter**, YAML between ``---`` lines at the top (or TOML, or JSON): settings of the site, and
``articles``, a list of paths or of mappings with ``file`` (or what a file column may be called) and any field::

    ---
    title: Revue de presse
    articles:
      - harbour.txt
      - {file: strike.txt, date: 2024-05-06, topics: [Work, Transport]}
    ---

**Tables.** Each column is a field, in any order, by the names and languages in ``fields``; one column holds the
files: it is called *file*, *fichier*, *path*, *Datei*, *archivo*, *ファイル*, ..., or else is the first of whose cells
half name files (*article* and *document* go before others). A file is a link, a wikilink, a code span, ``<a path>``
or a bare path; several stand between spaces, ``,`` ``;`` or ``<br>`` and have all the row says. Empty cells and
dashes declare nothing. A column that nobody knows is a warning (not ``#``, ``No``, ``N°``, ``id``). ``|`` in a cell
is ``\\|``, or stands in code. ::

    | Date       | File                        | Source   |
    |------------|-----------------------------|----------|
    | 2024-05-06 | [Harbour reopens](port.txt) | The Quay |

**Bullets** (``-`` ``*`` ``+`` ``1.``, also ``•`` and dashes), nested as deep as you like, and lines of a paragraph
that begin with a file: the first link is the file, or else the first code span or bare path with the suffix of a
text. ::

    - [Harbour reopens](port.txt), 6 May 2024, The Quay (in English) — The ferries are back.
    - 6 May 2024: `port.txt` - The ferries are back. [Original](https://quay.example/1)

Behind it, between commas or in brackets: a date, a language (``in English``, ``anglais``), ``by`` an author, else a
short part is the source; then after `` - `` `` – `` `` — `` ``: `` a note, the summary. A line that follows is a note
too. A later link to the web is the ``url``. In front: a date, or the title if the link has none. A bullet without a
file says nothing.

**Links.** The text of a link is the title, unless it is the file's name or stem, a number, or ``link``, ``read
more``, ...; a date is the date, ``EN`` the language. Links by reference work. A link to a folder (``2024/``), another
INDEX.md or a SUMMARY.md includes it there.

**Headings** say what is inherited below them, until one of the same or a higher level; the nearer wins, topics add
up. The first of level 1 is the site's title (and no topic). A date, whole, is a date; the full name of a language
(not a code) its language; ``Source: X``, or any directly below *Sources*, a source; ``Date: X``, ``Language: X``,
``Topic: X`` what they say. A heading that is a link lists or includes. Generic words name nothing: article(s),
sample(s), example(s), press review, news review, review, clipping(s), cuttings, archive(s), index, content(s), table
of contents, summary, list, file(s), document(s), text(s), reading list, entries, items, all, date(s), topic(s),
subject(s), theme(s), categories, tags, language(s), by date, by topic, by language, by source, note(s), misc,
miscellaneous, various, other(s), link(s), news, latest, recent, new, overview, introduction, about, readme, home,
corpus, data, collection, selection, untitled; revue(s) de presse, exemple(s), échantillon(s), coupures de presse,
sommaire, table des matières, liste, fichier(s), texte(s), sujet(s), thème(s), rubrique(s), langue(s), par date, par
sujet, par langue, divers, autre(s), lien(s), actualités, présentation, à propos, accueil, données, sélection; and
their like in more languages (``headings.GENERIC``). Any other is a topic.

**Passed over:** fenced code, indented code at top level, comments, block quotes without bullets, tables without
files, links to anchors or elsewhere, pictures.

A row that says nothing but its file declares nothing else.

Rejected: one strict form. The price is that a word can be taken for what it was not meant; ``digest explain`` shows
where each value came from, and a table with a column for it settles it.
"""

from __future__ import annotations

from itertools import accumulate
from types import MappingProxyType

from digest.errors import Position
from digest.manifest import bullets, front, tables
from digest.manifest.blocks import Block, Kind, blocks, references
from digest.manifest.headings import Outline
from digest.manifest.links import whole_link
from digest.manifest.paths import is_manifest
from digest.manifest.records import Include, Listing, Manifest, item
from digest.model import Declared, Fields

__all__ = ["Include", "Listing", "Manifest", "parse"]

_NO_FIELDS: Fields = MappingProxyType({})


def parse(text: str, file: str, inherited: Fields = _NO_FIELDS, *, is_root: bool = True) -> Manifest:
    """What the manifest ``text`` says; ``file`` is its path, for positions.

    ``inherited`` is what the headings above a link to it said, if it is included; ``is_root`` is whether it is the site's own.
    Never raises: what is wrong is in ``problems``, and the rest is read.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = front.read(text, file, dict(inherited), is_root=is_root)
    lines = head.body.split("\n")
    names = references(lines)
    outline = Outline(file, head.inherited, names)
    items, problems = head.items, head.problems
    for block in blocks(lines, head.first_line):
        if block.kind is Kind.TABLE:
            rows, unknown = tables.read(block, file, names, outline.inherited)
            items += rows
            problems += unknown
        elif block.kind is Kind.BULLET:
            items += bullets.read(block, file, names, outline.inherited)
        elif block.kind is Kind.LINE:
            items += bullets.read_line(block, file, names, outline.inherited)
        else:
            items += _heading(block, file, outline)
    return Manifest(
        title=outline.title,
        settings=head.settings,
        inherited=head.inherited,
        items=tuple(items),
        problems=tuple(problems),
        refused=head.refused,
    )


def _heading(block: Block, file: str, outline: Outline) -> list[Listing | Include]:
    """Enters a heading. One that is a link to a file lists it and names nothing; to a folder, it names and includes."""
    first = block.pieces[0]
    raw = " ".join(piece.text for piece in block.pieces)
    is_title = block.level == 1 and outline.title is None
    linked = None if is_title else whole_link(raw, outline.references)
    names = linked is None or is_manifest(linked.target)
    starts = accumulate((len(piece.text) + 1 for piece in block.pieces[:-1]), initial=0)
    places = [Position(file=file, line=piece.line, column=piece.column) for piece in block.pieces]
    outline.enter(block.level, raw, places[0], names=names, lines=tuple(zip(starts, places, strict=True)))
    if linked is None:
        return []
    where = Position(file=file, line=first.line, column=first.column + linked.start)
    fields = {linked.says: Declared(text=linked.text, where=where)} if linked.says and not names else {}
    return [item(linked.target, where, fields, outline.inherited)]
