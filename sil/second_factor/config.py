"""What the settings say of the second step; read by sil/settings.py."""

import environ


def email_codes(env: environ.Env) -> bool:
    """Return whether people who hold posts at schools alone are emailed a code where they have no second step of their
    own: SIL_EMAIL_CODES, which is off unless it is set."""
    found: bool = env.bool("SIL_EMAIL_CODES", default=False)
    return found
