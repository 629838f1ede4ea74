"""How the sign-in library is set up; a part of sil/settings.py, which takes every name from here."""

ACCOUNT_ADAPTER = "sil.sign_in.adapter.Adapter"
# An office has one address, so nothing is counted by address; sil.sign_in counts attempts to sign in, by person.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": "5/10m/key",
    "reset_password_from_key": None,
    "signup": None,
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "sil.accounts.forms.SignInForm",
    "reset_password": "sil.accounts.forms.ResetForm",
    "reset_password_from_key": "sil.accounts.forms.ResetKeyForm",
    "change_password": "sil.accounts.forms.ChangeForm",
    "set_password": "sil.accounts.forms.SetForm",
    "reauthenticate": "sil.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Seconds from the password until the second step is done: enough to install an app on a phone.
ACCOUNT_LOGIN_TIMEOUT = 30 * 60

SOCIALACCOUNT_ADAPTER = "sil.identity_provider.adapter.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
# Seconds that the identity provider has for each answer: a thread of the web process waits for it.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

MFA_ADAPTER = "sil.second_factor.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# After the password: whether a device asks its owner for a PIN besides is left to the device (docs/adr/0149).
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_FORMS = {"reauthenticate": "sil.second_factor.forms.ConfirmForm"}
# Codes of the half minute before and after count too, since clocks of telephones differ (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
