"""Whether the first sentence of an article sets a scene or tells what was before, instead of saying what has happened.

Such a sentence ("By half past eight the line reached the bridge") makes no headline. It begins with an hour written in words,
"There was a" or "When", says what the weather does ("The fog rises from the river"), or what happens when something else has
not yet happened; or it leads in with a concession or what is so in general ("Sailors often sing"); or it has its main verb in
the pluperfect ("had reached"), or ends in a list of what something has ("The box bore a label: wishes, cards"). An hour in
figures ("At 8.30 p.m. fire broke out") is news.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from digest.infer.grammar import INDEFINITE, PARTICIPLE, PARTICIPLES, Grammar
from digest.infer.sentence import SOME, LeadSentence
from digest.words import words

_OPENINGS = {  # of a scene, by language: an hour in words, "there is a"
    "en": r"As (?:night|darkness|dusk|dawn|evening)\b|There (?:is|was|used to be) an?\b|There used to be\b"
    r"|(?:(?:by|at|around|about|just|shortly|soon|long|it (?:is|was)|before|after|past|half|a|quarter|to) ){1,5}"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dawn|first light)"
    r"(?=,| o['’]clock| (?:in|on|the|when)\b)",
    "fr": r"Il y (?:a|avait) une? (?!an\b|mois\b|jour\b|heure\b|semaine\b|siècle\b|décennie\b)"
    r"|(?:Il (?:est|était)|À|Vers|Dès|(?:Peu|Juste) (?:après|avant)) (?:(?:un peu|à peine|presque|plus|moins|de|passé) )*"
    r"(?:une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze) heures?\b",
    "de": r"Es (?:ist|war) einen?\b"
    r"|(?:(?:Kurz|Bald) )?(?:nach|vor|um|gegen|seit|ab) (?:halb )?"
    r"(?:eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
    r"(?=,| (?:Uhr|am|in|ist|sind|war|steht|stehen|sitzt|sitzen|morgens|abends|früh|beginnt|geht|liegt)\b)",
    "es": r"(?:Hay|Había) una?\b"
    r"|(?:A|Son|Eran|Hacia|Pasadas|Poco (?:antes|después) de) las "
    r"(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
    r"(?=,| (?:y|de la|en punto|menos|el|la|los|las)\b)",
    "it": r"C['’](?:è|era) un[ao]?\b"
    r"|(?:Alle|Dalle|Sono le|Erano le|Verso le|Poco (?:prima|dopo) (?:delle|le)) "
    r"(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici)(?=,| (?:e|del|di|in|il|la|i|le|gli)\b)",
    "pt": r"(?:Há|Havia) uma? (?!ano\b|mês\b|dia\b|hora\b|semana\b|século\b|década\b)"
    r"|(?:Às|São|Eram|Por volta das|Pouco (?:antes|depois) das) (?:duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze)"
    r"(?=,| (?:e|da|horas|em ponto|o|a|os|as)\b)",
    "nl": r"Er (?:is|was|hangt|hing) een\b"
    r"|(?:Om|Rond|Tegen|Even (?:na|voor)|Kort (?:na|voor)) (?:half )?(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)"
    r"(?=,| (?:uur|is|was|zijn|staat|staan)\b)",
}
# Also: what happens whenever, and how a column begins.
_WHENEVER = {
    "en": r"When\b|It smells\b",
    "fr": r"Quand\b|Lorsqu|(?:Ça|Cela) sent\b|On (?:a beau|dit|croit|aimerait)\b",
    "de": r"(?:Wenn|Als (?:der|die|das|er|sie|es)|Es (?:riecht|duftet))\b",
    "es": r"(?:Cuando|Huele a)\b",
    "it": r"Quando\b",
    "pt": r"(?:Quando|Cheira a)\b",
    "nl": r"(?:Wanneer|Toen|Het ruikt)\b",
}
_SCENES = {
    language: re.compile(rf"{_WHENEVER[language]}|{opening}", re.IGNORECASE) for language, opening in _OPENINGS.items()
}
_NOT_YET_WHEN = re.compile(
    r"\b(?:not yet|has barely|pas encore|noch nicht|todavía no|aún no|non (?:è|ha) ancora|ainda não|nog niet)\b.*"
    r"\b(?:when|quand|lorsqu\w*|als|wenn|cuando|quando|toen)\b"
)
# The weather, light and smells: subjects of a scene.
_WEATHER = frozenset(
    "fog mist rain sun wind snow tide sky smell night dawn moon silence brouillard brume pluie soleil vent neige marée "
    "ciel odeur nuit aube lune nebel regen sonne schnee flut himmel geruch nacht mond stille niebla lluvia sol viento "
    "nieve marea cielo olor noche luna silencio nebbia pioggia sole vento neve odore notte nevoeiro chuva maré céu cheiro "
    "noite lua silêncio zon sneeuw vloed hemel geur maan".split()
)
# What is conceded or generally true before the news: X may be old, but ...; Perhaps ...; Sailors often ...
_CONCESSION = re.compile(
    r"^(?:Despite what|Malgré ce qu|A pesar de lo que|Nonostante (?:quello|ciò) che|Apesar do que|Ondanks wat)\b"
    r"|\b(?:may|might|just)\b.*,\s?but\b|\b(?:peut|peuvent|a beau)\b.*,\s?mais\b|\b(?:mag|mögen)\b.*,\s?(?:aber|doch)\b"
    r"|\bpuede[n]?\b.*,\s?pero\b|\b(?:può|possono)\b.*,\s?ma\b|\bpode[m]?\b.*,\s?mas\b|\bmag\b.*,\s?maar\b"
)
_FOR_LONG = re.compile(  # how long something went on before the news
    r"(?:Jahrzehnte|Jahre|Monate|Wochen|Tage)lang\b|For (?:many |several )?(?:decades|years|months|weeks)\b"
    r"|(?:Pendant|Depuis) (?:des|plusieurs) (?:années|mois|semaines)\b|Durante (?:muchos |varios |vários )?(?:años|anos|meses)\b"
    r"|Per (?:anni|mesi|settimane)\b|(?:Jaren|Maanden|Weken)lang\b"
)
_MAYBE = frozenset("perhaps maybe vielleicht quizás quizá forse talvez misschien".split())
_OFTEN = frozenset(
    "often usually normally souvent généralement oft häufig meist normalerweise normalmente menudo frecuentemente spesso "
    "frequentemente vaak meestal".split()
)
_IS = frozenset("is are est sont ist sind es son è sono é são zijn".split())
_SHORT_PARTICIPLES = {  # how others end: réuni, chiuso
    "fr": ("i", "u", "is", "us", "it", "ie", "ue", "ies", "ues", "ert"),
    "it": ("rto", "rta", "uso", "usa", "tto", "tta", "sto", "sta", "nto", "nta", "rti", "usi", "tti", "sti", "nti"),
}
_VAGUE = frozenset(  # after "a": what it is comes later
    "phenomenon thing phénomène chose phänomen ding fenómeno cosa fenomeno fenômeno coisa fenomeen".split()
)
_PERFECT = frozenset(
    "a ont est sont has have was were will ha han hat haben ist sind hanno è sono heeft hebben is zijn foi será".split()
)
_HAD = frozenset("had hadden hatte hatten avait avaient aveva avevano había habían tinha tinham havia haviam".split())
_HAS_HAD = re.compile(rf"\b(?:{'|'.join(sorted(_HAD))})\b")
_NO_PARTICIPLE = frozenset({"used", "need", "indeed"})
_IRREGULAR = frozenset(
    "been begun come done gone seen taken given known written become grown fallen made found left lost".split()
)
_BARE = 2  # words before the verb: The case
_SUBJECT = 30  # characters of an article and a noun
_AFTER_HAD = 3  # words among which a participle follows


def sets_scene(sentence: str, known: Grammar) -> bool:
    """Whether ``sentence``, the first one of an article, sets a scene or tells what was before."""
    if known.language.split("-")[0] not in _SCENES:
        return False
    if opens_scene(sentence, known) or _is_about_weather(sentence, known) or _lists_what_it_has(sentence, known):
        return True
    read = LeadSentence(sentence, known, {})
    return (
        leads_in(read)
        or _NOT_YET_WHEN.search(sentence) is not None
        or _is_pluperfect(read)
        or _is_seen_or_described(read)
    )


def opens_scene(sentence: str, known: Grammar) -> bool:
    """Whether ``sentence`` begins with an hour, the light, "There was a" or "When"."""
    opening = _SCENES.get(known.language.split("-")[0])
    return opening is not None and opening.match(sentence) is not None


# How somebody is seen in a scene, in the present tense, before a preposition.
_POSTURES = frozenset(
    "stands sits leans waits walks kneels stares smiles steht sitzt lehnt wartet kniet lächelt blickt hockt schlendert "
    "marche attend sourit regarde camina espera sonríe mira cammina aspetta sorride guarda caminha sorri olha loopt wacht "
    "kijkt glimlacht zit".split()
)
# Of whom and what an article tells before it names them, after "the": the case, the animal.
_UNNAMED = frozenset(
    "case man woman animal victim suspect incident accident crime cas affaire homme femme victime fall mann frau tier opfer "
    "unfall vorfall caso hombre mujer víctima sospechoso incidente accidente animale uomo donna vittima homem mulher vítima "
    "acidente vrouw dier slachtoffer ongeval zaak".split()
)
_ODD = (
    "étrange curieux curieuse insolite strange curious unusual odd bizarre seltsame seltsamen kuriose kuriosen ungewöhnliche "
    "ungewöhnlichen insólito insólita curioso curiosa extraño extraña insolito insolita strano strana inusitado inusitada "
    "bijzondere opmerkelijke vreemde".replace(" ", "|")
)
_TEASER = re.compile(  # what was found, seen or received is told later
    rf"\b(?:drôles? de|{_ODD})\s\w+\W*$|\b(?:découverte|descubrimiento|hallazgo|scoperta|descoberta)\s(?:{_ODD})\W*$",
    re.IGNORECASE,
)
_ONE = INDEFINITE | frozenset("one eines einer uno".split())


def concedes_first(sentence: str) -> bool:
    """Whether ``sentence`` concedes something before the news, which the next one has: X may be old, but it lasts."""
    return _CONCESSION.search(sentence) is not None


def leads_in(read: LeadSentence) -> bool:
    """Whether ``read`` only leads to the news: a concession, something without a name, or what often, always or long was so.

    What is so has neither a name nor a figure, and its verb is "is" without a participle: The list is long.
    """
    sentence, known, lower = read.text, read.grammar, read.lower
    if concedes_first(sentence) or not lower or lower[0] in _MAYBE or _FOR_LONG.match(sentence):
        return True
    if lower[0] in INDEFINITE and not _VAGUE.isdisjoint(lower[1:2]):
        return True
    if any(map(str.isdecimal, sentence)) or any(map(read.is_name, range(1, len(lower)))):
        return False
    verbs = {word for word, is_verb in zip(lower, read.is_verb, strict=True) if is_verb}
    language = known.language.split("-")[0]
    participles = PARTICIPLES.get(language, ()) + _SHORT_PARTICIPLES.get(language, ())
    is_so = verbs and verbs <= _IS and not any(word.endswith(participles) or PARTICIPLE.match(word) for word in lower)
    return not _OFTEN.isdisjoint(lower) or bool(is_so and lower[0] in known.articles and lower[0] not in INDEFINITE)


def _is_seen_or_described(read: LeadSentence) -> bool:
    """Whether the sentence ``read`` shows somebody ("Ada Martin sits in"), says what something is ("is a"), or tells nothing.

    It tells nothing if it is about a time ("Two months have passed"), "the case" or "the animal", or "a strange discovery".
    """
    lower, known, main = read.lower, read.grammar, bisect_left(read.main, 1) - 1
    if _TEASER.search(read.text):
        return True
    if not 0 < main < len(lower) - 1:
        return False
    verb, following = lower[main], lower[main + 1]
    if verb in _POSTURES and following in known.prepositions | known.between and read.is_name(0) and main <= _AFTER_HAD:
        return True
    ends_in_verb = known.verb_split and read.words[-1].islower() and lower[-1].endswith(("en", "t", "d"))
    if verb in _IS and following in _ONE and not ends_in_verb:
        return True
    passed = not known.time_units.isdisjoint(lower[1:main]) and not any(map(read.is_name, range(1, len(lower))))
    if passed and known.prepositions.isdisjoint(lower[:main]) and (lower[0] in SOME or lower[0].isdecimal()):
        return True
    is_the = lower[0] in known.articles and (
        lower[0] not in INDEFINITE or (lower[0] == "a" and known.language.startswith("pt"))
    )
    return is_the and lower[1] in _UNNAMED and main == _BARE


def _is_about_weather(sentence: str, known: Grammar) -> bool:
    """Whether ``sentence`` says what the weather or the light does now, without a figure: The fog rises from the river."""
    begins = (sentence, sentence.partition(", ")[2])  # Dans l'atelier, l'odeur de cuir saisit le visiteur
    subjects = [(*words(begin[:_SUBJECT].lower()), "", "")[:2] for begin in begins]
    if not any(second in _WEATHER and first in known.articles for first, second in subjects):
        return False
    lower = [word.lower() for word in words(sentence)]
    return (_PERFECT | known.days).isdisjoint(lower) and not any(map(str.isdecimal, sentence))


def _is_pluperfect(read: LeadSentence) -> bool:
    """Whether the main verb of ``read`` is "had", in English with a participle: not "had to", "had his bicycle stolen"."""
    known = read.grammar
    if not _HAS_HAD.search(read.text):
        return False
    main = bisect_left(read.main, 1) - 1
    if main >= len(read.words) or read.lower[main] not in _HAD:
        return False
    if "ed" not in PARTICIPLES.get(known.language.split("-")[0], ()):
        return True
    following = read.lower[main + 1 : main + 1 + _AFTER_HAD]
    participle = next(
        (
            n
            for n, word in enumerate(following)
            if word in _IRREGULAR or (word.endswith("ed") and word not in _NO_PARTICIPLE)
        ),
        None,
    )
    return participle is not None and known.no_end.isdisjoint(following[:participle])


def _lists_what_it_has(sentence: str, known: Grammar) -> bool:
    """Whether ``sentence`` is about something that nothing has introduced, and ends in a list after a colon."""
    before, colon, rest = sentence.partition(":")
    spoken = words(before)
    if not colon or not spoken or known.verb_split or "," not in rest:
        return False
    is_definite = spoken[0].lower() in known.articles and not any(word[0].isupper() for word in spoken[1:])
    return is_definite and any(known.verbs_of(spoken)) and not any(known.verbs_of(words(rest)))
