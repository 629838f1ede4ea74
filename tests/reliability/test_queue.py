"""What goes first in a real broker: thousands of letters that are signed at once hold up no email."""

from pathlib import Path

from celery import current_app

from tests.site import OwnBroker

LETTER, LETTERS = "sil.letters.tasks.issue_letter", "sil.letters.tasks.issue_waiting"
EMAIL, WORKER = "sil.outbox.tasks.send_due", "sil.health.tasks.show_worker"


def test_emails_and_the_sign_of_life_go_before_letters(tmp_path: Path) -> None:
    broker = OwnBroker(tmp_path)
    broker.start()
    try:
        with current_app.connection_for_write(broker.url) as connection:
            for number in range(5):
                current_app.send_task(LETTER, args=(number,), connection=connection)
            for name in (LETTERS, EMAIL, WORKER):
                current_app.send_task(name, connection=connection)
            queue = connection.SimpleQueue("celery")
            taken = [queue.get(timeout=5).headers["task"] for _ in range(8)]
    finally:
        broker.stop()
    assert taken == [EMAIL, WORKER, LETTERS, *[LETTER] * 5]
