"""One person, one name: what the text calls “Dmitri Peskov” first and “M. Peskov” later is one entry of the list.

Rejected: two people of one surname. A surname alone is the one who was named in full first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digest.infer.capitals import PARTICLES

Key = tuple[str, ...]


def full_names(keys: Iterable[Key], places: Iterable[Key] = ()) -> Mapping[Key, Key]:
    """For each of ``keys``, names of people in the order of the text, the fuller one that it is short for, or itself.

    A name of ``places`` is nobody's short name.
    """
    ordered = list(keys)
    barred = set(places)
    longer = [key for key in ordered if len(key) > 1]
    by_part: dict[str, list[Key]] = {}
    for key in longer:
        for part in dict.fromkeys(key):
            by_part.setdefault(part, []).append(key)
    return {key: key if key in barred else _fuller(key, by_part.get(key[-1], ())) for key in ordered}


def _fuller(key: Key, others: Sequence[Key]) -> Key:
    """The first of ``others`` that ``key`` is short for; ``key`` itself where there is none."""
    as_surname = [other for other in others if _is_fuller(other, key) and _ends(other, key)]
    if as_surname:
        return as_surname[0]
    within = [other for other in others if len(other) > len(key) and _holds(other, key)]
    return within[0] if len(within) == 1 else key


def _is_fuller(other: Key, key: Key) -> bool:
    return len(other) > len(key) or (len(other) == len(key) and len(key[0]) == 1 < len(other[0]))


def _ends(whole: Key, part: Key) -> bool:
    """Whether ``part`` is the end of ``whole``, particles aside, or its first and its last word."""
    if whole[-len(part) :] == part:
        return True
    bare = tuple(word for word in part if word not in PARTICLES)
    if len(bare) < len(part):
        return bool(bare) and whole[-len(bare) :] == bare
    return len(part) > 1 and _same_first(whole[0], part[0]) and whole[-1] == part[-1]


def _same_first(whole: str, part: str) -> bool:
    """Whether two given names may be one person's: V. and Valentine."""
    return whole == part or (len(part) == 1 and whole.startswith(part))


def _holds(whole: Key, part: Key) -> bool:
    """Whether the words of ``part`` stand in ``whole`` in their order: a given name alone, the first of two surnames."""
    words = iter(whole)
    return all(word in words for word in part)
