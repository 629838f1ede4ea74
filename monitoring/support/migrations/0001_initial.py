"""Support from others: the directory, budgets, and support from the need to what it changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("audit", "0002_guards"),
        ('framework', '0003_file_apart'),
        ('schools', '0017_where_schools_stand'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('financial_year', models.PositiveSmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
            ],
            options={
                'ordering': ['-financial_year', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('financial_year', 'name'), name='support_budget_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='support_budget_is_money')],
            },
        ),
        migrations.CreateModel(
            name='Leader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('designation', models.CharField(max_length=40)),
                ('topics', models.JSONField(default=list)),
                ('phases', models.JSONField(blank=True, default=list)),
                ('accredited_from', models.DateField()),
                ('accredited_to', models.DateField(blank=True, null=True)),
                ('days_a_year', models.DecimalField(decimal_places=1, max_digits=5)),
                ('notes', models.TextField(blank=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True)),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='system_leaders', to='schools.school')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LeaderFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('made_on', models.DateField()),
                ('entries', models.JSONField()),
                ('problems', models.JSONField()),
                ('unknown', models.JSONField()),
                ('saved_on', models.DateField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('contact_name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('active_from', models.DateField()),
                ('active_to', models.DateField(blank=True, null=True)),
                ('notes', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('active_to__isnull', True), ('active_to__gte', models.F('active_from')), _connector='OR'), name='support_provider_days')],
            },
        ),
        migrations.CreateModel(
            name='SchoolOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('phases', models.JSONField(blank=True, default=list)),
                ('days_a_year', models.DecimalField(decimal_places=1, max_digits=5)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_offers', to='schools.school')),
            ],
            options={
                'ordering': ['school__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Support',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('asked', 'Asked for'), ('matched', 'Proposed, waiting to be agreed'), ('to_approve', 'Agreed, waiting to be approved'), ('agreed', 'Agreed, not commissioned yet'), ('commissioned', 'Commissioned'), ('under_way', 'Under way'), ('delivered', 'Delivered, to be evaluated'), ('evaluated', 'Evaluated by both sides'), ('closed', 'Closed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', max_length=15)),
                ('kind', models.CharField(max_length=40)),
                ('topic', models.CharField(max_length=40)),
                ('priorities', models.JSONField(blank=True, default=list)),
                ('need', models.TextField()),
                ('days_wished', models.DecimalField(decimal_places=1, max_digits=5)),
                ('by_school', models.BooleanField()),
                ('asked_on', models.DateField()),
                ('days', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('officer_agreed_on', models.DateField(blank=True, null=True)),
                ('head_agreed_on', models.DateField(blank=True, null=True)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('over_reason', models.TextField(blank=True)),
                ('commissioned_on', models.DateField(blank=True, null=True)),
                ('delivered_on', models.DateField(blank=True, null=True)),
                ('final_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('budget', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support', to='support.budgetline')),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='framework.frameworkversion')),
                ('head_agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support', to='support.leader')),
                ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support', to='support.schooloffer')),
                ('officer_agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support', to='support.provider')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='brokered_support', to='schools.school')),
            ],
            options={
                'ordering': ['-asked_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('school', 'the school'), ('service', 'the service')], max_length=10)),
                ('impact', models.CharField(choices=[('strong', 'A strong difference'), ('some', 'Some difference'), ('little', 'Little difference'), ('none', 'No difference')], max_length=10)),
                ('changed', models.TextField()),
                ('again', models.BooleanField()),
                ('on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('support', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='support.support')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('days', models.DecimalField(decimal_places=1, max_digits=5)),
                ('note', models.TextField(blank=True)),
                ('recorded_on', models.DateField()),
                ('reason', models.TextField(blank=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='support.delivery')),
                ('support', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='support.support')),
            ],
            options={
                'ordering': ['day', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('giver', models.CharField(blank=True, max_length=40)),
                ('what', models.CharField(choices=[('related', 'Family or friend of the person who gives the support'), ('governor', 'Governor or trustee of the organisation that gives the support'), ('works', 'Works, or has worked, for the organisation that gives the support'), ('other', 'Another interest')], max_length=10)),
                ('text', models.TextField()),
                ('declared_on', models.DateField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('support', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='support.support')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='leader',
            constraint=models.CheckConstraint(condition=models.Q(('accredited_to__isnull', True), ('accredited_to__gte', models.F('accredited_from')), _connector='OR'), name='support_leader_days'),
        ),
        migrations.AddConstraint(
            model_name='leader',
            constraint=models.CheckConstraint(condition=models.Q(('days_a_year__gte', 0)), name='support_leader_has_days'),
        ),
        migrations.AddConstraint(
            model_name='schooloffer',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='support_offer_days'),
        ),
        migrations.AddConstraint(
            model_name='schooloffer',
            constraint=models.CheckConstraint(condition=models.Q(('days_a_year__gte', 0)), name='support_offer_has_days'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(fields=['school', '-asked_on'], name='support_of_school'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(fields=['status'], name='support_status'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['asked', 'declined', 'withdrawn']), models.Q(('cost__gte', 0), ('days__gt', 0), ('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', False), models.Q(models.Q(('leader__isnull', True), ('offer__isnull', True), ('provider__isnull', False)), models.Q(('leader__isnull', False), ('offer__isnull', True), ('provider__isnull', True)), models.Q(('leader__isnull', True), ('offer__isnull', False), ('provider__isnull', True)), _connector='OR')), _connector='OR'), name='support_names_one_giver'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('officer_agreed_by')), _negated=True), _connector='OR'), name='support_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('final_cost__isnull', True), models.Q(('final_cost__gte', 0), ('final_cost__lte', models.F('cost'))), _connector='OR'), name='support_costs_no_more'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.UniqueConstraint(fields=('support', 'side'), name='support_evaluated_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 0)), name='support_days_given'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('support', 'user', 'giver'), name='support_conflict_once'),
        ),
        sql.guard_status("support_support", "asked"),
        sql.append_only("support_delivery"),
        sql.append_only("support_evaluation"),
        sql.append_only("support_conflict"),
    ]
