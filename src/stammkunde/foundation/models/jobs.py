"""What django-tasks does not keep: leases, the schedule, and which workers live."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import LongText, Text

__all__ = ["JobLease", "ScheduledRun", "WorkerSeen"]


class JobLease(models.Model):
    """How often a job was begun and until when its worker may hold it.

    One row per job that was ever begun; `attempt` is the token of compare-and-set: whoever ends
    a job must still hold the attempt it began with. `lease_until` is NULL while nobody holds it.
    """

    job = models.OneToOneField(
        "django_tasks_database.DBTaskResult",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
        related_query_name="lease",
    )
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField(null=True)
    last_error = LongText(personal=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["lease_until"],
                name="job_lease_held",
                condition=models.Q(lease_until__isnull=False),
            )
        ]


class ScheduledRun(models.Model):
    """One due time of one schedule; unique, so two workers never fire it twice."""

    name = Text(max_length=100, personal=False)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "due_at"], name="scheduled_run_once"),
        ]


class WorkerSeen(models.Model):
    """A worker's sign of life, written at most every 30 seconds; gone when it ended in order."""

    worker = Text(max_length=64, unique=True, personal=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    mail_problem = Text(max_length=200, blank=True, personal=False)
