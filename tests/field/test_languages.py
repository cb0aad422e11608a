"""Languages of texts that are too short to tell, and of languages that are near to one that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.infer.language import infer_language
from tests.field.review import build

NEAR = {
    "k29-occitan": "Lo conselh municipal a votat dimars la crompa d’un segond batèu, après dos ivèrns que lo sol èra demorat al pòrt.",
    "occitan-2": "Los païsans an manifestat dins las carrièras de la vila per demandar mai d'ajudas de l'Estat.",
    "galician": "O concello votou onte á noite a compra dun segundo barco para o porto, despois de dous invernos sen transporte.",
    "galician-2": "Non choveu abondo este ano, din os labregos, e as colleitas serán peores ca nunca.",
    "asturian": "El conceyu votó ayeri pela nueche la compra d'un segundu barcu pal puertu, dempués de dos iviernos ensin tresporte.",
    "corsican": "U cunsigliu municipale hà vutatu eri sera a compra di una seconda nave per u portu, dopu à dui inguerni senza trasportu.",
    "frisian": "De gemeenteried hat tiisdei stimd foar in twadde fearboat, nei twa winters dat de iennige stil lei.",
    "low-german": "De Raat vun de Stadt hett an’n Dingsdag för en tweete Fähr stimmt, nadem de enzige twee Winter lang stillstünn.",
    "scots": "The cooncil o the toun votit on Tuesday for a seicont ferry, efter twa winters whan the ae boat lay still.",
    "luxembourgish": "De Gemengerot huet e Dënschdeg fir eng zweet Fähr gestëmmt, nodeem déi eenzeg zwee Wanter laang stoung.",
    "swiss-german": "Mir händ geschter vo de Gmeind ghört, dass s'Schiff erscht im Summer fahrt.",
    "breton": "Kuzul-kêr en deus votet dimeurzh prenañ ur vag all, goude daou c'hoañvezh ma oa chomet an hini nemetañ er porzh.",
    "basque": "Udalak asteartean bozkatu zuen bigarren ferry bat erostea, bi neguz bakarra geldirik egon ondoren.",
    "haitian": "Konsèy minisipal la te vote madi pou achte yon dezyèm bato, apre de sezon kote sèl bato a te rete nan pò a.",
    "venetian": "El consejo comunal el gà votà marti la compra de un secondo traghetto, dopo do inverni che l'unico el gera fermo.",
    "sicilian": "Lu cunsigghiu cumunali vutau marti pi accattari n'àutra navi, doppu dui nverni senza trasportu.",
    "sardinian": "Su consìgiu comunale at votadu martis sa còmpora de una segunda nave, a pustis de duos ierros chene trasportu.",
    "romansh": "Il cussegl communal ha votà mardi per la cumpra dad ina segunda nav, suenter dus envierns senza traffic.",
    "walloon": "Li consey a vôté mårdi po l' atchtaedje d' on deujhinme batea, après deus ivers k' i gn aveut k' onk.",
    "mirandese": "L cunceilho botou na terça-feira la cumpra dun segundo barco, apuis de dous anbiernos sin trasporte.",
    "pidgin": "Di town council don vote on Tuesday to buy anoda ferry, after two winters wey di only one no dey work.",
    "faroese": "Býráðið samtykti týsdagin at keypa eina aðra ferju, eftir at hin einasta hevði ligið still í tveir vetrar.",
    "sorbian": "Měšćanska rada je wutoru za druhu přewoznu łódź hłosowała, po dwěmaj zymomaj bjez ćaha.",
    "cebuano": "Ang konseho sa lungsod mibotar niadtong Martes alang sa ikaduhang ferry human sa duha ka tuig nga usa ra.",
    "rusyn": "Мїстьска рада голосовала во второк за другый паром, по двох зимах.",
}  # fmt: skip

SHORT = [
    'Trump: "No deal"', "Total Energies: 4,2 Mrd", "Le Monde", "Die Zeit", "El País", "La Repubblica", "Der Spiegel", "The Beatles",
    "PSG - Inter 5-0", "Lens - Lille 2-1", "Manchester City 2, Real Madrid 1", "Inter Milan 1, AC Milan 1", "FC Barcelona", "Siemens AG",
    "Tour de France 2025", "Ursula von der Leyen", "Juan Carlos de Borbón", "Emmanuel Macron", "São Paulo", "Rio de Janeiro",
    "Scholz: „Ja“", "Le Pen", "De Gaulle", "Ali & Nino", "LVMH 2024: 84,7 Mrd", "Динамо - Шахтар 2:1", "12 345 €", "G20",
]  # fmt: skip

ENOUGH = {
    "Le bac est en panne": "fr", "Le pont fermé": "fr", "New ferry for harbour": "en", "Trump says no to the deal": "en",
    "Der Hafen streikt": "de", "Grüne gegen Ausbau": "de", "Nuovo traghetto per il porto": "it", "El puerto cierra hoy": "es",
    "O porto fecha hoje": "pt", "LE CONSEIL VOTE POUR UN SECOND BAC DANS LE PORT": "fr",
}  # fmt: skip

KNOWN = {
    "pt": "Toda a pessoa tem direito à educação, e a escola do bairro deve ser gratuita, disse ontem a ministra no parlamento.",
    "es": "Toda persona tiene derecho a la educación, y la escuela del barrio debe ser gratuita, dijo ayer la ministra.",
    "ca": "El consell municipal va votar ahir al vespre la compra d'un segon vaixell per al port, després de dos hiverns sense transport.",
    "it": "Ogni individuo ha diritto all'istruzione, e la scuola del quartiere deve essere gratuita, ha detto ieri la ministra.",
    "en": "Everyone has the right to education, and the school of the quarter must be free of charge, the minister said on Monday.",
    "id": "Pemerintah kota mengumumkan kemarin bahwa jembatan baru itu akan dibangun karena feri yang lama sering rusak.",
    "ms": "Majlis bandaraya telah bersetuju membeli sebuah feri kedua, kata Datuk Bandar pada Selasa.",
    "nl": "Iedereen heeft recht op onderwijs, en de school in de wijk moet gratis zijn, zei de minister gisteren in de Kamer.",
    "da": "Byrådet stemte tirsdag for en ny færge, efter at den eneste havde ligget stille i to vintre.",
    "hi": "हर व्यक्ति को शिक्षा का अधिकार है और मोहल्ले का स्कूल मुफ्त होना चाहिए, मंत्री ने कल संसद में कहा।",
}  # fmt: skip


@pytest.mark.parametrize("text", NEAR.values(), ids=NEAR.keys())
def test_an_unknown_language_is_not_mistaken_for_a_similar_one(text: str) -> None:
    assert infer_language(text).value == "und"


@pytest.mark.parametrize("text", SHORT)
def test_names_and_numbers_are_not_evidence_of_a_language(text: str) -> None:
    assert infer_language(text).value == "und"


@pytest.mark.parametrize(("text", "tag"), ENOUGH.items())
def test_a_few_words_that_are_not_names_are_enough(text: str, tag: str) -> None:
    assert infer_language(text).value == tag


@pytest.mark.parametrize(("tag", "text"), KNOWN.items())
def test_a_known_language_is_not_mistaken_for_a_similar_one(tag: str, text: str) -> None:
    found = infer_language(text)
    assert found.value == tag
    assert found.certainty > 0.5


@pytest.mark.parametrize(
    "text", [SHORT[0], SHORT[1], NEAR["k29-occitan"]], ids=["k29-trump", "k29-total", "k29-occitan"]
)
def test_the_page_shows_that_the_language_is_unknown(tmp_path: Path, text: str) -> None:
    assert build(tmp_path, {"a.txt": f"{text}\n"}).record["language"] in (None, "und")
