from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0002_disposing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disposalrecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("allocations", "Allocations of support"),
                    ("visits", "Visits and reports"),
                    ("cases", "Concern cases and notices"),
                    ("plans", "Improvement plans"),
                    ("documents", "Documents of schools"),
                    ("letters", "Letters"),
                    ("conversations", "Conversations with schools"),
                    ("surveys", "Surveys"),
                    ("notes", "Notes of calls, emails and conversations"),
                    ("summaries", "Summaries of terms"),
                    ("support", "Brokered support"),
                    ("directory", "The directory of who gives support"),
                    ("teams", "Teams Around the School"),
                    ("events", "Events, bookings and feedback"),
                    ("requests", "Requests for visits and days, and times offered"),
                    ("service_concerns", "Concerns of schools about the service"),
                    ("signs", "Decisions on early signs"),
                    ("authority_actions", "Actions of the authority after an inspection"),
                    ("scrutiny", "Reports for scrutiny"),
                    ("access_reviews", "Access reviews"),
                    ("emails", "Emails that the service sent"),
                    ("accounts", "Accounts"),
                    ("information_requests", "Requests for information"),
                    ("audit", "The history of who did what"),
                ],
                max_length=20,
            ),
        ),
    ]
