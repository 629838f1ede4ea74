"""Bank holidays to begin with; administrators edit the table from here on."""

from django.db import migrations

from sil import clock
from sil.deadlines.bank_holidays import YEARS_AHEAD, add_missing_years


def fill(apps, schema_editor):
    add_missing_years(apps.get_model("deadlines", "BankHoliday"), up_to=clock.today().year + YEARS_AHEAD)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
