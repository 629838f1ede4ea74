"""monitoring.information_requests.answer: the bundle holds what was decided, and nothing of what is withheld."""

import re
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.information_requests.answer import actions
from monitoring.information_requests.answer.contents import leaves
from monitoring.information_requests.answer.making import make_next
from monitoring.information_requests.held import actions as held
from monitoring.information_requests.held import collecting
from monitoring.information_requests.held.queries import readable
from monitoring.information_requests.log import actions as log
from monitoring.information_requests.marks.actions import Decided, decide
from monitoring.information_requests.models import AnswerArchive, AnswerBundle, AnswerFile, InformationRequest, Item
from monitoring.information_requests.states import Decision
from monitoring.notices.case import readers
from monitoring.retention.disposals import actions as disposals
from monitoring.retention.disposals import working
from monitoring.retention.models import Outcome
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.events import history
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import cases, people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T6")]
SECRET = "Otto Other said that the deputy is unwell."


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def request_of_school(officer: User) -> InformationRequest:
    """About a school with two visits, of which one says what is nobody's business."""
    school = schools.school("Quillfeather School")
    sip = people.assign(school).user
    visits.planned(school, sip, TODAY, purpose=SECRET)
    visits.planned(school, sip, TODAY + visits.WEEK, purpose="Phonics in year 1.")
    return collected(school_request(officer, school.pk), officer)


def school_request(officer: User, urn: int) -> InformationRequest:
    said = log.Said(
        kind="freedom_of_information",
        asker="Rita Reporter",
        reach="rita@example.org",
        wanted="All visits to Quillfeather School.",
        received_on=date(2026, 11, 16),
        school=schools.School.objects.get(pk=urn),
    )
    return log.log(said, by=officer, on=TODAY)


def collected(request: InformationRequest, by: User) -> InformationRequest:
    held.collect(request, by=by, on=TODAY)
    collecting.carry_on()
    return request


def decided(request: InformationRequest, by: User) -> None:
    """Everything is disclosed but for the passages of the visit that says too much; its history is withheld."""
    for item in readable(request, roles_of(by, TODAY)).filter(decision=""):
        said = Decided(decision=Decision.DISCLOSED)
        if SECRET in item.words:
            said = Decided(decision=Decision.PART, exemption="s40-2", note="Health.", passages=[SECRET])
        elif item.table == "audit.Event":
            said = Decided(decision=Decision.WITHHELD, exemption="s36", note="Frank advice.")
        elif item.case_id:
            said = Decided(decision=Decision.WITHHELD, exemption="s36", note="Advice of the case.")
        decide(item, said, by=by, on=TODAY)


