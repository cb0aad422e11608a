"""What belongs together on a line, language by language: the tables that ``typography.py`` sets by.

Each entry is a list of words, divided by spaces, as newspapers of that language write them:

* ``TITLES``: a title or an abbreviation that is kept with the name or number behind it (``Mme``, ``n°``, ``p.``);
* ``UNITS``: what is kept with the number before it, besides the ``SYMBOLS`` of all languages;
* ``MONTHS``: the same for a day of the month (``13 février``), in the form that follows a number;
* ``SHORT``: words so short that they may not end a line, where the language's typographers say so.

A language without an entry has the symbols, initials and dashes only. Written from knowledge of the languages, copied from
nowhere; case counts.

Rejected: completeness. What is missing may part at a line's end, as it does without this file.
"""

from __future__ import annotations

SYMBOLS = (
    "% ‰ € $ £ ¥ ₽ ₴ ₺ ₹ zł Kč Ft kr CHF EUR USD GBP k€ M€ Md€ ° °C °F mm cm dm m km m² km² m³ ha mg g kg t l ml hl cl"
    " km/h m/s mph h min s ms Hz kHz MHz GHz W kW MW GW TW kWh MWh GWh TWh V kV hPa dB kB MB GB TB Ko Mo Go To"
)
BEFORE_NUMBERS = "€ $ £ ¥ № § ₽ ₹"

UNITS = {
    "ar": "٪ كم كلم كغ كجم",
    "cs": "mil. mld. tis. milionů milionu miliard korun eur let hodin",
    "de": "Uhr Prozent Mio. Mrd. Million Millionen Milliarde Milliarden Euro Dollar Jahre Kilometer Meter Grad Cent",
    "en": "a.m. p.m. million billion trillion percent miles feet euros dollars pounds",
    "es": "millón millones euros dólares por años horas kilómetros metros grados",
    "fa": "٪ درصد کیلومتر متر",
    "fr": "million millions milliard milliards euro euros dollar dollars heure heures minutes ans pour mètres kilomètres"
    " hectares tonnes kilos litres degrés",
    "he": "₪ ק״מ ק״ג ס״מ",
    "it": "milione milioni miliardo miliardi euro dollari anni ore km chilometri metri gradi",
    "nl": "uur procent miljoen miljard euro dollar jaar kilometer meter graden",
    "pl": "proc. tys. mln mld złotych euro lat godz. r. w. km",
    "pt": "milhão milhões bilhão bilhões euros dólares reais anos horas quilómetros quilômetros metros graus",
    "ru": "тыс. млн млрд трлн руб. рублей долл. евро г. гг. в. вв. км м см мм кг т га ч мин лет года год процентов часов",
    "sk": "mil. mld. tis. miliónov miliárd eur rokov hodín",
    "uk": "тис. млн млрд трлн грн р. рр. ст. км м см мм кг т га год хв років року",
    "ur": "٪ فیصد کلومیٹر",
}

MONTHS = {
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "de": "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December Jan. Feb. Aug. Sept. Oct."
    " Nov. Dec.",
    "es": "de",  # 13 de febrero: the number keeps its "de"
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv. févr. juill. sept. oct."
    " nov. déc.",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pt": "de",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}

TITLES = {
    "cs": "č. čl. p. pí sv. str. ul. dr. Dr. prof. Prof. Ing. Mgr. MUDr. JUDr. tzv. např. tj. kap. odst.",
    "de": "Dr. Prof. Hr. Fr. St. Nr. Art. Abs. Bd. Kap. Abb. vgl. ca. z. d. u. o. bzw. S.",
    "en": "Mr Mr. Mrs Mrs. Ms Ms. Mx Dr Dr. Prof. St St. Sir Lord Lady Sen. Rep. Gov. Gen. Col. Lt. Sgt. Capt. Rev. Hon. No."
    " no. p. pp. vol. ch. Fig. Sec. Art.",
    "es": "Sr. Sra. Srta. Dr. Dra. Lic. Ing. Gral. San Sto. Sta. D. Dª Dña. n.º núm. art. pág. págs. vol. cap. EE.",
    "fr": "M. MM. Mme Mmes Mlle Mlles Mgr Me Mes Dr Drs Pr Prs St Ste Sts n° no nos N° № art. p. pp. vol. t."
    " chap. fig. al. av. env.",
    "it": "Sig. Sig.ra Sig.na Dott. Dott.ssa Prof. Prof.ssa Avv. Ing. On. Sen. Mons. San n. art. p. pp. pag. vol. cap.",
    "nl": "dhr. mevr. mw. dr. prof. mr. ir. drs. ds. nr. art. blz. p. ca.",
    "pl": "nr ul. al. pl. dr prof. św. ks. im. art. ust. pkt str. s. tj. tzw. np. ok. gen. płk p. mgr inż. min. woj.",
    "pt": "Sr. Sra. Dr. Dra. D. Eng. Prof. Profa. São Sto. Sta. n.º nº art. p. pág. págs. vol. cap.",
    "ru": "г. ул. пр. пл. д. кв. обл. им. св. проф. акад. ген. стр. с. ст. п. гл. рис. см. т.",
    "sk": "č. čl. p. sv. str. ul. dr. Dr. prof. Prof. Ing. Mgr. MUDr. JUDr. tzv. napr. kap. ods.",
    "uk": "м. вул. пр. пл. ім. св. проф. акад. ген. стор. с. ст. п. гл. див. т.",
}

SHORT = {
    "be": "а і у ў з в о",
    "cs": "k s v z o u a i",
    "pl": "a i o u w z",
    "ru": "а в и к о с у во до за из ко на не ни но об от по со",
    "sk": "k s v z o u a i",
    "uk": "а в з і й о у до за на не ні но об по та",
}
