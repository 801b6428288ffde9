# The first tables.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('delivery_key', models.TextField()),
                ('provider', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=64)),
                ('merchant_id', models.CharField(max_length=255)),
                ('order_no', models.CharField(db_index=True, max_length=255, null=True)),
                ('transaction_no', models.CharField(max_length=255, null=True)),
                ('status', models.CharField(max_length=64)),
                ('amount', models.CharField(max_length=32, null=True)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('fingerprint', models.CharField(max_length=64)),
                ('claim', models.CharField(editable=False, max_length=32)),
                ('fulfilled_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'notification',
                'db_table': 'ackwell_django_delivery',
                'ordering': ['-fulfilled_at'],
            },
        ),
        migrations.CreateModel(
            name='ExpectedOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=16)),
                ('merchant_id', models.CharField(max_length=255)),
                ('order_no', models.CharField(max_length=255)),
                ('amount', models.CharField(max_length=32, null=True)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('placed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_index=True)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'ackwell_django_expected',
                'ordering': ['due_at'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'merchant_id', 'order_no'), name='ackwell_django_expected_once')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('order_no', models.CharField(max_length=255, null=True)),
                ('amount', models.CharField(max_length=32, null=True)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('first_seen', models.DateTimeField(auto_now_add=True)),
                ('last_seen', models.DateTimeField(auto_now=True)),
                ('times', models.PositiveIntegerField(default=1)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='ackwell.delivery')),
            ],
            options={
                'db_table': 'ackwell_django_conflict',
                'ordering': ['-last_seen'],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'fingerprint'), name='ackwell_django_conflict_once')],
            },
        ),
    ]
