"""Summaries of a term's support, and the runs that make them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('letters', '0002_guards'),
        ('schools', '0006_search'),
        ('visits', '0005_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SummaryRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='visits.term')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Summary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'To be read and approved'), ('approved', 'Approved')], default='draft', max_length=10)),
                ('sentences', models.JSONField(default=list)),
                ('missing', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.letter')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='schools.school')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='visits.term')),
            ],
            options={
                'ordering': ['-term__starts_on', 'school__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('school', 'term'), name='one_summary_a_term'), models.CheckConstraint(condition=models.Q(models.Q(('approved_on__isnull', True), ('letter__isnull', True), ('status', 'draft')), models.Q(('approved_on__isnull', False), ('letter__isnull', False), ('status', 'approved')), _connector='OR'), name='summary_approved_with_its_letter')],
            },
        ),
        migrations.CreateModel(
            name='SummaryItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('made', models.BooleanField(default=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='summaries.summaryrun')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['run'], name='summary_item_waiting')],
                'constraints': [models.UniqueConstraint(fields=('run', 'school'), name='summary_item_once')],
            },
        ),
        sql.guard_status("summaries_summary", "draft"),
    ]
