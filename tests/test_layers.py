"""Imports go one way: between the apps, and between the layers inside one (read from the source with ast)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("mentoring_site", "programs", "participants", "pairing", "monitoring", "roadmap")
# First part of a module's path inside its app -> layer; what is not named here is a service or a pure module.
LEAVES, MODELS, SERVICES, FORMS, VIEWS = range(5)
LAYERS = {
    "enums": LEAVES,
    "transitions": LEAVES,
    "models": MODELS,
    "querysets": MODELS,
    "validators": MODELS,
    "forms": FORMS,
    "filters": FORMS,
    "tables": FORMS,
    "resources": FORMS,
    "reports": FORMS,
    "cards": FORMS,
    "jobs": FORMS,  # long work that draws papers
    "views": VIEWS,
    "admin": VIEWS,
    "admin_site": VIEWS,
    "admin_tools": VIEWS,
    "management": VIEWS,
    "templatetags": VIEWS,
}
# Wiring: modules whose work is to know the whole app.
WIRING = ("apps", "urls", "urls_", "registrations", "migrations", "context", "middleware")
PLUMBING_WIRING = {"mentoring_site/urls.py", "mentoring_site/settings.py"}


def _sources() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and path.parent.name != "__pycache__"
    ]


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import of ours that runs when the module loads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue  # an import inside a function carries its reason
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module or "")))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


def _layer(part: str) -> int:
    """`forms_nominations` stands where `forms` does."""
    return LAYERS.get(part, LAYERS.get(part.split("_")[0], SERVICES))


def _broken_rules() -> list[str]:
    broken = []
    for path in _sources():
        relative = path.relative_to(ROOT)
        app, inside = relative.parts[0], relative.with_suffix("").parts[1]
        for line, name in _imports(path):
            target, *rest = name.split(".")
            if target not in APPS:
                continue
            if APPS.index(target) > APPS.index(app) and str(relative) not in PLUMBING_WIRING:
                broken.append(f"{relative}:{line} imports {name}: {target} stands above {app}")
            elif target == app != "mentoring_site" and rest and _is_upward(inside, rest[0]):
                broken.append(f"{relative}:{line} imports {name}: a higher layer of the same app")
    return broken


def _is_upward(importer: str, imported: str) -> bool:
    if importer.startswith(WIRING) or imported.startswith(WIRING):
        return False
    return _layer(imported) > _layer(importer)


def test_imports_go_one_way():
    assert _broken_rules() == []


def test_story_moments_are_told_by_the_demo_alone() -> None:
    """Whoever sets the time of the journal could write its past: no request may reach that."""
    own = {"programs/services/moments.py", "roadmap/demo/build.py"}
    users = {
        str(path.relative_to(ROOT)) for path in _sources() if "told_by" in path.read_text(encoding="utf-8")
    }

    assert users == own


def test_day_of_the_site_is_asked_of_its_clock() -> None:
    """A demo of another time of the year lives on its own day."""
    users = {
        str(path.relative_to(ROOT))
        for path in _sources()
        if "localdate()" in path.read_text(encoding="utf-8")
    }

    assert users == {"mentoring_site/clock.py"}
