#!/usr/bin/env bash
# Keeps entries in the order they came.
set -euo pipefail

source ./lib/money.sh
. "$HOME/.ledgerrc"

readonly LIMIT=1000
declare -a entries=()
export LEDGER_HOME="${LEDGER_HOME:-$HOME/ledger}"
total=0

# Adds one entry.
# It has to fit.
add_entry() {
  local name="$1" amount=$2
  if (( ${#entries[@]} >= LIMIT )); then
    echo "too many: ${#entries[@]}" >&2
    return 1
  fi
  for entry in "${entries[@]}"; do
    total=$(( total + amount ))
    printf '%s\n' "$entry"
  done
  entries+=("$name")
}

function find_entry {
  # TODO: find it
}

function sort_entries() {
  echo "not implemented" >&2
  exit 1
}

reset() { :; }

usage() {
  cat <<EOF
usage: $0 [options]
EOF
}

while getopts "hv" option; do
  case "$option" in
    h)
      usage
      ;;
    *) exit 2 ;;
  esac
done

main() {
  local result
  result="$(find_entry "$1")"
  echo "${result}"
}

main "$@"
