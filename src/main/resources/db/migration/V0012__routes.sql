-- Every set of route files that was saved, whether it went live or not. Texts are kept once each.
create table route_texts (
    hash bytea primary key,
    text text not null
);

create table route_revisions (
    revision bigint generated always as identity primary key,
    at timestamptz not null default now(),
    author text not null,
    verdict text not null,
    findings jsonb not null default '[]',
    -- path to hash, hexadecimal
    files jsonb not null,
    fingerprint text not null
);
create index route_revisions_fingerprint on route_revisions (fingerprint, revision);

-- Which revision each instance runs; one that is not seen any more is gone.
create table route_instances (
    instance text primary key,
    revision bigint not null,
    seen_at timestamptz not null default now()
);
