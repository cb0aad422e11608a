"""Where templates and assets come from.

The built-in theme ships inside the package (``digest/templates`` in the wheel); in a checkout it is ``templates/``
beside the package. A site's own ``templates/`` overrides it file by file: ``article.html`` there replaces the built-in one, and
``static/digest.css`` for our stylesheet. Hidden files (a name that begins with a dot, or below a folder of such a name)
are no part of a theme.

Rejected: themes as packages, and a theme that inherits from a third one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest import builtin_theme, urls
from digest.errors import Severity, ThemeError
from digest.model import Look
from digest.sources.folder import NO_FOLDER, Original, files_below, stray_file

STATIC = "static"  # the folder of a theme whose files are copied as they are


class Theme(Struct, frozen=True):
    """A site's theme. ``own`` is its templates/ folder; None if missing, or if it is the built-in one.

    ``templates`` are those in there, by name, as they were found: pages may be made on a machine that does not have the folder.
    ``builtin_changed`` is the time of the latest change of a built-in template (ns), so that a preview renders with the new one.
    """

    own: Path | None
    templates: tuple[tuple[str, bytes], ...] = ()
    builtin_changed: int = 0

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where a file is looked for, the site's own folder first."""
        return (builtin_theme(),) if self.own is None else (self.own, builtin_theme())


def theme_for(site_templates: Path) -> Theme:
    """The theme of a site whose own templates are in ``site_templates``, which need not exist.

    ThemeError where something in there leads out of it, or is no file: a page would come out as nobody meant it.
    """
    if site_templates.exists() and not site_templates.is_dir():
        raise ThemeError(replace(stray_file("templates", "", NO_FOLDER), severity=Severity.FATAL))
    builtin_changed = max(path.stat().st_mtime_ns for path in builtin_theme().iterdir())
    if not site_templates.is_dir() or site_templates.samefile(builtin_theme()):
        return Theme(None, builtin_changed=builtin_changed)
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
    return Theme(site_templates.resolve(), tuple(_templates(site_templates)), builtin_changed)


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


# What makes a file of the built-in theme shorter, by its suffix: patterns and replacements. No string in them has a comment, or
# lines that begin with spaces. The spaces around + are part of calc() and clamp().
_SHORTER = {
    ".css": (
        (rb"/\*.*?\*/\s*", b""),
        (rb"\s*([{};>])\s*", rb"\1"),
        (rb"([,:])\s+", rb"\1"),
        (rb";}", b"}"),
        (rb"(?<![\d.])0\.(?=\d)", b"."),
    ),
    ".js": ((rb"^\s*//[^\n]*\n|^\s+", b""),),
}


def asset(address: str, source: Path | Original, look: Look) -> bytes:
    """The bytes of a file that is copied: as they are, but for the stylesheet, which says what digest.yml says of the look.

    Comments and spaces of the built-in style sheets and scripts, a sixth of their bytes gzipped, are left out.
    """
    data = source.read_bytes()
    if isinstance(source, Path) and source.is_relative_to(builtin_theme()):
        for written, short in _SHORTER.get(source.suffix, ()):
            data = re.sub(written, short, data, flags=re.DOTALL | re.MULTILINE)
    return data + tokens(look).encode("utf-8") if address == urls.STYLESHEET else data


# The look that digest.yml declares, as custom properties of the stylesheet: accent, font, density.
#
# An accent is read against paper by day and by night, so it is made darker by day and lighter by night until its contrast is
# 4.5:1, the least that WCAG 2.2 asks of text (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).

PAPER, NIGHT = "#fbfaf7", "#14130f"  # the papers of the default theme, by day and by night
CONTRAST = 4.5
_STEPS = 40  # of lightening or darkening, at most
_SANS = "var(--sans)"
_COMPACT = {"--s4": "0.75rem", "--s5": "1rem", "--s6": "1.5rem", "--s7": "2rem", "--scale": "0.94"}


def tokens(look: Look) -> str:
    """The rules that follow the theme's stylesheet; empty if digest.yml leaves the look as it is."""
    properties: dict[str, str] = {}
    if look.accent:
        properties["--accent"] = f"light-dark({readable(look.accent, PAPER)}, {readable(look.accent, NIGHT)})"
    if look.font:
        properties["--latin"] = _SANS if look.font == "sans" else look.font
    if look.compact:
        properties |= _COMPACT
    if not properties:
        return ""
    lines = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f"\n/* From digest.yml */\n:root {{\n{lines}}}\n"


def readable(colour: str, paper: str) -> str:
    """``colour`` (``#rrggbb``), moved towards black or white until it can be read on ``paper``."""
    towards = 0.0 if _luminance(_channels(paper)) > 0.5 else 1.0
    channels = _channels(colour)
    for step in range(_STEPS + 1):
        mixed = [channel + (towards - channel) * step / _STEPS for channel in channels]
        found = "#" + "".join(f"{round(255 * channel):02x}" for channel in mixed)
        if contrast(found, paper) >= CONTRAST:
            return found
    raise AssertionError("black on light and white on dark paper can be read")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``), 1 to 21."""
    low, high = sorted((_luminance(_channels(one)), _luminance(_channels(other))))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _luminance(channels: list[float]) -> float:
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
