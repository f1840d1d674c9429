"""Who takes part: persons and animals, and who is responsible for them (PAR-01, N-06)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, OnMerge, Text, key, sort_key
from stammkunde.people.models.customer import IN_USE

NO_DAY = date(9999, 12, 31)  # stands for "no date" where a column must sort, behind all others


class ParticipantKind(models.TextChoices):
    """A person or an animal."""

    PERSON = "person", pgettext_lazy("people", "Person")
    ANIMAL = "animal", pgettext_lazy("people", "Animal")


class Sex(models.TextChoices):
    """The sex of an animal."""

    FEMALE = "female", pgettext_lazy("people: animal", "female")
    MALE = "male", pgettext_lazy("people: animal", "male")


def no_day() -> date:
    """The default of sort columns; a function, so that migrations name it."""
    return NO_DAY


def _sort_day() -> models.DateField:
    return models.DateField(default=no_day, editable=False)


class Participant(Editable):
    """A person or an animal that takes part in something (PAR-01, PAR-06).

    `customer` is the home: whose page lists the participant, who pays unless guardianships say
    otherwise. An animal's call name is its first name. The last columns are derived.
    """

    customer = key(
        "people.Customer", room="people", noun="participant", on_merge=OnMerge.MOVE, db_index=False
    )
    kind = Text(max_length=8, choices=ParticipantKind.choices, personal=False)
    title = Text(max_length=60, blank=True, personal=True)
    first_name = Text(max_length=120, blank=True, personal=True)
    last_name = Text(max_length=120, blank=True, personal=True)
    birth_date = models.DateField(null=True)
    note = LongText(personal=True)
    breed = Text(max_length=120, blank=True, personal=True)
    sex = Text(max_length=8, blank=True, choices=Sex.choices, personal=True)
    neutered = models.BooleanField(default=False)
    chip = Text(max_length=40, blank=True, personal=True)
    vaccinated_until = models.DateField(null=True)
    liability_until = models.DateField(null=True)

    is_self = models.BooleanField(default=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    deceased_on = models.DateField(null=True)
    picture = key(
        "foundation.StoredFile", room="people", noun="participant", null=True, to_field="key",
        db_index=False,
    )  # fmt: skip

    sort_name = sort_key(max_length=240)
    born_key = _sort_day()
    vaccinated_key = _sort_day()
    liability_key = _sort_day()
    birthday_key = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "animal"]),
                name="people_participant_kind_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(first_name="") | ~Q(last_name="") | Q(erased_at__isnull=False),
                name="people_participant_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(is_self=False) | Q(kind="person"),
                name="people_participant_self_is_a_person",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(is_self=True),
                name="people_participant_is_self_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "sort_name", "id"], name="people_part_of_home"),
            models.Index(fields=["sort_name", "id"], condition=IN_USE, name="people_part_by_name"),
            models.Index(fields=["born_key", "id"], condition=IN_USE, name="people_part_by_birth"),
            models.Index(
                fields=["vaccinated_key", "id"], condition=IN_USE, name="people_part_by_vacc"
            ),
            models.Index(
                fields=["liability_key", "id"], condition=IN_USE, name="people_part_by_liab"
            ),
            models.Index(fields=["sort_name", "id"], condition=~IN_USE, name="people_part_archive"),
            models.Index(
                fields=["birthday_key", "id"], condition=IN_USE, name="people_part_birthday"
            ),
            models.Index(
                fields=["picture"], condition=Q(picture__isnull=False), name="people_part_picture"
            ),
        ]


class Guardianship(models.Model):
    """What a customer may do for a participant, and which share of the costs is theirs (N-06).

    Separated parents are two customers with one guardianship each; neither sees the other.
    """

    participant = key(
        "people.Participant", room="people", noun="guardianship", on_merge=OnMerge.MOVE,
        db_index=False,
    )  # fmt: skip
    customer = key("people.Customer", room="people", noun="guardianship", on_merge=OnMerge.JOIN)
    may_book = models.BooleanField(default=True)
    may_see = models.BooleanField(default=True)
    may_pay = models.BooleanField(default=True)
    pay_share = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "customer"], name="people_guardianship_is_one_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(pay_share__gte=0) & Q(pay_share__lte=100),
                name="people_guardianship_share_is_percent",
            ),
        ]
