from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_external_ids")]

    operations = [
        migrations.AddField(
            model_name="customerprefs",
            name="language",
            field=models.CharField(
                blank=True, choices=[("de", "German"), ("en", "English")], default="", max_length=4
            ),
        ),
    ]
