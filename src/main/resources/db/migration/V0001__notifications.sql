-- What was asked for. Written once, never updated: the state lives in deliveries.
create table notifications (
    id                  uuid primary key,          -- version 7: ordered by time, so paging by id pages by age
    created_at          timestamptz not null,
    dialect             text        not null,
    queue               text        not null,
    policy              text,
    channels            text[],                    -- listed by the caller; null: the policy decides
    subject             text,
    message             text,
    template_slug       text,
    template_version_id bigint,                    -- pinned at acceptance: later edits do not change what is queued
    context             jsonb,
    metadata            jsonb,
    callback_url        text,
    scheduled_at        timestamptz,
    expires_at          timestamptz,
    recipients          int         not null
);

create index notifications_template on notifications (template_slug, id) where template_slug is not null;
create index notifications_metadata on notifications using gin (metadata jsonb_path_ops) where metadata is not null;

-- One recipient of one notification: the unit that is dispatched, tried, and ends in exactly one outcome.
create table deliveries (
    id                  uuid primary key,
    notification_id     uuid        not null,      -- no foreign key: both rows come from one statement
    position            int         not null,
    queue               text        not null,
    email               text,
    phone_number        text,
    telegram_id         text,
    user_id             text,
    client_id           text,
    context             jsonb,                     -- this recipient's own, laid over the notification's
    status              text        not null,
    channel             text,                      -- the one that took it, or that was tried last
    attempts            int         not null default 0,   -- failed attempts
    rounds              int         not null default 0,   -- failed runs through the policy: what the retry limit counts
    refused_by          text[]      not null default '{}',-- channels that will never take it
    error               text,
    provider_message_id text,
    due_at              timestamptz,               -- when the dispatcher takes it up (again); null: it is over
    leased              boolean     not null default false, -- due_at is the end of a lease: broker or worker has it
    token               int         not null default 0,   -- fencing: grows with every dispatch, stale holders are refused
    expires_at          timestamptz,
    updated_at          timestamptz not null
);

create index deliveries_due on deliveries (queue, due_at) where due_at is not null;
create index deliveries_notification on deliveries (notification_id, position);
create index deliveries_unusual on deliveries (status, id)
    where status in ('failed', 'cancelled', 'expired', 'suppressed', 'scheduled');
create index deliveries_email on deliveries (lower(email), id) where email is not null;
create index deliveries_phone_number on deliveries (phone_number, id) where phone_number is not null;
create index deliveries_telegram_id on deliveries (telegram_id, id) where telegram_id is not null;
create index deliveries_user_id on deliveries (user_id, id) where user_id is not null;

-- Every attempt and every change of status, in order. The first status is not stored: it is the delivery's creation.
create table delivery_history (
    id                  bigint generated always as identity,
    delivery_id         uuid        not null,
    at                  timestamptz not null,
    status              text,                      -- a status change, or …
    outcome             text,                      -- … an attempt: sent, failed, postponed, skipped, uncertain
    channel             text,
    provider            text,
    duration_ms         int,
    temporary           boolean,
    error               text,                      -- the provider's words, or the reason of a status change
    provider_message_id text
);

create index delivery_history_delivery on delivery_history (delivery_id, id);

-- The first answer to each Idempotency-Key, kept for 24 hours.
create table idempotency_keys (
    caller      text        not null,
    key         text        not null,
    fingerprint text        not null,
    answer      text        not null,
    created_at  timestamptz not null,
    primary key (caller, key)
);

create index idempotency_keys_age on idempotency_keys (created_at);

-- Rows of deliveries are updated a few times and then rest: leave room for it, and clean up early.
alter table deliveries set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- The status of a notification is that of its deliveries: the least advanced while any is open, else failed if any failed.
create function notification_status(notification uuid) returns text language sql stable as $$
    select status from deliveries where notification_id = notification
    order by array_position(array['scheduled', 'queued', 'processing', 'failed', 'sent', 'delivered', 'expired',
                                  'cancelled', 'suppressed'], status)
    limit 1
$$;
