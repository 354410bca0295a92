-- How much went through, counted by each instance and added up here: two seconds a row for the last quarter of an hour, a minute
-- a row for the last day, an hour a row for the last week. Not exact to the last few: what an instance counted since it last wrote dies with it.
create table traffic (
    at      timestamptz not null,
    seconds smallint    not null,
    -- accepted, sent, failed and so on: what became of deliveries; attempt: what became of single tries
    kind    text        not null,
    -- of deliveries their queue, of attempts the channel, a slash and the provider
    name    text        not null,
    -- of attempts
    outcome text        not null,
    count   bigint      not null,
    primary key (seconds, at, kind, name, outcome)
);
