"""Personal details that carry a digit or an @, and how to tell them from other figures.

Every repetition in the patterns is bounded, so the time grows in proportion to the text whatever it holds.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from commonbeat.methods.text import lexicon

Span = tuple[str, int, int]

_WORDS = lexicon.words("personal_words.txt")

_UPPER = "A-ZÀ-ÖØ-Þ"
_STREET_EN = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Grove|View|Crescent|Terrace|Gardens|Court|Way|Place|"
    "Row|Mews|"
    "Hill|Walk|Parade|Square|Rise|Green|Gate|Wharf|Quay|Boulevard|Blvd|Parkway|Yard|Heights|Villas|Circle"
)
_STREET_FIRST = (
    r"calle|c/|avda\.?|avenida|av\.|plaza|pza\.|paseo|camino|carretera|ctra\.|ronda|travesía|rue|rúa|rua|"
    r"via|viale|"
    r"piazza|corso|ul\.|ulica|ulicy|al\.|aleja|alei|os\.|plac|carrer|praça|travessa|jirón|carrera"
)
_STREET_FR = "rue|avenue|av\\.|boulevard|bd|place|chemin|allée|impasse|quai|route|square|passage|cours"
_STREET_LAST = (
    "straße|strasse|str\\.|gasse|weg|platz|allee|damm|ufer|katu|tie|kuja|polku|tori|ranta|raitti|kaari|"
    "kadulla|"
    "tiellä|kadun|gatan|vägen|gränd|torget|straat|laan|plein|kade|gracht"
)
_ROOM = (
    "flat|apartment|apt|room|unit|suite|dorm|piso|puerta|pta|habitación|habitacion|apartamento|apto|wohnung|"
    "zimmer|"
    "whg|appartement|appt|chambre|mieszkanie|mieszkania|lokal|pokój|asunto|asunnossa|huone|huoneessa|شقة|غرفة"
)
_ID_CUE = (
    r"passport|badge|id|i\.d\.|dni|nie|nif|ssn|national insurance|student|staff|employee|licen[cs]e|permit|"
    r"pasaporte|"
    r"carn[eé]|pase|hetu|pesel|henkilötunnus|ausweis|personalausweis|pass|dowód|dowodu|paszport|carte "
    r"d'identité"
)
_PLATE_CUE = (
    r"plates?|registration|registered|reg|rego|licen[cs]e plate|matr[ií]cula|placas?|kennzeichen|"
    r"rekisteri\w{0,9}|"
    r"rekkari|tablic\w{0,4}|rejestrac\w{0,6}|immatricul\w{0,6}|plaque"
)
_VEHICLE = (
    r"cars?|vans?|vehicle|truck|lorry|taxi|motorbike|scooter|coche|furgoneta|moto|auto|pakettiauto|"
    r"wagen|voiture"
)
_BORN = (
    r"born|dob|d\.o\.b\.?|date of birth|birth ?date|birthday|nac[ií]|naci[oó]|nacid[oa]|fecha de nacimiento|"
    r"geboren|geburtsdatum|geb\.|née?|naissance|urodzon[ya]|urodził\w{0,3}|ur\.|data urodzenia|syntynyt|"
    r"syntymäaika|"
    r"تاريخ الميلاد|مواليد"
)
_DATE = (
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th|\.|er)? {1,2}(?:of |de )?[^\W\d_]{3,12}\.?,? {1,2}(?:de |del )?\d{4}|"
    r"[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? {1,2}\d{4}"
)
_NUMBER_WORD = (
    r"(?:(?:number|no\.?|nr\.?|num\.?|n[uú]mero|n[º°]|code|card|is|was|es|era|ist|on|:|#)\W{0,2}){0,3}"
)

_COORDINATES = re.compile(
    r"(?<![\d.])[+-]?\d{1,3}\.\d{3,12}°? ?[NSns]?(?:[,;/] ?| )[+-]?\d{1,3}\.\d{3,12}°? ?[EWOewo]?(?![\w.])"
    r"|(?<!\d)\d{1,2}°\s?\d{1,2}['′’]\s?(?:\d{1,2}(?:[.,]\d{1,4})?(?:[\"″”]|'')?\s?)?[NS]"
    r"(?:[,;]?\s?\d{1,3}°\s?\d{1,2}['′’]\s?(?:\d{1,2}(?:[.,]\d{1,4})?(?:[\"″”]|'')?\s?)?[EWO])?"
)
_MAIL = re.compile(
    r"(?<![\w.+%-])[\w+%][\w.+%'-]{0,63}(?:@| ?[\[(]at[\])] "
    r"?)[^\W_](?:[\w-]{0,62}\.){1,6}[^\W\d_]{2,24}(?![\w-])"
)
_HANDLE_AT = re.compile(r"(?<![\w@./+-])@\w[\w.]{1,29}\w")
_HANDLE_PAGE = re.compile(
    r"\b(?:facebook|fb|instagram|tiktok|twitter|x|t|linkedin|vk|youtube|snapchat)\.(?:com|me)/(?:in/|add/|"
    r"user/)?"
    r"@?(\w[\w.-]{1,38}\w)",
    re.IGNORECASE,
)
_HANDLE_CUE = re.compile(
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tiktok|twitter|telegram|discord|reddit|handle|user ?name|usuario|"
    r"user|nick)"
    r"\W{1,3}(?:(?:is|es|name|handle|account|user|as|ist|on)\W{1,2}){0,2}"
    r"((?=[\w.]{0,29}[\d_.]\w)[^\W\d_][\w.]{1,28}\w)",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\d.,+-])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_ID = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-NP-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"  # United Kingdom: national insurance
    r"|\bQQ ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"  # its official example
    r"|\b\d{2}\.?\d{3}\.?\d{3}[ -]?[A-HJ-NP-TV-Z]\b"  # Spain: DNI
    r"|\b[XYZ][ -]?\d{7}[ -]?[A-Z]\b"  # Spain: NIE
    r"|(?<![\d-])\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]\b"  # Finland: henkilötunnus
    r"|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"  # United States: social security
    r"|(?<![\d-])(?:\d{2})?\d{6}[-+]\d{4}(?![\d-])"  # Sweden: personnummer
    r"|(?<!\d)[12] ?\d{2} ?[01]\d ?\d[\dAB] ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)"  # France: social security
)
_ID_ITALY = re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]\b")  # codice fiscale
_ID_CUED = re.compile(
    rf"\b(?:{_ID_CUE})\W{{1,3}}{_NUMBER_WORD}([A-Za-z]{{0,3}}-?\d[\dA-Za-z-]{{2,14}})\b", re.IGNORECASE
)
_BORN_ON = re.compile(
    rf"\b(?:{_BORN})\W{{1,3}}(?:(?:on|el|am|is|was|le|dnia|es|the)\W{{1,2}}){{0,2}}({_DATE})", re.IGNORECASE
)
_DATE_LONG_AGO = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:19[2-9]\d|200\d|2010)(?![\d/-])")
_PHONE = re.compile(r"(?<![\w.,/:-])(?:\+ ?|\()?\d[\d ()./\u2011-]{5,21}\d(?![\w:%€$£])")
_PHONE_CUE = re.compile(
    r"(?:phone|call|tel|text|ring|whatsapp|mobile|cell|number|m[oó]vil|tel[eé]fono|n[uú]mero|llam\w{1,4}|"
    r"handy|telefon\w?|"
    r"puhelin\w{0,4}|numero|numer|numéro|appelez|zadzwo\w{0,3}|هاتف|رقم|جوال)\W{0,3}(?:(?:me|us|is|es|on|at|"
    r"no|al|el|:)\W{1,2}){0,3}$",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\D|$)|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d{2} ?[-/\u2011] ?(?:19|20)\d{2}$"
)
_PLATE = re.compile(
    r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"  # United Kingdom
    r"|\b(?!(?:19|20)\d\d )\d{4}[ -]?[BCDFGHJ-NPR-TV-Z]{3}\b"  # Spain
    r"|\b[A-Z]{1,2}-\d{4}-[A-Z]{1,2}\b"  # Spain, before 2000
    r"|\b[A-ZÅÄÖ]{3}-\d{3}\b"  # Finland
    r"|\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?\b"  # Germany
    r"|\b[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}\b"  # France, Italy
    r"|\b(?:\d{2}-[A-Z]{3}-\d|\d-[A-Z]{3}-\d{2}|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2})\b"  # Netherlands
)
_PLATE_CUED = re.compile(
    rf"\b(?:{_PLATE_CUE})\W{{1,3}}{_NUMBER_WORD}"
    r"((?=[A-Za-z -]{0,7}\d)[A-Za-z0-9]{1,8}(?:[ -](?=[A-Z0-9]*\d|[A-Z]{1,4}\b)[A-Z0-9]{1,5}){0,2})\b"
    rf"|\b(?:{_VEHICLE}),? \(?"
    r"([A-ZÅÄÖ]{2,3}[ -]\d{1,5}|[A-Z]{2,3} ?\d[A-Z0-9]{4}|[A-Z]\d{1,3} ?[A-Z]{3})\b",
    re.IGNORECASE,
)
_ADDRESS_EN = re.compile(
    r"(?<![\w.,:/€$£-])\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? {1,2}"
    rf"(?:[{_UPPER}][\w'’.-]{{1,20}} {{1,2}}){{1,3}}?(?:{_STREET_EN})\b"
)
_ADDRESS_LIVES = re.compile(
    rf"\b(?:lives?|living|stays?|address(?: is)?|home is|house is)\W{{1,2}}(?:at |in )?"
    rf"(\d{{1,5}}[A-Za-z]?,? {{1,2}}(?:[^\W\d_]{{2,20}} {{1,2}}){{1,2}}?(?:{_STREET_EN}))\b",
    re.IGNORECASE,
)
_ADDRESS_FIRST = re.compile(
    rf"(?<![\w/])(?:{_STREET_FIRST})(?: |(?<=[./]))"
    r"(?:[^\W\d_][\w'’.-]{0,20} {1,2}){0,5}?[^\W\d_][\w'’.-]{1,20}"
    r"(?:,? {1,2}|, ?)(?:n[º°.]\.? ?|no\.? |núm\. ?|número |nr\.? )?"
    r"\d{1,4}(?: ?(?:bis|[A-Za-z]))?(?:/\d{1,4})?(?![\w:])",
    re.IGNORECASE,
)
_ADDRESS_FR = re.compile(
    rf"(?<![\w.,:/-])\d{{1,4}}(?: ?(?:bis|ter|[A-Za-z]))?,? (?:{_STREET_FR}) "
    r"(?:(?:de|du|des|la|le|les|l'|d') ?){0,3}"
    rf"[^\W\d_][\w'’-]{{1,20}}(?: [{_UPPER}][\w'’-]{{1,20}}){{0,3}}",
    re.IGNORECASE,
)
_ADDRESS_LAST = re.compile(
    rf"\b(?:[{_UPPER}][\w'’-]{{1,20}}[ -]){{0,2}}?[{_UPPER}][\w-]{{1,30}}?"
    rf"(?: ?(?:{_STREET_LAST})|(?i:{_STREET_LAST})) "
    r"{1,2}\d{1,4}(?: ?[a-zA-Z]\b)?(?: \d{1,3}\b)?"
)
_POSTCODE = re.compile(r"\b(?!M\d{1,2} )[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_ROOM_NUMBERED = re.compile(
    rf"\b(?:{_ROOM})\.?\s?(?:no\.? ?|n[º°]\.? ?|number |número |nr\.? ?|#)?"
    r"(?:[A-Z]?-?\d{1,4}(?: ?[ºª°](?: ?(?:izquierda|izqda?|izda|derecha|dcha|[A-D]\b))?|[A-Za-z]\b|\b)"
    r"|(?-i:[A-H])\b)(?![:%])",
    re.IGNORECASE,
)
_ROOM_LETTER = re.compile(
    r"\b(?:\d{1,2} ?[ºª°]|bajo|ático|entresuelo|principal) ?(?:(?-i:[A-H])\b|izquierda|izqda?|izda|derecha|"
    r"dcha)",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(
    r"\b(?:from|at|in|lives?|del|al|en el|von|au|spod|numerossa|desde el) "
    r"(number|no\.?|n[uú]mero|n[º°]|nr\.?|numeru) (\d{1,4}[a-z]?)\b",
    re.IGNORECASE,
)
_NOT_A_HOUSE = re.compile(
    r"(?:bus|tram|line|route|autob[uú]s|l[ií]nea|linja|ligne|linia|bussi|top|over|about) {1,2}$",
    re.IGNORECASE,
)
# Looked at before the costly patterns: words one of which must be there.
_ID_WORDS = _WORDS["id_words"]
_PLATE_WORDS = _WORDS["plate_words"]
_PLATE_STEMS = ("rekisteri", "tablic", "rejestrac", "immatricul")
_BORN_WORDS = _WORDS["born_words"]
_ROOM_WORDS = _WORDS["room_words"]
_LIVES_WORDS = _WORDS["lives_words"]
_HOUSE_WORDS = _WORDS["house_words"]
_LONG_FIGURE = re.compile(r"\d[\d ().+/\u2011A-Z-]{4,30}\d|\d°|\d[XYZ]?-?\d{7}|\d{8}|[XYZ][ -]?\d{7}")
_SEPARATORS = str.maketrans("", "", " -().+/\u2011")


def _luhn(digits: str) -> bool:
    """Return whether *digits* carry a valid check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _iban(text: str) -> bool:
    """Return whether *text* is a valid account number (ISO 13616, modulus 97)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_phone(text: str, start: int, end: int) -> bool:
    """Tell a telephone number from a date, a span of years, a list of counts or a sum."""
    raw = text[start:end]
    digits = raw.translate(_SEPARATORS)
    if not 7 <= len(digits) <= 15 or _DATE_LIKE.match(raw):
        return False
    if raw[0] == "+" or digits.startswith("00"):
        return len(digits) >= 8
    groups = re.split(r"\D+", raw.strip("()"))
    if len(groups) > 3 and max(map(len, groups)) <= 2 and digits[0] != "0":
        return False
    if "." in raw and len(groups) == 2:
        return False
    likely = len(digits) >= 9 or raw[0] in "0("
    return likely or _PHONE_CUE.search(text, max(0, start - 40), start) is not None


def _in_range(raw: str) -> bool:
    if "°" in raw:
        return True
    numbers = [abs(float(number)) for number in re.findall(r"\d+\.\d+", raw)]
    return len(numbers) == 2 and numbers[0] <= 90 and numbers[1] <= 180


def with_at(text: str) -> Iterator[Span]:
    """Yield mail addresses and handles of a text that holds an @."""
    for match in _MAIL.finditer(text):
        yield "mail", match.start(), match.end()
    for match in _HANDLE_AT.finditer(text):
        yield "handle", match.start(), match.end()


def handles(text: str) -> Iterator[Span]:
    """Yield names used on a network, written after its name or in the address of a page."""
    for pattern in (_HANDLE_PAGE, _HANDLE_CUE):
        for match in pattern.finditer(text):
            yield "handle", match.start(1), match.end(1)


def with_digits(text: str, heard: AbstractSet[str]) -> Iterator[Span]:
    """Yield details that hold a digit; *heard* are the folded words of *text*."""
    if _LONG_FIGURE.search(text):
        yield from _long_figures(text)
    yield from _announced(text, heard)
    yield from _plates(text, heard)
    yield from _addresses(text, heard)
    yield from rooms(text, heard)


def _long_figures(text: str) -> Iterator[Span]:
    for match in _COORDINATES.finditer(text):
        if _in_range(match[0]):
            yield "coordinates", match.start(), match.end()
    for match in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", match[0])):
            yield "card", match.start(), match.end()
    for match in _IBAN.finditer(text):
        if _iban(match[0]):
            yield "card", match.start(), match.end()
    for match in _ID.finditer(text):
        yield "id_number", match.start(), match.end()
    for match in _DATE_LONG_AGO.finditer(text):
        yield "birth_date", match.start(), match.end()
    for match in _PHONE.finditer(text):
        if _is_phone(text, match.start(), match.end()):
            yield "phone", match.start(), match.end()


def _announced(text: str, heard: AbstractSet[str]) -> Iterator[Span]:
    for match in _ID_ITALY.finditer(text):
        yield "id_number", match.start(), match.end()
    if not heard.isdisjoint(_ID_WORDS):
        for match in _ID_CUED.finditer(text):
            yield "id_number", match.start(1), match.end(1)
    if not heard.isdisjoint(_BORN_WORDS):
        for match in _BORN_ON.finditer(text):
            yield "birth_date", match.start(1), match.end(1)


def _plates(text: str, heard: AbstractSet[str]) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        yield "plate", match.start(), match.end()
    if not heard.isdisjoint(_PLATE_WORDS) or any(stem in word for stem in _PLATE_STEMS for word in heard):
        for match in _PLATE_CUED.finditer(text):
            group = 1 if match[1] else 2
            yield "plate", match.start(group), match.end(group)


def _addresses(text: str, heard: AbstractSet[str]) -> Iterator[Span]:
    for match in _ADDRESS_EN.finditer(text):
        if not _NOT_A_HOUSE.search(text, max(0, match.start() - 12), match.start()):
            yield "address", match.start(), match.end()
    if not heard.isdisjoint(_LIVES_WORDS):
        for match in _ADDRESS_LIVES.finditer(text):
            yield "address", match.start(1), match.end(1)
    for pattern in (_ADDRESS_FIRST, _ADDRESS_FR, _ADDRESS_LAST, _POSTCODE):
        for match in pattern.finditer(text):
            yield "address", match.start(), match.end()


def rooms(text: str, heard: AbstractSet[str]) -> Iterator[Span]:
    """Yield flats, rooms and house numbers; *heard* are the folded words of *text*."""
    if not heard.isdisjoint(_ROOM_WORDS):
        for match in _ROOM_NUMBERED.finditer(text):
            yield "room", match.start(), match.end()
    for match in _ROOM_LETTER.finditer(text):
        yield "room", match.start(), match.end()
    if not heard.isdisjoint(_HOUSE_WORDS):
        for match in _HOUSE_NUMBER.finditer(text):
            yield "room", match.start(1), match.end(2)
