namespace Dashboard.Domain.Tests.Dashboards.Grafana;

/// <summary>Dashboards as Grafana exports them, with one of everything that matters.</summary>
internal static class GrafanaSamples
{
    /// <summary>The grid of Grafana 5 and later.</summary>
    public const string Grid =
        """
        {
          "__inputs": [{ "name": "DS_OTHER", "type": "datasource", "pluginId": "influxdb" }],
          "annotations": { "list": [{ "builtIn": 1, "name": "Annotations & Alerts" }, { "name": "Deployments", "datasource": "x" }] },
          "panels": [
            { "type": "stat", "title": "CPU busy", "id": 1, "gridPos": { "h": 4, "w": 4, "x": 0, "y": 0 },
              "datasource": { "type": "prometheus", "uid": "${ds}" },
              "fieldConfig": { "defaults": { "unit": "percent", "thresholds": { "mode": "absolute", "steps": [{ "color": "green", "value": null }, { "color": "orange", "value": 70 }, { "color": "red", "value": 90 }] } }, "overrides": [] },
              "options": { "reduceOptions": { "calcs": ["lastNotNull"] } },
              "targets": [{ "refId": "A", "expr": "avg(cpu_busy{instance=~\"$router\"})" }] },
            { "type": "gauge", "title": "Availability", "id": 2, "gridPos": { "h": 4, "w": 4, "x": 4, "y": 0 },
              "fieldConfig": { "defaults": { "unit": "percentunit", "thresholds": { "mode": "absolute", "steps": [{ "color": "dark-red", "value": null }, { "color": "yellow", "value": 0.99 }, { "color": "green", "value": 0.999 }] } } },
              "targets": [{ "refId": "A", "expr": "avg(up)", "instant": true }] },
            { "type": "row", "title": "Traffic", "collapsed": false, "gridPos": { "h": 1, "w": 24, "x": 0, "y": 4 }, "panels": [] },
            { "type": "timeseries", "title": "Traffic of [[router]]", "id": 3, "gridPos": { "h": 9, "w": 12, "x": 0, "y": 5 },
              "fieldConfig": { "defaults": { "unit": "Bps", "custom": { "drawStyle": "line", "fillOpacity": 10, "stacking": { "mode": "normal" }, "thresholdsStyle": { "mode": "off" } } } },
              "options": { "legend": { "calcs": ["mean", "max"] } },
              "targets": [
                { "refId": "A", "expr": "rate(ifHCInOctets{instance=~\"${router:regex}\",job=\"$job\"}[$__rate_interval])", "legendFormat": "{{ ifName }} in" },
                { "refId": "B", "expr": "increase(ifHCOutOctets{instance=~\"[[router]]\"}[${__range_s}s])", "legendFormat": "__auto" },
                { "refId": "C", "datasource": "${DS_OTHER}", "expr": "SELECT 1" }] },
            { "type": "table", "title": "Errors", "id": 4, "gridPos": { "h": 9, "w": 12, "x": 12, "y": 5 },
              "targets": [{ "refId": "A", "format": "table", "expr": "sum by (instance, ifName) (rate(ifInErrors[$window]))" }] },
            { "type": "bargauge", "title": "Memory", "id": 5, "gridPos": { "h": 9, "w": 12, "x": 0, "y": 14 },
              "fieldConfig": { "defaults": { "unit": "percent" } },
              "targets": [{ "refId": "A", "expr": "memory_used_percent", "legendFormat": "{{instance}}" }] },
            { "type": "row", "title": "Optics", "collapsed": true, "gridPos": { "h": 1, "w": 24, "x": 0, "y": 23 }, "panels": [
              { "type": "graph", "title": "Optical power", "id": 6, "repeat": "router", "gridPos": { "h": 8, "w": 12, "x": 0, "y": 24 },
                "yaxes": [{ "format": "dBm", "logBase": 1 }],
                "targets": [{ "refId": "A", "expr": "optical_power" }, { "refId": "B", "expr": "optical_power{host=\"$host\"}" }] },
              { "type": "geomap", "title": "Rack map", "id": 7, "gridPos": { "h": 8, "w": 12, "x": 12, "y": 24 } },
              { "title": "Shared", "id": 8, "libraryPanel": { "uid": "u", "name": "Shared" }, "gridPos": { "h": 8, "w": 12, "x": 0, "y": 32 } }] }
          ],
          "refresh": "30s",
          "schemaVersion": 39,
          "tags": ["network", "snmp"],
          "templating": { "list": [
            { "name": "ds", "type": "datasource", "query": "prometheus" },
            { "name": "job", "type": "query", "query": "label_values(up, job)" },
            { "name": "router", "label": "Router", "type": "query", "multi": true, "includeAll": true, "query": { "query": "label_values(up{job=\"$job\"}, instance)", "refId": "x" } },
            { "name": "window", "type": "interval", "query": "1m,5m,auto", "current": { "value": "5m" } },
            { "name": "host", "type": "query", "query": "query_result(up)" },
            { "name": "filter", "type": "adhoc" }] },
          "time": { "from": "now-6h", "to": "now" },
          "title": "Router health",
          "uid": "abc"
        }
        """;

    /// <summary>The rows of Grafana 4.</summary>
    public const string Rows =
        """
        {
          "rows": [
            { "title": "Hidden title", "showTitle": false, "height": 150, "panels": [
              { "type": "singlestat", "title": "Busy", "span": 2, "format": "percent", "thresholds": "85, 95", "colors": ["rgba(50, 172, 45, 0.97)", "orange", "red"], "targets": [{ "refId": "A", "expr": "cpu_busy" }] },
              { "type": "graph", "title": "Load", "span": 10, "yaxes": [{ "format": "short", "logBase": 10 }], "targets": [{ "refId": "A", "expr": "load1", "legendFormat": "{{instance}}" }] },
              { "type": "text", "title": "Note", "span": 12, "mode": "markdown", "content": "**Look** at $var" }] },
            { "title": "Disks", "showTitle": true, "collapse": true, "height": "250px", "panels": [
              { "type": "piechart", "title": "Use", "span": 6, "targets": [{ "refId": "A", "expr": "disk_used" }] }] }
          ],
          "title": "Old one",
          "time": { "from": "now/d", "to": "now" }
        }
        """;
}
