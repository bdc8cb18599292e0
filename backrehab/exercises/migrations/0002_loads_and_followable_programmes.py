from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="warm_up_first",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='programme',
            name='followable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='programme',
            name='from_stage_key',
            field=models.SlugField(blank=True, max_length=48),
        ),
        migrations.AddField(
            model_name='programmeexercise',
            name='times_a_week',
            field=models.PositiveSmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name='variant',
            name='load',
            field=models.CharField(choices=[('none', 'nothing'), ('weight', 'a weight'), ('band', 'a band')], default='none', max_length=6),
        ),
        migrations.AddConstraint(
            model_name='programmeexercise',
            constraint=models.CheckConstraint(condition=models.Q(('times_a_week__lte', 7)), name='programme_exercise_times_a_week'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('load__in', ['none', 'weight', 'band'])), name='variant_load'),
        ),
    ]
