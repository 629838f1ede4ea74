"""Surveys of headteachers and chairs of governors."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('schools', '0013_categories_that_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('planned', 'Not opened yet'), ('open', 'Open'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('asks_heads', models.BooleanField(default=True)),
                ('asks_chairs', models.BooleanField(default=True)),
                ('phases', models.JSONField(blank=True, default=list)),
                ('in_confidence', models.BooleanField()),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ("reminded_of", models.DateField(blank=True, null=True)),
                ('summary', models.TextField(blank=True)),
                ('shared_on', models.DateField(blank=True, null=True)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-closes_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ConfidentialMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('dimension', models.CharField(max_length=10)),
                ('group', models.CharField(max_length=40)),
                ('question', models.CharField(choices=[('knows', 'Knows the school'), ('supports', 'Meets the school’s needs'), ('impact', 'Helps the school improve'), ('strengths', 'Uses the school’s strengths')], max_length=20)),
                ('score', models.PositiveSmallIntegerField(choices=[(4, 'Very well'), (3, 'Well'), (2, 'Not well enough'), (1, 'Not at all'), (0, 'I cannot say')])),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='surveys.cycle')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('head', 'Headteachers'), ('chair', 'Chairs of governors')], max_length=5)),
                ('phase', models.CharField(max_length=40)),
                ('is_good', models.BooleanField()),
                ('is_answered', models.BooleanField(default=False)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.cycle')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ['school__name', 'role', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('knows', 'Knows the school'), ('supports', 'Meets the school’s needs'), ('impact', 'Helps the school improve'), ('strengths', 'Uses the school’s strengths')], max_length=20)),
                ('score', models.PositiveSmallIntegerField(choices=[(4, 'Very well'), (3, 'Well'), (2, 'Not well enough'), (1, 'Not at all'), (0, 'I cannot say')])),
                ('answered_on', models.DateField()),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.invitation')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('strength', 'Strength'), ('area', 'Area for improvement')], max_length=10)),
                ('plan', models.TextField(blank=True)),
                ('by_when', models.DateField(blank=True, null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='surveys.cycle')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('question', models.CharField(choices=[('knows', 'Knows the school'), ('supports', 'Meets the school’s needs'), ('impact', 'Helps the school improve'), ('strengths', 'Uses the school’s strengths')], max_length=20)),
                ('text', models.TextField()),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='surveys.cycle')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='surveys.invitation')),
                ('themes', models.ManyToManyField(blank=True, related_name='comments', to='surveys.theme')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='survey_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('asks_heads', True), ('asks_chairs', True), _connector='OR'), name='survey_asks_somebody'),
        ),
        migrations.AddIndex(
            model_name='confidentialmark',
            index=models.Index(fields=['cycle', 'dimension', 'group'], name='survey_mark_of_a_group'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('cycle', 'school', 'role'), name='survey_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('invitation', 'question'), name='survey_answer_to_a_question'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('cycle', 'name'), name='survey_theme_once'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['cycle', 'question'], name='survey_comments'),
        ),
        sql.guard_status("surveys_cycle", "planned"),
    ]
