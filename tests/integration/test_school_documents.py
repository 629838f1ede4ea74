"""schools.documents: the school's own documents, who reads them, their versions, and what cites them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from allocations.evidence.actions import add_evidence, remove_evidence
from allocations.evidence.forms import EvidenceForm
from allocations.evidence.queries import document_for
from allocations.models import Evidence
from allocations.states import Party, State
from monitoring.notices.case.actions import open_case
from monitoring.notices.evidence.actions import pick_evidence
from monitoring.notices.evidence.queries import on_record
from schools.documents import actions, citing
from schools.documents.panels import content
from schools.documents.policies import Details
from schools.documents.queries import citable, shelf
from schools.documents.queries import document_for as read_document
from schools.models import DocumentVersion, School, SchoolDocument, SchoolLink
from schools.watching.actions import watch
from schools.watching.queries import watched
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.uploads.models import Upload
from sil.web.timeline import Timeline
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, documents, people, schools
from tests.factories.pdfs import picture

pytestmark = pytest.mark.django_db
WHO = ("head", "acting_head", "chair", "clerk", "sip", "officer", "director", "dcs", "admin", "helper", "nobody")
SCHOOL = {"head", "acting_head", "chair", "clerk"}
OFFICERS = {"sip", "officer", "director", "dcs"}


@pytest.fixture
def school() -> School:
    return schools.school("Example Documents School")


@pytest.fixture
def who(school: School) -> dict[str, User]:
    """Everybody of the matrix; the partner and the officers of another school are among them."""
    roles = {
        "officer": "principal_officer",
        "director": "director_of_education",
        "dcs": "director_of_childrens_services",
        "admin": "administrator",
        "helper": "service_officer",
        "other_sip": "sip",
        "sip": "sip",
    }
    made = {name: people.person(role=roles.get(name, "")) for name in (*WHO, "other_sip", "other_head")}
    posts = {"head": "headteacher", "acting_head": "acting_headteacher", "chair": "chair", "clerk": "clerk"}
    for name, post in posts.items():
        people.post(school, post, made[name])
    people.assign(school, made["sip"])
    elsewhere = schools.school("Example Other School")
    people.assign(elsewhere, made["other_sip"])
    people.post(elsewhere, "headteacher", made["other_head"])
    return made


def readers_of(document: SchoolDocument, who: dict[str, User]) -> set[str]:
    return {name for name, user in who.items() if read_document(roles_of(user, TODAY), document.pk)}


def denied(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Denied) as refused:
        act(*args, **kwargs)
    assert refused.value.code == code


def test_who_reads_a_document(school: School, who: dict[str, User]) -> None:
    """What a school shares is read by its own people, its partner and the officers; nothing else of it is."""
    document = documents.added(school, who["chair"])
    assert readers_of(document, who) == SCHOOL | OFFICERS
    actions.take_off(document, reason="A wrong file.", by=who["head"], on=TODAY)
    assert readers_of(document, who) == SCHOOL
    actions.put_back(document, by=who["acting_head"], on=TODAY)
    assert readers_of(document, who) == SCHOOL | OFFICERS
    unshared = Details(title="Improvement plan", kind="improvement_plan", is_shared=False)
    actions.change(document, unshared, by=who["head"], on=TODAY)
    assert readers_of(document, who) == SCHOOL


def test_who_may_do_what(school: School, who: dict[str, User]) -> None:
    """Those who lead and govern a school add; only those who lead it change a document and take it off."""
    document = documents.added(school, who["head"])
    other = Details(title="Another title", kind="policy", is_shared=True)
    for name in who:
        by = {"by": who[name], "on": TODAY}
        if name not in SCHOOL:
            denied("not_the_school", documents.added, school, who[name])
            denied("not_the_school", documents.again, document, who[name])
        if name not in {"head", "acting_head"}:
            denied("not_the_head", actions.change, document, other, **by)
            denied("not_the_head", actions.take_off, document, reason="No.", **by)
            denied("not_the_head", actions.put_back, document, **by)
    for name in ("acting_head", "chair", "clerk"):
        documents.again(document, who[name], text=f"Of {name}.")
    assert document.versions.count() == 4


def test_a_version_is_never_overwritten(school: School, who: dict[str, User]) -> None:
    document = documents.added(school, who["head"], text="Monday.")
    denied("same_file", documents.again, document, who["head"], text="Monday.")
    documents.again(document, who["clerk"], text="Tuesday.", on=date(2026, 11, 20))
    kept = [(v.number, bytes(v.upload.content), v.by, v.note) for v in document.versions.all()]
    assert kept == [(2, b"Tuesday.", who["clerk"], "Reviewed."), (1, b"Monday.", who["head"], "")]
    for wrong in (
        lambda: DocumentVersion.objects.update(note="Changed."),
        lambda: document.versions.filter(number=1).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    actions.take_off(document, reason="A wrong file.", by=who["head"], on=TODAY)
    denied("taken_off", documents.again, document, who["head"], text="Wednesday.")
    denied("taken_off", actions.take_off, document, reason="Again.", by=who["head"], on=TODAY)


def test_no_title_is_left_with_officers(school: School, who: dict[str, User]) -> None:
    """If a school takes back a title that it should not have shared, officers no longer read it anywhere."""
    title = "About one pupil"
    document = documents.added(school, who["head"], title)
    changed = Details(title=title, kind="policy", is_shared=True)
    document = actions.change(document, changed, by=who["head"], on=TODAY)
    document = actions.change(
        document, Details(title="Support", kind="policy", is_shared=False), by=who["head"], on=TODAY
    )
    documents.again(document, who["head"])
    there = Event.objects.filter(scope=f"school:{school.pk}", kind__startswith="document.")
    assert [event.kind for event in there] == ["document.added"]
    assert title not in str([event.data for event in there])


def test_a_new_document_counts_on_the_schools_page(school: School, who: dict[str, User]) -> None:
    """The partner gets no email; the document is marked as new, counts where the school is watched, and is in the
    timeline, each time as far as it is shared."""
    sip, head = roles_of(who["sip"], TODAY), roles_of(who["head"], TODAY)
    watch(school, by=who["sip"], on=TODAY)
    with clock.at(TODAY + timedelta(days=1)):
        documents.added(school, who["head"], "Ours", is_shared=False, text="Ours.")
        assert watched(sip).get().new == 0
        documents.added(school, who["head"], "Shared", text="Shared.")
        assert watched(sip).get().new == 1
    found, own = content(school, sip), content(school, head)
    assert found and own
    assert [document.title for document in found["documents"]] == ["Shared"]
    assert {document.title for document in own["documents"]} == {"Shared", "Ours"}
    assert all(document.added_on >= found["new_since"] for document in found["documents"])
    assert content(school, roles_of(who["admin"], TODAY)) is None
    titles = [entry.title for entry in Timeline(school, head, group="documents").entries]
    assert sorted(titles) == [f"“{name}”, version 1, added to the school’s documents" for name in ("Ours", "Shared")]
    assert [e.title for e in Timeline(school, sip, group="documents").entries] == [
        "Improvement plan added to the school’s documents"
    ]


def test_a_file_that_cannot_be_opened_is_refused(client: Client, school: School, who: dict[str, User]) -> None:
    """A file that nobody can open is refused beside its field, and what was typed is kept."""
    client.force_login(who["head"])
    path = f"/schools/{school.pk}/documents/add/"
    typed = {"title": "Our plan", "kind": "improvement_plan", "readers": "shared", "note": ""}
    broken = client.post(path, typed | {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nnothing")}).content.decode()
    assert "This file cannot be opened." in broken
    assert 'value="Our plan"' in broken
    assert not SchoolDocument.objects.exists() and not Upload.objects.exists()
    client.post(path, typed | {"file": SimpleUploadedFile("plan.pdf", picture())})
    assert SchoolDocument.objects.get().is_shared


def test_evidence_cites_the_present_version(client: Client, liverpool: FrameworkVersion) -> None:
    """One of the school's documents can be cited as evidence: its present version, of which no copy is made. It stays
    with the evidence, whatever the school does with the document later."""
    scene = allocations.scene(State.PROPOSED)
    found, head = scene.allocation, scene.head
    document = documents.added(found.school, head, "Results", kind="results", text="First.")
    first = document.versions.get()
    private = documents.added(found.school, head, "Ours", is_shared=False, text="Ours.").versions.get()
    second = documents.again(document, head)
    assert list(citable(found.school)) == [second]
    by: dict[str, Any] = {"by": head, "on": TODAY}
    for wrong in (first, private):
        denied("not_present", add_evidence, found, Party.SCHOOL, title="Results", version=wrong, **by)
    denied("not_one_thing", add_evidence, found, Party.SCHOOL, title="R", version=second, url="https://a.example", **by)
    uploads = Upload.objects.count()
    client.force_login(head)
    path = f"/allocations/{found.pk}/evidence/"
    assert "Results (version 2, " in client.get(path).content.decode()
    client.post(path, {"version": str(first.pk)})
    assert not Evidence.objects.exists()
    client.post(path, {"version": str(second.pk)})
    cited = Evidence.objects.get()
    assert (cited.title, cited.dated, cited.version, cited.upload) == ("Results", second.on, second, None)
    assert Upload.objects.count() == uploads
    who = roles_of(head, TODAY)
    documents.again(document, head, text="Third.")
    actions.take_off(document, reason="It is old.", by=head, on=TODAY)
    assert document_for(who, cited.pk) == cited
    assert client.get(f"/evidence/{cited.pk}/document/").content == b"Second."
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=cited.pk).update(url="https://a.example")
    remove_evidence(cited, **by)
    assert DocumentVersion.objects.filter(pk=second.pk, upload__isnull=False).exists()


def test_what_is_cited_leads_to_the_document_while_it_is_there_and_shared(client: Client, liverpool: Any) -> None:
    scene = allocations.scene(State.IDENTIFIED)
    document = documents.added(scene.school, scene.head, "Results", kind="results", text="First.")
    version = document.versions.get()
    add_evidence(scene.allocation, Party.SIP, title="Results", version=version, by=scene.sip, on=TODAY)
    client.force_login(scene.sip)

    def leads() -> bool:
        page = client.get(f"/allocations/{scene.allocation.pk}/propose/").content.decode()
        assert "version 1 of the school’s document" in page
        return document.get_absolute_url() in page

    assert leads() and client.get(document.get_absolute_url()).status_code == 200
    actions.take_off(document, reason="It is old.", by=scene.head, on=TODAY)
    assert not leads()


@pytest.mark.feature("P7")
def test_a_case_takes_the_stored_file(school: School, who: dict[str, User], liverpool: FrameworkVersion) -> None:
    """What a school shares can be added to a case from its record, with the file that is stored already."""
    said = {"source": "visit", "since": TODAY, "concern": "Reading.", "by": who["officer"], "on": TODAY}
    case = open_case(school, **said)
    documents.added(school, who["head"], "Ours", is_shared=False, text="Ours.")
    version = documents.added(school, who["head"], "Results", kind="results").versions.get()
    there = [item for item in on_record(case, roles_of(who["officer"], TODAY)) if item.kind == "documents"]
    assert [(item.text, item.upload) for item in there] == [("Results, version 1", version.upload_id)]
    uploads = Upload.objects.count()
    made = pick_evidence(case, picked=[there[0].taken("concern")], by=who["officer"], on=TODAY)
    assert [(each.document, each.dated) for each in made] == [(version.upload, TODAY)]
    assert Upload.objects.count() == uploads


@pytest.mark.feature("P7")
def test_documents_follow_the_school_that_takes_its_place(school: School, who: dict[str, User]) -> None:
    """The people and officers of the later school read and keep them as its own; those of the earlier one still do."""
    shared = documents.added(school, who["head"], "Results")
    own = documents.added(school, who["head"], "Ours", is_shared=False, text="Ours.")
    later = schools.school("Example Academy")
    new_head, new_sip = people.post(later, "headteacher").user, people.assign(later).user
    assert read_document(roles_of(new_head, TODAY), shared.pk) is None
    denied("not_the_school", documents.again, shared, new_head)
    SchoolLink.objects.create(
        key=f"{school.pk}-{later.pk}",
        predecessor_urn=school.pk,
        successor_urn=later.pk,
        dated_by_successor=TODAY,
        kind="succession",
    )
    for user, found in ((new_head, [own, shared]), (new_sip, [shared]), (who["director"], [shared])):
        there = shelf(later, roles_of(user, TODAY)).order_by("title")
        assert [each.pk for each in there] == [each.pk for each in sorted(found, key=lambda d: d.title)]
        assert [bool(read_document(roles_of(user, TODAY), each.pk)) for each in (own, shared)] == [own in found, True]
    assert readers_of(own, who) == SCHOOL and readers_of(shared, who) == SCHOOL | OFFICERS
    again = documents.again(shared, new_head)
    assert list(citable(later)) == [again]
    actions.take_off(shared, reason="Old.", by=new_head, on=TODAY)
    assert read_document(roles_of(new_sip, TODAY), shared.pk) is None


@pytest.mark.feature("P7")
def test_many_documents_are_searched_for(school: School, who: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a page lists are found by their title, with a box instead of the list."""
    made = [documents.added(school, who["head"], title, text=title) for title in ("Reading policy", "Writing policy")]
    versions = citable(school)
    listed: Any = EvidenceForm(criteria=(), versions=versions).fields["version"]
    assert len(listed.choices) == 3
    monkeypatch.setattr(citing, "MOST_LISTED", 1)

    def cleaned(typed: str) -> Any:
        form = EvidenceForm({"version": typed}, criteria=(), versions=versions)
        return form.cleaned_data["version"] if form.is_valid() else list(form.errors["version"])

    assert cleaned("writing policy") == cleaned(str(made[1].versions.get().pk)) == made[1].versions.get()
    assert cleaned("policy")[0].startswith("2 documents match")
    assert cleaned("History")[0].startswith("Nothing here matches")
