# syntax=docker/dockerfile:1

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq-dev libidn2-dev libunistring-dev libarchive-dev libexpat1-dev \
        libgmime-3.0-dev libopendkim-dev libcurl4-openssl-dev libyaml-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN swift build -c release --static-swift-stdlib --product lists \
    && swift build -c release --static-swift-stdlib --product lists-mail \
    && install -D -s -t /out .build/release/lists .build/release/lists-mail

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends age ca-certificates gnupg libarchive13 libcurl4 libexpat1 libgmime-3.0-0 libidn2-0 \
        libopendkim11 libpq5 libunistring2 libyaml-0-2 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --home-dir /var/lib/meibo --shell /usr/sbin/nologin meibo
COPY --from=build /out/lists /out/lists-mail /usr/local/bin/
USER meibo
ENV LISTS_HOME=/var/lib/meibo
EXPOSE 8080
# The slim image has no curl; bash can speak enough HTTP.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["lists"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
