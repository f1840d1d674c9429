"""Stored files: the row; the bytes lie in DATA_DIR/files under a random key."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["StoredFile"]


class StoredFile(models.Model):
    """One file. Without `ready_at` its bytes are not complete and nobody may read it.

    `owner` names the room's file kind ("people.photo") whose check decides who may read.
    """

    key = Text(max_length=64, unique=True, personal=False)
    owner = Text(max_length=60, personal=False)
    name = Text(max_length=255, personal=True)
    content_type = Text(max_length=100, personal=False)
    size = models.BigIntegerField(default=0)
    sha256 = Text(max_length=64, blank=True, personal=False)
    created_at = models.DateTimeField(db_index=True)
    ready_at = models.DateTimeField(null=True)
