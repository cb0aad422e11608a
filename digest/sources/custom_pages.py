"""Custom pages: every Markdown file in the site's ``pages/`` folder.

``pages/imprint.md`` becomes the page ``imprint.html``. A file named like a page of the site introduces that page instead:
``pages/topics/politics.md`` is shown above that topic's list, ``pages/dates/2025-02.md`` above that month's,
``pages/editions/2025-W07.md`` opens that edition, ``pages/about.md`` is on the page about the digest. ``pages/_footer.md`` is the
text at the foot of every page.

Rejected: custom pages in other formats; files in the site's ``static/`` folder are published unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from digest import readers, urls
from digest.dates.editions import is_edition_name
from digest.errors import Position, Problem, problem
from digest.model import CustomPage, Document, Rights
from digest.sources.folder import SourceFolder, files_below, stray_file
from digest.vocabulary import fields


def read_custom_pages(folder: Path) -> tuple[tuple[CustomPage, ...], tuple[Problem, ...]]:
    """The pages in ``folder``, which may be missing, in order of paths; and problems."""
    found: list[CustomPage] = []
    problems: list[Problem] = []
    for name, document in documents_below(folder, "page", problems):
        address = _address(name)
        if address is None:
            problems.append(_bad_name(name))
        else:
            found.append(_page(document, address))
    return tuple(found), tuple(problems)


def documents_below(folder: Path, kind: str, problems: list[Problem]) -> Iterator[tuple[str, Document]]:
    """The Markdown files in ``folder`` that are not withheld, in order of their names, which come with them.

    ``kind`` is what messages call a file: ``page`` or ``note``. Problems are added to ``problems``.
    """
    for name, path, reason in sorted(files_below(folder)):
        if (not name.endswith(".md") and not reason) or any(part.startswith(".") for part in name.split("/")):
            continue
        if reason:
            problems.append(stray_file(f"{kind}s", name, reason))
            continue
        document = readers.read(SourceFolder(folder), name, shown=f"{kind}s/{name}")
        if not isinstance(document, Problem):
            problems += document.problems
            if not _is_withheld(document):
                yield name, document
        elif document.code == "empty-file":
            content = "only a title or a heading" if path.read_bytes().strip() else "no text"
            message = f"The {kind} contains {content}, so it is not published."
            hint = f"Write its text, or remove the file from {kind}s/."
            problems.append(replace(document, message=message, hint=hint, article=None))
        else:
            problems.append(replace(document, article=None))


def _address(name: str) -> str | None:
    """The address of the page in the file ``name``; None unless each part of its path is a slug."""
    parts = name.removesuffix(".md").split("/")
    if f"{parts[-1]}.html" == urls.FOOT and len(parts) == 1:
        return urls.FOOT
    if parts[0] == "editions" and len(parts) == 2 and is_edition_name(parts[1]):  # 2025-W07 is no slug
        return urls.edition(parts[1])
    if any(urls.slug(part) != part and part not in ("index", "404") for part in parts):
        return None
    return "/".join(parts) + ".html"


def _is_withheld(document: Document) -> bool:
    """Whether the file declares that it must not be published, or declares it in an unreadable way."""
    for name in fields.STRICTEST:
        try:
            if name in document.declared and fields.read(name, document.declared[name].text) not in (
                False,
                Rights.FULL,
            ):
                return True
        except ValueError:
            return True
    return False


def _bad_name(name: str) -> Problem:
    wanted = "/".join(urls.slug(part) for part in name.removesuffix(".md").split("/"))
    message, hint = f"“pages/{name}” cannot be an address.", f"Rename it to “pages/{wanted}.md”."
    return problem("bad-page-name", message, hint, Position(file=f"pages/{name}"))


def _page(document: Document, address: str) -> CustomPage:
    def declared(field: str) -> str:
        found = document.declared.get(field)
        return found.text.strip() if found is not None and isinstance(found.text, str) else ""

    weight = declared("weight")
    stem = address.rpartition("/")[2].removesuffix(".html")
    return CustomPage(
        file=document.file,
        address=address,
        title=declared("title") or stem.replace("-", " ").capitalize(),
        html=document.html,
        weight=int(str(fields.read("weight", weight))) if weight.lstrip("+-").isdecimal() else 0,
    )
