"""How the business congratulates (BDY-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stammkunde.foundation.columns import Editable


class BirthdaySettings(Editable):
    """One row. on: nobody is congratulated before somebody says so. hour: local wall time, 0-23.

    advertising: the text contains an offer, so it goes only to those who agreed to advertising.
    former: those with a former status are congratulated, too. animals: as well as people.
    late: what fell into a pause of the server is sent a day later, with a text that says so.
    done_on: the last day whose birthdays have been dealt with.
    """

    on = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=8)
    advertising = models.BooleanField(default=False)
    former = models.BooleanField(default=False)
    animals = models.BooleanField(default=True)
    late = models.BooleanField(default=False)
    done_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="messaging_birthdays_one_row"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="messaging_birthdays_hour"),
        ]
