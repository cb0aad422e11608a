"""Quotations: who says what in an article, in French and English.

A quotation is a run of at least four words in quotation marks that the sentence attributes to one of the article's people or
organisations: by a verb of saying beside the marks (“…”, added Anna Diaz; Anna Diaz added: “…”; « … », a déclaré Anna Diaz) or
by “according to” (selon). A surname stands for the full name. A pronoun (“…”, she added) stands for the only person whom the
paragraph names before, or where it names nobody, for the only one whom the paragraph before names and quotes,
in marks or not. All other
words in quotation marks are left: titles of works, single words, and what may be the words of several people.

Rejected: quotations without marks (reported speech), which are not the speaker's words; other languages, on whose texts the
rules have not been measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from digest.infer.text import Passage
from digest.model import BlockKind, Quotation

_FEWEST_WORDS = 4
_LONGEST = 600  # characters of a quotation
_MOST = 40  # quotations of an article
_GAP = 70  # characters of titles and offices between a verb and a name: “added the German foreign minister, …”
_MARKS = re.compile('[«“"]')
_QUOTE = re.compile('«([^«»]*)»|“([^“”]*)”|"([^"]*)"')
_SENTENCE_END = re.compile(r"[.!?…](?=\s+[^a-zà-ÿ\s]|\s*$)")
_ABBREVIATED = re.compile(r"\b(?:M|MM|Mme|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Prof|Jr|Sr|[A-Z])$")
_LONGEST_ABBREVIATION = 4  # letters
_WORD_BEFORE = re.compile(r"([\w.’'-]+)[ -]$")
# An office before its holder, behind words without capitals: “jeudi aux journalistes le porte-parole du Kremlin”.
_OFFICE = re.compile(r"[^A-ZÀ-Þ]*?(?:\b(?:the|an?|his|her|its|their|les?|la|une?|son|sa)\b|\bl['’])")
# When, where or to whom, between a verb and a name: “à cette occasion, M. Diaz”.
_CIRCUMSTANCE = re.compile(
    r"(?:à|au|aux|en|lors|pour|dans|devant|de son|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|on|at|in)\b"
    r"[^A-ZÀ-Þ,]*, (?:MM?\. |Mme |Mr\.? |Mrs\.? |Ms\.? )?$"
)
_PARTICLES = frozenset("de du des van von der den da di del della dos la le al el bin ben ter ten".split())
_MEMBERS = re.compile(r"\b(?:of the|du|de la|de l['’]|des) [a-zà-ÿ]+ $")  # “the analysts of the bank” before its name
_SHORTEST_SURNAME = 3  # letters

_LANGUAGES = frozenset({"en", "fr"})

_EN_VERB = (
    r"(?:said|says|told|tells|added|adds|explained|explains|stated|states|declared|argued|argues|insisted|insists|noted|notes|"
    r"warned|warns|claimed|claims|commented|comments|remarked|remarks|replied|responded|wrote|writes|tweeted|concluded|continued|"
    r"admitted|acknowledged|recalled|recalls|observed|asserted|stressed|emphasi[sz]ed|announced|exclaimed|testified|joked|"
    r"predicted|lamented|vowed|countered|conceded|cautioned|complained|confirmed|confessed|contended|denied|estimated|maintains?|"
    r"maintained|pleaded|pledged|promised|quipped|reiterated|repeated|reported|revealed|summed up|suggested|urged|went on)"
)
_EN_ADVERB = (
    r"(?:also|later|then|further|once|has|had|have|again|previously|earlier|reportedly|simply|publicly|recently|who)"
)
_FR_REGULAR = (
    r"(?:déclar|affirm|expliqu|ajout|indiqu|précis|soulign|estim|assur|lanc|lanç|confi|annonc|annonç|rappel|racont|comment|"
    r"dénonc|dénonç|insist|martel|martèl|regrett|déplor|not|observ|avou|jug|juge|plaid|résum|témoign|clam|proclam|constat|"
    r"demand|critiqu|réplique?|tweet|twitt|relev|relèv|considèr|considér|complèt|complét|détaill|ironis|argu|enchaîn|gliss|souffl|"
    r"lâch|soupir|tranch|point|prédi|rétorqu|répèt|répét|réitèr|réitér|révèl|révél|signal|tonn|fulmin|pest|recommand|encourag|"
    r"exhort|analys|décrypt|objecte?|réfut|confess|balay|nuanc|temporis|abond|conseill|félicit|alert|suppos|tempèr|tempér|plaisant|confirm|espèr|espér)"
)
_FR_PRESENT = (
    rf"(?:{_FR_REGULAR}(?:e|a|ait|ent|èrent|aient)|rappelle|dit|disait|répond|répondait|répondit|conclut|concluait|poursuit|"
    r"poursuivait|poursuivit|écrit|écrivait|réagit|réagissait|reconnaît|reconnait|reconnaissait|admet|admettait|prévient|"
    r"prévenait|avertit|avertissait|promet|promettait|renchérit|soutient|soutenait|maintient|sourit|surenchérit|se souvient|"
    r"se réjouit|s['’]interroge|s['’]inquiète|s['’]indigne|s['’]emporte|s['’]amuse|s['’]agace|s['’]étonne|s['’]exclame|"
    r"se défend|se désole|se félicite|fait valoir|fait savoir|faisait valoir|met en garde)"
)
_FR_PARTICIPLE = (
    rf"(?:{_FR_REGULAR}é|dit|répondu|conclu|poursuivi|écrit|réagi|reconnu|admis|réjoui|prévenu|averti|promis|"
    r"renchéri|soutenu|maintenu|défendu|interrogé|inquiété|indigné|exclamé|emporté|étonné|fait valoir|fait savoir|mis en garde)"
)
_FR_ADVERB = (
    r"(?:encore|aussi|également|notamment|ensuite|toutefois|cependant|enfin|ainsi|même|par ailleurs|en outre|alors|d['’]ailleurs|"
    r"d['’]abord|pour sa part|de son côté|quant à lui|quant à elle|lui-même|elle-même|aujourd['’]hui|hier)"
)
_FR_VERB = (
    rf"(?:(?:(?:n['’]|l['’]|y )?(?:a|avait|ont|avaient)|s['’](?:est|était))(?: {_FR_ADVERB})? {_FR_PARTICIPLE}|"
    rf"(?:se )?{_FR_PRESENT})"
)
_FR_PRONOUN = (
    rf"(?:(?:a|avait)-(?:t-)?(?:il|elle)(?: {_FR_ADVERB})? {_FR_PARTICIPLE}|{_FR_PRESENT}-(?:t-)?(?:il|elle)|"
    rf"s['’]est-(?:il|elle) {_FR_PARTICIPLE})"
)
_TITLES = frozenset(
    "mr mrs ms miss dr sir dame lord lady president minister secretary senator chancellor chief director professor judge justice "
    "general colonel captain lieutenant sergeant governor mayor king queen prince princess pope bishop archbishop cardinal "
    "representative congressman congresswoman chairman chairwoman ceo spokesman spokeswoman spokesperson officer detective "
    "attorney commissioner ambassador coach manager m mm mme mlle me maître président présidente ministre sénateur sénatrice "
    "député députée maire secrétaire général générale docteur professeur roi reine pape cardinal juge procureur directeur "
    "directrice premier première".split()
)


class _Verbs(Struct, frozen=True):
    """The forms of attribution of one language, as patterns.

    ``verb`` matches a verb of saying. ``after`` matches from the end of a quotation to the words before the name, ``says`` what
    follows the name of somebody who says something; ``name_then`` is whether that may be after a quotation. ``before`` matches
    what follows a name before the quotation, up to it; ``source`` the words before the name of a source. ``pronoun_after`` and
    ``pronoun_before`` attribute to a pronoun, ``participle`` to the subject of the sentence. A name after ``barring`` words is
    no subject; words ``between`` verb and quotation bring another speaker in, or the title of a work. ``following`` may stand
    after the name of a speaker.
    """

    verb: re.Pattern[str]
    after: re.Pattern[str]
    says: re.Pattern[str]
    name_then: bool
    before: re.Pattern[str]
    source: re.Pattern[str]
    pronoun_after: re.Pattern[str]
    pronoun_before: re.Pattern[str]
    participle: re.Pattern[str]
    barring: re.Pattern[str]
    between: re.Pattern[str]
    following: re.Pattern[str]


def _english() -> _Verbs:
    return _Verbs(
        verb=re.compile(rf"\b{_EN_VERB}\b"),
        after=re.compile(rf"[\s,]*{_EN_VERB}\s+"),
        name_then=True,
        says=re.compile(rf"(?:, [^,.;“”\"]{{3,70}},|,)?(?: {_EN_ADVERB}){{0,2}} {_EN_VERB}\b(?! by\b)"),
        before=re.compile(
            rf"(?:, [^,.;“”\"]{{3,70}},|,)?(?: {_EN_ADVERB}){{0,2}} {_EN_VERB}\b(?! by\b)([^.;!?]{{0,80}})$"
        ),
        source=re.compile(r"[\s,]*\b[Aa]ccording to\s+"),
        pronoun_after=re.compile(rf"[\s,]*(?:(?:he|she)(?: {_EN_ADVERB}){{0,2}} {_EN_VERB}|{_EN_VERB} (?:he|she))\b"),
        pronoun_before=re.compile(
            rf"(?:^\W*(?:He|She)|, (?:he|she))(?: {_EN_ADVERB}){{0,2}} {_EN_VERB}\b([^.;!?]{{0,60}})$"
        ),
        participle=re.compile(
            r"\b(?:saying|adding|stating|noting|explaining|insisting|warning|claiming|arguing|declaring|announcing)"
            r"(?: that)?\W*$"
        ),
        barring=re.compile(
            r"(?:\b(?:of|to|with|for|by|about|from|against|on|in|at|and|or|than|as|that|between|behind|under|over|after|before|"
            r"like|near|not|told|asked|&)|['’]s?)\s*$",
            re.IGNORECASE,
        ),
        between=re.compile(
            r"\b(?:which|who|whom|whose|call(?:s|ed|ing)|by|titled|entitled|known|named|slogans?|dubbed|according|says|said|"
            r"quot(?:ed|ing)|describ(?:ed|ing)|read(?:s|ing)?|they|she|song|book|film|article|report)\b"
        ),
        following=re.compile(
            r"\W*$|[.,;:!?)—–]| (?:in|at|on|to|of|during|after|before|when|while|from|via|following|as|about|with|through|"
            r"last|yesterday|today|this|by|earlier|outside|upon|\()\b"
        ),
    )


def _french() -> _Verbs:
    return _Verbs(
        verb=re.compile(rf"\b{_FR_VERB}\b"),
        after=re.compile(rf"[\s,]*{_FR_VERB}(?: {_FR_ADVERB})?\s*,?\s+"),
        name_then=False,
        says=re.compile(rf"(?:, [^,.;«»“”\"]{{3,70}},|,)?(?: {_FR_ADVERB})? {_FR_VERB}\b"),
        before=re.compile(rf"(?:, [^,.;«»“”\"]{{3,70}},|,)?(?: {_FR_ADVERB})? {_FR_VERB}\b([^.;!?]{{0,80}})$"),
        source=re.compile(
            r"[\s,]*\b(?:[Ss]elon|[Dd]['’]après|(?:À|A|à) en croire)\s+|^\W*Pour\s+(?=[^,:]{0,60}(?:,[^,:]{3,70})?\s*[,:]\s*$)"
        ),
        pronoun_after=re.compile(rf"[\s,]*{_FR_PRONOUN}\b"),
        pronoun_before=re.compile(rf"(?:^\W*(?:Il|Elle)|, (?:il|elle)) {_FR_VERB}\b([^.;!?]{{0,60}})$"),
        participle=re.compile(
            r"\b(?:affirmant|ajoutant|déclarant|précisant|expliquant|estimant|assurant|soulignant|indiquant|rappelant|promettant|"
            r"insistant|annonçant|dénonçant|jugeant|lançant)(?: que| qu['’])?\W*$"
        ),
        barring=re.compile(
            r"(?:\b(?:de|du|des|à|au|aux|avec|par|sur|contre|pour|chez|et|ou|en|dans|entre|sous|vers|que|comme|sauf|ni|envers|"
            r"devant|après|avant)|\b[dlLD]['’]|\bqu['’])\s*$",
            re.IGNORECASE,
        ),
        between=re.compile(
            r"\b(?:qui|dont|par|selon|intitulée?s?|titres?|appelée?s?|nommée?s?|slogans?|baptisée?s?|surnommée?s?|ils|elles|"
            r"citant|chanson|livre|film|article|rapport|lesquels?)\b"
        ),
        following=re.compile(
            r"\W*$|[.,;:!?)—–]| (?:à|au|aux|lors|dans|sur|après|avant|en|devant|qui|pour|de|du|le|la|ce|cette|hier|jeudi|"
            r"vendredi|samedi|dimanche|lundi|mardi|mercredi|depuis|face|via|chez|dont|par|quand|alors|sans|"
            r"avec|mais|et|\()\b| lorsqu['’]"
        ),
    )


@lru_cache(maxsize=4)
def _verbs(language: str) -> _Verbs:
    """The forms of attribution in ``language``, one of ``_LANGUAGES``."""
    return _english() if language == "en" else _french()


class Attribution(Struct, frozen=True):
    """A quotation, and as ``evidence`` the words that attribute it."""

    quotation: Quotation
    evidence: str


class _Form(Struct, frozen=True):
    """A form in which texts write the name of a speaker: all of it, or the surname alone."""

    text: str
    name: str
    is_person: bool
    is_surname: bool


class _Mention(Struct, frozen=True):
    """A name in a piece of text: the positions of its first character and behind its last one, and whose it is."""

    start: int
    end: int
    form: _Form


class _Quoted(Struct, frozen=True):
    """Quoted words in a passage, from mark to mark; ``before`` and ``after`` are what the same sentence has around them,
    ``between`` all since the last quotation. ``follows`` is whether nothing but the end of a sentence or a comma divides these
    words from the attribution of the last one, ``leads_on`` whether ``after`` belongs to the next one.
    """

    words: str
    between: str
    before: str
    after: str
    follows: bool
    leads_on: bool


class _Found(Struct, frozen=True):
    """The speaker of a quotation, and the words that attribute it."""

    speaker: str
    evidence: str


def quotations(
    passages: Iterable[Passage], language: str, people: Sequence[str], organisations: Sequence[str]
) -> tuple[Attribution, ...]:
    """The quotations of a text in ``language`` whose speakers are certain, in their order.

    ``people`` and ``organisations`` are the article's. ``Quotation.paragraph`` is the index of the passage's block.
    """
    if not (people or organisations) or language.split("-")[0] not in _LANGUAGES:
        return ()
    found: list[Attribution] = []
    forms: tuple[_Form, ...] | None = None
    verbs = _verbs(language.split("-")[0])
    last = ""  # the only speaker of the paragraph before, if it names nobody else
    unquoted = ""  # the paragraph before, if it has no quotation
    for passage in passages:
        quoted = passage.kind is not BlockKind.CROSSHEAD and not passage.cut and _MARKS.search(passage.text)
        if not quoted:
            unquoted, last = passage.text, ""
            continue
        forms = _forms(people, organisations) if forms is None else forms
        last = last or _reported(unquoted, verbs, forms)
        outside = _unquoted(passage.text)
        present = [form for form in forms if form.text in passage.text or form.text in outside]
        attributed = list(_attributions(passage, verbs, present, last))
        speakers = {one.quotation.speaker for one in attributed}
        named = {mention.form.name for mention in _mentions(outside, present) if mention.form.is_person}
        last = speakers.pop() if len(speakers) == 1 and named <= speakers else ""
        found += attributed
        unquoted = ""
    return tuple(found[:_MOST])


def _reported(text: str, verbs: _Verbs, forms: Sequence[_Form]) -> str:
    """The only person whom a paragraph without quotations names, if it says what that person says; else empty."""
    named = [mention for mention in _mentions(text, forms) if mention.form.is_person]
    if len({mention.form.name for mention in named}) != 1:
        return ""
    speaks = any(verbs.says.match(text, mention.end) for mention in named)
    return named[0].form.name if speaks else ""


def _attributions(passage: Passage, verbs: _Verbs, forms: Sequence[_Form], last: str) -> Iterator[Attribution]:
    """The quotations of ``passage`` with a speaker; ``last`` is who may be meant by a pronoun if nobody is named before."""
    former: _Found | None = None
    outside = ""
    for quoted in _quoted(passage.text):
        outside += quoted.between
        found = _speaker(quoted, verbs, forms)
        if found is None and former is not None and quoted.follows:
            found = former
        if found is None:
            found = _of_pronoun(quoted, outside, verbs, forms, last)
        former = found
        words = " ".join(quoted.words.split()).rstrip(",")
        if found and len(words.split()) >= _FEWEST_WORDS and len(words) <= _LONGEST:
            quotation = Quotation(paragraph=passage.index, speaker=found.speaker, text=words)
            yield Attribution(quotation=quotation, evidence=found.evidence)


def _quoted(text: str) -> Iterator[_Quoted]:
    """The words in quotation marks in ``text``, in order; nothing if straight marks do not come in pairs."""
    if text.count('"') % 2:
        return
    spans = [(found.start(), found.end(), found[1] or found[2] or found[3] or "") for found in _QUOTE.finditer(text)]
    starts, stops = [*(start for start, _, _ in spans), len(text)], [0, *(end for _, end, _ in spans)]
    between = [text[start:end] for start, end in zip(stops, starts, strict=True)]
    for number, (_, _, words) in enumerate(spans):
        before, after = between[number], between[number + 1]
        ends, end = list(_ends(before)), next(_ends(after), None)
        sentence = before[ends[-1] if ends else 0 :]
        is_complete = words.strip()[-1:] in (".", "…") and after.lstrip()[:1].isupper()
        comma = before.rstrip()[-1:] == ","
        yield _Quoted(
            words=words.strip(),
            between=before,
            before=sentence,
            after="" if is_complete else after[:end],
            follows=number > 0 and ((len(ends) == 1 and not sentence.strip()) or (comma and not ends)),
            leads_on=number + 1 < len(spans) and end is None and after.rstrip()[-1:] != ",",
        )


def _ends(text: str) -> Iterator[int]:
    """The positions behind the ends of sentences in ``text``."""
    for found in _SENTENCE_END.finditer(text):
        if text[found.start()] != "." or not _ABBREVIATED.search(
            text, max(0, found.start() - _LONGEST_ABBREVIATION), found.start()
        ):
            yield found.end()


def _unquoted(text: str) -> str:
    return _QUOTE.sub(" ", text)


def _forms(people: Sequence[str], organisations: Sequence[str]) -> tuple[_Form, ...]:
    """The forms of all names, the longest first. A surname that several people have stands for none of them."""
    found = [_Form(name, name, True, " " not in name) for name in people]
    found += [_Form(name, name, False, False) for name in organisations]
    whole = {form.text for form in found}
    surnames: dict[str, set[str]] = {}
    for name in people:
        for surname in _surnames(name):
            surnames.setdefault(surname, set()).add(name)
    found += [
        _Form(surname, min(names), True, True)
        for surname, names in surnames.items()
        if len(names) == 1 and surname not in whole
    ]
    found += [
        _Form(text, form.name, True, False)
        for form in found
        if form.is_surname and " " in form.name
        for text in (f"{form.name[0]}. {form.text}", form.text[0].upper() + form.text[1:])
        if text not in whole and text != form.text
    ]
    return tuple(sorted(found, key=lambda form: (-len(form.text), form.text)))


def _surnames(name: str) -> Iterator[str]:
    """The last word of a person's ``name``, with the particles before it; and all after the first word where a particle is in it.
    Nothing where there is no other word.
    """
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    if at > 0 and len(words[-1]) >= _SHORTEST_SURNAME:
        yield " ".join(words[at:])
        if 1 < at < len(words) - 1:
            yield " ".join(words[1:])


def _mentions(text: str, forms: Iterable[_Form]) -> list[_Mention]:
    """The names in ``text``, in order; of several at one place the longest."""
    found: list[_Mention] = []
    for form in forms:
        start = text.find(form.text)
        while start >= 0:
            end = start + len(form.text)
            free = not any(other.start < end and start < other.end for other in found)
            if free and _is_whole(text, start, end) and not (form.is_surname and _has_given_name(text, start)):
                found.append(_Mention(start, end, form))
            start = text.find(form.text, end)
    return sorted(found, key=lambda mention: mention.start)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or hyphen continues the name, nor another word with a capital."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return not (before.isalnum() or before == "-" or after[:1].isalnum() or (after[:1] == "-" and after[1:].isalpha()))


def _has_given_name(text: str, start: int) -> bool:
    """Whether a word with a capital that is no title stands before a surname: another person may have it too."""
    word = _WORD_BEFORE.search(text, 0, start)
    return word is not None and word[1][0].isupper() and word[1].rstrip(".").lower() not in _TITLES


def _speaker(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """The speaker of ``quoted`` by the names beside it; None if no name is there, or if two are possible."""
    after = _verb_then_name(quoted, verbs, forms) or _name_then_verb(quoted, verbs, forms)
    before = _before(quoted, verbs, forms)
    if after and before:
        return after if after.speaker == before.speaker else None
    return after or before or _source(quoted, verbs, forms) or _subject(quoted, verbs, forms)


def _subject(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """Anna Diaz welcomed the plan, saying “…”: the only name of the sentence, if it may be the subject."""
    match = verbs.participle.search(quoted.before)
    named = _mentions(quoted.before, forms) if match else []
    if match is None or len(named) != 1 or verbs.barring.search(quoted.before[: named[0].start]):
        return None
    if verbs.between.search(quoted.before, named[0].end) or "," in quoted.before[: named[0].start]:
        return None
    return _Found(named[0].form.name, quoted.before[match.start() :].strip(" ,:"))


def _verb_then_name(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """“…”, explained Anna Diaz."""
    match = verbs.after.match(quoted.after)
    return _named_after(quoted.after, match.end(), verbs, forms) if match else None


def _named_after(text: str, start: int, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """The name that follows ``start`` in ``text``, perhaps after titles and offices, if it is the subject there."""
    for mention in _mentions(text, forms):
        gap = text[start : mention.start]
        if mention.start < start or len(gap) > _GAP:
            continue
        if "," in gap and not _OFFICE.match(gap) and not _CIRCUMSTANCE.match(gap):
            continue
        if re.search(r"[;:()]", gap) or gap.count(",") > 1 or verbs.barring.search(gap) or verbs.between.search(gap):
            continue
        if verbs.following.match(text, mention.end):
            return _Found(mention.form.name, text[: mention.end].strip(" ,"))
    return None


def _name_then_verb(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """“…,” Anna Diaz explained."""
    text = quoted.after
    if not verbs.name_then or quoted.leads_on or not (quoted.words[-1:] in (",", "?", "!") or text.lstrip()[:1] == ","):
        return None
    for mention in _mentions(text, forms):
        gap = text[: mention.start].lstrip(" ,")
        match = verbs.says.match(text, mention.end)
        if match and len(gap) <= _GAP and not re.search(r"[,;:()]", gap) and not verbs.barring.search(gap):
            return _Found(mention.form.name, text[: match.end()].strip(" ,"))
    return None


def _before(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """Anna Diaz explained: “…”."""
    text = quoted.before
    for mention in reversed(_mentions(text, forms)):
        match = verbs.before.match(text, mention.end)
        lead = text[: mention.start]
        if match and not verbs.barring.search(lead) and _leads_to_quotation(match[1], verbs):
            if not mention.form.is_person and _MEMBERS.search(lead):
                continue
            return _Found(mention.form.name, text[mention.start :].strip(" ,:"))
    return None


def _leads_to_quotation(words: str, verbs: _Verbs) -> bool:
    """Whether the ``words`` from a verb of saying to the quotation bring in no other speaker."""
    return not verbs.between.search(words) and not verbs.verb.search(words)


def _source(quoted: _Quoted, verbs: _Verbs, forms: Sequence[_Form]) -> _Found | None:
    """According to Anna Diaz, “…”; or behind it."""
    if match := verbs.source.match(quoted.after):
        return _named_after(quoted.after, match.end(), verbs, forms)
    if match := verbs.source.search(quoted.before):
        found = _named_after(quoted.before, match.end(), verbs, forms)
        return found if found and _leads_to_quotation(quoted.before[match.end() :], verbs) else None
    return None


def _of_pronoun(quoted: _Quoted, outside: str, verbs: _Verbs, forms: Sequence[_Form], last: str) -> _Found | None:
    """“…”, she added: the words of the only person named in the paragraph before, or of ``last`` if it names nobody."""
    match = verbs.pronoun_after.match(quoted.after)
    lead = None if match else verbs.pronoun_before.search(quoted.before)
    if match is None and (lead is None or not _leads_to_quotation(lead[1], verbs)):
        return None
    named = {mention.form.name for mention in _mentions(outside, forms) if mention.form.is_person}
    speaker = named.pop() if len(named) == 1 else last if not named else ""
    evidence = (match[0] if match else quoted.before).strip(" ,:")
    return _Found(speaker, evidence) if speaker else None
