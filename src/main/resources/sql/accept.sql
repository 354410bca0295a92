-- Stores a batch of accepted requests in one statement: idempotency keys, notifications, deliveries.
-- A request whose key is already taken is left out, whole. Returns the keys that were taken by this statement.
-- :1 keys, :2 notifications, :3 deliveries, each a JSON array of rows.
with keys as (
    insert into idempotency_keys (caller, key, fingerprint, answer, created_at)
    select caller, key, fingerprint, answer, now()
    from json_to_recordset(?::json) as k(caller text, key text, fingerprint text, answer text)
    on conflict (caller, key) do update
        set fingerprint = excluded.fingerprint, answer = excluded.answer, client_id = null,
            created_at = excluded.created_at
        where idempotency_keys.created_at < now() - interval '24 hours'
    returning caller, key
),
accepted as (
    insert into notifications (id, created_at, dialect, queue, policy, channels, subject, message, template_slug,
                               template_version_id, context, metadata, callback_url, scheduled_at, expires_at, recipients)
    select id, created_at, dialect, queue, policy, channels, subject, message, template_slug,
           template_version_id, context, metadata, callback_url, scheduled_at, expires_at, recipients
    from json_to_recordset(?::json) as n(
        id uuid, created_at timestamptz, dialect text, queue text, policy text, channels text[], subject text,
        message text, template_slug text, template_version_id bigint, context jsonb, metadata jsonb, callback_url text,
        scheduled_at timestamptz, expires_at timestamptz, recipients int, caller text, key text)
    where key is null or (caller, key) in (select caller, key from keys)
    returning id
),
queued as (
    insert into deliveries (id, notification_id, position, queue, email, phone_number, telegram_id, user_id, client_id,
                            context, status, due_at, expires_at, updated_at)
    select d.id, notification_id, position, queue,
-- include: addresses
           context, status, coalesce(due_at, now()), expires_at, d.updated_at
    from json_to_recordset(?::json) as d(
        id uuid, notification_id uuid, position int, queue text, email text, phone_number text, telegram_id text,
        user_id text, client_id text, context jsonb, status text, due_at timestamptz, expires_at timestamptz,
        updated_at timestamptz)
-- include: client
    where notification_id in (select id from accepted)
)
select caller, key from keys
