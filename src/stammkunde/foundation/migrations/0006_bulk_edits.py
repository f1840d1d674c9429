from django.db import migrations, models

STATES = ["waiting", "running", "done", "taken_back", "undoing", "undone"]


class Migration(migrations.Migration):
    dependencies = [("foundation", "0005_form_receipts")]

    operations = [
        migrations.RemoveConstraint(model_name="importbatch", name="import_batch_state_is_known"),
        migrations.AddField(
            model_name="importbatch",
            name="params",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="ids",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="entry",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("running", "Running"),
                    ("done", "Brought in"),
                    ("taken_back", "Taken back"),
                    ("undoing", "Being undone"),
                    ("undone", "Undone"),
                ],
                default="running",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)),
                name="import_batch_state_is_known",
            ),
        ),
    ]
