#!/usr/bin/env bash
# What takes too long for every change: fuzzing of each parser (5 min each, new inputs every night), then all benchmarks and the soak of a wall.
#   ./nightly.sh            everything
#   ./nightly.sh fuzz 30    only fuzzing, 30 s a parser
set -euo pipefail
cd "$(dirname "$0")"
what=${1:-all} seconds=${2:-300}
for project in tests/*.Tests; do
  FUZZ_SECONDS=$seconds dotnet test "$project" --nologo --filter "FullyQualifiedName~Fuzz"
done
[ "$what" = fuzz ] || { ./bench.sh; ./bench.sh soak; }
