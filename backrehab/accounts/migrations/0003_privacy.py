
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_units_times_and_gentler_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='CacheEntry',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField()),
            ],
            options={
                'db_table': 'cache_entry',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('downloaded', 'Downloaded everything'), ('looked', 'Looked at the account page'), ('listed', 'Saw the e-mail address in a list'), ('changed', 'Changed the account'), ('deletion_asked', 'Asked for the account to be deleted'), ('deletion_taken_back', 'Kept the account'), ('consent_withdrawn', 'Took back a consent')], max_length=20)),
                ('role', models.CharField(choices=[('self', 'You'), ('operator', 'An operator of this site'), ('clinician', 'A clinician')], max_length=9)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_once_per_version',
        ),
        migrations.AddField(
            model_name='consent',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='delete_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='hide_numbers',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='warned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('user', 'purpose', 'version'), name='consent_once_per_version'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_withdrawn_after'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_records', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='accessrecord',
            index=models.Index(fields=['user', '-at'], name='access_record_latest'),
        ),
        migrations.AddConstraint(
            model_name='accessrecord',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'downloaded', 'looked', 'listed', 'changed', 'deletion_asked', 'deletion_taken_back', 'consent_withdrawn'])), name='access_record_kind'),
        ),
        migrations.AddConstraint(
            model_name='accessrecord',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['self', 'operator', 'clinician'])), name='access_record_role'),
        ),
    ]
