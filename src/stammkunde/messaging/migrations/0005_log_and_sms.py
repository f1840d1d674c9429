import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_inquiries'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingSms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True, default='')),
                ('segments', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('ended', 'Ended'), ('unclear', 'Unclear')], default='queued', max_length=8)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('provider', models.CharField(blank=True, default='', max_length=20)),
                ('provider_id', models.CharField(blank=True, default='', max_length=80)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='messaging_sms', to='messaging.message')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'not_before', 'id'], name='messaging_sms_next')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('provider_id', ''), _negated=True), fields=('provider', 'provider_id'), name='messaging_sms_known_to_provider')],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='kept',
            field=models.CharField(choices=[('none', 'Nothing but date and state'), ('metadata', 'Subject and recipient'), ('full', 'The whole text')], default='full', max_length=8),
        ),
        migrations.AddField(
            model_name='message',
            name='looked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('looked_at__isnull', True), ('state__in', ('failed', 'unclear', 'hard'))), fields=['state'], name='messaging_message_trouble'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('kept', 'none'), _negated=True), fields=['category', 'send_at'], name='messaging_message_kept'),
        ),
    ]
