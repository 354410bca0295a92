-- Who is told of what becomes of deliveries, besides the callback_url of a notification.
create table webhooks (
    id              uuid primary key,              -- version 7: ordered by time
    url             text        not null,
    events          text[]      not null,
    enabled         boolean     not null,
    description     text,
    disabled_reason text,                          -- why Caravan switched it off
    failing_since   timestamptz,                   -- the first failure after the last success
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);

create index webhooks_enabled on webhooks (id) where enabled;

-- What signs. HMAC needs the secret itself, so it is kept as it is; it is never shown again.
create table webhook_secrets (
    id         bigint generated always as identity primary key,
    webhook_id uuid references webhooks (id) on delete cascade, -- null: signs what goes to a callback_url
    secret     text        not null,
    expires_at timestamptz                         -- null: the current one
);

create unique index webhook_secrets_current on webhook_secrets (webhook_id) nulls not distinct where expires_at is null;
create index webhook_secrets_webhook on webhook_secrets (webhook_id);

-- One event on its way to one endpoint.
create table webhook_deliveries (
    id              uuid primary key,              -- webhook-id: the same for each try
    webhook_id      uuid,                          -- null: it goes to the notification's callback_url
    url             text,                          -- that callback_url
    target          text        not null,          -- whose turn it is: a subscription, or the host of a callback_url
    type            text        not null,
    notification_id uuid        not null,          -- no foreign keys: they would cost every event a look and a lock
    delivery_id     uuid        not null,
    payload         text        not null,
    status          text        not null default 'pending', -- then delivered, or parked
    tries           int         not null default 0,-- since it was made or replayed: what the schedule counts
    since           timestamptz not null,          -- when it was made or replayed
    due_at          timestamptz,                   -- null: it is over
    leased          boolean     not null default false,
    token           int         not null default 0,-- fencing, as of deliveries
    finished_at     timestamptz,
    history         jsonb       not null default '[]'
);

create index webhook_deliveries_due on webhook_deliveries (target, due_at) where due_at is not null;
create index webhook_deliveries_pending_age on webhook_deliveries (since) where due_at is not null;
create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id) where webhook_id is not null;
create index webhook_deliveries_notification on webhook_deliveries (notification_id, id);
create index webhook_deliveries_parked on webhook_deliveries (webhook_id, id) where status = 'parked';
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where finished_at is not null;

alter table webhook_deliveries set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Makes the events of a delivery whose status has changed, in the transaction that changes it: none is ever lost, and
-- none tells of a change that was rolled back.
create function make_webhook_events() returns trigger language plpgsql as $$
declare
    event    text := 'notification.' || new.status;
    callback text;
    labels   jsonb;
    wanted   boolean;
    told     timestamptz;
    content  text;
begin
    -- One statement, for this is run for every delivery there is, and most often there is nobody to tell.
    select callback_url, metadata, exists (select from webhooks where enabled and events @> array[event])
    into callback, labels, wanted
    from notifications where id = new.notification_id;
    if callback is null and not wanted then
        return null;
    end if;
    told := clock_timestamp();
    content := json_build_object(
        'type', event,
        'timestamp', to_char(told at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'data', json_build_object(
            'notification_id', new.notification_id,
            'delivery_id', new.id,
            'status', new.status,
            'channel', new.channel,
            'provider_message_id', new.provider_message_id,
            'error', new.error,
            'attempts', new.attempts,
            'recipient', json_strip_nulls(json_build_object(
                'email', new.email, 'phone_number', new.phone_number, 'telegram_id', new.telegram_id,
                'user_id', new.user_id, 'client_id', new.client_id)),
            'metadata', labels));
    insert into webhook_deliveries (id, webhook_id, url, target, type, notification_id, delivery_id, payload, since, due_at)
    select time_ordered_id(), webhook_id, url, target, event, new.notification_id, new.id, content, told, told
    from (
        select id as webhook_id, null as url, id::text as target from webhooks where enabled and events @> array[event]
        union all
        select null, callback, lower(substring(callback from '^[^:/?#]+://[^/?#]+')) where callback is not null
    ) endpoints;
    return null;
end
$$;

create trigger webhook_events after update of status on deliveries
    for each row when (new.status in ('sent', 'delivered', 'failed', 'expired') and new.status is distinct from old.status)
    execute function make_webhook_events();

-- A message of a mailing may be over the moment it is made.
create trigger webhook_events_at_once after insert on deliveries
    for each row when (new.status = 'expired') execute function make_webhook_events();
