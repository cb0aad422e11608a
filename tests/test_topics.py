"""What articles are about: inferred tops of IPTC Media Topics, and the editor's rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest import config
from digest.errors import Position
from digest.infer import topics as topics_module
from digest.infer.resolve import resolve
from digest.infer.text import REACH, Text
from digest.infer.topics import BELOW, DATA, MOST, TOPS, infer_iptc_topics, lexicon_of, ruled, weights_of
from digest.model import (
    Block,
    BlockKind,
    Declared,
    Document,
    Entry,
    Inference,
    Origin,
    Rules,
    TopicRule,
    TopicRules,
)
from digest.vocabulary import media_topics as topics_of_iptc
from digest.vocabulary.media_topics import parent_of
from digest.words import folded, folded_words, stem
from tools.topic_words import written

SPORT, POLITICS, CONFLICT, HEALTH, SCIENCE, ECONOMY = (f"{n:02}000000" for n in (15, 11, 16, 7, 13, 4))


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def found(language: str, *texts: str) -> tuple[str, ...]:
    answer = infer_iptc_topics(Text(blocks(*texts), language))
    return answer.value if answer else ()


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("fr", "Le championnat reprend samedi : l’entraîneur attend de ses joueurs une victoire au stade.", SPORT),
        ("en", "The midfielder scored twice and the coach praised the players after the cup final.", SPORT),
        ("en-GB", "Voters elected a new parliament; the opposition won the election.", POLITICS),
        ("es", "El hospital pide más vacunas: los médicos atienden a cientos de pacientes con gripe.", HEALTH),
        (
            "de",
            "Die Bundestagswahl bringt neue Abgeordnete ins Parlament, die Koalition verliert ihre Mehrheit.",
            POLITICS,
        ),
        ("ru", "Футболисты сборной выиграли матч чемпионата, сообщил тренер команды.", SPORT),
        ("pl", "Żołnierze wycofali się po wojnie, rebelianci ogłosili zawieszenie broni.", CONFLICT),
        ("zh", "科学家用望远镜发现了一颗新的行星，研究人员说它的轨道很小。", SCIENCE),
        ("ja", "銀行は金利を引き上げ、円安で輸出企業の株価が上がった。", ECONOMY),
        ("ar", "سجل اللاعب هدفين في المباراة وفاز الفريق بالبطولة", SPORT),
        ("sn", "Chikwata chenhabvu chakunda mumakwikwi emukombe.", SPORT),
        ("ln", "Maponami ya mokonzi ya mboka: badepute ya opposition baboyi.", POLITICS),
    ],
)
def test_the_first_topic_follows_from_the_words_of_the_text(language: str, text: str, first: str) -> None:
    """In many languages and scripts, with plurals, cases, compounds and prefixes."""
    assert found(language, text)[:1] == (first,)


def test_the_evidence_is_words_of_the_text() -> None:
    answer = infer_iptc_topics(
        Text(blocks("Le Sénat vote la loi : les sénateurs de l’opposition boycottent le scrutin."), "fr")
    )
    assert answer is not None
    words = answer.evidence.split(", ")
    assert {"sénat", "scrutin", "sénateurs"} <= set(words)
    assert 0 < answer.certainty < 1


def test_an_article_of_war_and_diplomacy_has_both_topics() -> None:
    text = (
        "Les présidents se sont entretenus par téléphone, convenant de négociations pour mettre fin à l’offensive. "
        "Le ministre de la Défense et la diplomatie du Kremlin attendent un cessez-le-feu ; l’OTAN renforce ses troupes. "
        "Le gouvernement et l’opposition saluent un sommet entre les deux chefs d’État, après trois ans de guerre."
    )
    assert {CONFLICT, POLITICS} <= set(found("fr", text))


def test_the_headline_and_the_first_lines_count_more() -> None:
    filler = "abc def ghi jkl mno pqr stu. " * 16
    sport, church = "Match de football.", "Le pape à l’église."
    title = infer_iptc_topics(Text(blocks(filler + church), "fr"), "Football : le match")
    assert title is not None
    assert title.value[0] == SPORT
    assert found("fr", sport + filler + church)[0] == SPORT
    assert found("fr", church + filler + sport)[0] == "12000000"


@pytest.mark.parametrize("text", ["", " ", "Bonjour.", "12 34 56", "🙂🙂🙂", "\x00\x01", "— « » —"])
@pytest.mark.parametrize("language", ["fr", "zh", "sn", "und", "tlh", "../etc", ""])
def test_a_text_without_evidence_has_no_topics(language: str, text: str) -> None:
    assert infer_iptc_topics(Text(blocks(text), language)) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Parce que la part des fois, voilà tel mot, les gens font le tour de la voie."),
        ("es", "Para el lunes, principalmente, ha sido parte de otra historia con modo libre."),
        ("de", "Zusammen entstehen im Zusammenhang nationale Informationen für Menschen."),
        ("en", "Here she adds dates, and her process is the basis of what she shares with her supporters."),
    ],
)  # fmt: skip
def test_a_common_word_with_the_stem_of_a_word_of_a_topic_tells_nothing(language: str, text: str) -> None:
    assert found(language, *[text] * 3) == ()


def test_unrelated_words_have_the_stem_of_a_word_of_a_topic_and_match_nothing() -> None:
    for line in (DATA.parent / "unrelated_words.txt").read_text("utf-8").splitlines():
        language, *unrelated = line.split()
        if language == "#":
            continue
        lexicon = lexicon_of(language)
        related = replace(lexicon, unrelated=frozenset())
        assert [word for word in unrelated if list(lexicon.matches(word)) or not list(related.matches(word))] == []


def test_a_topic_that_a_text_only_mentions_is_not_given() -> None:
    match, hospital = "The referee praised the striker for the goal.", "She saw a doctor in hospital."
    assert HEALTH not in found("en", match, hospital)
    assert HEALTH in found("en", match, hospital, "The nurses treated patients of the clinic for malaria and cholera.")


def test_the_name_of_the_section_above_a_text_counts() -> None:
    text = "The eldest of the three sisters opens the ledger, and in the storm the evening catches fire at last."
    first = {
        section: _resolved(f"{section}\n\nThe Salt Road in Dunmarrow\n\n{text}")[0][:1]
        for section in ("Arts", "Weather")
    }
    assert first == {"Arts": ("01000000",), "Weather": ("17000000",)}


def test_code_is_not_read() -> None:
    code = Block(kind=BlockKind.CODE, text="football match championnat stade joueur")
    assert infer_iptc_topics(Text([code], "fr")) is None


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.txt")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_written_vocabulary_is_well_formed_and_in_the_stored_file(path: Path) -> None:
    header, weights = written(path)
    second = path.parent.name == "second"
    stored = lexicon_of(path.stem)
    if not second:
        assert (stored.mode, stored.also) == (header.mode, header.also)
        assert stored.mode in ("stem", "prefix", "inside", "unspaced")
        assert not stored.also or (DATA / f"{stored.also}.txt").is_file()
        lines = path.read_text("utf-8").splitlines()
        assert [line[1:9] for line in lines if line.startswith("[")] == list(TOPS)
    for word, by_concept in weights.items():
        assert by_concept.items() <= dict(weights_of(stored.entries[word])).items(), word
        assert all(parent_of(concept) if second else concept in TOPS for concept in by_concept)


def test_every_lexicon_can_be_read() -> None:
    for path in DATA.glob("*.tsv.gz"):
        lexicon = lexicon_of(path.name.split(".")[0])
        assert len(lexicon.entries) > 500, path
        for code in lexicon.entries.values():
            assert all(topics_of_iptc.is_iptc(concept) for concept, _ in weights_of(code)), path


def test_a_second_level_concept_needs_enough_words() -> None:
    text = "Les électeurs votent au second tour de l’élection présidentielle. Les candidats attendent le scrutin, les urnes."
    assert found("fr", text) == (POLITICS, "20000574")
    assert topics_of_iptc.label("20000574", "fr") == "Élections"
    assert topics_of_iptc.identify("Élections") == "20000574"
    assert topics_of_iptc.identify("politics and government") == "11000000"
    assert "20000574" not in found("fr", "Le ministre parle au Parlement du budget de l’État et du gouvernement.")


def test_forms_of_a_word_have_one_stem() -> None:
    for forms in ("élection élections", "Wahl wahl", "político políticos política", "match matchs", "guerra guerre"):
        assert len({stem(word) for word in folded_words(forms)}) == 1
    assert folded("Ｋｉｅｖ ÉLÈVE がく 정부") == "kiev eleve がく 정부"


_LETTERS = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)


@settings(max_examples=100)
@given(st.lists(_LETTERS, max_size=5), st.sampled_from(["fr", "zh", "sn", "ru", "ko", "und"]), _LETTERS)
def test_any_text_has_at_most_three_tops_and_always_the_same(texts: list[str], language: str, title: str) -> None:
    answer = infer_iptc_topics(Text(blocks(*texts), language), title)
    assert answer == infer_iptc_topics(Text(blocks(*texts), language), title)
    if answer is not None:
        tops = [topic for topic in answer.value if topic in TOPS]
        below = answer.value[len(tops) :]
        assert 1 <= len(tops) <= MOST
        assert len(below) <= BELOW
        assert answer.value[: len(tops)] == tuple(tops), "the tops stand first"
        assert len(set(answer.value)) == len(answer.value)
        assert all(parent_of(topic) in tops for topic in below)


@pytest.mark.parametrize("piece", ["guerre ", "guerre", "战争", "\u0301", "- ", "cessez le "])
@pytest.mark.parametrize("language", ["fr", "zh", "sn"])
def test_no_more_than_the_beginning_of_a_long_text_is_read(
    language: str, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps are counted, not seconds: what is handed to the fold and to the words does not grow with the text."""
    module = topics_module
    handed = 0

    def counted(text: str) -> str:
        nonlocal handed
        handed += len(text)
        return folded(text)

    monkeypatch.setattr(module, "folded", counted)
    lexicon_of.cache_clear()
    infer_iptc_topics(Text(blocks(""), language))
    handed = 0
    infer_iptc_topics(Text(blocks(piece * 100_000, *[piece] * 20_000), language), piece * 100_000)
    assert handed <= 3 * REACH


