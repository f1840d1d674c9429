"""The foundation starts last things first: registries are filled here, in floor order."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate  # noqa: TID251 - the one allowed place (ADR 10)

from stammkunde.foundation import rooms
from stammkunde.settings import ENV


class FoundationConfig(AppConfig):
    """Walls, pipes, wires."""

    name = "stammkunde.foundation"
    label = "foundation"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, dispatch_uid="foundation.triggers")
        if ENV.mode != "production":
            connection_created.connect(_watch_writes, dispatch_uid="foundation.guard")
        # Models are all loaded by now; every room registers, ground floor first, then never again.
        rooms.autodiscover()
        from stammkunde.foundation import events, jobs, lists  # noqa: PLC0415 - they need models

        rooms.slots.freeze()
        lists.freeze()
        events.deliver_later_with(jobs.enqueue_event)


def _install_triggers(sender: Any, using: str, **_: Any) -> None:
    from stammkunde.foundation import setup, triggers  # noqa: PLC0415 - models are loaded only by now

    if sender.name == settings.ROOMS[0]:
        triggers.install(connections[using])
        setup.run(set(connections[using].introspection.table_names()))


def _watch_writes(connection: Any, **_: Any) -> None:
    from stammkunde.foundation import guard  # noqa: PLC0415 - see above

    guard.watch(connection)
