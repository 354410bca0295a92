-- Who may log in to the console.
create table console_users (
    id            uuid primary key,
    name          text        not null,
    -- null: logs in with the OpenID provider only
    password_hash text,
    role          text        not null check (role in ('viewer', 'operator', 'editor', 'admin')),
    -- issuer and subject of the OpenID provider
    subject       text unique,
    created_at    timestamptz not null,
    last_login_at timestamptz,
    disabled_at   timestamptz
);

create unique index console_users_name on console_users (lower(name));

-- Sessions of the console, as Spring Session 3.5 wants them: an instance can end, and its users stay logged in.
create table console_sessions (
    primary_id            char(36) primary key,
    session_id            char(36)  not null,
    creation_time         bigint    not null,
    last_access_time      bigint    not null,
    max_inactive_interval int       not null,
    expiry_time           bigint    not null,
    principal_name        varchar(100)
);

create unique index console_sessions_id on console_sessions (session_id);
create index console_sessions_expiry on console_sessions (expiry_time);
create index console_sessions_principal on console_sessions (principal_name);

create table console_sessions_attributes (
    session_primary_id char(36)     not null references console_sessions (primary_id) on delete cascade,
    attribute_name     varchar(200) not null,
    attribute_bytes    bytea        not null,
    primary key (session_primary_id, attribute_name)
);
