import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0002_loads_and_followable_programmes'),
        ('painlog', '0002_morning_on_known'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DrillAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('comfort', models.CharField(choices=[('fine', 'It did not hurt'), ('hurts', 'It hurt'), ('further_down', 'Pain or tingling moved further down the leg')], max_length=12)),
                ('given_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='HipRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('side', models.CharField(choices=[('left', 'Left'), ('right', 'Right')], max_length=5)),
                ('before', models.PositiveSmallIntegerField()),
                ('after', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('hold_seconds', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HipTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('side', models.CharField(choices=[('left', 'Left'), ('right', 'Right')], max_length=5)),
                ('hip_drops', models.BooleanField()),
                ('weight_shifts', models.BooleanField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Skip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='dailyscore',
            name='gets_about',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='band',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='dose_share',
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='each_prescribed',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='extra_repetitions',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='load_kg',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='suggested_level',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='suggested_share',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trainingday',
            name='variant_key',
            field=models.SlugField(blank=True, max_length=48),
        ),
        migrations.AddConstraint(
            model_name='trainingday',
            constraint=models.CheckConstraint(condition=models.Q(('dose_share__gte', 1), ('dose_share__lte', 100)), name='training_day_dose_share'),
        ),
        migrations.AddConstraint(
            model_name='trainingday',
            constraint=models.CheckConstraint(condition=models.Q(('load_kg__isnull', True), ('load_kg__gte', 0), _connector='OR'), name='training_day_load'),
        ),
        migrations.AddConstraint(
            model_name='trainingday',
            constraint=models.CheckConstraint(condition=models.Q(('load_kg__isnull', True), ('band__isnull', True), _connector='OR'), name='training_day_weight_or_band'),
        ),
        migrations.AddField(
            model_name='drillanswer',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.exercise'),
        ),
        migrations.AddField(
            model_name='drillanswer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drill_answers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hiprelease',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hip_releases', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hiptest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hip_tests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='skip',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.exercise'),
        ),
        migrations.AddField(
            model_name='skip',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skips', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='drillanswer',
            constraint=models.UniqueConstraint(fields=('user', 'on', 'exercise'), name='drill_answer_once_per_date'),
        ),
        migrations.AddConstraint(
            model_name='drillanswer',
            constraint=models.CheckConstraint(condition=models.Q(('comfort__in', ['fine', 'hurts', 'further_down'])), name='drill_answer_comfort'),
        ),
        migrations.AddIndex(
            model_name='hiprelease',
            index=models.Index(fields=['user', '-on'], name='hip_release_latest'),
        ),
        migrations.AddConstraint(
            model_name='hiprelease',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', True), models.Q(('before__gte', 0), ('before__lte', 10)), _connector='OR'), models.Q(('after__isnull', True), models.Q(('after__gte', 0), ('after__lte', 10)), _connector='OR')), name='hip_release_score_range'),
        ),
        migrations.AddConstraint(
            model_name='hiprelease',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['left', 'right'])), name='hip_release_side'),
        ),
        migrations.AddConstraint(
            model_name='hiprelease',
            constraint=models.CheckConstraint(condition=models.Q(('after__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='hip_release_after_at_the_end'),
        ),
        migrations.AddConstraint(
            model_name='hiptest',
            constraint=models.UniqueConstraint(fields=('user', 'on', 'side'), name='hip_test_once_per_date_and_side'),
        ),
        migrations.AddConstraint(
            model_name='hiptest',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['left', 'right'])), name='hip_test_side'),
        ),
        migrations.AddConstraint(
            model_name='skip',
            constraint=models.UniqueConstraint(fields=('user', 'on', 'exercise'), name='skip_once_per_date'),
        ),
    ]
