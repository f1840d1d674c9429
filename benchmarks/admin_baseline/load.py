"""`python -m benchmarks.admin_baseline.load LIST.csv EVERY GROUP... [trigram]`: tables, login, rows.

The password comes on standard input; the last line of the output is the seconds that the rows took.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.admin_baseline.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.admin_baseline.customers.admin import CustomerAdmin  # noqa: E402
from benchmarks.admin_baseline.customers.models import KINDS, Customer, Group  # noqa: E402
from benchmarks.invented import KEYS  # noqa: E402

LOGIN = "anna"


def main() -> None:
    """Load once into an empty database."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    get_user_model().objects.create_superuser(LOGIN, "", sys.stdin.readline().strip())
    if "trigram" in sys.argv[2:]:
        _trigram()
    kinds = {label: key for key, label in KINDS}
    start = time.perf_counter()
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file, transaction.atomic():
        lines = csv.reader(file, delimiter=";")
        next(lines)
        rows = (dict(zip(KEYS, line, strict=True)) for line in lines)
        Customer.objects.bulk_create(
            (Customer(**row | {"kind": kinds[row["kind"]]}) for row in rows), batch_size=2000
        )
    seconds = time.perf_counter() - start
    _memberships(int(sys.argv[2]), [name for name in sys.argv[3:] if name != "trigram"])
    print(f"{seconds:.3f}")


def _memberships(every: int, names: list[str]) -> None:
    """As in ours: customer n of the list is in group n modulo `every`, if there is one."""
    groups = [Group.objects.create(name=name) for name in names]
    link = Customer.groups.through
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for at, group in enumerate(groups):
            link.objects.bulk_create(
                (link(customer_id=pk, group_id=group.pk) for pk in ids[at::every]), batch_size=2000
            )


def _trigram() -> None:
    """What a knowing admin of PostgreSQL adds: the admin's icontains is UPPER(x) LIKE UPPER(y)."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name in CustomerAdmin.search_fields:
            cursor.execute(
                f"CREATE INDEX customer_{name}_trgm ON {Customer._meta.db_table}"
                f" USING gin (UPPER({name}) gin_trgm_ops)"
            )


if __name__ == "__main__":
    main()
