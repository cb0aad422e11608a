"""Pictures of articles: find the file, detect its format, measure it.

A picture is a file of the seeds. Its first bytes, not its name, decide its format: PNG, JPEG, GIF, WebP or AVIF, which every
browser shows and none executes. SVG is refused, since it can contain scripts and load files from elsewhere. Addresses on the
web are refused too: pages load nothing from other servers, and the picture there may be another one tomorrow.

A path counts from the article's folder, else from that of the file it is written in, else from the seeds folder.

Rejected: resizing pictures. It needs a library as large as all others together; large files are reported instead.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator
from io import BufferedReader, BytesIO

from digest import urls
from digest.errors import Position, Problem, problem
from digest.manifest.targets import local_path
from digest.model import ArticleCard, Picture
from digest.sources.folder import Kind, NameIndex, SourceFolder, find_name, resolve_relative
from digest.sources.loader import nearest_file

HEAVY = 2_000_000  # bytes; larger pictures are reported
_FORMATS = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "avif": re.compile(
        rb".{4}ftyp(?:.{4}){0,12}?avi[fs]", re.DOTALL
    ),  # one of the brands in the first box (ISO/IEC 14496-12, ftyp)
}
_SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:[?!][^>]*>\s*<)*\s*svg\b", re.IGNORECASE)
_FIRST = 1024  # bytes that the format is detected in
_JPEG_HEAD = 1 << 20  # bytes that are searched, one by one, for the size of a JPEG


def find(seeds: SourceFolder, article: str, path: str, where: Position) -> Picture:
    """The picture that ``path`` names, written at ``where`` for the file ``article``. ValueError, with the reason, if none."""
    file = _file(seeds, article, path, where)
    try:
        with seeds.open(file) as source:
            return _read(source, file)
    except OSError as error:
        raise ValueError(f"the file cannot be read ({error.strerror})") from error


def _file(seeds: SourceFolder, article: str, path: str, where: Position) -> str:
    """The path below seeds of the file that is meant."""
    # Literal, or percent-encoded as in a link: “a%20b.png” is “a b.png” unless a file has the literal name.
    spelt = [one for one in dict.fromkeys((local_path(path, literal=True), local_path(path))) if one]
    if not spelt:
        raise ValueError("it is not a file of the seeds folder, and pages load nothing from elsewhere")
    folders = dict.fromkeys((posixpath.dirname(article), posixpath.dirname(where.file), ""))
    possible = [file for one in spelt for folder in folders if (file := resolve_relative(folder, one))]
    if not possible:
        raise ValueError("it is outside the seeds folder")
    names = NameIndex(seeds)
    for file in (find_name(names, file) for file in possible):
        kind = seeds.kind(file)
        if kind is Kind.NOTHING:
            continue
        if seeds.leads_out(file):
            raise ValueError("it is a link that leads out of the seeds folder")
        if kind is not Kind.FILE:
            raise ValueError("it is not a file")
        return file
    near = next((near for file in possible if (near := nearest_file(seeds, file))), None)
    raise ValueError("the file does not exist" + (f"; did you mean “{near}”?" if near else ""))


def _read(source: BufferedReader | BytesIO, file: str) -> Picture:
    """The picture in ``source``, which is read once from beginning to end."""
    first = source.read(_FIRST)
    format = next((name for name, pattern in _FORMATS.items() if pattern.match(first)), None)
    if format is None and _SVG.match(first):
        raise ValueError("it is an SVG, which can contain scripts; save it as a PNG")
    if format is None:
        raise ValueError("its content is not PNG, JPEG, GIF, WebP or AVIF")
    width, height = _measure(source, format)
    source.seek(0)
    sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    return Picture(
        file=file,
        address=urls.picture(file, sha256, format),
        width=width,
        height=height,
        size=source.tell(),
    )


def _measure(source: BufferedReader | BytesIO, format: str) -> tuple[int, int]:
    """Width and height in pixels as displayed, after the rotation in a photo's metadata."""
    import imagesize  # imported lazily: it takes a tenth of a second, and few sites have pictures

    source.seek(0)
    width, height = imagesize.get(BytesIO(source.read(_JPEG_HEAD)) if format == "jpg" else source)
    if width < 1 or height < 1:
        raise ValueError("its width and height cannot be read; the file may be damaged")
    return width, height


def remarks(articles: Iterable[ArticleCard]) -> Iterator[Problem]:
    """Warnings about pictures that are published. ``articles`` are those of the site, with rights applied."""
    heavy: set[str] = set()
    for article in articles:
        if article.image is None:
            continue
        where = article.declared_at.get("image")
        if article.alt is None:
            yield problem(
                "no-alt",
                f"the picture “{article.image.file}” has no description for readers who cannot see it.",
                "Describe it in “alt”; until then screen readers skip it as a decoration.",
                where,
            )
        if article.image.size > HEAVY and article.image.file not in heavy:
            heavy.add(article.image.file)
            yield problem(
                "heavy-picture",
                f"the picture “{article.image.file}” has {article.image.size / 1_000_000:.1f} MB, and each reader loads it.",
                "Save it smaller: 1600 pixels in width are enough.",
                where,
            )
