from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, unique=True)),
                ("kind", models.CharField(choices=[("hard", "Undeliverable"), ("soft", "Temporarily undeliverable"), ("complaint", "Marked our mail as spam")], max_length=10)),
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=1)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("code", models.CharField(blank=True, default="", max_length=20)),
                ("cleared_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("cleared_at__isnull", True), ("kind", "hard")), fields=["address"], name="messaging_address_dead")],
            },
        ),
        migrations.CreateModel(
            name="MailboxMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mailbox", models.CharField(max_length=400, unique=True)),
                ("validity", models.BigIntegerField(default=0)),
                ("uid", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=300)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("bounces", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="BirthdaySettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.BooleanField(default=False)),
                ("hour", models.PositiveSmallIntegerField(default=8)),
                ("advertising", models.BooleanField(default=False)),
                ("former", models.BooleanField(default=False)),
                ("animals", models.BooleanField(default=True)),
                ("late", models.BooleanField(default=False)),
                ("done_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="messaging_birthdays_one_row"),
                    models.CheckConstraint(condition=models.Q(("hour__lte", 23)), name="messaging_birthdays_hour"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="message",
            name="reason",
            field=models.CharField(blank=True, choices=[("locked", "locked"), ("no_consent", "no consent"), ("no_address", "no address"), ("bounced", "address undeliverable"), ("deceased", "deceased"), ("gone", "archived or deleted"), ("former", "former customer"), ("twice", "same address as another recipient"), ("late", "no longer current"), ("discarded", "discarded in trial operation")], default="", max_length=12),
        ),
    ]
