#!/bin/sh
# kcat: looks at countersign.siem.ocsf. COUNTERSIGN_KAFKA=host:port kcat.sh [follow]
#   nothing   everything there is, once
#   follow    as a consumer group, from where it stopped the last time, until Ctrl-C
set -eu
broker="${COUNTERSIGN_KAFKA:-localhost:9092}"
topic="${COUNTERSIGN_SIEM_TOPIC:-countersign.siem.ocsf}"

if [ "${1:-}" = follow ]; then
  exec kcat -q -b "$broker" -X isolation.level=read_committed -X auto.offset.reset=earliest -G siem-kcat "$topic"
fi
exec kcat -C -q -e -b "$broker" -X isolation.level=read_committed -t "$topic" -f '%s\n'
