"""Work items of powers in use: to review them, to set the day of a review, to end what a review found is to end."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse

from sil.clock import in_words
from sil.web.work import WorkItem

from ..act import POWERS
from ..models import PeriodicReview
from .queries import ReviewOfPower

# How long before its day a review is on the list of whoever owns the case.
AHEAD = timedelta(days=14)


def work_of_reviews(school: str, case: int, reviews: Sequence[ReviewOfPower], on: date) -> Iterator[WorkItem]:
    """Yield what the owner of a case has to do about its powers in use (`queries.with_reviews`). No query."""
    for each in reviews:
        what = POWERS[each["powers"][0]].reviewed
        due = date.fromisoformat(each["due_on"]) if each["due_on"] else None
        if each["ends"]:
            continue
        if each["outcome"] == PeriodicReview.Outcome.TO_END and due is None:
            yield _to_end(school, case, each, what)
        elif due is None:
            yield WorkItem(
                title=f"Set the day on which {what} is reviewed",
                about=school,
                href=reverse("power_review_day", args=[each["pk"]]),
                act="Set the day",
                basis="It is in use, and no review is planned",
                since=date.fromisoformat(each["given_on"]),
            )
        elif due - AHEAD <= on:
            yield WorkItem(
                title=f"Review {what}{_overdue(due, on)}",
                about=school,
                href=reverse("power_periodic_review", args=[each["pk"]]),
                act="Record the review",
                due=due,
                basis=each["basis"] or "",
            )


def overdue_reviews(school: str, review: ReviewOfPower, on: date, href: str) -> Iterator[WorkItem]:
    """Yield to whoever signs such letters the review of a power whose day has come or passed. No query."""
    due = date.fromisoformat(review["due_on"]) if review["due_on"] else None
    if due and due <= on and not review["ends"]:
        yield WorkItem(
            title=f"See that {POWERS[review['powers'][0]].reviewed} is reviewed{_overdue(due, on)}",
            about=school,
            href=href,
            act="Open the case",
            due=due,
            basis=review["basis"] or "",
        )


def _to_end(school: str, case: int, each: ReviewOfPower, what: str) -> WorkItem:
    prepare = reverse("case_letter_prepare", kwargs={"pk": case, "kind": "power_ended"})
    return WorkItem(
        title=f"Prepare the letter that ends {what}",
        about=school,
        href=f"{prepare}?power={each['pk']}",
        act="Prepare it",
        basis="The last review found that it is to end",
        since=date.fromisoformat(each["found_on"]) if each["found_on"] else None,
    )


def _overdue(due: date, on: date) -> str:
    return f", overdue since {in_words(due)}" if due < on else ""
