"""Newsletters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('uploads', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Newsletter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('audience', models.CharField(choices=[('heads', 'Headteachers'), ('governors', 'Chairs of governors'), ('both', 'Headteachers and chairs of governors')], max_length=10)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('sending', 'Being sent'), ('sent', 'Sent'), ('discarded', 'Discarded')], default='draft', max_length=10)),
                ('written_on', models.DateField()),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('takers', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('last_taker', models.PositiveIntegerField(default=0)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='newsletters.newsletter')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='uploads.upload')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['status', '-sent_on'], name='newsletters_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('sending', 'sent')), _negated=True), models.Q(('sent_by__isnull', False), ('sent_on__isnull', False)), _connector='OR'), name='newsletter_sent_by_somebody')],
            },
        ),
        sql.guard_status("newsletters_newsletter", "draft"),
    ]
