"""sil.identity_provider.config: what a service does not start with."""

from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from sil.identity_provider.config import Provider, read

TENANT = "11111111-2222-4333-8444-555555555555"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0"
FIT = {
    "SIL_OIDC_ISSUER": "https://login.invented.example",
    "SIL_OIDC_CLIENT_ID": "school-support",
    "SIL_OIDC_CLIENT_SECRET": "a secret",
    "SIL_OIDC_NAME": "Invented Council",
}


def found(*, is_trial: bool = False, **more: str) -> Provider | None:
    return read(_env({name: value for name, value in (FIT | more).items() if value}), is_trial=is_trial)


def _env(variables: dict[str, str]) -> environ.FileAwareEnv:
    env = environ.FileAwareEnv()
    env.ENVIRON = FileAwareMapping(env=variables)
    return env


def test_what_is_set_is_read(tmp_path: Any) -> None:
    assert read(_env({}), is_trial=False) is None
    (tmp_path / "secret").write_text("from a file")
    entra = found(
        SIL_OIDC_ISSUER=ENTRA,
        SIL_OIDC_CLIENT_SECRET="",
        SIL_OIDC_CLIENT_SECRET_FILE=str(tmp_path / "secret"),
        SIL_OIDC_TENANT=TENANT.upper(),
        SIL_OIDC_TRUSTED_DOMAINS="Invented.example, @schools.invented.example",
        SIL_OIDC_SECOND_STEP="mfa,c1",
        SIL_OIDC_REQUIRED="1",
    )
    assert entra == Provider(
        issuer=ENTRA,
        client_id="school-support",
        secret="from a file",
        name="Invented Council",
        tenant=TENANT,
        trusted_domains=("invented.example", "schools.invented.example"),
        second_step=("mfa", "c1"),
        required=True,
    )
    assert entra.discovery == f"{ENTRA}/.well-known/openid-configuration" and entra.needs_https
    plain = found()
    assert plain == Provider(FIT["SIL_OIDC_ISSUER"], "school-support", "a secret", "Invented Council")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"SIL_OIDC_ISSUER": ""}, "SIL_OIDC_ISSUER is empty"),
        ({"SIL_OIDC_CLIENT_ID": "", "SIL_OIDC_NAME": ""}, "needs SIL_OIDC_CLIENT_ID, SIL_OIDC_NAME"),
        ({"SIL_OIDC_CLIENT_SECRET": ""}, "needs SIL_OIDC_CLIENT_SECRET"),
        ({"SIL_OIDC_ISSUER": "http://login.invented.example"}, "write the https:// address"),
        ({"SIL_OIDC_ISSUER": "http://127.0.0.1:9400"}, "write the https:// address"),
        ({"SIL_OIDC_ISSUER": "login.invented.example"}, "write the issuer"),
        ({"SIL_OIDC_ISSUER": "https://login.invented.example/?a=b"}, "write the issuer"),
        ({"SIL_OIDC_ISSUER": "https://login.invented.example/.well-known/openid-configuration"}, "write the issuer"),
        ({"SIL_OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "anybody's directory"),
        ({"SIL_OIDC_ISSUER": "https://login.microsoftonline.com/organizations/v2.0"}, "anybody's directory"),
        ({"SIL_OIDC_ISSUER": ENTRA}, "anybody's directory"),
        ({"SIL_OIDC_ISSUER": ENTRA, "SIL_OIDC_TENANT": TENANT.replace("1", "2")}, "anybody's directory"),
        ({"SIL_OIDC_ISSUER": ENTRA.replace("/v2.0", ""), "SIL_OIDC_TENANT": TENANT}, "anybody's directory"),
        ({"SIL_OIDC_TENANT": "invented.example"}, "SIL_OIDC_TENANT"),
        ({"SIL_OIDC_TRUSTED_DOMAINS": "*"}, "SIL_OIDC_TRUSTED_DOMAINS"),
        ({"SIL_OIDC_TRUSTED_DOMAINS": "example"}, "SIL_OIDC_TRUSTED_DOMAINS"),
    ],
)
def test_what_a_service_does_not_start_with(more: dict[str, str], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SIL_OIDC_") as refused:
        found(**more)
    assert words in str(refused.value)


def test_http_is_for_trials_alone() -> None:
    trial = found(SIL_OIDC_ISSUER="http://127.0.0.1:9400", is_trial=True)
    assert trial is not None and not trial.needs_https
