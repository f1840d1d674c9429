import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_import_batches")]

    operations = [
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("owner", models.BigIntegerField(null=True)),
                ("owner_label", models.CharField(max_length=200)),
                ("file", models.CharField(blank=True, default="", max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("chosen", models.TextField(blank=True, default="")),
                ("look", models.TextField(blank=True, default="")),
                ("mapping", models.TextField(blank=True, default="")),
                ("remembered", models.BooleanField(default=False)),
                ("match", models.CharField(blank=True, default="", max_length=200)),
                ("on_match", models.CharField(blank=True, default="", max_length=20)),
                ("mode", models.CharField(blank=True, default="", max_length=20)),
                ("words", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("mapped", "Columns assigned"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("committing", "Coming in"),
                            ("done", "Brought in"),
                            ("failed", "Unreadable"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("run", models.PositiveIntegerField(default=0)),
                ("job", models.UUIDField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("waiting", models.BooleanField(default=False)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("doubtful", models.PositiveIntegerField(default=0)),
                ("faulty", models.PositiveIntegerField(default=0)),
                ("tallies", models.TextField(blank=True, default="")),
                ("batch", models.BigIntegerField(null=True)),
                ("trouble", models.TextField(blank=True, default="")),
                ("hint", models.TextField(blank=True, default="")),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "state"], name="import_draft_of_whom")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "uploaded",
                                    "mapped",
                                    "checking",
                                    "checked",
                                    "committing",
                                    "done",
                                    "failed",
                                    "abandoned",
                                ],
                            )
                        ),
                        name="import_draft_state_is_known",
                    ),
                    models.UniqueConstraint(fields=("batch",), name="import_draft_one_per_batch"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("fingerprint", models.CharField(max_length=64)),
                ("mapping", models.TextField(blank=True, default="")),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "fingerprint"), name="import_mapping_one_per_headings"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.IntegerField()),
                ("deed", models.CharField(max_length=10)),
                ("value", models.TextField(blank=True, default="")),
                (
                    "draft",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="foundation_correction",
                        to="foundation.importdraft",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "row", "column"), name="import_correction_is_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportDraftKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("hash", models.BigIntegerField()),
                (
                    "draft",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="foundation_key",
                        to="foundation.importdraft",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["draft", "hash"], name="import_draft_key_by_hash"),
                    models.Index(fields=["draft", "number"], name="import_draft_key_by_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportDraftRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("create", "Will be added"),
                            ("update", "Will be completed"),
                            ("skip", "Left out"),
                            ("doubtful", "Doubtful"),
                            ("error", "Faulty"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cells", models.TextField(blank=True, default="")),
                ("marks", models.TextField(blank=True, default="")),
                ("problems", models.TextField(blank=True, default="")),
                ("notes", models.TextField(blank=True, default="")),
                ("asks", models.TextField(blank=True, default="")),
                ("customer", models.BigIntegerField(null=True)),
                ("asked", models.BooleanField(default=False)),
                (
                    "draft",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="foundation_row",
                        to="foundation.importdraft",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["draft", "result", "number"], name="import_draft_row_by_result"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "number"), name="import_draft_row_is_once"
                    )
                ],
            },
        ),
    ]
