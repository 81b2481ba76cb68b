"""Readers' searches find claimants' names and roles, and no longer what these are called in JSON."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_key_limits_and_since'),
    ]

    # A generated column can't be altered.
    operations = [
        migrations.RemoveIndex(
            model_name='publication',
            name='publication_search',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='search',
        ),
        migrations.AddField(
            model_name='publication',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=models.Func(django.contrib.postgres.search.SearchVector(django.db.models.fields.json.KeyTextTransform('statement', 'snapshot'), django.db.models.fields.json.KeyTextTransform('summary', 'snapshot'), config='english'), models.Func(models.Value('english'), django.db.models.fields.json.KeyTransform('claimants', 'snapshot'), models.Value('["string"]'), function='jsonb_to_tsvector'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='publication_search'),
        ),
    ]
