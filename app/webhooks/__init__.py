"""Webhooks: what is sent, how it is signed, and who sends it."""
