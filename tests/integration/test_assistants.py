"""schools.assistants: who sees and prepares parts of a headteacher's work, what stays closed, and when it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from monitoring.plans.draft import actions as plan_drafts
from monitoring.plans.plan.actions import agree
from monitoring.plans.states import PlanState
from monitoring.visits.prompts.actions import save_prompts, send_prompts
from monitoring.visits.visit.queries import readable as readable_visits
from schools.assistants import actions
from schools.assistants.parts import ABOUT
from schools.assistants.work import FINDER
from schools.documents import actions as shelf
from schools.documents.queries import document_for, with_present
from schools.models import Assistant, School, SchoolDocument
from schools.people.actions import assign, end_post, give_role
from schools.queries import visible
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.roles import Part
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.access_table import ROWS
from tests.conftest import TODAY
from tests.factories import assistants, documents, people, plans, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P7")]


@pytest.fixture
def school() -> School:
    return schools.school("Example Assisted School")


@pytest.fixture
def head(school: School) -> User:
    return people.post(school, "headteacher").user


def denied(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Denied) as refused:
        act(*args, **kwargs)
    assert refused.value.code == code


def gives(assistant: Assistant) -> bool:
    """Whether an assistant has anything by it today, at all and at the school."""
    who = roles_of(User.objects.get(pk=assistant.user_id), TODAY)
    slugs = {"assistant", *Part} & who.roles
    document = SchoolDocument.objects.filter(school=assistant.school).first()
    reads = document is not None and document_for(who, document.pk) is not None
    assert bool(slugs) is reads
    return reads


def test_each_part_opens_the_addresses_of_the_table_and_no_others() -> None:
    """The access table is the test of each address; here it is held to what heads are told of the parts."""
    opened = {row.route for row in ROWS if "assistant" in row.who and "nobody" not in row.who}
    assert opened == {route for about in ABOUT.values() for route in about.routes} | {"school"}
    one = {row.route for row in ROWS if "one_part" in row.who and "nobody" not in row.who}
    assert one == {*ABOUT[Part.DOCUMENTS].routes, "school"}
    assert set(ABOUT) == set(Part)


def test_a_head_gives_changes_and_ends_it(school: School, head: User) -> None:
    document = documents.added(school, head)
    how = {"by": head, "on": TODAY}
    made = actions.give(school, email=" Bea@Test.example", name="Bea Example", parts=[Part.DOCUMENTS], **how)
    assert made.user.email == "bea@test.example" and made.post.user == head
    assert Message.objects.filter(email="bea@test.example").values_list("kind", flat=True).get() == "invitation"
    assert gives(made) and not visible(roles_of(made.user, TODAY)).exists()
    denied("held", actions.give, school, email="bea@test.example", name="B", parts=[Part.PLAN], **how)
    denied("no_part", actions.change, made, parts=[], **how)
    denied("no_change", actions.change, made, parts=[Part.DOCUMENTS], **how)
    actions.change(made, parts=[Part.VISITS], **how)
    assert document_for(roles_of(made.user, TODAY), document.pk) is None
    actions.change(made, parts=[Part.DOCUMENTS], **how)
    for nobody in (made.user, people.post(school, "chair").user, people.person(role="principal_officer")):
        denied("not_the_head", actions.end, made, by=nobody, on=TODAY)
        other: dict[str, Any] = {"email": "c@test.example", "name": "C", "parts": list(Part)}
        denied("not_the_head", actions.give, school, **other, by=nobody, on=TODAY)
    actions.end(made, **how)
    assert not gives(made)
    denied("ended", actions.end, made, **how)
    again = actions.give(school, email="bea@test.example", name="Bea", parts=[Part.DOCUMENTS], **how)
    assert gives(again) and Message.objects.filter(email="bea@test.example", kind="assistant_given").count() == 1
    actions.end(again, by=people.person(role="administrator"), on=TODAY)
    assert not gives(again)


def test_who_cannot_be_an_assistant(school: School, head: User) -> None:
    """Somebody of the authority, of the school or without an open account; and an assistant gets no role there."""
    closed = people.person()
    accounts.set_open(closed, by=None, on=TODAY, is_open=False)
    found = {
        "oneself": head,
        "closed": closed,
        "of_authority": people.person(role="sip"),
        "holds_post": people.post(school, "chair").user,
    }
    for code, user in found.items():
        how: dict[str, Any] = {"name": user.name, "parts": list(Part), "by": head, "on": TODAY}
        denied(code, actions.give, school, email=user.email, **how)
    admin = people.person(role="administrator")
    asked = people.person()
    give_role(asked, by=admin, on=TODAY, role="principal_officer", starts_on=TODAY)
    other: dict[str, Any] = {"email": asked.email, "name": asked.name, "parts": list(Part)}
    denied("of_authority", actions.give, school, **other, by=head, on=TODAY)
    made = assistants.given(school, head)
    denied("both_sides", give_role, made.user, by=admin, on=TODAY, role="sip", starts_on=TODAY)
    accounts.give_role(made.user, by=None, on=TODAY, role="sip", starts_on=TODAY)
    denied("both_sides", assign, [school], user=made.user, role="sip", starts_on=TODAY, by=admin, on=TODAY)


def test_it_ends_with_the_heads_post_and_the_next_head_is_asked(school: School, head: User) -> None:
    documents.added(school, head)
    made, other = assistants.given(school, head), assistants.given(school, head)
    next_head = people.post(school, "headteacher").user
    assert gives(made)
    end_post(head.posts.get(), by=None, on=TODAY, ends_on=TODAY - timedelta(days=1))
    assert not gives(made)

    def asked() -> set[int]:
        found = FINDER.asks(roles_of(next_head, TODAY))
        return set() if found is None else set(found.values_list("pk", flat=True))

    assert asked() == {made.pk, other.pk}
    denied("not_the_head", actions.keep, made, by=head, on=TODAY)
    kept = actions.keep(made, by=next_head, on=TODAY)
    actions.end(other, by=next_head, on=TODAY)
    assert gives(kept) and kept.parts == made.parts and not gives(other) and asked() == set()
    denied("not_left", actions.keep, made, by=next_head, on=TODAY)
    accounts.set_open(kept.user, by=None, on=TODAY, is_open=False)
    assert not gives(kept)


def test_a_closed_account_of_the_head_ends_it(school: School, head: User) -> None:
    documents.added(school, head)
    made = assistants.given(school, head)
    accounts.set_open(head, by=None, on=TODAY, is_open=False)
    assert not gives(made)


def test_at_another_school_it_gives_nothing(school: School, head: User) -> None:
    elsewhere = schools.school("Example Other School")
    document = documents.added(elsewhere, people.post(elsewhere, "headteacher").user)
    made = assistants.given(school, head)
    assert document_for(roles_of(made.user, TODAY), document.pk) is None
    denied(
        "not_the_school", shelf.add_version, document, file=documents.file("New."), note="New", by=made.user, on=TODAY
    )


def test_what_an_assistant_adds_is_under_their_name(school: School, head: User, client: Client) -> None:
    document = documents.added(school, head)
    made = assistants.given(school, head)
    shelf.add_version(document, file=documents.file("New."), note="This term", by=made.user, on=TODAY)
    denied("not_the_head", shelf.take_off, document, reason="Old", by=made.user, on=TODAY)
    signed = f"{made.user.name}, assistant of the headteacher"
    assert Event.objects.get(kind="document.version_added").actor_name == signed
    assert with_present(SchoolDocument.objects.all()).get().added_by == signed
    client.force_login(head)
    assert signed in client.get(document.get_absolute_url()).content.decode()
    actions.end(made, by=head, on=TODAY)
    # It was added by an assistant, whatever became of them.
    assert with_present(SchoolDocument.objects.all()).get().added_by == signed


@pytest.mark.usefixtures("liverpool")
def test_prompts_are_saved_and_never_sent(school: School, head: User) -> None:
    sip = people.person(role="sip")
    people.assign(school, sip)
    visit = visits.planned(school, sip, TODAY + timedelta(days=7))
    made = assistants.given(school, head, parts=[Part.PROMPTS])
    how: dict[str, Any] = {"by": made.user, "on": TODAY}
    prompt = visit.framework.visits.prompts[0].id
    saved = save_prompts(visit, answers={prompt: "Phonics."}, version=0, **how)
    assert saved.saved_by == made.user
    denied("not_the_head", send_prompts, visit, version=saved.version, **how)
    who = roles_of(made.user, TODAY)
    assert list(readable_visits(who)) == [visit]


def test_a_plan_is_written_and_never_agreed(liverpool: FrameworkVersion) -> None:
    """An assistant writes the text until a side has agreed it, so that nobody's agreement lapses by their hand."""
    scene = plans.scene(PlanState.ASKED)
    made = assistants.given(scene.school, scene.head, parts=[Part.PLAN])
    how: dict[str, Any] = {"by": made.user, "on": plans.ASKED}
    item = next(each for each in waiting_for(roles_of(made.user, plans.ASKED)) if each.is_optional)
    assert (item.href, item.about) == (scene.plan.get_absolute_url(), scene.school.name)
    written = plan_drafts.add(scene.plan, **how)
    plan_drafts.save_objective(written, content=plans.said(), version=0, **how)
    added = Event.objects.get(kind="plan_objective.added")
    assert added.actor_name == f"{made.user.name}, assistant of the headteacher"
    denied("not_a_side", agree, scene.again().plan, text_version=scene.again().plan.text_version, **how)
    plans.agree(scene.again(), scene.sip)
    denied("agreed", plan_drafts.save_objective, written, content=plans.said("Less"), version=1, **how)
    denied("agreed", plan_drafts.remove, written, **how)
    assert not waiting_for(roles_of(made.user, plans.ASKED))
