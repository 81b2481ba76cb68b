"""What exports say of a publication that never changes is stored with it."""

from itertools import islice
from typing import Any

import pgtrigger
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from claims.exports import lines

# Rows in memory at a time.
ROWS = 200


def store_lines(apps: Any, schema_editor: Any) -> None:
    """Store the lines of what is published already; nothing else of it changes."""
    Publication = apps.get_model("claims", "Publication")
    found = Publication.objects.only("number", "published_at", "snapshot").order_by("id")
    # A publication that gets its lines is none that changes: whoever follows changes sees nothing.
    with pgtrigger.ignore():
        left = found.iterator(chunk_size=ROWS)
        while rows := list(islice(left, ROWS)):
            for row in rows:
                for name, text in lines.stored(row.number, row.published_at, row.snapshot).items():
                    setattr(row, name, text)
            Publication.objects.bulk_update(rows, ["line", "csv_line", "csv_more"])


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_changed_in_order'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='publication',
            options={'base_manager_name': 'objects', 'permissions': (('publish_verdict', 'Can publish approved verdicts'), ('retract_publication', 'Can retract publications'))},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='publication',
            name='snapshot_is_frozen',
        ),
        migrations.AddField(
            model_name='publication',
            name='csv_line',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='csv_more',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='line',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.RunPython(store_lines, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='snapshot_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."verdict_id" IS DISTINCT FROM (NEW."verdict_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot") OR OLD."line" IS DISTINCT FROM (NEW."line") OR OLD."csv_line" IS DISTINCT FROM (NEW."csv_line") OR OLD."csv_more" IS DISTINCT FROM (NEW."csv_more") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='573141fa6a5a7134d7ba01cfd7ec7aa526f15f2a', operation='UPDATE', pgid='pgtrigger_snapshot_is_frozen_4067f', table='claims_publication', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line', ''), _negated=True), models.Q(('csv_line', ''), _negated=True), models.Q(('csv_more', ''), _negated=True)), name='publication_lines_are_stored'),
        ),
    ]
