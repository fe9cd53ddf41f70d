"""Contacts of a cell: phones in any writing, an e-mail, and whose they are. Pure; a bad text raises ValueError."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from participants.importing.values import cut

PHONE = re.compile(r"\+?\d(?:[^\S\n]|[\d()\-.‐-―]){4,}\d")
EMAIL = re.compile(r"[^\s,;<>()«»]+@[^\s,;<>()«»]+")
KINSHIP = re.compile(
    r"\b(мать|мама|отец|папа|бабушка|дедушка|опекун|попечитель|тётя|тетя|дядя|брат|сестра|"
    r"законный представитель|представитель|родитель)\b",
    re.IGNORECASE,
)
KINSHIP_AS = {"мама": "мать", "папа": "отец", "тетя": "тётя"}
PERSON = re.compile(r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? ?)+")
SHORT_PERSON = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?: [А-ЯЁ]){1,2}")
LOST_DIGITS = re.compile(r"\d[,.]\d+E\+?\d+", re.IGNORECASE)
LABELS = re.compile(
    r"(?<!\w)(?:т(?=[.:])|тел(?:ефон)?(?:ы)?|моб(?:ильный)?|сот(?:овый)?|дом(?:ашний)?|раб(?:очий)?|почта|адрес|эл|"
    r"e-?mail|мамы|папы|матери|отца|родителя|фио)(?!\w)\.?\s*:?",
    re.IGNORECASE,
)
PHONE_MAX = 60


@dataclass(frozen=True)
class Contacts:
    phone: str = ""
    email: str = ""
    name: str = ""
    kinship: str = ""


def parse_contacts(text: str) -> list[Contacts]:
    """Contacts of one or, behind semicolons or on lines of their own, of several named people."""
    pieces = [piece for piece in re.split(r"[;\n]", text) if piece.strip(" ,.")]
    if len(pieces) > 1:
        each = [_parse_contact(piece) for piece in pieces]
        if all(one.name for one in each):
            return each
    return [_parse_contact(text)]


def _parse_contact(text: str) -> Contacts:
    """Phone, e-mail, and the name with kinship of who answers. What is not told apart stays beside the phone."""
    if lost := LOST_DIGITS.search(text):
        raise ValueError(f"«{lost[0]}»: таблица сохранила номер телефона не целиком. Впишите его цифрами.")
    rest = text
    emails = [mail.strip(".") for mail in EMAIL.findall(rest)]
    for mail in emails:
        rest = rest.replace(mail, " ", 1)
    email = emails[0] if emails else ""
    if email:
        try:
            EmailValidator()(email)
        except ValidationError as error:
            raise ValueError(f"«{cut(email)}» не похоже на адрес электронной почты.") from error
    phones = [" ".join(phone.split()) for phone in PHONE.findall(rest)]
    rest = PHONE.sub(" ", rest)
    kinship = KINSHIP.search(rest)
    words = KINSHIP.sub(" ", LABELS.sub(" ", rest))
    words = " ".join(re.sub(r"[,;:()\n.]+|\s[-–—]\s", " ", f" {words} ").split())
    name = ""
    if len(words.split()) in (2, 3, 4) and (PERSON.fullmatch(words) or SHORT_PERSON.fullmatch(words)):
        words = re.sub(r"\b([А-ЯЁ])(?=\s|$)", r"\1.", words)  # initials lost their points with the commas
        name, words = words, ""
    if words or len(emails) > 1:  # not understood: keep the whole text, lose nothing
        whole = " ".join((text.replace(email, " ") if len(emails) == 1 else text).split()).strip(" ,;")
        if len(whole) > PHONE_MAX:
            raise ValueError(
                f"Контакты длиннее {PHONE_MAX} знаков и не разобраны. Оставьте имя представителя, один-два "
                "телефона и почту."
            )
        return Contacts(phone=whole, email=email if len(emails) == 1 else "")
    phone = ", ".join(phones)
    if len(phone) > PHONE_MAX:
        raise ValueError(f"Телефоны длиннее {PHONE_MAX} знаков: оставьте один-два.")
    said = kinship[1].casefold() if kinship else ""
    return Contacts(phone=phone, email=email, name=name, kinship=KINSHIP_AS.get(said, said))


def same_phones(first: str, second: str) -> bool:
    """«+7 (900) 000-00-01» is «89000000001»: another writing is no change."""
    return _digits(first) == _digits(second) != []


def _digits(text: str) -> list[str]:
    """Numbers of ten digits behind 8 or +7; empty when anything else is said beside them."""
    if re.search(r"[^\W\d_]", text):
        return []
    numbers = [re.sub(r"\D", "", phone) for phone in PHONE.findall(text)]
    return [number[1:] if len(number) == 11 and number[0] in "78" else number for number in numbers]
