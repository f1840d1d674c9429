from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_import_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened', models.CharField(max_length=64)),
                ('form', models.CharField(max_length=64)),
                ('content', models.CharField(max_length=64, unique=True)),
                ('operation', models.CharField(max_length=100)),
                ('made', models.BooleanField(default=False)),
                ('entry', models.BigIntegerField(null=True)),
                ('url', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'indexes': [models.Index(fields=['opened'], name='form_receipt_by_page')],
            },
        ),
    ]
