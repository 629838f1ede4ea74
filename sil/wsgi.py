"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from sil.audit.grants import require_serving_role
from sil.web.incoming.patience import limit_questions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sil.settings")
application = get_wsgi_application()
require_serving_role()
limit_questions()
