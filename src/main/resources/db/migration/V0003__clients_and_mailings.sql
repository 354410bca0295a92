-- People that mailings can go to. An operator and a set of tags make a segment, and a client is in exactly one: so an
-- audience is a handful of segments, found in a small table, and its clients lie together in an index.
create table operators (
    id         bigint generated always as identity primary key,
    code       text not null unique,
    name       text
);

create table tags (
    id         bigint generated always as identity primary key,
    name       text not null unique
);

create table segments (
    id         bigint generated always as identity primary key,
    operator   bigint references operators (id),
    tags       bigint[] not null,                  -- sorted: the same set is the same array
    unique nulls not distinct (operator, tags)
);

create index segments_tags on segments using gin (tags);

create table clients (
    id           bigint generated always as identity primary key,
    phone_number text        not null unique,      -- 7 and ten digits
    segment      bigint      not null references segments (id),
    timezone     text        not null,
    email        text,
    telegram_id  text,
    name         text,
    attributes   jsonb,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

create index clients_segment on clients (segment, id);
create index clients_email on clients (lower(email)) where email is not null;
create index clients_telegram_id on clients (telegram_id) where telegram_id is not null;
create index clients_user_id on clients ((attributes ->> 'user_id')) where attributes ? 'user_id';

-- One text to many clients. Its messages are the deliveries of one notification, which is made when the mailing starts.
create table mailings (
    id                  bigint generated always as identity primary key,
    title               text,
    start_at            timestamptz not null,
    end_at              timestamptz not null,
    message             text,
    subject             text,
    template_slug       text,
    tags_logic          text        not null check (tags_logic in ('and', 'or')),
    tags                bigint[]    not null,
    operators           bigint[]    not null,
    channels            text[]      not null,
    window_from         time,                      -- of each client's own clock; null: at any time
    window_to           time,
    queue               text        not null,
    status              text        not null
        check (status in ('scheduled', 'running', 'paused', 'cancelled', 'finished')),
    notification_id     uuid unique,               -- null until it has started
    made                boolean     not null default false,  -- whether every message is there
    made_until          bigint      not null default 0,      -- the last client that has one; they are made in the order of ids
    messages            int         not null default 0,
    settled             boolean     not null default false,  -- whether nothing is left to do for it in the background
    error               text,                      -- why it ended, if nobody asked for it
    started_at          timestamptz,
    finished_at         timestamptz,
    created_at          timestamptz not null,
    updated_at          timestamptz not null
);

create index mailings_unsettled on mailings (start_at) where not settled;

alter table notifications add column mailing_id bigint;
alter table deliveries
    add column mailing_id bigint,                  -- null: no mailing, and nothing of what follows applies
    add column timezone text;

create index deliveries_of_mailing on deliveries (mailing_id, id) where mailing_id is not null;
create index deliveries_client_id on deliveries (client_id, id) where client_id is not null;

-- What is still to be sent of a mailing. Without due_at it is parked, for the mailing is paused.
create index deliveries_open_of_mailing on deliveries (mailing_id, due_at)
    where mailing_id is not null and status in ('scheduled', 'queued', 'processing');

-- When the last report on the mailings was made: one row.
create table mailing_reports (
    one     boolean     primary key check (one),
    last_at timestamptz not null
);

-- The segments that make up an audience: of one of the operators, and with all of the tags or with at least one. None given
-- means all.
create function audience(logic text, tags bigint[], operators bigint[]) returns bigint[] language sql stable as $$
    select coalesce(array_agg(s.id), '{}') from segments s
    where (audience.operators = '{}' or s.operator = any(audience.operators))
      and (audience.tags = '{}' or logic = 'and' and s.tags @> audience.tags or logic = 'or' and s.tags && audience.tags)
$$;

-- The segment of an operator and tags, which are made if they are not there. One at a time makes something new, so that
-- two that name the same in different order do not wait for each other.
create function segment_of(code text, operator_name text, tag_names text[]) returns bigint language plpgsql as $$
declare
    its_operator bigint;
    its_tags     bigint[];
    its_segment  bigint;
begin
    for attempt in 1..2 loop
        select o.id into its_operator from operators o where o.code = segment_of.code;
        select coalesce(array_agg(t.id order by t.id), '{}') into its_tags from tags t where t.name = any(tag_names);
        select s.id into its_segment from segments s where s.operator is not distinct from its_operator and s.tags = its_tags;
        exit when its_segment is not null and cardinality(its_tags) = cardinality(tag_names)
                  and (its_operator is not null or code is null);
        perform pg_advisory_xact_lock(hashtext('caravan.segments'));
        insert into operators (code, name) select segment_of.code, operator_name where segment_of.code is not null
            on conflict do nothing;
        insert into tags (name) select unnest(tag_names) on conflict do nothing;
        select o.id into its_operator from operators o where o.code = segment_of.code;
        select coalesce(array_agg(t.id order by t.id), '{}') into its_tags from tags t where t.name = any(tag_names);
        insert into segments (operator, tags) values (its_operator, its_tags) on conflict do nothing;
    end loop;
    update operators o set name = operator_name
        where o.id = its_operator and operator_name is not null and o.name is distinct from operator_name;
    return its_segment;
end
$$;

-- What a template may use of a client.
create function client_context(client clients) returns jsonb language sql immutable as $$
    select jsonb_build_object('client_id', client.id, 'phone_number', client.phone_number, 'name', client.name,
                              'email', client.email)
           || coalesce(client.attributes, '{}')
$$;

-- UUID version 7 (RFC 9562 §5.7), for ids that are made inside a statement.
create function time_ordered_id() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

-- The first moment, from this one on, at which a clock of this zone is inside the window; the window may cross midnight.
-- A window whose beginning the clock jumps over in spring opens as much later; an hour that comes twice in autumn counts
-- twice.
create function next_opening(moment timestamptz, zone text, opens time, closes time) returns timestamptz
    language sql stable as $$
    select case
        when opens is null then moment
        when opens < closes and l.clock >= opens and l.clock < closes then moment
        when opens > closes and (l.clock >= opens or l.clock < closes) then moment
        else (l.day + opens + case when l.clock < opens then interval '0' else interval '1 day' end) at time zone zone
    end
    from (select (moment at time zone zone)::date as day, (moment at time zone zone)::time as clock) l
$$;

-- What a message of a mailing is called in its statistics.
create function message_status(status text, attempts int, refused_by text[]) returns text language sql immutable as $$
    select case
        when status in ('sent', 'delivered') then 'success'
        when status in ('expired', 'cancelled') then 'expired'
        when status = 'suppressed' or status = 'failed' and refused_by <> '{}' then 'failure'
        when status = 'failed' then 'error'
        when attempts > 0 then 'retry'
        else 'sending'
    end
$$;

-- As before; that of a mailing is told by the mailing, for it may have a million deliveries.
create or replace function notification_status(notification uuid) returns text language sql stable as $$
    select coalesce(
        (select case status when 'running' then 'processing' when 'paused' then 'queued' when 'finished' then 'sent'
                            else status end
         from mailings where notification_id = notification),
        (select status from deliveries where notification_id = notification
         order by array_position(array['scheduled', 'queued', 'processing', 'failed', 'sent', 'delivered', 'expired',
                                       'cancelled', 'suppressed'], status)
         limit 1))
$$;
