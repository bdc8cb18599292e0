from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='daily_minutes',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='load_step_kg',
            field=models.DecimalField(decimal_places=3, default=Decimal('2.5'), max_digits=6),
        ),
        migrations.AddField(
            model_name='user',
            name='sedentary',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='sitting_minutes',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='unit',
            field=models.CharField(choices=[('kg', 'kilograms (kg)'), ('lb', 'pounds (lb)')], default='kg', max_length=2),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['kg', 'lb'])), name='user_unit'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('load_step_kg__gt', 0)), name='user_load_step'),
        ),
    ]
