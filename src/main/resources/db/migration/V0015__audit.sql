-- Who changed what, when, from where. An entry's id is ordered by time.
create table audit_log (
    id        uuid primary key,
    at        timestamptz not null default now(),
    -- key:name, console:user, oidc:subject, anyone where no key is needed, or what Caravan does by itself
    actor     text        not null,
    address   text        not null,
    operation text        not null,
    -- the path of what was changed, without what all paths begin with
    target    text        not null,
    -- of the answer; null: this was no request to the API
    status    smallint,
    -- names of what is different now
    fields    text[]      not null,
    before    jsonb,
    after     jsonb
);

create index audit_log_actor on audit_log (actor, id);
create index audit_log_operation on audit_log (operation, id);
create index audit_log_target on audit_log (target, id);
