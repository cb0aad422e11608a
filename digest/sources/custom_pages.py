"""The editor's own texts: every Markdown file in ``pages/``.

``pages/imprint.md`` is the page ``imprint.html``. One that is called like a page of the site introduces it instead:
``pages/topics/politics.md`` stands above that topic's list, ``pages/dates/2025-02.md`` above that month's, ``pages/about.md`` on
the page about the digest. ``pages/_footer.md`` is the text at the foot of every page.

Rejected: own pages by other means than Markdown; a site's ``static/`` takes any file as it is.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from digest import readers, urls
from digest.errors import Position, Problem, Severity
from digest.model import CustomPage, Document, Rights
from digest.sources.folder import Disk
from digest.sources.paths import files_below, stray_file
from digest.vocabulary import fields


def read_own(folder: Path) -> tuple[tuple[CustomPage, ...], tuple[Problem, ...]]:
    """The texts in ``folder``, which need not exist, by path; and what is wrong with them."""
    found: list[CustomPage] = []
    problems: list[Problem] = []
    for name, _, stray in sorted(files_below(folder)):
        if (not name.endswith(".md") and not stray) or any(part.startswith(".") for part in name.split("/")):
            continue
        if stray:
            problems.append(stray_file("pages", name, stray))
            continue
        document = readers.read(Disk(folder), name, shown=f"pages/{name}")
        if isinstance(document, Problem):
            problems.append(_of_page(document, folder / name))
            continue
        problems += document.problems
        if _is_withheld(document):
            continue
        address = _address(name)
        if address is None:
            problems.append(_unusable(name))
            continue
        found.append(_page(document, address))
    return tuple(found), tuple(problems)


def _of_page(problem: Problem, path: Path) -> Problem:
    """What is wrong with a page, of which readers speak as of an article."""
    if problem.code == "empty-file":
        what = "a title or a heading only" if path.read_bytes().strip() else "no text"
        message = f"The page holds {what}, so it is not published."
        problem = replace(problem, message=message, hint="Write its text into it, or remove it from pages/.")
    return replace(problem, article=None)


def _address(name: str) -> str | None:
    """Where the text in the file ``name`` stands: its own path; each part must be a slug as it is."""
    parts = name.removesuffix(".md").split("/")
    if f"{parts[-1]}.html" == urls.FOOT and len(parts) == 1:
        return urls.FOOT
    if any(urls.slug(part) != part and part not in ("index", "404") for part in parts):
        return None
    return "/".join(parts) + ".html"


def _is_withheld(document: Document) -> bool:
    """Whether the text says that it is not to be published, or says it in a way that cannot be read."""
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


def _unusable(name: str) -> Problem:
    wanted = "/".join(urls.slug(part) for part in name.removesuffix(".md").split("/"))
    return Problem(
        code="bad-page-name",
        severity=Severity.ERROR,
        message=f"“pages/{name}” cannot be an address.",
        hint=f"Call it “pages/{wanted}.md”.",
        where=Position(file=f"pages/{name}"),
    )


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
