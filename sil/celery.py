"""The entry point of Celery's worker and beat, and what beat sweeps.

Nothing here is a record: due dates, letters and messages are rows in PostgreSQL, a task only
looks at them. The broker may be emptied at any time.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sil.logs import worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sil.settings")

app = Celery("sil")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
worker.connect()
# Beside those of apps: packages inside of one.
app.autodiscover_tasks(["monitoring.conversations.replies", "sil.outbox.returned"])
SWEEP = settings.SWEEP_SECONDS
app.conf.beat_schedule = {
    "show that a worker works": {"task": "sil.health.tasks.show_worker", "schedule": SWEEP},
    "send what is due": {"task": "sil.outbox.tasks.send_due", "schedule": SWEEP},
    "issue signed letters that were missed": {"task": "sil.letters.tasks.issue_waiting", "schedule": SWEEP},
    "remind of answers and decisions": {"task": "allocations.tasks.send_reminders", "schedule": SWEEP},
    "remind of reports": {"task": "monitoring.visits.tasks.send_reminders", "schedule": SWEEP},
    "let reports stand that nobody answered": {
        "task": "monitoring.visits.tasks.let_reports_stand",
        "schedule": SWEEP,
    },
    "end times that nobody chose": {"task": "monitoring.visits.tasks.end_offered_times", "schedule": SWEEP},
    "count again what lists read": {"task": "monitoring.visits.tasks.refresh_counts", "schedule": SWEEP},
    "remind of notices and action plans": {"task": "monitoring.notices.tasks.send_reminders", "schedule": SWEEP},
    "check and read files of registers": {"task": "schools.tasks.read_registers", "schedule": SWEEP},
    "make evidence bundles": {"task": "monitoring.notices.tasks.make_bundles", "schedule": SWEEP},
    "make reports for scrutiny": {"task": "monitoring.scrutiny.tasks.make_reports", "schedule": SWEEP},
    "give letters about concerns": {"task": "monitoring.notices.tasks.give_letters", "schedule": SWEEP},
    "carry disposals on": {"task": "monitoring.retention.tasks.carry_on", "schedule": SWEEP},
    "make summaries of terms": {"task": "monitoring.summaries.tasks.make_summaries", "schedule": SWEEP},
    "write morning emails": {
        "task": "sil.morning.tasks.write_morning_emails",
        "schedule": crontab(hour="7-11", minute="*/10"),
    },
    "hold events whose day has passed": {"task": "monitoring.offer.tasks.hold_past_events", "schedule": SWEEP},
    "send newsletters": {"task": "monitoring.newsletters.tasks.send_newsletters", "schedule": SWEEP},
    "close surveys and remind of them": {"task": "monitoring.surveys.tasks.keep_surveys", "schedule": SWEEP},
    "remind of meetings of teams": {"task": "monitoring.team.tasks.send_reminders", "schedule": SWEEP},
    "make papers of improvement plans": {"task": "monitoring.plans.tasks.make_papers", "schedule": SWEEP},
    "remind of support from others": {"task": "monitoring.support.tasks.send_reminders", "schedule": SWEEP},
    "remind of improvement plans": {"task": "monitoring.plans.tasks.send_reminders", "schedule": SWEEP},
    "ask for improvement plans": {
        "task": "monitoring.plans.tasks.ask_for_plans",
        "schedule": crontab(hour="7", minute="5"),
    },
    "start access reviews and remind of them": {
        "task": "monitoring.access_review.tasks.keep_access_reviews",
        "schedule": crontab(hour="7", minute="15"),
    },
    "remind of requests for information": {
        "task": "monitoring.information_requests.tasks.send_reminders",
        "schedule": SWEEP,
    },
    "collect what is held for requests": {
        "task": "monitoring.information_requests.tasks.collect",
        "schedule": SWEEP,
    },
    "make bundles for requests": {
        "task": "monitoring.information_requests.tasks.make_bundles",
        "schedule": SWEEP,
    },
    "seal the history": {"task": "sil.seals.tasks.seal_history", "schedule": crontab(minute="7")},
    "compare the history with its seals": {
        "task": "sil.seals.tasks.verify_history",
        "schedule": crontab(hour="2", minute="37"),
    },
    "record coming bank holidays": {
        "task": "sil.deadlines.tasks.extend_calendar",
        "schedule": crontab(hour="4", minute="15"),
    },
    "forget forms that were sent long ago": {
        "task": "sil.submissions.tasks.forget_old",
        "schedule": crontab(hour="3", minute="15"),
    },
    "delete sessions that have ended": {
        "task": "sil.sign_in.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="25"),
    },
    "delete unsent text after some days": {
        "task": "sil.unsent.tasks.discard_old_texts",
        "schedule": crontab(hour="3", minute="15"),
    },
    "end powers of which the last day has passed": {
        "task": "monitoring.notices.tasks.end_powers",
        "schedule": crontab(hour="0", minute="5"),
    },
    "end cases at conversion": {
        "task": "monitoring.notices.tasks.convert_cases",
        "schedule": crontab(hour="5", minute="15"),
    },
}
if settings.REGISTER_ADDRESSES:
    app.conf.beat_schedule["fetch registers"] = {
        "task": "schools.tasks.fetch_registers",
        "schedule": crontab(hour="5-9", minute="40"),
    }
if settings.RETURNED_MAILBOX:
    app.conf.beat_schedule["read which emails came back"] = {
        "task": "sil.outbox.returned.tasks.read_returned_emails",
        "schedule": 5 * SWEEP,
    }
if settings.INBOUND_ADDRESS:
    app.conf.beat_schedule["take replies by email"] = {
        "task": "monitoring.conversations.replies.tasks.take_replies",
        "schedule": 2 * SWEEP,
    }


def _require_serving_role(**_: object) -> None:
    from sil.audit.grants import require_serving_role

    try:
        require_serving_role()
    except ImproperlyConfigured as error:
        # Celery goes on after any other exception of a signal.
        raise SystemExit(str(error)) from error


for starts in (worker_init, beat_init):
    starts.connect(_require_serving_role, weak=False)
