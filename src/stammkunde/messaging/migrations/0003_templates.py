import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_messages_on_their_way"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("category", models.CharField(blank=True, choices=[("transactional", "For a booking or order"), ("organisational", "Organisational"), ("advertising", "Advertising")], default="", max_length=14)),
                ("subject", models.CharField(blank=True, default="", max_length=200)),
                ("body", models.TextField(blank=True, default="")),
                ("subject_du", models.CharField(blank=True, default="", max_length=200)),
                ("body_du", models.TextField(blank=True, default="")),
                ("subject_en", models.CharField(blank=True, default="", max_length=200)),
                ("body_en", models.TextField(blank=True, default="")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="PersonalSignature",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", related_query_name="messaging_signature", serialize=False, to=settings.AUTH_USER_MODEL)),
                ("text", models.TextField(blank=True, default="")),
            ],
            options={"abstract": False},
        ),
    ]
