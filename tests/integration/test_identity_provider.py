"""sil.identity_provider against a real provider process: who gets in, who does not, and what stands there then."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts import sign_ins
from sil.accounts.adapter import invitation_link
from sil.accounts.models import User
from sil.audit.models import Event
from sil.identity_provider import actions, exchange
from sil.identity_provider.config import Provider
from sil.second_factor import actions as second_factor
from sil.second_factor.confirm import CONFIRMED
from tests import oidc
from tests.factories import people
from tests.integration.test_second_factor import SECRET, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]
LOGIN, NAME = "/accounts/login/", "Invented Council"
TENANT, OTHER_TENANT = "11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555"


@pytest.fixture(scope="module")
def there() -> Iterator[oidc.Running]:
    with oidc.running() as found:
        yield found


@pytest.fixture(autouse=True)
def provider(there: oidc.Running, settings: Any) -> Provider:
    cache.clear()
    found = Provider(issuer=there.url, client_id="school-support", secret="a secret of the client", name=NAME)
    settings.IDENTITY_PROVIDER = found
    settings.SITE_URL = "http://testserver"
    return found


@pytest.fixture
def sam() -> User:
    return people.person("Sam Sample", role="sip", email="sam@invented.example", password=people.PASSWORD)


def signed_in(browser: Client) -> str:
    """The name of who is signed in; blank where nobody is."""
    answer: Any = browser.get("/account/")
    return answer.context["user"].name if answer.status_code == 200 else ""


def kinds(user: User) -> list[str]:
    return [event.kind.removeprefix(sign_ins.PREFIX) for event in reversed(sign_ins.of_person(user))]


def refused(answer: Any, words: str, *, status: int = 403) -> bool:
    page = answer.content.decode()
    assert "Go back to the sign-in page" in page
    return answer.status_code == status and words in page


def test_by_the_button_and_back(there: oidc.Running, sam: User, client: Client) -> None:
    """Somebody who was invited signs in by the provider, with a verified address the first time, and by the identifier
    alone ever after: also when the address has changed, on either side. What the provider says is not stored."""
    assert "Sign in with Invented Council" in client.get(LOGIN).content.decode()
    address = oidc.leaves_to(client.post(oidc.START, {"next": "/schools/?page=2"}))
    said = oidc.asked(address)
    assert said["code_challenge_method"] == "S256" and len(said["code_challenge"]) == 43
    assert said["redirect_uri"] == f"http://testserver{oidc.BACK}" and set(said["scope"].split()) == {"openid", "email"}
    assert len(said["state"]) >= 16 and len(said["nonce"]) == 43 and said["response_type"] == "code"
    who = there.has("s-1", email="Sam@Invented.example", email_verified=True, name="Samuel")
    assert client.get(oidc.sign_in_there(address, who))["Location"] == "/schools/?page=2"
    assert signed_in(client) == "Sam Sample"
    assert kinds(sam) == ["provider_linked", "done_by_provider"]
    (link,) = SocialAccount.objects.all()
    assert (link.user_id, link.uid, link.extra_data) == (sam.pk, f"{there.url} s-1", {})
    assert not SocialToken.objects.exists()
    accounts.edit(sam, by=None, on=people.LONG_AGO, email="else@invented.example", name=sam.name)
    there.has("s-1", email="another@invented.example", email_verified=False)
    browser = Client()
    assert oidc.walk(browser, who)["Location"] == "/"
    assert signed_in(browser) == "Sam Sample"
    (link,) = SocialAccount.objects.all()
    assert link.extra_data == {}
    sam.refresh_from_db()
    assert sam.email == "else@invented.example" and sam.has_usable_password()


@pytest.fixture
def now() -> Iterator[None]:
    """The moment of the machine, which the library takes."""
    with clock.at(datetime.now(clock.LONDON)):
        yield


def _asked_again(there: oidc.Running, browser: Client, sub: str, *, at: Any) -> Any:
    """Let the provider ask somebody again; its token says that this was `at`."""
    there.has(sub, auth_time=at)
    address = oidc.leaves_to(browser.post("/accounts/provider/confirm/"))
    assert oidc.asked(address)["prompt"] == "login" and oidc.asked(address)["max_age"] == "0"
    return browser.get(oidc.sign_in_there(address, sub))


@pytest.mark.usefixtures("now")
def test_who_has_no_password_is_asked_again_at_the_provider(there: oidc.Running, client: Client, settings: Any) -> None:
    """An administrator without a password here renames somebody, some time after signing in."""
    settings.CONFIRM_FIRST = True
    admin = people.person("Ash Admin", role="administrator", email="ash@invented.example")
    admin.set_unusable_password()
    admin.save()
    sam = people.person("Sam Sample", role="sip", email="sam@invented.example")
    who = there.has("s-7", email=admin.email, email_verified=True)
    assert oidc.walk(client, who)["Location"] == "/"
    path, wanted = f"/people/{sam.pk}/edit/", {"name": "Sam Sampler", "email": sam.email}
    session: Any = client.session
    session["account_authentication_methods"][0]["at"] -= CONFIRMED + 60
    session.save()
    page = client.post(path, wanted).content.decode()
    assert "Sign in to Invented Council (opens in a new tab)" in page and 'value="Sam Sampler"' in page
    assert "You have not signed in to Invented Council again yet" not in page
    page = client.post(path, wanted | {"confirms": "1"}).content.decode()
    assert "You have not signed in to Invented Council again yet" in page and 'value="Sam Sampler"' in page
    seconds = int(clock.now().timestamp())
    uid = f"{there.url} s-8"
    SocialAccount.objects.create(user=sam, provider="identity_provider", uid=uid, extra_data={})
    for sub, at, words in (
        (who, "now", "did not ask you to sign in again"),
        (who, seconds - 6 * 60, "did not ask you to sign in again"),
        ("s-8", seconds, "as somebody else than you are here"),
        ("s-9", seconds, "as somebody else than you are here"),
    ):
        answer = _asked_again(there, client, sub, at=at)
        page = answer.content.decode()
        assert answer.status_code == 403 and words in page and "Nothing has been done." in page
    client.post(path, wanted | {"confirms": "1"})
    sam.refresh_from_db()
    assert sam.name == "Sam Sample"
    back = _asked_again(there, client, who, at=seconds - 5)
    assert "Select “Continue” there" in client.get(back["Location"]).content.decode()
    assert client.post(path, wanted | {"confirms": "1"}).status_code == 302
    sam.refresh_from_db()
    assert sam.name == "Sam Sampler"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http://["])
def test_only_to_a_page_of_this_service(there: oidc.Running, sam: User, client: Client, to: str) -> None:
    who = there.has("s-1", email=sam.email, email_verified=True)
    assert oidc.walk(client, who, to=to)["Location"] == "/"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "nobody@invented.example", "email_verified": True}, "There is no account for you in this service."),
        ({"email": "sam@invented.example"}, "did not confirm your email address"),
        ({"email": "sam@invented.example", "email_verified": False}, "did not confirm your email address"),
        ({"email": "sam@invented.example", "email_verified": "true"}, "did not confirm your email address"),
        ({"preferred_username": "sam@invented.example", "email_verified": True}, "did not confirm your email address"),
        ({"email": "x@y, sam@invented.example", "email_verified": True}, "did not confirm your email address"),
        ({"email": ["sam@invented.example"], "email_verified": True}, "did not confirm your email address"),
        ({}, "did not confirm your email address"),
    ],
)
def test_nobody_signs_themselves_up(
    there: oidc.Running, sam: User, client: Client, claims: dict[str, Any], words: str
) -> None:
    """Who is not known, and whose address nobody vouches for, reads on a plain page whom to ask."""
    before = User.objects.count()
    answer = oidc.walk(client, there.has("s-2", **claims))
    assert refused(answer, words) and "mailto:" in answer.content.decode()
    assert not signed_in(client) and User.objects.count() == before and not SocialAccount.objects.exists()


def test_an_unknown_person_is_in_the_history_without_their_address(there: oidc.Running, client: Client) -> None:
    oidc.walk(client, there.has("s-2", email="nobody@invented.example", email_verified=True))
    (event,) = Event.objects.filter(kind="sign_in.unknown")
    assert "nobody@" not in str(event.payload if hasattr(event, "payload") else vars(event))


def test_an_address_that_passed_on_opens_nothing(there: oidc.Running, sam: User, client: Client) -> None:
    """A second account of the provider with the address of a linked one is somebody else, until the link is ended."""
    oidc.walk(client, there.has("s-1", email=sam.email, email_verified=True))
    successor, browser = there.has("s-3", email=sam.email, email_verified=True), Client()
    assert refused(oidc.walk(browser, successor), "is linked to another account of Invented Council")
    assert not signed_in(browser)
    call_command("unlink_provider", sam.email.upper())
    oidc.walk(browser, successor)
    assert signed_in(browser) == "Sam Sample"
    assert kinds(sam)[2:] == ["failed", "provider_unlinked", "provider_linked", "done_by_provider"]
    actions.unlink(sam)
    for email in (sam.email, "nobody@invented.example"):
        with pytest.raises(CommandError):
            call_command("unlink_provider", email)


@pytest.mark.parametrize("linked", [True, False])
def test_an_ended_account_is_refused(there: oidc.Running, sam: User, client: Client, linked: bool) -> None:
    who = there.has("s-1", email=sam.email, email_verified=True)
    if linked:
        oidc.walk(client, who)
    accounts.set_open(sam, by=None, on=people.LONG_AGO, is_open=False)
    browser = Client()
    assert refused(oidc.walk(browser, who), "Your account in this service is closed.")
    assert not signed_in(browser) and not signed_in(client)
    assert kinds(sam)[-1] == "failed"
    assert SocialAccount.objects.exists() is linked


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["school-support", "another-client"]},
        {"azp": "another-client"},
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"exp": 1},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_in_one_thing(
    there: oidc.Running, sam: User, client: Client, wrong: dict[str, Any]
) -> None:
    who = there.has("s-4", **({"email": sam.email, "email_verified": True} | wrong))
    answer = oidc.walk(client, who)
    assert refused(answer, "The answer of Invented Council was not what we expected")
    assert not signed_in(client) and not SocialAccount.objects.exists()


def test_a_token_of_another_key(there: oidc.Running, provider: Provider, sam: User, client: Client) -> None:
    """The signature is checked, although the token came over a connection of our own."""
    who = there.has("s-1", email=sam.email, email_verified=True)
    with oidc.running() as other:
        cache.set(exchange.kept_as(provider), exchange.addresses(provider) | {"jwks_uri": f"{other.url}/jwks"})
        assert refused(oidc.walk(client, who), "was not what we expected") and not signed_in(client)
        cache.clear()
        assert oidc.walk(client, who).status_code == 302 and signed_in(client)


def test_an_answer_belongs_to_the_browser_that_asked(there: oidc.Running, sam: User, client: Client) -> None:
    """The state of another session, a changed one, one used twice and none at all open nothing; nor does a code
    that the provider never gave."""
    who = there.has("s-1", email=sam.email, email_verified=True)
    back = oidc.sign_in_there(oidc.leaves_to(client.post(oidc.START)), who)
    state = oidc.asked(back)["state"]
    other = Client()
    for address in (
        back.replace(state, "x" * len(state)),
        back.partition("state=")[0],
        oidc.BACK,
        f"{oidc.BACK}?state={state}",
    ):
        assert refused(other.get(address), "was not what we expected"), address
    assert refused(other.get(back), "was not what we expected") and not signed_in(other)
    assert client.get(back).status_code == 302 and signed_in(client)
    client.post("/accounts/logout/")
    assert refused(client.get(back), "was not what we expected") and not signed_in(client)
    state = oidc.asked(oidc.leaves_to(client.post(oidc.START)))["state"]
    assert refused(client.get(f"{oidc.BACK}?code=guessed&state={state}"), "was not what we expected")


def test_who_thinks_better_of_it_is_on_the_sign_in_page(client: Client) -> None:
    state = oidc.asked(oidc.leaves_to(client.post(oidc.START)))["state"]
    assert client.get(f"{oidc.BACK}?error=access_denied&state={state}")["Location"] == LOGIN
    state = oidc.asked(oidc.leaves_to(client.post(oidc.START)))["state"]
    answer = client.get(f"{oidc.BACK}?error=server_error&error_description=sam@invented.example&state={state}")
    assert refused(answer, "was not what we expected") and "sam@" not in answer.content.decode()


@contextmanager
def silent() -> Iterator[str]:
    """An address that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_provider_that_is_away_or_slow(
    provider: Provider, sam: User, client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A page says so within the time it is given, and a password still opens the service."""
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    with silent() as slow:
        for issuer in ("http://127.0.0.1:1", slow):
            settings.IDENTITY_PROVIDER = replace(provider, issuer=issuer)
            began = time.monotonic()
            answer = client.post(oidc.START)
            assert time.monotonic() - began < 3
            assert refused(answer, "Invented Council does not answer at the moment.", status=503)
    assert "The identity provider: " in caplog.text
    client.post(LOGIN, {"login": sam.email, "password": people.PASSWORD})
    assert signed_in(client) == "Sam Sample" and kinds(sam) == ["done"]


def test_a_provider_that_goes_away_on_the_way(provider: Provider, sam: User, client: Client, settings: Any) -> None:
    with oidc.running() as short:
        settings.IDENTITY_PROVIDER = replace(provider, issuer=short.url)
        back = oidc.sign_in_there(oidc.leaves_to(client.post(oidc.START)), short.has("s-1", email=sam.email))
    assert refused(client.get(back), "does not answer at the moment", status=503)


def test_discovery_of_another_issuer_is_not_used(
    provider: Provider, there: oidc.Running, client: Client, settings: Any
) -> None:
    settings.IDENTITY_PROVIDER = replace(provider, issuer=there.url.replace("127.0.0.1", "localhost") + "/")
    assert refused(client.post(oidc.START), "does not answer", status=503)


def entra(provider: Provider, **more: Any) -> Provider:
    return replace(provider, tenant=TENANT, trusted_domains=("invented.example",), **more)


MEMBER = {"tid": TENANT, "oid": "o-1", "email": "sam@invented.example", "acct": 0}


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        ({}, True),
        ({"acct": "0"}, True),
        ({"tid": OTHER_TENANT}, False),
        ({"tid": None}, False),
        ({"oid": None}, False),
        ({"oid": ""}, False),
        ({"acct": 1}, False),
        ({"acct": None}, False),
        ({"email": "sam@evil.example"}, False),
        ({"email": "sam@sub.invented.example"}, False),
        ({"email": None, "preferred_username": "sam@invented.example", "upn": "sam@invented.example"}, False),
        ({"email_verified": False}, False),
    ],
    ids=str,
)
def test_entra_says_nothing_of_verified_addresses(
    there: oidc.Running,
    provider: Provider,
    sam: User,
    client: Client,
    settings: Any,
    change: dict[str, Any],
    opens: bool,
) -> None:
    """Entra's tokens: only of the authority's own directory, by its identifiers, and an address only of a domain that
    the settings name, of a member and never of a guest (the mistake that is called nOAuth)."""
    settings.IDENTITY_PROVIDER = entra(provider)
    oidc.walk(client, there.has("pairwise", **(MEMBER | change)))
    assert bool(signed_in(client)) is opens
    assert [link.uid for link in SocialAccount.objects.all()] == ([f"{TENANT} o-1"] if opens else [])


def test_without_the_setting_no_address_of_entra_is_believed(
    there: oidc.Running, provider: Provider, sam: User, client: Client, settings: Any
) -> None:
    settings.IDENTITY_PROVIDER = replace(entra(provider), trusted_domains=())
    assert refused(oidc.walk(client, there.has("pairwise", **MEMBER)), "did not confirm your email address")


@pytest.mark.parametrize(
    ("claims", "setting", "counts"),
    [
        ({"amr": ["pwd", "mfa"]}, ("mfa",), True),
        ({"acr": "c1"}, ("c1",), True),
        ({"acrs": ["c1", "c2"]}, ("c1",), True),
        ({"amr": ["pwd"]}, ("mfa",), False),
        ({"amr": ["mfa"]}, (), False),
        ({"amr": "mfa-not"}, ("mfa",), False),
        ({}, ("mfa",), False),
    ],
    ids=str,
)
def test_the_second_step_of_the_provider(
    there: oidc.Running,
    provider: Provider,
    sam: User,
    client: Client,
    settings: Any,
    claims: dict[str, Any],
    setting: tuple[str, ...],
    counts: bool,
) -> None:
    """Where the settings say so the provider's counts, from the second time on; otherwise ours is asked for."""
    settings.IDENTITY_PROVIDER, settings.SECOND_FACTOR_REQUIRED = replace(provider, second_step=setting), True
    second_factor.set_up_app(sam, SECRET, replaces=False)
    who = there.has("s-1", email=sam.email, email_verified=True, **claims)
    first: Any = oidc.walk(client, who, to="/schools/")
    assert first["Location"] == "/accounts/second-step/enter/", "the first time an address alone says who it is"
    assert client.post("/accounts/second-step/enter/", {"code": code()})["Location"] == "/schools/"
    assert signed_in(client)
    browser = Client()
    second: Any = oidc.walk(browser, who, to="/schools/")
    assert second["Location"] == ("/schools/" if counts else "/accounts/second-step/enter/")
    assert bool(signed_in(browser)) is counts


def test_nobody_is_without_a_second_step(
    there: oidc.Running, provider: Provider, sam: User, client: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    who = there.has("s-1", email=sam.email, email_verified=True)
    first: Any = oidc.walk(client, who)
    assert first["Location"] == "/accounts/second-step/set-up/" and not signed_in(client)
    assert not Authenticator.objects.exists()


def test_a_password_that_is_closed(
    there: oidc.Running, provider: Provider, sam: User, client: Client, settings: Any
) -> None:
    """Officers sign in by the provider alone where that is set, also by the link of an email; people of schools go on
    with passwords. Who does not know the password learns nothing."""
    settings.IDENTITY_PROVIDER = replace(provider, required=True)
    head = people.person("Heidi Head", password=people.PASSWORD)
    right: Any = client.post(LOGIN, {"login": sam.email, "password": people.PASSWORD})
    assert refused(right, "Sign in with Invented Council. You cannot use a password") and not signed_in(client)
    assert "cannot use a password" not in client.post(LOGIN, {"login": sam.email, "password": "no"}).content.decode()
    new = people.person("Nia New", role="sip")
    opened: Any = client.get(urlsplit(invitation_link(new)).path)
    password = "three random words here"
    done = client.post(opened["Location"], {"password1": password, "password2": password}, follow=True)
    assert refused(done, "You cannot use a password") and not signed_in(client)
    client.post(LOGIN, {"login": head.email, "password": people.PASSWORD})
    assert signed_in(client) == "Heidi Head"
    browser = Client()
    oidc.walk(browser, there.has("s-1", email=sam.email, email_verified=True))
    assert signed_in(browser) == "Sam Sample"


def test_signing_out_ends_there_too(
    there: oidc.Running, provider: Provider, sam: User, client: Client, settings: Any
) -> None:
    oidc.walk(client, there.has("s-1", email=sam.email, email_verified=True))
    leads: Any = client.post("/accounts/logout/")
    assert leads["Location"] == "/accounts/provider/sign-out/" and "Clear-Site-Data" in leads
    address = oidc.leaves_to(client.get(leads["Location"]))
    assert address.startswith(f"{there.url}/oauth2/end_session?")
    assert oidc.asked(address) == {
        "client_id": "school-support",
        "post_logout_redirect_uri": f"http://testserver{LOGIN}",
    }
    assert not signed_in(client) and kinds(sam)[-1] == "out"
    cache.clear()
    settings.IDENTITY_PROVIDER = replace(provider, issuer="http://127.0.0.1:1")
    assert client.get("/accounts/provider/sign-out/")["Location"] == LOGIN
    client.post(LOGIN, {"login": sam.email, "password": people.PASSWORD})
    assert client.post("/accounts/logout/")["Location"] == LOGIN


def test_without_a_provider_there_is_no_such_page(client: Client, settings: Any) -> None:
    """A provider that stands in the database is none."""
    settings.IDENTITY_PROVIDER = None
    SocialApp.objects.create(provider="identity_provider", name="Evil", client_id="x", settings={})
    assert "Sign in with Evil" not in client.get(LOGIN).content.decode()
    assert client.post(oidc.START).status_code == 404
    for path in (oidc.BACK, "/accounts/provider/sign-out/"):
        assert client.get(path).status_code == 404


def test_pages_hold_to_their_methods(client: Client) -> None:
    """Nobody is sent to the provider by a link on another site."""
    assert client.get(oidc.START).status_code == 405 and client.post(oidc.BACK).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(oidc.START).status_code == 403
