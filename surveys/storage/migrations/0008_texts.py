from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_bygones")]

    operations = [
        ops.AddField(model_name="TelegramAccount", name="asked_from", field=fields.BigIntField(default=0, null=True)),
        ops.AddField(model_name="TelegramAccount", name="in_a_row", field=fields.BooleanField(null=True)),
        # Whoever is bound already sees the question that is open: what they type now is for it.
        ops.RunSQL("UPDATE telegram_account SET asked_from = 0"),
    ]
