"""Requests in, answers out: a router validates, makes one query call and returns."""
