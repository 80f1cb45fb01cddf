#!/bin/sh
# Prints, as JSON, what must be the same on both members of a hot-standby pair. Run it on each member, by its SNMP agent (extend) or by cron
# into a file. POSIX sh; needs sha256sum, and dpkg-query or rpm, openssl, crontab for what is asked of them.
#
#   pair-manifest.sh [-p PACKAGE] [-f FILE] [-i LINES] [-c CERTIFICATE] [-t USER] [-w SNMPD.CONF] ...
#     -p  version of a package          -f  SHA-256 of a file, without the lines that the last -i names
#     -i  extended regular expression of lines that may differ (priority, own address); '' ends it
#     -c  when a certificate ends       -t  SHA-256 of a user's crontab
#     -w  what in a file of snmpd lets somebody write (rwcommunity, rwuser, access), its words alone, or `none`
#
# All or nothing: what cannot be read ends it with a message and exit code 1, as half a manifest would look like no difference.
set -eu
LC_ALL=C
export LC_ALL

fail() {
  printf 'pair-manifest: %s\n' "$1" >&2
  exit 1
}

usage() {
  sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

need() {
  command -v "$1" >/dev/null 2>&1 || fail "$1 is not installed"
}

text() {
  printf '%s' "$1" | tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g'
}

items=''
item() {
  items="$items${items:+,
}    \"$(text "$1")\": \"$(text "$2")\""
}

hash_of() {
  set -- $(sha256sum)
  printf 'sha256:%s' "$1"
}

package() {
  if command -v dpkg-query >/dev/null 2>&1; then
    version=$(dpkg-query -W -f='${db:Status-Abbrev}${Version}' "$1" 2>/dev/null) || version=''
    case $version in
      ii*) version=${version#???} ;;
      *) version='' ;;
    esac
  elif command -v rpm >/dev/null 2>&1; then
    version=$(rpm -q --qf '%{VERSION}-%{RELEASE}' "$1" 2>/dev/null) || version=''
  else
    fail 'neither dpkg-query nor rpm is installed'
  fi
  item "package $1" "${version:-absent}"
}

file() {
  need sha256sum
  if [ ! -e "$1" ]; then
    item "file $1" absent
    return
  fi
  [ -f "$1" ] && [ -r "$1" ] || fail "$1 cannot be read"
  if [ -n "$ignored" ]; then
    # grep ends with 1 when no line is left, which is no failure; with 2 when it cannot read.
    hash=$({ grep -Ev -- "$ignored" "$1" || [ $? -eq 1 ]; } | hash_of)
  else
    hash=$(hash_of <"$1")
  fi
  item "file $1" "$hash"
}

certificate() {
  need openssl
  if [ ! -e "$1" ]; then
    item "certificate $1" absent
    return
  fi
  end=$(openssl x509 -noout -enddate -in "$1" 2>/dev/null) || fail "$1 is no certificate that can be read"
  item "certificate $1" "${end#notAfter=}"
}

crontab_of() {
  need crontab
  need sha256sum
  table=$(crontab -l -u "$1" 2>/dev/null) || table=''
  if [ -n "$table" ]; then item "crontab $1" "$(printf '%s\n' "$table" | hash_of)"; else item "crontab $1" none; fi
}

writable() {
  need awk
  if [ ! -e "$1" ]; then
    item "snmp write $1" absent
    return
  fi
  [ -f "$1" ] && [ -r "$1" ] || fail "$1 cannot be read"
  # access GROUP CONTEXT MODEL LEVEL PREFIX READ WRITE NOTIFY
  words=$(awk '
    { word = tolower($1) }
    word ~ /^rw(community6?|user)$/ { found[word] = 1 }
    word == "access" && NF >= 8 && tolower($8) != "none" { found[word] = 1 }
    END { for (word in found) printf "%s%s", (count++ ? ", " : ""), word }' "$1")
  item "snmp write $1" "${words:-none}"
}

ignored=''
while getopts 'p:f:i:c:t:w:' option; do
  case $option in
    p) package "$OPTARG" ;;
    f) file "$OPTARG" ;;
    i)
      # A bad expression is told here: within the pipe below its failure would go unseen.
      code=0
      printf '' | grep -E -- "$OPTARG" >/dev/null 2>&1 || code=$?
      [ "$code" -le 1 ] || fail "-i $OPTARG is no extended regular expression"
      ignored=$OPTARG
      ;;
    c) certificate "$OPTARG" ;;
    t) crontab_of "$OPTARG" ;;
    w) writable "$OPTARG" ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] && [ -n "$items" ] || usage
printf '{\n  "items": {\n%s\n  }\n}\n' "$items"