RULES = TopicRules(
    rules=(
        TopicRule(
            topic="Ukraine",
            any_of=("Kiev", "Zelensky", "Київ", "ウクライナ"),
            none_of=("recette",),
            aliases=("Guerre en Ukraine",),
        ),
        TopicRule(topic="Poulet Kiev", any_of=("poulet",), all_of=("Kiev", "recette")),
        TopicRule(topic="Élysée", any_of=("chef* d’État", "palais de l’Elysée")),
        TopicRule(topic=POLITICS, aliases=("Pol. intérieure",)),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("À KIEV, hier.", ("Ukraine",)),
        ("Мер міста Київ сказав", ("Ukraine",)),
        ("昨日のウクライナ情勢", ("Ukraine",)),
        ("Kievan Rus", ()),
        ("Recette : poulet à la Kiev", ("Poulet Kiev",)),
        ("Un poulet, et Kiev", ("Ukraine",)),
        ("deux chefs d’état", ()),
        ("le chef d'Etat", ("Élysée",)),
        ("au palais de l'Élysée, puis à Kiev", ("Ukraine", "Élysée")),
        ("", ()),
    ],
)
def test_a_rule_finds_complete_words_and_phrases_ignoring_accents_and_case(
    text: str, expected: tuple[str, ...]
) -> None:
    assert ruled(blocks(text), "", RULES)[0] == expected


