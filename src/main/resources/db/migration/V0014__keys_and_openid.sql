-- Keys of the API that were made while it ran. They are never removed, so that a name in the audit log leads somewhere, and
-- so that an API for which there was a key once is never open again.
create table api_keys (
    id                  uuid primary key,
    name                text        not null,
    -- its first characters, to tell keys apart
    prefix              text        not null,
    sha256              bytea       not null unique,
    scopes              text[]      not null,
    -- null: as many as one likes
    requests_per_minute int check (requests_per_minute > 0),
    created_at          timestamptz not null,
    created_by          text        not null,
    -- to the minute
    last_used_at        timestamptz,
    revoked_at          timestamptz,
    revoked_by          text
);

-- A name can be had again by another key once it is free.
create unique index api_keys_in_force on api_keys (lower(name)) where revoked_at is null;

-- Somebody who logged in with the OpenID provider, and whom no administrator gave a role yet, has none.
alter table console_users
    alter column role drop not null;

-- Who is meant by a user that was made before that one logged in: the subject, or the verified e-mail address.
alter table console_users
    add column expected text;

create unique index console_users_expected on console_users (lower(expected));
