#!/usr/bin/env bash
# Installs what the tests need on Debian 12 or newer, as root: real agents, a real browser, a real Prometheus.
# Their services are not started: the tests start their own processes on free ports.
set -euo pipefail
packages=(snmpd snmp bsdutils openssl chromium fonts-noto-cjk prometheus prometheus-snmp-exporter curl iproute2 poppler-utils qpdf zbar-tools iputils-ping traceroute nmap tcpdump nftables keepalived postgresql mariadb-server redis-server pacemaker-cli-utils restic borgbackup pgbackrest openssh-server)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "missing: ${missing[*]}; as root run: apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# A policy that denies keeps the packages' own services from starting beside the tests.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