def test_an_acronym_matches_where_it_is_written_as_one() -> None:
    rules = TopicRules(rules=(TopicRule(topic="Health", any_of=("WHO",)), TopicRule(topic="Defence", any_of=("NATO",))))
    assert ruled(blocks("Who is it? He was, who knows, nato."), "", rules) == ((), "")
    assert ruled(blocks("The WHO and Nato agree."), "", rules) == (("Health", "Defence"), "WHO, NATO")


def test_a_star_matches_the_beginning_of_words() -> None:
    rules = TopicRules(rules=(TopicRule(topic="Boats", any_of=("ferr*",)),))
    assert ruled(blocks("The ferries run."), "", rules) == (("Boats",), "ferr*")
    assert ruled(blocks("A transferred man."), "", rules) == ((), "")


@settings(max_examples=100)
@given(_LETTERS, st.lists(_LETTERS, max_size=3), st.lists(_LETTERS, max_size=2), st.lists(_LETTERS, max_size=2))
def test_no_rule_fails_on_any_text(text: str, some: list[str], every: list[str], none: list[str]) -> None:
    rule = TopicRule(topic="T", any_of=tuple(some), all_of=tuple(every), none_of=tuple(none))
    names, evidence = ruled(blocks(text), text, TopicRules(rules=(rule,)))
    assert bool(names) == bool(evidence)


def _resolved(text: str, declared: str = "", rules: TopicRules = RULES) -> tuple[tuple[str, ...], Origin | None]:
    fields = {"topics": Declared(text=declared, where=Position(file="a.txt", line=1))} if declared else {}
    document = Document(
        file="a.txt", reader="text", encoding="utf-8", declared=fields, blocks=blocks(text), html=f"<p>{text}</p>"
    )
    article, _ = resolve(Entry(file="a.txt", position=0), document, Rules(topics=rules))
    provenance = article.provenance.get("topics")
    return article.topics, provenance.origin if provenance else None


