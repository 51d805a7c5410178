"""Fetching what strangers link to, safely and politely."""
