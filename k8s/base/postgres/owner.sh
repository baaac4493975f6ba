#!/bin/sh
# Run once, when the data directory is made: the owner of the database may make tables and roles and is no superuser. What
# everybody may do by default, and could fill the disk with, is taken from the template and so from every database.
# psql reads the password itself: an argument shows in every process list.
set -eu
test -s "$OWNER_DB_PASSWORD_FILE"
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 <<'SQL'
\set password `cat "$OWNER_DB_PASSWORD_FILE"`
revoke connect, temporary on database postgres, template1 from public;
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
create role chat_owner login createrole password :'password';
grant set on parameter temp_file_limit to chat_owner;
create database chat owner chat_owner;
SQL
