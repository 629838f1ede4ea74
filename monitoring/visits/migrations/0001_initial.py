"""Visits, their reports, agreed actions, more days and terms."""

import django.db.models.deletion
import monitoring.visits.models.visits
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('framework', '0002_guards'),
        ('letters', '0002_guards'),
        ('schools', '0006_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=monitoring.visits.models.visits._token, max_length=64, unique=True)),
                ('renewed_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'Being written'), ('in_review', 'Being checked'), ('returned', 'Returned by the checker'), ('approved', 'Checked, ready to issue'), ('issued', 'Issued, waiting for the school'), ('accurate', 'The school finds it accurate'), ('corrections_asked', 'The school asks for corrections')], default='draft', max_length=20)),
                ('sections', models.JSONField(default=dict)),
                ('actions', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=0)),
                ('replaced', models.JSONField(default=list)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('check_rule', models.CharField(blank=True, max_length=200)),
                ('checked', models.JSONField(default=dict)),
                ('late_reason', models.TextField(blank=True)),
                ('checker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='visits.report')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('issued_on', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.letter')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='visits.report')),
            ],
            options={
                'ordering': ['report', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accurate', models.BooleanField()),
                ('corrections', models.JSONField(default=dict)),
                ('role', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='visits.reportversion')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='schools.school')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('mode', models.CharField(max_length=40)),
                ('purpose', models.TextField(blank=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('missed', 'Missed')], default='planned', max_length=15)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('starts_at', models.TimeField(blank=True, null=True)),
                ('days', models.DecimalField(decimal_places=1, max_digits=4)),
                ('priorities', models.JSONField(blank=True, default=list)),
                ('met', models.TextField(blank=True, verbose_name='people met')),
                ('reason', models.TextField(blank=True)),
                ('ended_by', models.CharField(blank=True, max_length=200)),
                ('planned_at', models.DateTimeField()),
                ('held_recorded_at', models.DateTimeField(blank=True, null=True)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='framework.frameworkversion')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits_led', to=settings.AUTH_USER_MODEL)),
                ('others', models.ManyToManyField(blank=True, related_name='visits_joined', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='schools.school')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='report',
            name='visit',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='visits.visit'),
        ),
        migrations.CreateModel(
            name='Prompts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='prompts', to='visits.visit')),
            ],
        ),
        migrations.CreateModel(
            name='AgreedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('owner', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('progress', models.CharField(blank=True, choices=[('', 'Not followed up yet'), ('done', 'Done'), ('partly', 'Partly done'), ('not_done', 'Not done'), ('dropped', 'No longer needed')], default='', max_length=15)),
                ('progress_note', models.TextField(blank=True)),
                ('progress_on', models.DateField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_actions', to='schools.school')),
                ('followed_up_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_actions', to='visits.visit')),
            ],
            options={
                'ordering': ['visit', 'place'],
            },
        ),
        migrations.CreateModel(
            name='ExtraDays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('line', models.CharField(blank=True, max_length=40)),
                ('days', models.DecimalField(decimal_places=1, max_digits=4)),
                ('reason', models.TextField()),
                ('approved_on', models.DateField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_days', to='schools.school')),
            ],
            options={
                'ordering': ['-academic_year', '-approved_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gt', 0)), name='extra_days_are_some')],
            },
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='report_version_once'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='term_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('academic_year', 'name', 'school'), name='term_name_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['school', '-starts_on'], name='visit_of_school'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['lead', '-starts_on'], name='visit_of_lead'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('status', 'planned')), fields=['starts_on'], name='visit_planned'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='visit_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 0)), name='visit_days_not_negative'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['status'], name='report_status'),
        ),
        migrations.AddIndex(
            model_name='agreedaction',
            index=models.Index(condition=models.Q(('progress__in', ['', 'partly', 'not_done'])), fields=['school'], name='action_open'),
        ),
        migrations.AddConstraint(
            model_name='agreedaction',
            constraint=models.UniqueConstraint(fields=('visit', 'place'), name='action_place_once'),
        ),
    ]
