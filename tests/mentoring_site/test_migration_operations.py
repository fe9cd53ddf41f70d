"""Changes of wording in migrations: the state learns of them, and no database has to."""

from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from mentoring_site.migration_operations import Wording


def _for_the_database(field: Field) -> tuple:
    """What of a field SQL depends on."""
    _, path, arguments, options = field.deconstruct()
    kept = {name: value for name, value in options.items() if name not in field.non_db_attrs}
    return path, arguments, kept, options.get("db_column")


def test_wording_holds_nothing_that_needs_sql():
    loader = MigrationLoader(None)
    ours = [
        key
        for key, migration in loader.disk_migrations.items()
        if any(isinstance(operation, Wording) for operation in migration.operations)
    ]
    needing = []
    for key in ours:
        state = loader.project_state(sorted(parent.key for parent in loader.graph.node_map[key].parents))
        for operation in loader.disk_migrations[key].operations:
            for change in operation.state_operations:
                was = state.models[key[0], change.model_name_lower].fields[change.name]
                if _for_the_database(was) != _for_the_database(change.field):
                    needing.append((*key, change.model_name, change.name))

    assert {app for app, _ in ours} == {"programs", "participants", "pairing", "monitoring", "roadmap"}
    assert needing == []


def test_wording_reaches_the_state_and_forgets_the_rendered_models():
    loader = MigrationLoader(None)
    state = loader.project_state([("programs", "0005_reserve_n")])
    state.apps  # noqa: B018  # rendered, as in the middle of a migrate
    [operation] = loader.disk_migrations["programs", "0006_russian_field_names"].operations

    operation.state_forwards("programs", state)

    assert "apps" not in vars(state)
    first = operation.state_operations[0]
    known = state.models["programs", first.model_name_lower].fields[first.name]
    assert known.verbose_name == first.field.verbose_name
