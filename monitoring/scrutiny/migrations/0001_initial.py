"""Reports for scrutiny and their files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("audit", "0002_guards"),
        ('notices', '0028_day_on_the_case'),
        ('schools', '0013_categories_that_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScrutinyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('why', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('taken_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failed', models.BooleanField(default=False)),
                ('has_service', models.BooleanField(default=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cases', models.ManyToManyField(blank=True, related_name='+', to='notices.case')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scrutiny_reports', to='schools.school')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ScrutinyFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('pages', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=150)),
                ('content', models.BinaryField()),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='file', to='scrutiny.scrutinyreport')),
            ],
            options={
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='scrutinyreport',
            index=models.Index(fields=['-asked_at'], name='scrutiny_report_asked'),
        ),
        migrations.AddConstraint(
            model_name='scrutinyreport',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='scrutiny_report_days'),
        ),
        sql.append_only("scrutiny_scrutinyfile"),
    ]
