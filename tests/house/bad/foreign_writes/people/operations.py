"""Writes past the helpers."""


def direct(row, rows, form, cursor, Customer):
    row.save()
    form.save()
    Customer.objects.create(name="x")
    Customer.objects.bulk_create(rows)
    Customer.objects.bulk_update(rows, ["name"])
    Customer.objects.get_or_create(name="x")
    Customer.objects.update_or_create(name="x")
    Customer.objects.filter(pk=1).update(name="x")
    Customer.objects.all().delete()
    Customer._default_manager.exclude(pk=1).delete()
    Customer.objects.raw("DELETE FROM x")
    cursor.execute("DELETE FROM x")
    cursor.executemany("DELETE FROM x", [])


def fine(values, digest):
    values.update({"a": 1})
    digest.update(b"x")
    return values
