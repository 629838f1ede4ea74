"""Passkeys: a fingerprint, face or PIN on a device, or a security key, in place of the authenticator app."""
