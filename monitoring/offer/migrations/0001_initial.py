"""Events under the offer of the framework, bookings, and requests."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('schools', '0015_early_signs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfferedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('offer', models.CharField(max_length=40)),
                ('details', models.TextField(blank=True)),
                ('status', models.CharField(choices=[('planned', 'Not open yet'), ('open', 'Open'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('day', models.DateField()),
                ('starts_at', models.TimeField()),
                ('ends_at', models.TimeField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('audiences', models.JSONField(default=list)),
                ('phases', models.JSONField(blank=True, default=list)),
                ('places', models.PositiveIntegerField()),
                ('per_school', models.PositiveIntegerField(blank=True, null=True)),
                ('closes_on', models.DateField()),
                ('waiting_list', models.BooleanField(default=True)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('attendance_on', models.DateField(blank=True, null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['day', 'starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=120)),
                ('status', models.CharField(choices=[('waiting', 'On the waiting list'), ('booked', 'Booked'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('booked_at', models.DateTimeField()),
                ('attended', models.BooleanField(blank=True, null=True)),
                ('feedback_until', models.DateField(blank=True, null=True)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='event_bookings', to='schools.school')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='offer.offeredevent')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('useful', models.PositiveSmallIntegerField()),
                ('recommend', models.PositiveSmallIntegerField()),
                ('next_step', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True)),
                ('shows_name', models.BooleanField(default=False)),
                ('given_at', models.DateTimeField()),
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='offer.booking')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OfferRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offer', models.CharField(max_length=40)),
                ('what', models.CharField(max_length=300)),
                ('details', models.TextField()),
                ('wished', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('asked', 'Waiting for an answer'), ('arranged', 'Arranged'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn by the school')], default='asked', max_length=10)),
                ('asked_on', models.DateField()),
                ('answer', models.TextField(blank=True)),
                ('day', models.DateField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, editable=False, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offer_requests', to='schools.school')),
            ],
            options={
                'ordering': ['-asked_on', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='offeredevent',
            index=models.Index(fields=['status', 'day'], name='offer_event_by_day'),
        ),
        migrations.AddConstraint(
            model_name='offeredevent',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='offer_event_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='offeredevent',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__lte', models.F('day'))), name='offer_event_closes_before_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='offeredevent',
            constraint=models.CheckConstraint(condition=models.Q(('places__gte', 1)), name='offer_event_has_places'),
        ),
        migrations.AddConstraint(
            model_name='offeredevent',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('place', ''), _negated=True), name='offer_event_is_somewhere'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['event', 'status'], name='offer_bookings_of_event'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['school', 'event'], name='offer_bookings_of_school'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('attended__isnull', True), ('status', 'booked'), _connector='OR'), name='offer_only_the_booked_attend'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('next_step__range', (1, 4)), ('recommend__range', (1, 3)), ('useful__range', (1, 5))), name='offer_feedback_answers_of_the_table'),
        ),
        migrations.AddIndex(
            model_name='offerrequest',
            index=models.Index(fields=['school', '-asked_on'], name='offer_requests_of_school'),
        ),
        migrations.AddConstraint(
            model_name='offerrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('arranged', 'declined')), _negated=True), ('answered_by__isnull', False), _connector='OR'), name='offer_request_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='offerrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'arranged'), _negated=True), ('day__isnull', False), _connector='OR'), name='offer_request_arranged_for_a_day'),
        ),
        sql.guard_status("offer_offeredevent", "planned"),
        sql.guard_status("offer_booking", "waiting"),
        sql.guard_status("offer_offerrequest", "asked"),
    ]
