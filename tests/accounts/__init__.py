"""Accounts: sign-up, sign-in, consents, the operator's admin."""
