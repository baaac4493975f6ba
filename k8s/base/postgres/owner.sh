#!/bin/sh
# Run once, when the data directory is made: the owner of the database may make tables and roles and is no superuser. What
# everybody may do by default, and could fill the disk with, is taken from the template and so from every database.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$OWNER_DB_PASSWORD" --username "$POSTGRES_USER" --dbname template1 <<'SQL'
revoke connect, temporary on database postgres, template1 from public;
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
create role chat_owner login createrole password :'password';
create database chat owner chat_owner;
SQL
