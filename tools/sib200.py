"""How SIB-200 names its languages, for the tools that learn from it: ISO 639-3 and a script, ``srp_Cyrl``.

Rejected: Nynorsk and Bosnian, which only the language model reads, each as a form of its neighbour.
"""

from __future__ import annotations

# By ISO 639-3, the tag that digest gives.
LANGUAGES = {
    "afr": "af", "als": "sq", "amh": "am", "arb": "ar", "azj": "az", "bel": "be", "ben": "bn", "bul": "bg",
    "cat": "ca", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "est": "et", "fin": "fi",
    "fra": "fr", "gaz": "om", "guj": "gu", "hau": "ha", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu",
    "hye": "hy", "ibo": "ig", "ind": "id", "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk", "khm": "km",
    "kin": "rw", "kor": "ko", "lin": "ln", "lit": "lt", "lug": "lg", "lvs": "lv", "mal": "ml", "mar": "mr",
    "mkd": "mk", "mya": "my", "nld": "nl", "nob": "nb", "npi": "ne", "pan": "pa", "pbt": "ps", "pes": "fa",
    "pol": "pl", "por": "pt", "ron": "ro", "run": "rn", "rus": "ru", "slk": "sk", "slv": "sl", "sna": "sn",
    "som": "so", "spa": "es", "srp": "sr", "swe": "sv", "swh": "sw", "tam": "ta", "tel": "te", "tgl": "fil",
    "tha": "th", "tir": "ti", "tur": "tr", "ukr": "uk", "urd": "ur", "uzn": "uz", "vie": "vi", "xho": "xh",
    "yor": "yo", "zho": "zh", "zul": "zu",
}  # fmt: skip
