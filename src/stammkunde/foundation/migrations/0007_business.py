"""Business data, what mail is about (trial operation)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0006_bulk_edits")]

    operations = [
        migrations.CreateModel(
            name="BusinessData",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("legal_name", models.CharField(blank=True, default="", max_length=160)),
                ("owner", models.CharField(blank=True, default="", max_length=120)),
                ("street", models.CharField(blank=True, default="", max_length=120)),
                ("postcode", models.CharField(blank=True, default="", max_length=12)),
                ("city", models.CharField(blank=True, default="", max_length=80)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("website", models.CharField(blank=True, default="", max_length=200)),
                ("tax_number", models.CharField(blank=True, default="", max_length=30)),
                ("vat_id", models.CharField(blank=True, default="", max_length=20)),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("n", "Grey"),
                            ("g", "Green"),
                            ("t", "Teal"),
                            ("b", "Blue"),
                            ("i", "Indigo"),
                            ("p", "Plum"),
                            ("k", "Pink"),
                            ("r", "Red"),
                            ("o", "Orange"),
                            ("y", "Gold"),
                            ("w", "Brown"),
                            ("s", "Slate"),
                        ],
                        default="g",
                        max_length=1,
                    ),
                ),
                ("logo", models.CharField(blank=True, default="", max_length=64)),
                ("keep_documents", models.PositiveSmallIntegerField(default=8)),
                ("keep_books", models.PositiveSmallIntegerField(default=10)),
                ("keep_letters", models.PositiveSmallIntegerField(default=6)),
                ("keep_refunds", models.PositiveSmallIntegerField(default=10)),
                ("trial_ended_at", models.DateTimeField(null=True)),
                ("set_up_at", models.DateTimeField(null=True)),
                ("checklist_hidden_at", models.DateTimeField(null=True)),
                ("test_mail", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="businessdata",
            constraint=models.CheckConstraint(
                condition=models.Q(id=1), name="business_data_one_row"
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="purpose",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("sending", "Being sent"),
                    ("accepted", "Accepted by the mail server"),
                    ("failed", "Failed"),
                    ("unclear", "Unclear, please check"),
                    ("discarded", "Discarded"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
    ]
