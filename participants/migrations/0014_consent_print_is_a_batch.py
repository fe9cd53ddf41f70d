"""Blanks of consents are a kind of Batch: their own table goes, with the files of the last day.

The files go here and not by the sweep: only the rows of this table knew which stored files were prints, so without it
papers with names would stay for ever. Whoever ordered some that day orders them once more.
"""

from django.db import migrations


def delete_prints(apps, schema_editor):
    prints = apps.get_model("participants", "ConsentPrint")
    files = list(prints.objects.filter(file__isnull=False).values_list("file_id", flat=True))
    prints.objects.all().delete()
    apps.get_model("participants", "StoredFile").objects.filter(pk__in=files).delete()
    if schema_editor.connection.vendor == "postgresql":
        # A table whose deferred keys are still to be checked cannot be dropped in the same transaction.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0013_event_papers"),
    ]

    operations = [
        migrations.RunPython(delete_prints, migrations.RunPython.noop),
        migrations.DeleteModel(name="ConsentPrint"),
    ]
