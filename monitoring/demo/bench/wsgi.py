"""The web server's entry point in a measurement: the product with the empty page among its addresses."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sil.settings")
application = get_wsgi_application()
settings.ROOT_URLCONF = "monitoring.demo.bench.urls"
