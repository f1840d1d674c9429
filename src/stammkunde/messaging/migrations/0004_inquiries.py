import django.db.models.deletion
import stammkunde.foundation.columns
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_templates'),
        ('people', '0004_external_ids'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.CharField(choices=[('website', 'Website'), ('portal', 'Portal'), ('call', 'Phone call'), ('email', 'E-mail')], max_length=8)),
                ('state', models.CharField(choices=[('new', 'New'), ('in_progress', 'In progress'), ('waiting', 'Waiting for an answer'), ('done', 'Done'), ('spam', 'Spam')], default='new', max_length=12)),
                ('first_name', models.CharField(blank=True, default='', max_length=120)),
                ('last_name', models.CharField(blank=True, default='', max_length=120)),
                ('organisation', models.CharField(blank=True, default='', max_length=200)),
                ('email', models.CharField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=60)),
                ('wish', models.CharField(blank=True, default='', max_length=200)),
                ('text', models.TextField(blank=True, default='')),
                ('details', models.TextField(blank=True, default='')),
                ('note', models.TextField(blank=True, default='')),
                ('newsletter', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(editable=False, null=True)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('digest', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('sort_name', stammkunde.foundation.columns.SortText(blank=True, default='', editable=False, max_length=400)),
                ('email_folded', stammkunde.foundation.columns.SortText(blank=True, default='', editable=False, max_length=254)),
                ('phone_digits', stammkunde.foundation.columns.SortText(blank=True, default='', editable=False, max_length=60)),
            ],
            options={
                'verbose_name_plural': 'inquiries',
            },
        ),
        migrations.CreateModel(
            name='InquirySettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('enabled', models.BooleanField(default=False)),
                ('website', models.CharField(blank=True, default='', max_length=200)),
                ('notify', models.TextField(blank=True, default='')),
                ('wishes', models.TextField(blank=True, default='')),
                ('wish_label', models.CharField(blank=True, default='', max_length=60)),
                ('phone', models.CharField(choices=[('no', 'not asked'), ('may', 'asked'), ('must', 'required')], default='may', max_length=4)),
                ('address', models.CharField(choices=[('no', 'not asked'), ('may', 'asked'), ('must', 'required')], default='no', max_length=4)),
                ('confirms', models.BooleanField(default=True)),
                ('newsletter', models.BooleanField(default=False)),
                ('as_prospect', models.BooleanField(default=False)),
                ('done_days', models.PositiveIntegerField(default=730)),
                ('spam_days', models.PositiveIntegerField(default=30)),
                ('unconfirmed_days', models.PositiveIntegerField(default=30)),
            ],
        ),
        migrations.AddField(
            model_name='inquiry',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='messaging_inquiry', to='people.customer'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='messaging_inquiry', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='inquirysettings',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='messaging_inquiry_settings_one_row'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['-created_at', '-id'], name='messaging_inquiry_by_time'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['state', '-created_at', '-id'], name='messaging_inquiry_by_state'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['sort_name', 'id'], name='messaging_inquiry_by_name'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('digest',), name='messaging_inquiry_said_once'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['done', 'spam'])), models.Q(('closed_at__isnull', True), ('state__in', ('new', 'in_progress', 'waiting'))), _connector='OR'), name='messaging_inquiry_closed_when_done'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('asked_at__isnull', False), _connector='OR'), name='messaging_inquiry_confirms_what_was_asked'),
        ),
    ]
