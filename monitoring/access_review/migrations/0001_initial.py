import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0020_casework_access'),
        ('visits', '0024_visits_held_by_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField()),
                ('quiet_since', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('finished_on', models.DateField(blank=True, null=True)),
                ('finished_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='access_review', to='visits.term')),
            ],
            options={
                'ordering': ['-started_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewedAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('role', 'Role'), ('post', 'Post at a school'), ('assignment', 'Officer of a school'), ('assistant', 'Assistant of a headteacher'), ('cover', 'Cover'), ('casework', 'Access to casework'), ('team', 'Member of a team')], max_length=20)),
                ('record', models.BigIntegerField()),
                ('what', models.TextField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('last_signed_in', models.DateField(blank=True, null=True)),
                ('rank', models.PositiveSmallIntegerField()),
                ('decision', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('ended', 'Ended by the review'), ('gone', 'Ended otherwise')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='access_review.accessreview')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ['rank', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='accessreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_by__isnull', True), ('finished_on__isnull', True)), models.Q(('finished_by__isnull', False), ('finished_on__isnull', False)), _connector='OR'), name='access_review_finished_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='reviewedaccess',
            constraint=models.UniqueConstraint(fields=('review', 'kind', 'record'), name='access_reviewed_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewedaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='access_decided_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='reviewedaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['confirmed', 'ended']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='access_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='reviewedaccess',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('person')), _negated=True), name='nobody_decides_their_own_access'),
        ),
    ]
