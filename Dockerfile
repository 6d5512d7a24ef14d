# Build: docker build -t noc-dashboard .
# Run:   docker run -p 8080:8080 -v noc-data:/data noc-dashboard
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY eng/ eng/
COPY wwwroot-assets/ wwwroot-assets/
COPY src/ src/
RUN dotnet publish src/Dashboard.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Chromium prints reports; librdkafka1 is Kafka's client library; curl asks for the health check.
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium librdkafka1 curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data noc \
 && install -d -o noc -g noc -m 700 /data
WORKDIR /app
COPY --from=build /app .
USER noc
ENV Noc__DataDirectory=/data \
    Urls=http://0.0.0.0:8080 \
    DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://localhost:8080/healthz || exit 1
ENTRYPOINT ["dotnet", "Dashboard.Web.dll"]
