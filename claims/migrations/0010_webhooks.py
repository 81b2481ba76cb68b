"""Webhooks: who is told of what readers see, and a kind of notification for when one is paused."""

from typing import Any

import claims.models.user
import claims.models.webhook
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def tell_of_webhooks(apps: Any, schema_editor: Any) -> None:
    """Nobody could say yet whether they want to be told of it: so everybody is."""
    User = apps.get_model("claims", "User")
    for field in ("told_in_page", "told_by_mail"):
        told = models.Func(models.F(field), models.Value("webhook"), function="array_append")
        User.objects.update(**{field: told})


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0009_stored_lines'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('seconds', models.FloatField(blank=True, null=True)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('body', models.TextField(blank=True, verbose_name='answer')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('publication.published', 'Published'), ('publication.corrected', 'Corrected'), ('publication.retracted', 'Retracted'), ('publication.reviewed', 'Looked at again, and stands'), ('publication.promise_rated', 'Rated anew as a promise'), ('publication.stale', 'Wanted for another look, or no longer'), ('webhook.ping', 'Test')], max_length=40)),
                ('message_id', models.CharField(default=claims.models.webhook.new_message_id, editable=False, max_length=40, unique=True, verbose_name='webhook-id')),
                ('payload', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('delivered', 'Delivered'), ('failed', 'Given up')], default='waiting', max_length=20)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('tried_since', models.DateTimeField(blank=True, null=True)),
                ('wake_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='What listens there, such as “Website”.', max_length=100)),
                ('url', models.URLField(help_text='Where messages are posted.', max_length=2000, verbose_name='address')),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('publication.published', 'Published'), ('publication.corrected', 'Corrected'), ('publication.retracted', 'Retracted'), ('publication.reviewed', 'Looked at again, and stands'), ('publication.promise_rated', 'Rated anew as a promise'), ('publication.stale', 'Wanted for another look, or no longer'), ('webhook.ping', 'Test')], max_length=40), blank=True, default=list, help_text='Nothing chosen: all of them, and those that come with later versions.', size=None)),
                ('secret', models.CharField(default=claims.models.webhook.new_secret, editable=False, max_length=100)),
                ('secret_before', models.CharField(blank=True, editable=False, max_length=100)),
                ('secret_before_until', models.DateTimeField(editable=False, null=True)),
                ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('removed', 'Removed')], default='active', max_length=20)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('paused_because', models.CharField(blank=True, max_length=500)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('rests_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_kind_is_known',
        ),
        migrations.AlterField(
            model_name='notification',
            name='claim',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('assigned', 'A claim is assigned to me'), ('sent_back', 'A verdict of mine is sent back'), ('awaiting', 'A verdict awaits my sign-off'), ('due', 'A claim of mine comes back: due, or stale'), ('webhook', 'A webhook was paused: it can’t be reached')], max_length=20),
        ),
        migrations.AlterField(
            model_name='user',
            name='told_by_mail',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('assigned', 'A claim is assigned to me'), ('sent_back', 'A verdict of mine is sent back'), ('awaiting', 'A verdict awaits my sign-off'), ('due', 'A claim of mine comes back: due, or stale'), ('webhook', 'A webhook was paused: it can’t be reached')], max_length=20), blank=True, default=claims.models.user.everything, help_text='What this person gets e-mail about.', size=None),
        ),
        migrations.AlterField(
            model_name='user',
            name='told_in_page',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('assigned', 'A claim is assigned to me'), ('sent_back', 'A verdict of mine is sent back'), ('awaiting', 'A verdict awaits my sign-off'), ('due', 'A claim of mine comes back: due, or stale'), ('webhook', 'A webhook was paused: it can’t be reached')], max_length=20), blank=True, default=claims.models.user.everything, help_text='What the desk’s own pages tell this person of.', size=None),
        ),
        migrations.AddField(
            model_name='delivery',
            name='claim',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.event'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='claims.delivery'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='created_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='webhook',
            name='paused_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='webhook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='claims.webhook'),
        ),
        migrations.AddField(
            model_name='notification',
            name='webhook',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.webhook'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['assigned', 'sent_back', 'awaiting', 'due', 'webhook'])), name='notification_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('kind', 'webhook'), ('webhook__isnull', False)), models.Q(models.Q(('kind', 'webhook'), _negated=True), ('claim__isnull', False), ('webhook', None)), _connector='OR'), name='notification_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('status__isnull', False), models.Q(('error', ''), _negated=True), _connector='OR'), name='attempt_came_to_something'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'paused', 'removed'])), name='webhook_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('types__contained_by', ['publication.published', 'publication.corrected', 'publication.retracted', 'publication.reviewed', 'publication.promise_rated', 'publication.stale'])), name='webhook_types_are_known'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('secret', ''), _negated=True), ('state', 'removed'), _connector='OR'), name='webhook_has_a_secret'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('secret_before', ''), ('secret_before_until', None)), models.Q(models.Q(('secret_before', ''), _negated=True), ('secret_before_until__isnull', False)), _connector='OR'), name='webhook_secret_before_ends'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', False), ('state', 'paused'), models.Q(('paused_because', ''), _negated=True)), models.Q(models.Q(('state', 'paused'), _negated=True), ('paused_at', None), ('paused_because', ''), ('paused_by', None)), _connector='OR'), name='webhook_paused_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['wake_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['webhook', 'claim', 'id'], name='delivery_order'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['webhook', '-id'], name='delivery_of_webhook'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('settled_at__isnull', False)), fields=['settled_at'], name='delivery_settled'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state__in', ['waiting', 'sending']), ('wake_at__isnull', False)), models.Q(('settled_at__isnull', False), ('state__in', ['delivered', 'failed']), ('wake_at', None)), _connector='OR'), name='delivery_is_open_or_settled'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['publication.published', 'publication.corrected', 'publication.retracted', 'publication.reviewed', 'publication.promise_rated', 'publication.stale', 'webhook.ping'])), name='delivery_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('claim', None), models.Q(('type', 'webhook.ping'), _negated=True), _connector='XOR'), name='delivery_about_a_claim'),
        ),
        migrations.RunPython(tell_of_webhooks, migrations.RunPython.noop),
    ]
