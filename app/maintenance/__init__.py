"""Maintenance of the whole database: backup, restore, checks, copying to another database."""
