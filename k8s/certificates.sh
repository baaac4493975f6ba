#!/bin/sh
# Makes in DIR an authority and the certificates of NATS and Postgres, for the component `tls`. The authority is made
# once and stays; a certificate is made when there is none or when it ends within 30 days. Needs openssl.
set -eu
dir=$1
umask 077
mkdir -p "$dir/nats" "$dir/postgres"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

if [ ! -f "$dir/ca.crt" ]; then
  key "$dir/ca.key"
  openssl req -new -x509 -sha256 -days 3650 -key "$dir/ca.key" -subj '/CN=ChatK8S authority' -out "$dir/ca.crt.new"
  mv "$dir/ca.crt.new" "$dir/ca.crt"
  echo "Made $dir/ca.crt, for ten years. Whoever has $dir/ca.key can pretend to be NATS or Postgres."
fi

certificate() { # SERVICE NAMES
  at=$dir/$1
  if [ -f "$at/tls.crt" ] && openssl x509 -checkend 2592000 -noout -in "$at/tls.crt" >/dev/null; then
    echo "$at/tls.crt is good for more than 30 days and stays."
    return
  fi
  key "$at/tls.key.new"
  openssl req -new -sha256 -key "$at/tls.key.new" -subj "/CN=$1" -out "$at/request"
  {
    echo 'basicConstraints = CA:FALSE'
    echo 'keyUsage = digitalSignature'
    echo 'extendedKeyUsage = serverAuth, clientAuth'
    echo "subjectAltName = $2"
  } >"$at/extensions"
  openssl x509 -req -sha256 -days 365 -in "$at/request" -extfile "$at/extensions" \
    -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -set_serial "0x$(openssl rand -hex 16)" -out "$at/tls.crt.new" 2>"$at/said" ||
    { cat "$at/said" >&2; exit 1; }
  mv "$at/tls.key.new" "$at/tls.key"
  mv "$at/tls.crt.new" "$at/tls.crt"
  cp "$dir/ca.crt" "$at/ca.crt"
  rm -f "$at/request" "$at/extensions" "$at/said"
  echo "Made $at/tls.crt, for a year."
}

service() { printf 'DNS:%s, DNS:%s.chatk8s, DNS:%s.chatk8s.svc, DNS:%s.chatk8s.svc.cluster.local' "$1" "$1" "$1" "$1"; }
here='DNS:localhost, IP:127.0.0.1'
certificate nats "$(service nats), $(service '*.nats'), $here"
certificate postgres "$(service postgres), $here"
