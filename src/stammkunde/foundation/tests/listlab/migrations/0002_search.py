from __future__ import annotations

from django.db import migrations

from stammkunde.foundation.tests.listlab.lists import SEARCH


class Migration(migrations.Migration):
    dependencies = (("listlab", "0001_initial"),)
    operations = (migrations.RunPython(SEARCH.create, SEARCH.drop),)
