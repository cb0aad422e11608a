"""Where templates and assets come from.

The built-in theme ships inside the package (``digest/templates`` in the wheel); in a checkout it is ``templates/``
beside the package. A site's own ``templates/`` overrides it file by file: ``article.html`` there stands in for ours, and
``static/digest.css`` for our stylesheet. Hidden files (a name that begins with a dot, or below a folder of such a name)
are no part of a theme.

Rejected: themes as packages, and a theme that inherits from a third one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.errors import Severity, ThemeError
from digest.model import Look
from digest.package import builtin_theme
from digest.render.tokens import tokens
from digest.sources.folder import Original
from digest.sources.paths import NO_FOLDER, files_below, stray_file

STATIC = "static"  # the folder of a theme whose files are copied as they are


class Theme(Struct, frozen=True):
    """A site's theme. ``own`` is its templates/ folder; None if there is none, or if it is the built-in one.

    ``templates`` are those in there, by name, as they were found: pages may be made on a machine that does not have the folder.
    """

    own: Path | None
    templates: tuple[tuple[str, bytes], ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where a file is looked for, the site's own folder first."""
        return (builtin_theme(),) if self.own is None else (self.own, builtin_theme())


def theme_for(site_templates: Path) -> Theme:
    """The theme of a site whose own templates stand in ``site_templates``, which need not exist.

    ThemeError where something in there leads out of it, or is no file: a page would come out as nobody meant it.
    """
    if site_templates.exists() and not site_templates.is_dir():
        raise ThemeError(replace(stray_file("templates", "", NO_FOLDER), severity=Severity.FATAL))
    if not site_templates.is_dir() or site_templates.samefile(builtin_theme()):
        return Theme(None)
    strays = [
        replace(stray_file("templates", name, stray), severity=Severity.FATAL)
        for name, _, stray in sorted(files_below(site_templates))
        if stray and not any(part.startswith(".") for part in name.split("/"))
    ]
    strays += [
        replace(stray_file("templates", name, "it is a folder, and should be a file"), severity=Severity.FATAL)
        for name, _, _ in sorted(files_below(builtin_theme()))
        if (site_templates / name).is_dir()
    ]
    if strays:
        raise ThemeError(*strays)
    return Theme(site_templates.resolve(), tuple(_templates(site_templates)))


def _templates(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, path, _ in sorted(files_below(folder)):
        if not name.startswith((".", f"{STATIC}/")) and "/." not in name:
            try:
                yield name, path.read_bytes()
            except OSError as error:
                told = stray_file("templates", name, f"it cannot be read ({error.strerror})")
                raise ThemeError(replace(told, severity=Severity.FATAL)) from error


def assets(theme: Theme) -> tuple[tuple[str, Path], ...]:
    """The theme's files that are copied as they are: (address below output, where it is now), sorted by address."""
    found: dict[str, Path] = {}
    for folder in reversed(theme.folders):  # the site's own last, so that it wins
        static = folder / STATIC
        for path in static.rglob("*"):
            below = path.relative_to(static)
            if path.is_file() and not any(part.startswith(".") for part in below.parts):
                found[urls.ASSETS + below.as_posix()] = path
    return tuple(sorted(found.items()))


def asset(address: str, source: Path | Original, look: Look) -> bytes:
    """The bytes of a file that is copied: as they are, but for the stylesheet, which says what digest.yml says of the look."""
    data = source.read_bytes()
    return data + tokens(look).encode("utf-8") if address == urls.STYLESHEET else data
