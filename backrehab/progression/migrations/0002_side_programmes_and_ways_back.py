from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('progression', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='transition',
            name='transition_kind',
        ),
        migrations.AddField(
            model_name='enrolment',
            name='dose_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='dose_level',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='dose_shares',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='paused_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='reached_key',
            field=models.SlugField(blank=True, max_length=48),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='return_to',
            field=models.SlugField(blank=True, max_length=48),
        ),
        migrations.AddField(
            model_name='transition',
            name='dose_level',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='transition',
            name='dose_shares',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='transition',
            name='reason',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AlterField(
            model_name='enrolment',
            name='stage_key',
            field=models.SlugField(blank=True, max_length=48),
        ),
        migrations.AlterField(
            model_name='transition',
            name='kind',
            field=models.CharField(choices=[('started', 'Started'), ('opened', 'Opened'), ('reviewed', 'Looked at again'), ('stepped_back', 'One step back'), ('returned', 'Back again'), ('on_hold', 'On hold'), ('resumed', 'Going on after a flare-up'), ('lay_off', 'Going on after a break')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(('programme_key', 'ladder'), ('stage_key', ''), _connector='XOR'), name='enrolment_stage'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['stepped_back', 'returned', 'resumed', 'lay_off'])), fields=('enrolment', 'kind', 'stage_from', 'stage_to', 'on'), name='transition_once_a_date'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['started', 'opened', 'reviewed', 'stepped_back', 'returned', 'on_hold', 'resumed', 'lay_off'])), name='transition_kind'),
        ),
    ]
