#!/bin/sh
# Run once by the PostgreSQL image on an empty data folder: databases, owners without login, one login per service.
# The same roles as zhenxie.local.provision makes for the embedded server; a test compares the two.
set -eu
: "${EXCHANGE_SERVICE_PASSWORD:?}" "${SCREENING_SERVICE_PASSWORD:?}"

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v exchange_password="$EXCHANGE_SERVICE_PASSWORD" -v screening_password="$SCREENING_SERVICE_PASSWORD" <<'SQL'
\set plain 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION'
CREATE ROLE exchange_owner NOLOGIN :plain;
CREATE ROLE exchange_writer NOLOGIN :plain;
CREATE ROLE exchange_reader NOLOGIN :plain;
CREATE ROLE screening_owner NOLOGIN :plain;
CREATE ROLE screening_worker NOLOGIN :plain;
-- NOINHERIT: a right is had only by SET ROLE, never by merely being logged in.
CREATE ROLE exchange_service LOGIN NOINHERIT :plain PASSWORD :'exchange_password';
CREATE ROLE screening_service LOGIN NOINHERIT :plain PASSWORD :'screening_password';
GRANT exchange_writer TO exchange_service;
GRANT exchange_reader TO exchange_service;
GRANT screening_worker TO screening_service;
CREATE DATABASE exchange OWNER exchange_owner;
CREATE DATABASE screening OWNER screening_owner;
REVOKE ALL ON DATABASE exchange FROM PUBLIC;
REVOKE ALL ON DATABASE screening FROM PUBLIC;
GRANT CONNECT ON DATABASE exchange TO exchange_service;
GRANT CONNECT ON DATABASE screening TO screening_service;
SQL
