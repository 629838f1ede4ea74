"""Judge what a notice requires, action by action, and then whether it was answered."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..case.permissions import may_change
from ..case.queries import readable
from ..case.resting import rest_of
from ..kinds import NOTICES
from ..letters.queries import readable_letters
from ..models import CaseLetter, RequiredAction
from ..statements.queries import evidence_by_action
from ..states import LetterState
from . import actions, queries
from .forms import FindingForm, JudgementForm

READERS = "those who may read the case; those who work on it judge"
# Code of a refusal -> the field it stands beside.
_BESIDE = {"period_runs": "secured", "not_judged": "secured", "wrong_step": "secured", "no_reasons": "reasons"}
_SAID = {
    "secured": "Improvement is judged as secured. The letter that removes the notice comes next.",
    "not_secured": "Improvement is judged as not secured. A formal warning notice can be prepared from this one.",
    "complied": "The notice is judged as complied with. The letter that lifts it comes next.",
    "eligible": "The notice is judged as not complied with. It named the powers to be used, so the school is eligible "
    "for intervention.",
    "not_complied": "The notice is judged as not complied with. A notice of proposed use of powers can be prepared.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(READERS)
@once
def judgement(request: HttpRequest, pk: int) -> HttpResponse:
    """What was required with what was found of it, the clock and its basis, then the judgement."""
    letter, who = _notice(request, pk), user_roles(request)
    keeps = may_change(letter.case, who)
    if request.method == "POST" and not keeps:
        raise Http404
    in_force = letter.case.notice_to_answer() == letter
    form = JudgementForm(posted(request), letter=letter) if keeps and in_force else None
    warned, sentence = "", ""
    if request.method == "POST" and form is None:
        sentence = "This notice is no longer in force, so it cannot be judged."
    if request.method == "POST" and form is not None and form.is_valid():
        sure = request.POST.get("sure", "")
        try:
            actions.judge(letter, by=actor(request), on=who.on, sure=sure, **form.cleaned_data)
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            else:
                refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            letter.case.refresh_from_db(fields=["status"])
            messages.success(request, _SAID[letter.case.status])
            return redirect(letter.case)
    context = _about(letter) | {
        "actions": queries.judged(letter),
        "shown": evidence_by_action(letter),
        "judgements": list(queries.judgements(letter)),
        "keeps": keeps,
        "in_force": in_force,
        "form": form,
        "warned": warned,
        "sentence": sentence,
        "is_over": letter.period_ends_on is not None and who.on > letter.period_ends_on,
    }
    return render(request, "notices/judgement.html", context, status=409 if sentence else 200)


@require_safe
@signed_in(READERS)
def judge_case(request: HttpRequest, pk: int) -> HttpResponse:
    """To the notice of a case that is in force."""
    notice = get_object_or_404(readable(user_roles(request)), pk=pk).notice_to_answer()
    if notice is None:
        raise Http404
    return redirect("notice_judgement", pk=notice.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("those who handle the case")
@once
def required_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One required action: what was found of it before, and what is found of it now."""
    action = get_object_or_404(RequiredAction.objects.only("letter"), pk=pk)
    letter = _notice(request, action.letter_id)
    if not may_change(letter.case, user_roles(request)):
        raise Http404
    found = queries.judged(letter)
    this = next(each for each in found if each.action.pk == pk)
    latest = this.latest
    form = FindingForm(posted(request), initial={"result": latest.result} if latest else {})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_finding(this.action, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            left = sum(each.latest is None and each is not this for each in found)
            rest = f"{left} of {len(found)} still to be judged." if left else "Every required action has been judged."
            words = made.get_result_display().lower()
            messages.success(request, f"Required action {this.number} was found “{words}”. {rest}")
            return redirect("notice_judgement", pk=letter.pk)
    context = {"this": this, "form": form, "shown": evidence_by_action(letter)}
    return render(request, "notices/required_action.html", _about(letter) | context)


def _notice(request: HttpRequest, pk: int) -> CaseLetter:
    """A notice that was given, for whoever may read its case; for everybody else there is none."""
    given = (LetterState.GIVEN, LetterState.WITHDRAWN)
    found = readable_letters(user_roles(request)).filter(kind__in=NOTICES, status__in=given)
    return get_object_or_404(found, pk=pk)


def _about(letter: CaseLetter) -> dict[str, Any]:
    return {"notice": letter, "case": letter.case, "school": letter.case.school, "rest": rest_of(letter)}
