#!/bin/sh
# Run once, when the data directory is made: the owner of the database may make tables and roles and is no superuser.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$OWNER_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role chat_owner login createrole password :'password';
create database chat owner chat_owner;
SQL
