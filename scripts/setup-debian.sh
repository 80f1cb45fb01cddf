#!/usr/bin/env bash
# Installs what the tests need on Debian 12 or newer, as root: real agents, a real browser, a real Prometheus.
# Their services are not started: the tests start their own processes on free ports.
set -euo pipefail
packages=(snmpd snmp snmptrapd bsdutils openssl chromium fonts-noto-cjk prometheus prometheus-alertmanager prometheus-snmp-exporter curl iproute2 poppler-utils qpdf zbar-tools iputils-ping traceroute nmap tcpdump nftables keepalived postgresql mariadb-server redis-server pacemaker-cli-utils restic borgbackup pgbackrest openssh-server nginx-light slapd exim4-daemon-light dnsmasq-base sip-tester socat espeak-ng cups-daemon monitoring-plugins-basic)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
# chrony's package would take the place of the machine's own time client: only its server is unpacked.
chronyd=/usr/local/sbin/chronyd
wants_chronyd=no
[ -x "$chronyd" ] || command -v chronyd >/dev/null || wants_chronyd=yes
# Worth having, never needed: a browser for tests that takes half of Chromium's processor time. Where it cannot be had, Chromium does.
lighten() {
  dpkg-query -W -f='${Status}' chromium-headless-shell 2>/dev/null | grep -q 'ok installed' && return
  [ "$(id -u)" -eq 0 ] || return 0
  echo "installing chromium-headless-shell" >&2
  local install=(apt-get install -y -qq --no-remove --no-install-recommends chromium-headless-shell)
  # What takes too long is broken off while it loads, never while it unpacks.
  { timeout 120 "${install[@]}" -d || { timeout 60 apt-get update -qq && timeout 120 "${install[@]}" -d; }; } >/dev/null 2>&1 &&
    "${install[@]}" >/dev/null 2>&1 ||
    echo "chromium-headless-shell cannot be installed here: suites with a browser take longer" >&2
}
if [ ${#missing[@]} -eq 0 ] && [ $wants_chronyd = no ]; then
  lighten
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "missing: ${missing[*]}; as root run: $0" >&2
  exit 1
fi
[ $wants_chronyd = no ] || echo "unpacking chrony's server" >&2
[ ${#missing[@]} -eq 0 ] || echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# A policy that denies keeps the packages' own services from starting beside the tests.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
if [ $wants_chronyd = yes ]; then
  folder=$(mktemp -d)
  (cd "$folder" && apt-get download -qq chrony 2>/dev/null && dpkg-deb -x chrony_*.deb . && install -m 755 usr/sbin/chronyd "$chronyd")
  rm -rf "$folder"
fi
if [ ${#missing[@]} -gt 0 ]; then
  # A machine keeps what it has: a mail server of its own (Exim is for the tests) is not taken away.
  removed=$(apt-get install -s --no-install-recommends "${missing[@]}" | awk '/^Remv/ { print $2 }' | xargs)
  if [ -n "$removed" ]; then
    echo "installing ${missing[*]} would remove $removed: decide by hand" >&2
    exit 1
  fi
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
lighten
