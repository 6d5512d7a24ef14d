#!/usr/bin/env bash
# What takes too long for every change: fuzzing of each parser (a million inputs each, new ones every night), then all benchmarks and the soak of a wall.
#   ./nightly.sh            everything
#   ./nightly.sh fuzz 30    only fuzzing, 30 s a parser
set -euo pipefail
cd "$(dirname "$0")"
what=${1:-all} seconds=${2:-0}
for project in tests/*.Tests; do
  FUZZ_SECONDS=$seconds NOC_FUZZ_ROUNDS=100 dotnet test "$project" --nologo --filter Kind=fuzz
done
[ "$what" = fuzz ] || { ./bench.sh; ./bench.sh soak; }
