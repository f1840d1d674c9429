"""The search table (FTS5 trigrams on SQLite, pg_trgm on PostgreSQL)."""

from django.db import migrations

from stammkunde.people.search import PARTICIPANT_SEARCH, SEARCH


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunPython(SEARCH.create, SEARCH.drop),
        migrations.RunPython(PARTICIPANT_SEARCH.create, PARTICIPANT_SEARCH.drop),
    ]
