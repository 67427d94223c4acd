#!/bin/sh
# What the routines of the sample company run. Usage: work.sh <task>
set -u
bold=$(printf '\033[1m') dim=$(printf '\033[2m') green=$(printf '\033[32m') red=$(printf '\033[31m') yellow=$(printf '\033[33m') off=$(printf '\033[0m')

progress() { # label, steps, pause
  i=0
  while [ "$i" -le "$2" ]; do
    printf '%s %3d %%\r' "$1" $((i * 100 / $2))
    i=$((i + 1))
    sleep "$3"
  done
  printf '%s done \n' "$1"
}

case "${1:-}" in
  hello)
    printf '%sHello report%s\n' "$bold" "$off"
    printf 'Time zone %s, %s\n' "${REPORT_TZ:-UTC}" "$(TZ=${REPORT_TZ:-UTC} date '+%Y-%m-%d %H:%M')"
    printf '%sSigning in with token %s%s\n' "$dim" "${REPORT_API_TOKEN:-none}" "$off"
    sleep 1
    for region in North South East West; do
      printf '%sok%s   region %-6s %4d orders\n' "$green" "$off" "$region" $(( ($(printf '%s' "$region" | wc -c) * 37) ))
      sleep 1
    done
    printf '%swarn%s region West reports late\n' "$yellow" "$off" >&2
    progress 'Writing the report' 20 0.2
    # What the run cost, for whoever wants to know: the run's page shows it.
    printf '{"costUsd": 0.0042}' > "${WHEELHOUSE_REPORT_FILE:-/dev/null}"
    printf '%sReport finished.%s\n' "$green" "$off"
    ;;
  sync)
    printf 'Reading orders from %s\n' "${ORDERS_SOURCE:-warehouse}"
    for page in 1 2 3; do
      printf 'page %d: 50 orders\n' "$page"
      sleep 0.3
    done
    printf '%s150 orders in step%s\n' "$green" "$off"
    ;;
  invoices)
    printf 'Checking invoices of %s\n' "${BILLING_MONTH:-this month}"
    sleep 0.5
    printf '%serror%s invoice 1042: total 118.00 does not match its lines 112.00\n' "$red" "$off" >&2
    printf '1 of 36 invoices does not add up.\n' >&2
    exit 1
    ;;
  digest)
    printf 'Collecting the week\n'
    progress 'Summarising' 10 0.1
    printf '%sDigest ready%s\n' "$green" "$off"
    ;;
  cache)
    for part in prices stock photos; do
      printf 'warming %s\n' "$part"
      sleep 0.2
    done
    printf '%swarm%s\n' "$green" "$off"
    ;;
  *)
    printf 'work.sh: no task called %s\n' "${1:-(none)}" >&2
    exit 2
    ;;
esac
