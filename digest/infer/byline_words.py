"""The words and shapes by which a byline is known: “by” in many languages, what journalists are called, what is no name.

Written from knowledge of the languages; ``bylines`` says how they are used.

Rejected: languages whose bylines have no word or mark of their own.
"""

from __future__ import annotations

import re

from digest.lazy_regex import late

# What leads to the author's name, by language. Where none is listed: as in English.
BY = {
    "en": "by", "fr": "par", "de": "von", "es": "por", "pt": "por", "gl": "por", "it": "di|a cura di", "nl": "door", "af": "deur",
    "sv": "av", "nb": "av", "no": "av", "nn": "av", "da": "af", "ca": "per", "ro": "de", "id": "oleh", "ms": "oleh",
    "sw": "na", "ht": "pa", "eo": "de", "hu": "írta", "ru": "автор|текст", "uk": "автор|текст", "lb": "vun",
    "ar": "بقلم|كتبت?\\s?[:-]",
    "fy": "fan", "pap": "pa",
    "ln": "par|by|na", "wo": "par", "mg": "par", "bm": "par", "rn": "par|by", "rw": "par|by", "oc": "per",
}  # fmt: skip
LED = (
    r"(?:(?:words|story|report|text|texte|texto|testo|tekst|propos recueillis|entretien réalisé|recueilli|written|reported|"
    r"reporting|un texte|une chronique|(?:ein|eine|un|une)\s\w+)\s)"
)
LABELS = re.compile(
    r"(?:text|texte|texto|testo|tekst|текст|reportage|文|撰文|文字|記者|记者|글)\s*[:：/／|｜]\s*", re.IGNORECASE
)
WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f’'.-])*"
PARTICLE = (
    r"(?:de|da|das|do|dos|du|di|del|della|des|d’|d'|von|van|der|den|ter|ten|zu|zum|la|le|las|los|el|al|bin|ben|ibn|"
    r"af|av|e|y|i)"
)
PERSON = re.compile(rf"{WORD}(?:\s{PARTICLE}){{0,2}}(?:\s{WORD}(?:\s{PARTICLE}){{0,2}}){{0,3}}\s{WORD}")
AND = re.compile(r"\s+(?:and|et|und|y|e|en|och|og|i|и|та|і|und|dan|na|ve|και|și|és)\s+|\s*[&+/]\s*|\s*،\s*|\s+و\s?")
WHERE = re.compile(r"(?<![,;])\s+(?:in|from|at|à|en|a|aus|desde|da|em|i|på|w|из|в|te|au)\s+(?=[^\W\d_a-z])")
WHEN = re.compile(
    r"\s+(?=(?:publiée?|published|posted|updated|mis à jour|veröffentlicht|publicado|pubblicato|gepubliceerd)(?!\w))",
    re.IGNORECASE,
)
PIECES = re.compile(r"\s*[,;|•·()\[\]–—、،]\s*|\s+-+\s+|\s+/\s+")
ELIDED = re.compile(r"[a-zà-ÿ]{1,4}[’'][^\W\d_a-zà-ÿ]")
IN_PLACE = re.compile(r"(?:à|in|en|aus|em|w|в|de notre envoyée?)\s(?:[^\W\d_a-zà-ÿ]\S*(?:\s|$)|de\s|la\s){1,4}")
PAPER = frozenset("le la les the die der das el il lo los las o a de het al l’ l'".split())
PLACES_BEGIN = frozenset(
    "new san santa los las saint st. st sankt hong tel abu rio são sao cape buenos kuala addis port porto den phnom salt ho fort "
    "bad united puerto costa el reino estados corea arabia republic república south north west east nord sud süd".split()
)
ROLES = re.compile(
    r"\b(?:staff|writers?|correspondents?|editors?|reporters?|columnist|contributor|bureau|special|journalistes?|"
    r"correspondante?s?|envoyée?s?|rédact\w+|chroniqueu\w+|redakt\w+|korrespondent\w*|reporter\w*|autorin|redact\w+|"
    r"corresponsal\w*|enviad[oa]s?|periodistas?|corrispondent\w+|inviat[oai]|giornalist\w*|correspondente|jornalistas?|"
    r"verslaggever\w*|redactie|корреспондент\w*|редактор\w*|журналист\w*|обозреватель|wartawan)\b",
    re.IGNORECASE,
)
WITH = re.compile(
    r"(?:avec|with|mit|con|com|med|met|via|source|quelle|fuente|fonte|©|\(c\)|copyright)(?:\s*[:：]|\s)\s*(?:\d{4}\s)?",
    re.I,
)
WITHS = frozenset(
    {"avec", "with", "mit", "con", "com", "med", "met", "and", "et", "und", "y", "e", "en", "for", "pour", "the"}
)
LAST_NAME = re.compile(r"(?:[^\W\d_]{2,}|[’'.-][^\W\d_]+)\.?$")  # no initial
AND_WITH = re.compile(r"[^\W\d_][^.!?]{1,40}\s(?:avec|with|mit|con|com|med|met)\s+(?P<agency>.{2,40})")
FURNITURE = frozenset(
    "read more share comments comment related stories story topics photo photos video getty images follow us subscribe "
    "newsletter sign up contact about advertisement copyright rights reserved next previous top news breaking latest click "
    "here lire aussi partager publicité suite mehr lesen teilen anzeige leer más compartir leggi anche lees meer".split()
)
JOURNALIST = late(
    r"(?:本报|本報|新华社|新華社|本台|本刊|特约|特派|实习|首席)*(?:记者|記者)[\s:：/]*(?P<names>[\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff\d])(?:[、\s,，]+[\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff\d]))*)"
)
SURNAMES = frozenset(  # the most frequent ones; other words follow 记者 too
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文张劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鐘範譚鄒陸顧龍萬錢湯喬賀賴龔"
    "施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵"
)
KOREAN = late(
    r"(?:^|[)）\]】\s])(?P<names>[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4})*)\s(?:(?:선임|수습|인턴|전문)\s?)?(?:기자|특파원)(?=$|[\s=＝(])"
)
IN_FRONT = re.compile(r"(?:[(\[]([^()\[\]]{2,40})[)\]]\s|[（【]([^（）【】]{2,40})[）】])")
SOURCE_BEHIND = re.compile(r"(?:来源|來源|出处|出處|출처)\s*[:：]\s*(?P<source>[^\s:：]{2,20})")
REPORTS = re.compile(
    r"(?:Aus|Vom)\s\S+(?:\s\S+)?\sbericht(?:et|en)\s(?P<names>.{3,60})"
)  # Aus Wien berichtet Anna Berger
REPORTED = re.compile(r"[(\[]?\s*Reporting by\s+(?P<names>[^;.\n]{3,120})", re.IGNORECASE)


PARTICLES = frozenset(PARTICLE[3:-1].split("|"))
