# The ledger's own tables, and models to look at them.

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import ackwell.django.models


def create_tables(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Runs the ledger's schema for this database, where the tables are not there yet."""
    from ackwell.django.ledger import create_tables

    create_tables(schema_editor.connection.alias)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # Backwards the tables stay: workers with leases may share them, and whatever is forgotten
        # would be fulfilled again.
        migrations.RunPython(create_tables, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('fingerprint', models.BinaryField(primary_key=True, serialize=False)),
                ('first_fingerprint', models.BinaryField()),
                ('first_order_no', ackwell.django.models.TextField(max_length=255, null=True)),
                ('first_amount', ackwell.django.models.TextField(max_length=255, null=True)),
                ('first_currency', ackwell.django.models.TextField(max_length=255, null=True)),
                ('order_no', ackwell.django.models.TextField(max_length=255, null=True)),
                ('amount', ackwell.django.models.TextField(max_length=255, null=True)),
                ('currency', ackwell.django.models.TextField(max_length=255, null=True)),
                ('first_seen', ackwell.django.models.MomentField(db_column='first_seen_ms')),
                ('last_seen', ackwell.django.models.MomentField(db_column='last_seen_ms')),
                ('times', models.BigIntegerField()),
            ],
            options={
                'db_table': 'ackwell_conflict',
                'ordering': ['-last_seen'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('delivery_key', ackwell.django.models.TextField(max_length=255, primary_key=True, serialize=False)),
                ('state', models.SmallIntegerField()),
                ('token', models.BigIntegerField()),
                ('lease_until', ackwell.django.models.MomentField(db_column='lease_until_ms')),
                ('first_seen', ackwell.django.models.MomentField(db_column='first_seen_ms')),
                ('changed_at', ackwell.django.models.MomentField(db_column='changed_ms')),
                ('fingerprint', models.BinaryField()),
                ('provider', ackwell.django.models.TextField(max_length=255)),
                ('kind', ackwell.django.models.TextField(max_length=255)),
                ('merchant_id', ackwell.django.models.TextField(max_length=255)),
                ('status', ackwell.django.models.TextField(max_length=255)),
                ('order_no', ackwell.django.models.TextField(max_length=255, null=True)),
                ('transaction_no', ackwell.django.models.TextField(max_length=255, null=True)),
                ('amount', ackwell.django.models.TextField(max_length=255, null=True)),
                ('currency', ackwell.django.models.TextField(max_length=255, null=True)),
            ],
            options={
                'verbose_name': 'notification',
                'db_table': 'ackwell_ledger',
                'ordering': ['-changed_at'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ExpectedOrder',
            fields=[
                ('order_no', ackwell.django.models.TextField(max_length=255, primary_key=True, serialize=False)),
                ('provider', ackwell.django.models.TextField(max_length=255)),
                ('merchant_id', ackwell.django.models.TextField(max_length=255)),
                ('amount', ackwell.django.models.TextField(max_length=255, null=True)),
                ('currency', ackwell.django.models.TextField(max_length=255, null=True)),
                ('placed_at', ackwell.django.models.MomentField(db_column='placed_ms')),
                ('due_at', ackwell.django.models.MomentField(db_column='due_ms')),
                ('resolved_at', ackwell.django.models.MomentField(db_column='resolved_ms', null=True)),
            ],
            options={
                'db_table': 'ackwell_expected',
                'ordering': ['due_at'],
                'managed': False,
            },
        ),
    ]
