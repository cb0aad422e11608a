"""Names that an article mentions: which words are one name, and whether it is a person, a place or an organisation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.infer.name_lexicon import WordList, word_list
from digest.infer.names import infer_names
from digest.infer.places import NAME_FILES
from digest.infer.text import Text
from digest.model import Block, BlockKind, Rules
from tools.dictionary import stems_of

Names = dict[str, set[str]]
NOTHING: Names = {"people": set(), "places": set(), "organisations": set()}


def names(language: str, *paragraphs: str) -> Names:
    text = Text([Block(kind=BlockKind.PARAGRAPH, text=one) for one in paragraphs], language)
    return {field: set(found.value) if found else set() for field, found in infer_names(text, "", Rules()).items()}


@pytest.mark.parametrize(
    ("language", "sentence", "people"),
    [
        ("fr", "Le maire, Jean Dupont, a parlé.", {"Jean Dupont"}),
        ("fr", "Selon Dmitri Peskov, rien ne presse. M. Peskov a déclaré que tout va bien.", {"Dmitri Peskov"}),
        ("fr", "Le règlement déplaît à Kertil Vanbruck, qui gagne.", {"Kertil Vanbruck"}),
        ("en", "The winner was Tarvik Osmunde of Leeds.", {"Tarvik Osmunde"}),
        ("en", "Director Mina Farrant trusts silence.", {"Mina Farrant"}),
        ("fr", "Les toiles de Monet et de Degas attirent du monde.", {"Monet", "Degas"}),
        ("de", "Die Bürgermeisterin Anna Schmidt sagte am Montag nichts.", {"Anna Schmidt"}),
        ("de", "Darüber klagte Anwältin Zilka Vornholt vor Gericht.", {"Zilka Vornholt"}),
        ("de", "Danach hat Präsident Vornholt Sanktionen verhängt.", {"Vornholt"}),
        ("de", "Die Ministerin Anna Spiegel schwieg.", {"Anna Spiegel"}),
        ("de", "Das weiß Anna Holland-Vornholt seit Jahren.", {"Anna Holland-Vornholt"}),
        ("nl", "Gisteren kwam Marijke Vossenaar langs.", {"Marijke Vossenaar"}),
        ("ru", "Президент Владимир Путин заявил об этом. Путина слушали.", {"Владимир Путин"}),
        ("en", "Michael Bloomberg is the mayor. Bloomberg said no.", {"Michael Bloomberg"}),
        ("en", "Bristol centre Anna Corvill has been passed fit.", {"Anna Corvill"}),
        ("fr", "C’est vrai, explique Justice Forever.", set()),
        ("en", "They slept at Anna Mountain Hostel, said Consolidated TVX.", set()),
    ],
)
def test_people_are_found_by_given_name_office_or_words_of_no_dictionary(
    language: str, sentence: str, people: set[str]
) -> None:
    assert names(language, sentence)["people"] == people


@pytest.mark.parametrize(
    ("language", "sentence", "organisations"),
    [
        ("fr", "Le ministère de l'Intérieur et la Cour constitutionnelle se taisent.",
         {"ministère de l'Intérieur", "Cour constitutionnelle"}),
        ("fr", "La Chambre de commerce de Port-Arlen s'inquiète.", {"Chambre de commerce de Port-Arlen"}),
        ("fr", "La Ligue arabe, Moody's et Le Monde le disent à l'ONU.", {"Ligue arabe", "Moody's", "Le Monde", "ONU"}),
        ("fr", "L'association Cœur de Valbrune attend.", {"Cœur de Valbrune"}),
        ("fr", "L'avis de Wikimedia France compte.", {"Wikimedia France"}),
        ("en", "The British Red Cross and the University of Leeds agree.", {"British Red Cross", "University of Leeds"}),
        ("en", "Total profits fell. The oil of Total burns, and the Ramblers' League knows.", {"Total", "Ramblers' League"}),
        ("en", "Anna Corvill Inc sued. The bank trusts Anna Corvill.", {"Anna Corvill Inc", "Anna Corvill"}),
        ("en", "Ask the State Department of Forestry and Fire Protection.",
         {"State Department of Forestry and Fire Protection"}),
        ("en", "He joined the Corvill Institute for Near East Policy.", {"Corvill Institute for Near East Policy"}),
        ("en", "She joined KTR Vanbruck on Monday; the KTR Lightning fire burns.", set()),
        ("en", "The firm Amazon sells shoes, says the U.S. Embassy.", {"Amazon", "U.S. Embassy"}),
        ("fr", "L’Association des constructeurs européens d’automobiles se tait.",
         {"Association des constructeurs européens d’automobiles"}),
        ("fr", "La Nouvelle Union populaire écologique et sociale vote.", {"Nouvelle Union populaire écologique et sociale"}),
        ("en", "Toshin Steel <TSN.T> met Federal Police Commissioner Anna Corvill.", {"Federal Police"}),
        ("es", "La Corte Suprema bonaerense falló ayer.", {"Corte Suprema bonaerense"}),
        ("de", "Die Bundesbank und Siemens schweigen.", {"Bundesbank", "Siemens"}),
        ("pl", "Rosja grozi Gazpromowi, a NATO milczy.", {"NATO"}),
        ("en", "The band Kraxel played twice. Kraxel won, and Kraxel left.", set()),
    ],
)  # fmt: skip
def test_organisations_are_listed_or_have_a_word_of_organisations(
    language: str, sentence: str, organisations: set[str]
) -> None:
    assert names(language, sentence)["organisations"] == organisations


@pytest.mark.parametrize(
    ("language", "sentence", "places"),
    [
        ("fr", "Le feu a pris à Villeurbane, dans la ville de Sorbec et près de la mer Noire.",
         {"Villeurbane", "Sorbec", "mer Noire"}),
        ("fr", "Il a écrit à Nelson Mandela et travaille dans la Marine.", set()),
        ("en", "He grew up in Tremble and lives in Ostrawick.", {"Ostrawick"}),
        ("en", "Trains stop at Mortlake Station in the United Kingdom.", {"Mortlake Station", "GB"}),
        ("en", "A hurricane hit Georgia and Florida.", {"Georgia", "Florida"}),
        ("en", "Georgia and Russia met in Tbilisi.", {"GE", "RU", "Tbilisi"}),
        ("fr", "Le maire de Sorbec se tait.", {"Sorbec"}),
        ("es", "La Audiencia de Sevilla aplicó el Tratado de Roma en Córdoba.", {"Córdoba"}),
        ("fr", "La finale de la Coupe de France se joue à Lille.", {"Lille"}),
        ("es", "El barrio celebra las Fiestas de San Vanbruco.", set()),
        ("fr", "Le match se joue à l’Ellis Park de Johannesburg.", {"Johannesburg"}),
        ("it", "(AGI) - ROMA, 16 APR - La legge passa.", {"Roma"}),
        ("de", "Er lobte Hessens Wälder.", {"Hessen"}),
        ("en", "Fires follow deforestation in the Amazon.", {"Amazon"}),
        ("en", "She saw El Vanbruck there, says Secretary of State Zilka Vornholt.", set()),
        ("de", "Er ging. Seine Tochter blieb an der Seine.", {"Seine"}),
    ],
)  # fmt: skip
def test_places_are_listed_or_have_a_word_of_places_beside_them(language: str, sentence: str, places: set[str]) -> None:
    assert names(language, sentence)["places"] == places


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Le droit à l'IVG et le SMIC sont au programme, et la TVA reste."),
        ("en", "By Tom Barlow"),
        ("en", "Reporting by Anna Smith"),
        ("fr", "Photo : Jean Dupont"),
        ("fr", "Contact presse : Jean Dupont, 01 99 00 12 34."),
    ],
)
def test_things_bylines_credits_and_press_contacts_are_no_names(language: str, sentence: str) -> None:
    assert names(language, sentence) == NOTHING


def test_an_acronym_that_the_text_spells_out_in_lower_case_is_no_organisation() -> None:
    assert names("fr", "La loi crée un indice régional des prix (IRP).") == NOTHING
    assert names("fr", "La loi crée l'Institut régional des prix (IRP).")["organisations"] >= {"IRP"}


def test_a_name_has_words_as_evidence() -> None:
    text = Text([Block(kind=BlockKind.PARAGRAPH, text="Le ministre Kertil Vanbruck parle au Monde.")], "fr")
    found = infer_names(text, "", Rules())["people"]
    assert found is not None
    assert found.value == ("Kertil Vanbruck",)
    assert found.evidence == "ministre Kertil Vanbruck"


@given(st.lists(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=9)), st.text(max_size=9))
def test_a_word_list_has_the_words_it_is_made_of_and_no_others(words: list[str], other: str) -> None:
    listed = WordList(b"".join(sorted({word.encode() + b"\n" for word in words})))
    assert all(word in listed for word in words)
    assert (other in listed) == (other in words)


def test_dictionaries_are_sorted_and_have_no_names() -> None:
    for path in NAME_FILES.glob("words.*.txt"):
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(set(lines))
    assert "maison" in word_list("fr")
    assert "londres" not in word_list("fr")
    assert stems_of(["Paris", "maisons", "à", "Été", "étés"]) == b"ete\nmaison\n"


def test_listed_institutions_are_named_once() -> None:
    lines = (NAME_FILES / "institutions.txt").read_text("utf-8").splitlines()
    forms = [form for line in lines if not line.startswith("#") for form in line.split(" | ")]
    assert len(forms) == len(set(forms)) > 1000
    assert all(form == form.strip() and form for form in forms)
