"""What schools say of the quality of the service."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('schools', '0006_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceConcern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('status', models.CharField(choices=[('raised', 'Being looked into'), ('answered', 'Answered')], default='raised', max_length=10)),
                ('raised_as', models.CharField(max_length=40)),
                ('raised_on', models.DateField()),
                ('answer', models.TextField(blank=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld: we will do it otherwise'), ('partly', 'Upheld in part'), ('not_upheld', 'Not upheld'), ('resolved', 'Resolved in a conversation')], max_length=15)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_concerns', to='schools.school')),
            ],
            options={
                'ordering': ['-raised_on', '-pk'],
                'indexes': [models.Index(fields=['school', '-raised_on'], name='service_concern_of_school')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('status', 'raised')), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('status', 'answered'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='service_concern_answered_by_somebody')],
            },
        ),
        sql.guard_status("service_serviceconcern", "raised"),
    ]
