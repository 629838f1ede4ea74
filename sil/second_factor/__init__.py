"""The second step of signing in, after the password: an authenticator app or a passkey, and recovery codes for when
it is lost.

Models, codes and stages are the sign-in library's (allauth.mfa); its pages, its limits and the rule that everybody has
a second step are here.
"""
