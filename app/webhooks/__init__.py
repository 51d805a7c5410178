"""Webhooks: messages, signatures, sending, and the delivery worker."""
