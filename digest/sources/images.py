"""Pictures of articles: found beside them, known by their content, measured.

A picture is a file of the seeds. What kind it is its first bytes say, whatever it is called: PNG, JPEG, GIF, WebP or AVIF, which
every browser shows and none runs. SVG is refused, since it can hold scripts and load what stands elsewhere. One on the web is
refused too: a page of ours asks nobody else for anything, and what stands there today may be another picture tomorrow.

A path counts from the article's folder, else from that of the file it is written in, else from the seeds folder.

Rejected: making pictures smaller. It takes a library as large as all others together; what is heavy is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from io import BufferedReader, BytesIO

from digest import urls
from digest.errors import Position, Problem, Severity
from digest.manifest.paths import local
from digest.model import ArticleCard, Picture
from digest.sources.folder import Folder, Kind
from digest.sources.paths import Names, folder_of, nearest, there, within

HEAVY = 2_000_000  # bytes from which on a picture is told to be heavy
_KINDS = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "avif": re.compile(rb".{4}ftyp(?:.{4}){0,12}?avi[fs]", re.DOTALL),  # among the brands of the first box
}
_SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:[?!][^>]*>\s*<)*\s*svg\b", re.IGNORECASE)
_FIRST = 1024  # bytes that say what a file is
_JPEG_HEAD = 1 << 20  # bytes in which a JPEG says how large it is; they are searched one by one


def find(seeds: Folder, article: str, path: str, where: Position) -> Picture:
    """The picture that ``path`` names, written at ``where`` for the file ``article``. ValueError says why it is none."""
    file = _file(seeds, article, path, where)
    try:
        with seeds.open(file) as source:
            return _read(source, file)
    except OSError as error:
        raise ValueError(f"the file cannot be read ({error.strerror})") from error


def _file(seeds: Folder, article: str, path: str, where: Position) -> str:
    """The path below seeds of the file that is meant."""
    # As it stands, or as the target of a link: “a%20b.png” is “a b.png”, where there is none of that very name.
    spelt = [one for one in dict.fromkeys((local(path, literal=True), local(path))) if one]
    if not spelt:
        raise ValueError("it is no file of the seeds folder, and pages load nothing from elsewhere")
    folders = dict.fromkeys((folder_of(article), folder_of(where.file), ""))
    possible = [file for one in spelt for folder in folders if (file := within(folder, one))]
    if not possible:
        raise ValueError("it is outside the seeds folder")
    names = Names(seeds)
    for file in (there(names, file) for file in possible):
        kind = seeds.kind(file)
        if kind is Kind.NOTHING:
            continue
        if seeds.leads_out(file):
            raise ValueError("it is a link that leads out of the seeds folder")
        if kind is not Kind.FILE:
            raise ValueError("it is no file")
        return file
    near = next((near for file in possible if (near := nearest(seeds, file))), None)
    raise ValueError("there is no such file" + (f", but there is “{near}”" if near else ""))


def _read(source: BufferedReader | BytesIO, file: str) -> Picture:
    """The picture in ``source``, which is read once from end to end."""
    first = source.read(_FIRST)
    kind = next((kind for kind, sign in _KINDS.items() if sign.match(first)), None)
    if kind is None and _SVG.match(first):
        raise ValueError("it is an SVG, which can hold scripts; save it as a PNG")
    if kind is None:
        raise ValueError("it is no PNG, JPEG, GIF, WebP or AVIF, whatever its name says")
    width, height = _measured(source, kind)
    source.seek(0)
    sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    return Picture(
        file=file,
        address=urls.picture(file, sha256, kind),
        width=width,
        height=height,
        size=source.tell(),
    )


def _measured(source: BufferedReader | BytesIO, kind: str) -> tuple[int, int]:
    """Width and height in pixels, as it is shown: turned, where the camera says so."""
    import imagesize  # late: it takes a tenth of a second, and few digests have pictures

    source.seek(0)
    width, height = imagesize.get(BytesIO(source.read(_JPEG_HEAD)) if kind == "jpg" else source)
    if width < 1 or height < 1:
        raise ValueError("its width and height cannot be read; perhaps it is damaged")
    return width, height


def remarks(articles: Iterable[ArticleCard]) -> Iterator[Problem]:
    """Warnings about pictures that are shown all the same. ``articles`` as they may be seen."""
    heavy: set[str] = set()
    for article in articles:
        if article.image is None:
            continue
        where = article.declared_at.get("image")
        if article.alt is None:
            yield _warning(
                "no-alt",
                f"the picture “{article.image.file}” is not described for those who do not see it.",
                "Say in “alt” what it shows; until then it is passed over as an ornament.",
                where,
            )
        if article.image.size > HEAVY and article.image.file not in heavy:
            heavy.add(article.image.file)
            yield _warning(
                "heavy-picture",
                f"the picture “{article.image.file}” has {article.image.size / 1_000_000:.1f} MB, and each reader loads it.",
                "Save it smaller: 1600 pixels in width are enough.",
                where,
            )


def _warning(code: str, message: str, hint: str, where: Position | None) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, hint=hint, where=where)
