# Build: docker build -t noc-dashboard .
# Run:   docker run -p 8080:8080 -v noc-data:/data noc-dashboard

FROM node:20-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY eng/ eng/
COPY wwwroot-assets/ wwwroot-assets/
COPY src/ src/
RUN dotnet publish src/Dashboard.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime

# Debian, because its chromium is a package like any other; the runtime's own image is Ubuntu, whose chromium is a snap.
FROM debian:bookworm-slim
# Chromium prints reports; librdkafka1 is Kafka's client library; curl asks for the health check.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates chromium curl libgcc-s1 librdkafka1 libssl3 libstdc++6 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /data noc \
 && install -d -o noc -g noc -m 700 /data
COPY --from=runtime /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
WORKDIR /app
USER noc
ENV PATH=$PATH:/usr/share/dotnet \
    Noc__DataDirectory=/data \
    Urls=http://0.0.0.0:8080 \
    DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://localhost:8080/healthz || exit 1
ENTRYPOINT ["dotnet", "Dashboard.Web.dll"]
