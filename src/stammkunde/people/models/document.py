"""Documents of customers and participants (COM-12), and proofs for groups that ask for one (CLS-15)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, OnMerge, Text, key
from stammkunde.people.models.customer import IN_USE
from stammkunde.people.models.groups import Label


class DocumentKind(Label):
    """What a document is: contract, proof, consent. `code` marks those that were shipped."""

    code = Text(max_length=20, blank=True, personal=False, editable=False)


class Visibility(models.TextChoices):
    """Who reads a document besides the office."""

    INTERNAL = "internal", pgettext_lazy("people: document", "internal")
    PORTAL = "portal", pgettext_lazy("people: document", "customer may see it")


class Document(Editable):
    """A file of a customer, perhaps about one participant.

    `archived_at`: it is in the bin of the tab; the night removes it for good after thirty days.
    """

    customer = key(
        "people.Customer", room="people", noun="document", on_merge=OnMerge.MOVE, db_index=False
    )
    participant = key(
        "people.Participant", room="people", noun="document", on_merge=OnMerge.MOVE, null=True
    )
    kind = models.ForeignKey(
        DocumentKind, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    file = key("foundation.StoredFile", room="people", noun="document", null=True, to_field="key")
    name = Text(max_length=200, personal=True)
    picture = models.BooleanField(default=False, editable=False)
    size = models.BigIntegerField(default=0, editable=False)
    visibility = Text(
        max_length=8, choices=Visibility.choices, default=Visibility.INTERNAL, personal=False
    )
    author = key(settings.AUTH_USER_MODEL, room="people", noun="document", null=True)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=["internal", "portal"]),
                name="people_document_visibility_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at", "-id"], name="people_document_of"),
            models.Index(fields=["archived_at"], condition=~IN_USE, name="people_document_bin"),
        ]


class GroupProof(Editable):
    """That a customer may be in a group that needs a proof, and until when (CLS-15).

    One row per customer and group: renewing moves it to the new document, the old one stays among
    the documents. `reminded_for`: the day of validity of which the office was reminded.
    """

    customer = key(
        "people.Customer", room="people", noun="groupproof", on_merge=OnMerge.JOIN, db_index=False
    )
    group = models.ForeignKey(
        "people.CustomerGroup", on_delete=models.PROTECT, related_name="proofs"
    )
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField()
    author = key(settings.AUTH_USER_MODEL, room="people", noun="groupproof", null=True)
    created_at = models.DateTimeField(editable=False)
    reminded_for = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "group"], name="people_proof_is_one_per_group"
            ),
        ]
        indexes = [models.Index(fields=["valid_until", "id"], name="people_proof_by_day")]
