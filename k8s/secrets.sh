#!/bin/sh
# Makes random credentials in DIR, one file a program, once: what exists is never overwritten, for Postgres reads
# its passwords only when its data directory is made. Hexadecimal after a letter: nats-server reads a bare 12345 as a number.
set -eu
dir=$1
random() { printf 'p%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }
if [ -d "$dir" ]; then
  # A user that is newer than the files: nats-server does not start without its password.
  add() {
    name=$1 other=$2
    ! grep -q "^$name=" "$dir/nats.env" || return 0
    added=$name=$(random)
    for file in nats "$other"; do
      # An editor may have left the last line end away.
      [ -z "$(tail -c 1 "$dir/$file.env")" ] || echo >>"$dir/$file.env"
      echo "$added" >>"$dir/$file.env"
    done
    echo "Added $name to $dir/nats.env and $dir/$other.env."
  }
  add NATS_BACKUP_PASSWORD operator
  add NATS_ERASER_PASSWORD persister
  add NATS_ADMIN_PASSWORD operator
  # A program that is newer than the files has one of its own, and a secret that gateways have, too.
  if [ ! -f "$dir/webhooks.env" ]; then
    umask 077
    secret=$(random) password=$(random)
    for file in nats gateway; do
      [ -z "$(tail -c 1 "$dir/$file.env")" ] || echo >>"$dir/$file.env"
    done
    echo "NATS_WEBHOOKS_PASSWORD=$password" >>"$dir/nats.env"
    echo "WEBHOOK_SECRET=$secret" >>"$dir/gateway.env"
    printf 'NATS_PASSWORD=%s\nWEBHOOK_SECRET=%s\n' "$password" "$secret" >"$dir/webhooks.env"
    echo "Added the credentials of webhooks to $dir."
  fi
  echo "$dir exists and stays as it is. To rotate a secret: docs/operations.md."
  exit 0
fi
umask 077
rm -rf "$dir.new" # Of a run that was interrupted.
mkdir "$dir.new"
nats_gateway=$(random) nats_persister=$(random) nats_eraser=$(random) nats_provision=$(random)
nats_webhooks=$(random) webhook=$(random)
nats_operator=$(random) nats_backup=$(random) nats_admin=$(random)
db_superuser=$(random) db_owner=$(random) db_persister=$(random) db_operator=$(random)
cat >"$dir.new/gateway.env" <<END
NATS_PASSWORD=$nats_gateway
SESSION_SECRET=$(random)
WEBHOOK_SECRET=$webhook
END
cat >"$dir.new/webhooks.env" <<END
NATS_PASSWORD=$nats_webhooks
WEBHOOK_SECRET=$webhook
END
cat >"$dir.new/persister.env" <<END
NATS_PASSWORD=$nats_persister
NATS_ERASER_PASSWORD=$nats_eraser
DB_PASSWORD=$db_persister
END
cat >"$dir.new/provision.env" <<END
NATS_PASSWORD=$nats_provision
OWNER_DB_PASSWORD=$db_owner
PERSISTER_DB_PASSWORD=$db_persister
OPERATOR_DB_PASSWORD=$db_operator
END
cat >"$dir.new/nats.env" <<END
NATS_GATEWAY_PASSWORD=$nats_gateway
NATS_PERSISTER_PASSWORD=$nats_persister
NATS_ERASER_PASSWORD=$nats_eraser
NATS_WEBHOOKS_PASSWORD=$nats_webhooks
NATS_PROVISION_PASSWORD=$nats_provision
NATS_OPERATOR_PASSWORD=$nats_operator
NATS_BACKUP_PASSWORD=$nats_backup
NATS_ADMIN_PASSWORD=$nats_admin
NATS_ROUTE_PASSWORD=$(random)
END
cat >"$dir.new/postgres.env" <<END
POSTGRES_PASSWORD=$db_superuser
OWNER_DB_PASSWORD=$db_owner
END
cat >"$dir.new/operator.env" <<END
NATS_PASSWORD=$nats_operator
NATS_BACKUP_PASSWORD=$nats_backup
NATS_ADMIN_PASSWORD=$nats_admin
DB_PASSWORD=$db_operator
END
mv "$dir.new" "$dir"
echo "Made $dir. Keep a copy where you keep secrets; git ignores it."
