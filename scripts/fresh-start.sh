#!/usr/bin/env bash
# Starts the lab as the README says and waits until the city is live: /-/ready answers 200 and the picture has 63 points.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=$(mktemp -d)
port=${FANGZHOU_PORT:-18080}
base="http://127.0.0.1:$port"
# A process group of its own, so that its end reaches every process in it, whoever its parent is by then.
setsid npm start -- --port "$port" --data "$data" >"$data/out.log" 2>&1 &
starter=$!
cleanup() {
  kill -TERM -- "-$starter" 2>/dev/null
  for _ in $(seq 1 75); do kill -0 -- "-$starter" 2>/dev/null || break; sleep 0.2; done
  kill -KILL -- "-$starter" 2>/dev/null
  wait "$starter" 2>/dev/null
  rm -rf "$data"
}
trap cleanup EXIT
fail() { echo "fresh start: $1" >&2; tail -n 40 "$data/out.log" >&2; exit 1; }

ready=0
for _ in $(seq 1 90); do
  if [ "$(curl -s -o /dev/null -w '%{http_code}' "$base/-/ready")" = 200 ]; then ready=1; break; fi
  kill -0 "$starter" 2>/dev/null || fail "the process ended"
  sleep 1
done
[ "$ready" = 1 ] || fail "not ready after 90 s: $(curl -s "$base/-/ready")"
password=$(sed -n "s/.*one-time password: *//p" "$data/out.log" | head -n 1)
[ -n "$password" ] || fail "no one-time password was printed"
curl -sf -c "$data/jar" -H 'content-type: application/json' -H "origin: $base" \
  -d "{\"user\":\"admin\",\"password\":\"$password\"}" "$base/api/v1/session" >/dev/null || fail "login refused"
points=$(curl -sf -b "$data/jar" "$base/api/v1/city" | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.parse(s).points.filter(p=>p.state==="up").length))')
echo "fresh start: $points points up"
[ "$points" = 63 ] || fail "expected 63 points up, found ${points:-none}"
