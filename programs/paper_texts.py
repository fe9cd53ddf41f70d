"""Texts of papers with gaps: filling, and what stands on the sheet. Pure: no database, no request, no clock.

The text is never a template of Django: gaps are replaced by hand and everything is escaped when it is printed, so
«{% … %}» and tags in it are plain words. A line begins with «# » for a heading, «- » for a point of a list, «> » for
a text at the right edge, a number («1.», «2.3.») for a numbered point; any other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

GAP = re.compile(r"\{\{([^{}\n]{1,80})\}\}")
POINT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3}[.)]?)\s+(?=\S)")
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")  # «по 30 июня 2027 г..»
MOST_LINES = 1500
SHORT_GAP = re.compile(r"номер|№|дата|класс|год|день", re.IGNORECASE)
LONG_GAP = re.compile(r"фио|фамилия|школа|цел|основани|групп|перечень|кем|приказ|тема", re.IGNORECASE)

Block = dict[str, Any]


def gap_key(name: str) -> str:
    """Gaps are alike whatever the case and the spaces: «{{Куратор}}», «{{ куратор }}»."""
    return " ".join(name.split()).casefold().replace("ё", "е")


def gaps_in(text: str) -> list[str]:
    """Names of the gaps of a text, each once, in their order."""
    found = {gap_key(match[1]): " ".join(match[1].split()) for match in GAP.finditer(text)}
    return [name for name in found.values() if name]


def unknown_gaps(text: str, known: Iterable[str]) -> list[str]:
    """Gaps that no data will ever fill: they print as lines for the pen."""
    keys = {gap_key(name) for name in known}
    return [name for name in gaps_in(text) if gap_key(name) not in keys]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with words in its gaps; a gap without a word stays, to be seen and to be printed as a line.

    A word of several lines repeats its line of the text: «- {{ рабочая группа }};» becomes a point for each person,
    the last with a full stop.
    """
    words = {gap_key(name): _plain(value) for name, value in values.items()}
    lines: list[str] = []
    sources = text.splitlines()
    for source, following in zip(sources, [*sources[1:], ""], strict=False):
        put = _filled_line(source, words)
        if put[-1] != source and put[-1].endswith(";") and not following.startswith("- "):
            put[-1] = put[-1].removesuffix(";") + "."  # the list ends here
        lines += put
    return "\n".join(lines)


def blocks_of(text: str) -> list[Block]:
    """What is printed: {kind: heading|point|bullet|right|paragraph, number, runs, has_gap}.

    runs: {text} or {gap, size}: a line for the pen. Lines past MOST_LINES are left out: a sheet is no book.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_block(line) for line in lines[:MOST_LINES]]


def plain_line(block: Block) -> str:
    """A block as text, gaps as underscores: for Word."""
    words = "".join(run.get("text", "______________") for run in block["runs"])
    return f"{block['number']} {words}".strip()


def _plain(value: str) -> str:
    """Words of the data never become gaps themselves."""
    return str(value).replace("{{", "{").replace("}}", "}").strip()


def _filled_line(line: str, words: Mapping[str, str]) -> list[str]:
    values = [words.get(gap_key(match[1]), "") for match in GAP.finditer(line)]
    longest = next((value for value in values if "\n" in value), "")
    if not longest:
        return [_put(line, words)]
    if len(values) == 1:
        return [_put(line, words, only) for only in longest.splitlines() if only.strip()]
    return [_put(line, {key: "; ".join(value.splitlines()) for key, value in words.items()})]


def _put(line: str, words: Mapping[str, str], only: str = "") -> str:
    def word(match: re.Match[str]) -> str:
        return only or words.get(gap_key(match[1]), "") or match[0]

    put = GAP.sub(word, line)
    return put if put == line else DOUBLE_STOP.sub(".", put)


def _block(line: str) -> Block:
    for mark, kind in (("# ", "heading"), ("- ", "bullet"), ("> ", "right")):
        if line.startswith(mark):
            return _made(kind, "", line[len(mark) :].strip())
    if match := POINT.match(line):
        return _made("point", match[1], line[match.end() :])
    return _made("paragraph", "", line)


def _made(kind: str, number: str, text: str) -> Block:
    return {"kind": kind, "number": number, "runs": _runs(text), "has_gap": GAP.search(text) is not None}


def _runs(text: str) -> list[dict[str, str]]:
    runs: list[dict[str, str]] = []
    at = 0
    for match in GAP.finditer(text):
        if match.start() > at:
            runs.append({"text": text[at : match.start()]})
        name = " ".join(match[1].split())
        size = "s" if SHORT_GAP.search(name) else "l" if LONG_GAP.search(name) else "m"
        runs.append({"gap": name, "size": size})
        at = match.end()
    if at < len(text):
        runs.append({"text": text[at:]})
    return runs
