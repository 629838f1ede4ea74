"""Reports for scrutiny and for councillors at the made-up authority; its worker makes the PDFs."""

from collections.abc import Mapping
from datetime import date, timedelta

from monitoring.scrutiny.report.actions import Asked, ask
from monitoring.scrutiny.terms import actions as terms
from monitoring.scrutiny.terms.queries import without_report
from schools.models import Post
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year, first_day

# Days ago, the account whose school it is about (none for the authority), and what it is for.
ASKED = (
    (3, "head", "Education scrutiny committee: the school’s support since last September."),
    (2, "", "Education scrutiny committee: report on the last year."),
)

# What the officer wrote for councillors.
TEXTS = {
    "introduction": "This report is about the support that the authority gave to its schools in the term.",
    "went_well": "Most visits took place in the weeks that were planned, and reports came back to schools sooner.",
    "worries": "Absence in secondary schools is higher than before. Partners ask about it on each visit.",
}


def reports(known: Mapping[str, User], today: date) -> None:
    """One of a school and one of the authority, of this academic year and the last."""
    for ago, account, why in ASKED:
        on = today - timedelta(days=ago)
        post = Post.objects.filter(user=known[account]).select_related("school").latest("pk") if account else None
        first = first_day(academic_year(on) - 1)
        with clock.at(on):
            asked = Asked(school=post.school if post else None, starts_on=first, ends_on=on, why=why)
            ask(asked, by=known["officer"], on=on)


def of_terms(known: Mapping[str, User], today: date) -> None:
    """For councillors: the report of the last term that is over, approved, and that of this term, being written."""
    officer = known["officer"]
    over = without_report(today).filter(ends_on__lt=today).first()
    if over is not None:
        begun = terms.start(over, by=officer, on=today)
        sent = terms.send(begun, terms.Texts(**TEXTS), by=officer, on=today)
        terms.approve(sent, by=known["director"], on=today)
    if (now := without_report(today).first()) is not None:
        begun = terms.start(now, by=officer, on=today)
        texts = terms.Texts(introduction=TEXTS["introduction"], went_well="", worries="")
        terms.write(begun, texts, by=officer, on=today)
