# The site in one small image: non-root, read-only file system, nothing but the pinned packages.
#   docker build -t skincare-site .
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /build/
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r /build/requirements.txt
COPY manage.py /site/
COPY skincare_site /site/skincare_site
COPY articles /site/articles
COPY aftercare /site/aftercare
COPY templates /site/templates
COPY static /site/static
COPY docs/staff-guide.md /site/docs/
WORKDIR /site
# Hashed and compressed once, here. The key and the names below are for this one step and stay in this stage.
RUN SECRET_KEY=only-to-collect-files ALLOWED_HOSTS=localhost DATABASE_URL=sqlite:////tmp/none.sqlite3 DATA_DIR=/data \
    DJANGO_SETTINGS_MODULE=skincare_site.settings.production /venv/bin/python manage.py collectstatic --noinput -v0 \
 && /venv/bin/python -m compileall -q /site \
 && mkdir -p /data/media /data/backups

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin site
COPY --from=build /venv /venv
COPY --from=build /site /site
COPY --from=build --chown=site:site /data /data
WORKDIR /site
USER 10001
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data \
    DJANGO_SETTINGS_MODULE=skincare_site.settings.production \
    GRANIAN_INTERFACE=wsgi GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000 GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_WEBSOCKETS=false GRANIAN_RESPAWN_FAILED_WORKERS=true GRANIAN_WORKERS_KILL_TIMEOUT=10 \
    GRANIAN_LOG_LEVEL=warning MALLOC_ARENA_MAX=1
# Pictures and, on SQLite, the database. Everything else may be read-only; /tmp is memory (compose.yaml).
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz/', headers={'Host': 'localhost'}), timeout=2)"]
CMD ["granian", "skincare_site.wsgi:application"]
