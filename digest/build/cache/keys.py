"""Keys: 16 bytes of BLAKE2b (RFC 7693) over everything that a value is made from.

Rejected: keys that people can read. What is kept can be made again at any time.
"""

from __future__ import annotations

from hashlib import blake2b

SIZE = 16  # bytes


def key_of(*parts: object) -> bytes:
    """The key of ``parts``: records, texts, numbers and bytes whose ``repr`` tells all that they hold.

    Two lists of parts have one key only if they are equal.
    """
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
