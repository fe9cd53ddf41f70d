from django.db import migrations


def number_pairs(apps, schema_editor):
    """Pairs of every programme get their numbers in the order in which they were composed."""
    pair_model = apps.get_model("pairing", "Pair")
    last = {}
    for pair in pair_model._base_manager.filter(number=None).order_by("program_id", "pk"):
        last[pair.program_id] = pair.number = last.get(pair.program_id, 0) + 1
        pair.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("pairing", "0006_matching_and_work")]

    operations = [migrations.RunPython(number_pairs, migrations.RunPython.noop)]
