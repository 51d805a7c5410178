# Build: everything that pip needs, left behind.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY seeds seeds
RUN python -m venv /opt/chancery && /opt/chancery/bin/pip install --no-cache-dir '.[cluster,documents,postgres]'

# Run: the virtual environment, an unprivileged user and a place for the database.
FROM python:3.11-slim
COPY --from=build /opt/chancery /opt/chancery
RUN useradd --system --home-dir /data --create-home chancery
USER chancery
WORKDIR /data
VOLUME /data
ENV PATH=/opt/chancery/bin:$PATH \
    CHANCERY_DATABASE_URL=sqlite:////data/chancery.db \
    CHANCERY_HOST=0.0.0.0 \
    CHANCERY_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["chancery", "serve"]
