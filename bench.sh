#!/usr/bin/env bash
# Prints the project's figures as tables, one after another. Quote medians and ratios of one run: machines are noisy.
#   ./bench.sh          all tables
#   ./bench.sh pages    how fast a page is there (needs Debian's chromium)
#   ./bench.sh cache    the time-series cache
#   ./bench.sh history  the embedded history
#   ./bench.sh flows    what a flow record costs, beside nfacctd and nfcapd (Debian's pmacct and nfdump)
#   ./bench.sh syslog   what a syslog message costs, beside rsyslog (Debian's rsyslog)
#   ./bench.sh logs     what it costs to keep log lines and to find them again
#   ./bench.sh traces   what it costs to hold a million spans, to find traces among them and to put one together
#   ./bench.sh addresses  what it costs to hold a flow's address against a million bad ones
#   ./bench.sh detection  what it costs to look through flows for attacks
#   ./bench.sh forecasts  what a forecast with its backtests and intervals costs
#   ./bench.sh forecast --train FILE --horizon N --season M --out FILE [--model naive2]  forecasts every series of a file, to be scored by others
#   ./bench.sh detector   what it costs to watch a series for anomalies
#   ./bench.sh patterns   how often patterns of series are found where there are none and where there are
#   ./bench.sh nab --data DIR --out DIR [--detector null|random|three-sigma]  scores every sample of every file, to be judged by others
#   ./bench.sh snmp     a thousand devices polled by SNMP, and one walk beside snmpbulkwalk (Debian's snmp)
#   ./bench.sh scrape   what a sample of a scraped page costs, beside VictoriaMetrics (Debian's prometheus-node-exporter, victoria-metrics)
#   ./bench.sh alarms   what a change of the alarm list costs while 10,000 are open
#   ./bench.sh pm       what a file of 3GPP measurements costs, beside the platform's XML reader alone
#   ./bench.sh ves      what a VES event costs, and how many are taken over HTTP
#   ./bench.sh otlp     what a span costs, and how many are taken over gRPC and HTTP
#   ./bench.sh gnmi     what an update by gNMI costs
#   ./bench.sh screens [viewers|latency|drawing]...  live screens: what a viewer costs, how fast a sample is on the screen (needs chromium)
#   ./bench.sh soak [minutes]  a wall with twelve live widgets at an accelerated rate; fails where memory grows (20 min)
#   ./bench.sh compare [ingest|queries|memory]...   this server against VictoriaMetrics (Debian's victoria-metrics)
set -euo pipefail
cd "$(dirname "$0")"
dotnet build tests/Dashboard.Benchmarks -c Release --nologo -v quiet
if [[ "${1:-}" =~ ^(compare|screens|soak|forecast|nab)$ ]]; then
  exec dotnet run --project tests/Dashboard.Benchmarks -c Release --no-build -- "$@"
fi
for table in "${@:-pages screens cache history flows syslog logs traces snmp scrape addresses detection detector forecasts patterns alarms pm ves gnmi otlp compare}"; do
  for name in $table; do
    echo; dotnet run --project tests/Dashboard.Benchmarks -c Release --no-build -- "$name"
  done
done