def test_declared_topics_take_precedence_over_rules_and_rules_over_inferred_ones() -> None:
    text = (
        "À Kiev, le championnat de football reprend : les joueurs et leur entraîneur retrouvent le stade de la ville."
    )
    assert _resolved(text, declared="Boats") == (("Boats",), Origin.FILE)
    (first, *others), origin = _resolved(text)
    assert (first, origin) == ("Ukraine", Origin.RULES)
    assert SPORT in others
    assert len(others) < MOST
    inferred, origin = _resolved(text, rules=TopicRules())
    assert (inferred[0], origin) == (SPORT, Origin.INFERRED)


def test_a_declared_alias_is_its_topic() -> None:
    assert _resolved("Rien.", declared="guerre en UKRAINE; pol. interieure; Ukraine; Boats")[0] == (
        "Ukraine",
        POLITICS,
        "Boats",
    )


def test_rules_are_read_from_digest_yml_and_problems_have_their_lines(tmp_path: Path) -> None:
    (tmp_path / "digest.yml").write_text(
        "topics:\n"
        "  Ukraine:\n"
        "    any: [Kiev, Київ]\n"
        "    all: guerre\n"
        "    nott: [x]\n"
        "    not: [sport]\n"
        "    parent: Europe\n"
        "    label: {fr: L’Ukraine, xx-nothing: U}\n"
        "    aliases: {a: b}\n"
        "  Politique: {aliases: [Pol.]}\n"
        "  Boats: [ferry, ' ']\n"
        "  Trains:\n",
        "utf-8",
    )
    read, problems = config.read_file(tmp_path / "digest.yml", "digest.yml")
    rules = config.resolve(read, title="t", language="en").rules.topics.rules
    assert rules == (
        TopicRule(
            topic="Ukraine",
            any_of=("Kiev", "Київ"),
            all_of=("guerre",),
            none_of=("sport",),
            labels={"fr": "L’Ukraine"},
            parent="Europe",
        ),
        TopicRule(topic=POLITICS, aliases=("Pol.",)),
        TopicRule(topic="Boats", any_of=("ferry",)),
    )
    assert [(problem.code, problem.where and problem.where.line) for problem in problems] == [
        ("unknown-key", 5),
        ("bad-setting", 8),
        ("bad-setting", 9),
        ("bad-setting", 12),
    ]


def test_declared_and_inferred_topics_get_their_parents(tmp_path: Path) -> None:
    text = (
        "topics:\n  Ukraine: {any: [Kiev], parent: Europe}\n  Europe: {parent: Politique}\n  Kiev: {parent: Ukraine}\n"
    )
    (tmp_path / "digest.yml").write_text(text, "utf-8")
    read, problems = config.read_file(tmp_path / "digest.yml", "digest.yml")
    assert problems == ()
    rules = config.resolve(read, title="t", language="en").rules.topics
    assert _resolved("Kiev ce matin.", rules=rules)[0][:3] == ("Ukraine", "Europe", POLITICS)
    assert _resolved("Rien.", declared="kiev", rules=rules)[0] == ("kiev", "Ukraine", "Europe", POLITICS)
    assert _resolved("Rien.", declared="Europe; Politique", rules=rules)[0] == ("Europe", POLITICS)


def test_a_circular_parent_is_reported_and_removed(tmp_path: Path) -> None:
    text = "topics:\n  A: {parent: B}\n  B: {parent: C}\n  C: {parent: a}\n  D: {parent: D}\n"
    (tmp_path / "digest.yml").write_text(text, "utf-8")
    read, problems = config.read_file(tmp_path / "digest.yml", "digest.yml")
    assert [problem.code for problem in problems] == ["bad-setting"] * 2
    rules = config.resolve(read, title="t", language="en").rules.topics.rules
    assert [(rule.topic, rule.parent) for rule in rules] == [("A", "B"), ("B", "C"), ("C", ""), ("D", "")]


def test_an_inference_is_pure(tmp_path: Path) -> None:
    """The same text read between others gives the same answer."""
    first = infer_iptc_topics(Text(blocks("La banque baisse ses taux."), "fr"))
    infer_iptc_topics(Text(blocks("Wall Street banks cut rates."), "en"))
    assert isinstance(first, Inference)
    assert infer_iptc_topics(Text(blocks("La banque baisse ses taux."), "fr")) == first
