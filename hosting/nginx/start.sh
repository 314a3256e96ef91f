#!/bin/sh
# Writes the settings into the configuration, tries it, and becomes nginx.
set -eu

: "${LEMS_HOST:?the public name of the app, such as lems.example.org}"
: "${LEMS_REPLICAS:?the replicas, such as 'app1:8501 app2:8501'}"
export LEMS_PROXY_FOLDER="${LEMS_PROXY_FOLDER:-/tmp/lems-proxy}"
export LEMS_HTTP_PORT="${LEMS_HTTP_PORT:-8080}"
export LEMS_HTTPS_PORT="${LEMS_HTTPS_PORT:-8443}"
export LEMS_HTTPS_SUFFIX="${LEMS_HTTPS_SUFFIX:-}"
export LEMS_CERTIFICATE="${LEMS_CERTIFICATE:-/run/secrets/certificate}"
export LEMS_CERTIFICATE_KEY="${LEMS_CERTIFICATE_KEY:-/run/secrets/certificate_key}"
export LEMS_REQUESTS_PER_SECOND="${LEMS_REQUESTS_PER_SECOND:-50}"
export LEMS_REQUESTS_AT_ONCE="${LEMS_REQUESTS_AT_ONCE:-400}"
export LEMS_TABS_PER_ADDRESS="${LEMS_TABS_PER_ADDRESS:-400}"

here=$(dirname "$0")
mkdir -p "$LEMS_PROXY_FOLDER"
for replica in $LEMS_REPLICAS; do
    echo "server $replica max_fails=1 fail_timeout=5s;"
done >"$LEMS_PROXY_FOLDER/replicas.conf"
# Only our own names: what else begins with $ is nginx's.
names=$(env | sed -n 's/^\(LEMS_[A-Z_]*\)=.*/${\1}/p' | tr '\n' ' ')
envsubst "$names" <"$here/nginx.conf.template" >"$LEMS_PROXY_FOLDER/nginx.conf"
exec nginx -e stderr -c "$LEMS_PROXY_FOLDER/nginx.conf" -g 'daemon off;'
