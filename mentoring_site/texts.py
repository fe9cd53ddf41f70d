"""Text from strangers made safe for pages, databases, spreadsheets and PDF."""

import re
import unicodedata

INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])  # soft hyphen, zero-width spaces, stray BOM
# Bidirectional controls can show a name other than it is; joiners U+200C/D stay, some scripts need them.
BIDI_CONTROLS = dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
SPACES = {ord(space): " " for space in "\t\u00a0\u2007\u202f\u2009"}
LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085\u000b\u000c]")
# Control characters, halves of surrogate pairs and non-characters: no XML and no database takes them.
ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean_text(value: str) -> str:
    """Composed Unicode, plain spaces, \\n for every line break, nothing invisible or illegal, stripped."""
    text = LINE_BREAKS.sub("\n", value).translate(SPACES | INVISIBLE | BIDI_CONTROLS)
    return unicodedata.normalize("NFC", ILLEGAL.sub("", text)).strip()