def made(request: InformationRequest, by: User) -> AnswerBundle:
    bundle = actions.ask(request, by=by, on=TODAY)
    assert make_next() and not make_next()
    bundle.refresh_from_db()
    assert bundle.is_made
    return bundle


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF as a reader of it copies them."""
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).split())


def test_the_bundle_has_no_words_of_what_is_withheld(request_of_school: InformationRequest, officer: User) -> None:
    with pytest.raises(Denied, match="still to be decided"):
        actions.ask(request_of_school, by=officer, on=TODAY)
    decided(request_of_school, officer)
    bundle = made(request_of_school, officer)
    content = bytes(AnswerFile.objects.defer(None).get(bundle=bundle).content)
    said = text_of(content)
    assert "[withheld: section 40(2)]" in said and "Phonics in year 1" in said and "All visits to Quillfeather" in said
    assert "Section 36" in said and "Frank advice" in said and "Health." in said
    assert "unwell" not in said and "Otto" not in said
    with pikepdf.open(BytesIO(content)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                assert b"unwell" not in each.read_bytes()
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "en-GB"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"


def test_the_archive_and_who_took_it(request_of_school: InformationRequest, officer: User) -> None:
    decided(request_of_school, officer)
    bundle, client = made(request_of_school, officer), Client()
    client.force_login(officer)
    page = client.get(request_of_school.get_absolute_url()).content.decode()
    assert "Download the bundle" in page
    answer = client.get(f"/information-requests/bundles/{bundle.pk}/zip/")
    with ZipFile(BytesIO(answer.content)) as archive:
        [name] = archive.namelist()
        assert re.fullmatch(r"information-request-\d+-\d+\.pdf", name)
        assert archive.read(name) == bytes(AnswerFile.objects.defer(None).get(bundle=bundle).content)
    event = history(request_of_school).filter(kind="information_request.taken").get()
    assert event.actor_name == officer.name
    assert Event.objects.filter(kind="file.document", actor_id=str(officer.pk)).count() == 1
    assert client.get(f"/information-requests/bundles/{bundle.pk}/exe/").status_code == 404


def test_a_bundle_says_where_what_is_held_was_collected_again(
    request_of_school: InformationRequest, officer: User
) -> None:
    """It may be of less than is held now, or of somebody else, since a request can be corrected."""
    decided(request_of_school, officer)
    made(request_of_school, officer)
    client, address = Client(), request_of_school.get_absolute_url()
    client.force_login(officer)
    assert "Out of date" not in client.get(address).content.decode()
    with clock.at(NOW + timedelta(hours=1)):
        collected(request_of_school, officer)
        decided(request_of_school, officer)
        assert "Out of date" in client.get(address).content.decode()
        made(request_of_school, officer)
        assert client.get(address).content.decode().count("Out of date") == 1


def test_a_restricted_case_is_in_no_bundle_of_who_may_not_read_it(officer: User) -> None:
    scene = cases.scene(school=schools.school("Quillfeather School"))
    readers.restrict(scene.case, reason="It names a person.", by=scene.officer, on=TODAY)
    request = collected(school_request(officer, scene.case.school_id), officer)
    decided(request, officer)
    mine = made(request, officer)
    assert mine.hidden > 0 and not mine.cases.exists()
    decided(request, scene.officer)
    whole = made(request, scene.officer)
    assert (whole.hidden, list(whole.cases.all())) == (0, [scene.case])
    client = Client()
    client.force_login(officer)
    assert client.get(f"/information-requests/bundles/{mine.pk}/pdf/").status_code == 200
    assert client.get(f"/information-requests/bundles/{whole.pk}/pdf/").status_code == 404
    page = client.get(request.get_absolute_url()).content.decode()
    assert f"/bundles/{whole.pk}/" not in page and "of the case" not in page


def test_pages_ask_at_most_fifteen_questions(request_of_school: InformationRequest, officer: User) -> None:
    decided(request_of_school, officer)
    made(request_of_school, officer)
    item, client = Item.objects.filter(request=request_of_school).earliest("pk"), Client()
    client.force_login(officer)
    address = request_of_school.get_absolute_url()
    for path in ("/information-requests/", address, f"{address}items/", item.get_absolute_url(), f"{address}correct/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 15, (path, [each["sql"][:150] for each in asked])


def test_a_file_stays_out_where_another_record_with_it_is_withheld() -> None:
    whole = {"decision": Decision.DISCLOSED, "file_kind": "letter", "words": "Words."}
    alone, one = Item(file_key="1", **whole), Item(file_key="2", **whole)
    other = Item(file_key="2", file_kind="letter", words="Words.", decision=Decision.WITHHELD, exemption="s36")
    left_out = Item(file_key="3", file_kind="letter", words="Words.", decision=Decision.NOT_ABOUT)
    assert [leaf.has_file for leaf in leaves([alone, one, left_out, other])] == [True, False, False]


def test_a_request_goes_with_what_was_collected_once_its_period_is_over(
    request_of_school: InformationRequest, officer: User
) -> None:
    decided(request_of_school, officer)
    made(request_of_school, officer)
    log.close(request_of_school, "answer", day=TODAY, text="Sent.", by=officer, on=TODAY)
    admin, director = people.person(role="administrator"), people.person(role="director_of_education")
    for moment, is_there in ((NOW + timedelta(days=3 * 365), True), (NOW + timedelta(days=3 * 365 + 5), False)):
        with clock.at(moment):
            disposal = disposals.start(by=admin, on=clock.today())
            working.carry_on()
            disposal.refresh_from_db()
            listed = disposal.records.filter(kind="information_requests").exists()
            assert listed is not is_there
            if not listed:
                disposals.withdraw(disposal, by=admin, on=clock.today())
                continue
            disposals.approve(disposal, by=director, on=clock.today())
            working.carry_on()
            outcome = Outcome.objects.get(record__disposal=disposal, record__kind="information_requests")
            assert outcome.obstacle == "" and outcome.rows > 5
    for model in (InformationRequest, Item, AnswerBundle, AnswerFile, AnswerArchive):
        assert not model._default_manager.exists()
