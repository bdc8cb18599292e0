# Back Rehab in a container: docs/self-hosting.md explains how to run it.
FROM python:3.13-slim AS build
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt \
 && /venv/bin/pip uninstall --quiet --yes pip
COPY manage.py ./
COPY backrehab/ backrehab/
COPY fixtures/ fixtures/
COPY static/ static/
COPY templates/ templates/
COPY deploy/healthcheck.py deploy/daily.sh deploy/sbom.py deploy/
# What is inside: docker compose exec app cat sbom.json
RUN python deploy/sbom.py > sbom.json
# The secret is for this line only: nothing is signed while the files are collected.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    /venv/bin/python manage.py prepare --static only \
 && python -m compileall -q /venv/lib backrehab

FROM python:3.13-slim
# The major version of a PostgreSQL server whose backups are made from here; empty: SQLite only.
ARG POSTGRES_CLIENT=""
# PostgreSQL's own packages are asked for where Debian does not have that version.
RUN if [ -n "$POSTGRES_CLIENT" ]; then \
      set -eu; client="postgresql-client-$POSTGRES_CLIENT"; apt-get update; \
      if ! apt-cache show --quiet=2 --no-all-versions "$client" > /dev/null 2>&1; then \
        apt-get install -y --no-install-recommends postgresql-common ca-certificates; \
        /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y; \
      fi; \
      apt-get install -y --no-install-recommends "$client"; \
      rm -rf /var/lib/apt/lists/*; \
    fi
RUN groupadd --gid 10001 backrehab \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin backrehab \
 && install -d -o backrehab -g backrehab -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/db.sqlite3 \
    BACKUP_DIR=/data/backups
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "manage.py", "serve", "--prepare"]
