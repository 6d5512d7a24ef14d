#!/usr/bin/env bash
# The one test command: installs what the tests need, builds with warnings and rules of style as errors, checks white space, runs every
# test project, and ends with one line that adds them all up. Exits non-zero on any failure.
set -uo pipefail
cd "$(dirname "$0")"

need_packages() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v prometheus >/dev/null || missing+=(prometheus)
  command -v victoria-metrics >/dev/null || missing+=(victoria-metrics)
  command -v softflowd >/dev/null || [ -x /usr/sbin/softflowd ] || missing+=(softflowd)
  command -v pmacctd >/dev/null || [ -x /usr/sbin/pmacctd ] || missing+=(pmacct)
  command -v prometheus-node-exporter >/dev/null || missing+=(prometheus-node-exporter)
  [ -x /usr/sbin/snmpd ] || missing+=(snmpd)
  [ -x /usr/sbin/lldpd ] || missing+=(lldpd)
  [ -x /usr/sbin/ip ] || missing+=(iproute2)
  command -v mmdblookup >/dev/null || missing+=(mmdb-bin)
  command -v snmptrap >/dev/null || missing+=(snmp)
  [ -x /usr/sbin/rsyslogd ] || missing+=(rsyslog)
  [ -d /usr/share/doc/rsyslog-gnutls ] || missing+=(rsyslog-gnutls)
  command -v openssl >/dev/null || missing+=(openssl)
  [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
  command -v kcat >/dev/null || missing+=(kcat)
  command -v protoc >/dev/null || missing+=(protobuf-compiler)
  [ -d /usr/lib/python3/dist-packages/grpc ] || missing+=(python3-grpcio)
  [ -d /usr/lib/python3/dist-packages/google/protobuf ] || missing+=(python3-protobuf)
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The tests need these Debian packages: ${missing[*]}. Install them (as root: apt-get install ${missing[*]}) and run this again." >&2
    return 1
  fi
}

step() { echo; echo "== $*"; }

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed, and 'dotnet' is not on the path." >&2; exit 1; }
command -v node >/dev/null || { echo "Node.js 20 or newer is needed, and 'node' is not on the path." >&2; exit 1; }
step "Packages"; need_packages || exit 1
step "Packages of peers"; npm ci --prefix tests/Dashboard.Ingest.Tests/Sources/Otlp/Peer --no-audit --no-fund --ignore-scripts --loglevel=error || echo "The tests with OpenTelemetry's SDK for JavaScript will be skipped." >&2
step "Restore"; dotnet restore Dashboard.sln || exit 1
step "Build"; dotnet build Dashboard.sln --no-restore -warnaserror || exit 1
step "Formatting"; dotnet format whitespace Dashboard.sln --no-restore --verify-no-changes || { echo "Run 'dotnet format' and commit what it changes." >&2; exit 1; }

passed=0 failed=0 skipped=0 broken=0
for project in tests/*.Tests tests/Dashboard.EndToEnd; do
  step "$project"
  output=$(mktemp)
  dotnet test "$project" --no-build --nologo --blame-hang-timeout 10min --blame-hang-dump-type none --results-directory TestResults 2>&1 | tee "$output"
  [ "${PIPESTATUS[0]}" -eq 0 ] || broken=1
  counted=$(grep -E 'Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+' "$output" | tail -n 1)
  [ -n "$counted" ] || { echo "$project ran no test" >&2; broken=1; }
  count() { sed -nE "s/.*$1: +([0-9]+).*/\1/p" <<<"$counted"; }
  failed=$((failed + $(count Failed) + 0)) passed=$((passed + $(count Passed) + 0)) skipped=$((skipped + $(count Skipped) + 0))
  rm -f "$output"
done

echo
line="$passed passed, $failed failed"
[ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
# A run that broke off before it could count is a failure as well.
[ "$broken" -eq 1 ] && [ "$failed" -eq 0 ] && echo "A test project did not run to its end." >&2
echo "$line"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ]
