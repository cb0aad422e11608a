"""What digest.yml says of the look, as custom properties of the stylesheet: accent, font, density.

An accent is read against paper by day and by night, so it is made darker by day and lighter by night until its contrast is
4.5:1, the least that WCAG 2.2 asks of text (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).

Rejected: a token for everything. Who wants more than these three writes a stylesheet of their own (docs/themes.md).
"""

from __future__ import annotations

from digest.model import Look

PAPER, NIGHT = "#fbfaf7", "#14130f"  # the papers of the default theme, by day and by night
CONTRAST = 4.5
_STEPS = 40  # of lightening or darkening, at most
_SANS = "var(--sans)"
_COMPACT = {"--s4": "0.75rem", "--s5": "1rem", "--s6": "1.5rem", "--s7": "2rem", "--s8": "2.5rem", "--scale": "0.94"}


def tokens(look: Look) -> str:
    """The rules that stand behind the theme's stylesheet; empty if digest.yml leaves the look as it is."""
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
