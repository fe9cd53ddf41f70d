"""Shipped texts of papers: files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PUPILS, TEACHERS, COMMON = "у", "п", "о"  # whom a regulation is about


@cache
def shipped_text(name: str) -> str:
    return (HERE / f"{name}.txt").read_text(encoding="utf-8").strip()


@cache
def regulation_text(about: str) -> str:
    """The regulation for pupils, teachers or both, with its points numbered.

    Lines of the source that begin with «[у]», «[по]» … stand only in these; «# » opens a section, «. » a point.
    """
    lines: list[str] = []
    section = point = 0
    for line in shipped_text("regulation").splitlines():
        if line.startswith("["):
            whom, line = line[1:].split("]", 1)
            if about not in whom:
                continue
        if line.startswith("# "):
            section, point = section + 1, 0
            line = f"# {section}. {line[2:]}"
        elif line.startswith(". "):
            point += 1
            line = f"{section}.{point}. {line[2:]}"
        lines.append(line)
    return "\n".join(lines)
