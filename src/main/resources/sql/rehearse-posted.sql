-- What accept.sql and begin.sql would make of rows that are stored nowhere.
-- :1 notifications, :2 deliveries, each a JSON array of rows as the intake makes them.
with n as materialized (
    select * from json_to_recordset(?::json) as n(
        id uuid, created_at timestamptz, policy text, channels text[], subject text, message text,
        template_version_id bigint, context jsonb, scheduled_at timestamptz)
),
b as materialized (
    select d.id, notification_id, position, queue,
-- include: addresses
           context, status, due_at, expires_at, mailing_id, d.timezone, hours, opening
    from json_to_recordset(?::json) as d(
        id uuid, notification_id uuid, position int, queue text, email text, phone_number text, telegram_id text,
        user_id text, client_id text, context jsonb, status text, due_at timestamptz, expires_at timestamptz,
        mailing_id bigint, timezone text, hours text, opening timestamptz)
-- include: client
)
select b.id, b.notification_id, 1 as token, b.queue, b.email, b.phone_number, b.telegram_id, b.user_id, b.client_id,
       b.mailing_id, b.context as own_context, 0 as attempts, 0 as rounds, '{}'::text[] as refused_by, b.expires_at,
       n.policy, n.channels, n.subject, n.message, n.template_version_id, n.context, n.created_at, n.scheduled_at,
       s.suppressed, b.status, b.due_at, b.timezone, null::text as mailing_status, b.hours, b.opening
from b join n on n.id = b.notification_id
-- include: suppressed
order by b.position, b.id
