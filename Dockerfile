# The production image: web, worker and beat run from it (see docker-compose.yml).
# syntax=docker/dockerfile:1
FROM node:24.11.1-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DJANGO_SETTINGS_MODULE=sil.settings STATIC_ROOT=/app/static-files
# What WeasyPrint draws letters with, and fonts for every writing in use at schools (sil/bootstrap/machine.py).
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core \
        fonts-noto-core fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
# pg_dump and pg_restore of the version of docker-compose.yml, for `manage.py backup` and `restore`.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
# Folders of the machine that it writes (seals, backups) belong to this number there.
RUN groupadd --system --gid 999 app && useradd --system --uid 999 --gid 999 --create-home app
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt
COPY . .
COPY --from=frontend /app/node_modules ./node_modules
RUN python -m sil.bootstrap.frontend \
    && rm -rf node_modules \
    && SIL_COMMAND=1 python -m django collectstatic --noinput -v0
USER app
EXPOSE 8000
# Threads, timeouts and limits are in sil/server.py.
CMD ["gunicorn", "--config", "python:sil.server", "sil.wsgi:application", "--bind", "0.0.0.0:8000"]
