"""Signing in by the account that people have with their organisation: OpenID Connect, as Microsoft Entra ID speaks it.

The exchange with the provider is the sign-in library's (allauth.socialaccount); what is believed of its answer, whose
account that opens, and the pages are here (docs/adr/0171). Off unless the settings name a provider.
"""
