-- Takes the deliveries of a parcel into work, if the parcel still holds their lease: a parcel that comes twice, or after
-- its lease ended and another was dispatched, finds nothing.
-- :1 ids and :2 fencing tokens of the parcel's deliveries, :3 lease of the worker in seconds.
with p as materialized (
    select ?::uuid[] as ids, ?::int[] as tokens
),
begun as (
    update deliveries d
    set status = case when d.expires_at <= now() then 'expired' else 'processing' end,
        due_at = case when d.expires_at <= now() then null else now() + make_interval(secs => ?) end,
        leased = d.expires_at is null or d.expires_at > now(),
        updated_at = now()
    where d.id = any((select ids from p)::uuid[])
      and d.token = (select tokens[array_position(ids, d.id)] from p) and d.status = 'queued' and d.leased
    returning d.*
),
expired as (
    insert into delivery_history (delivery_id, at, status, error)
    select id, now(), 'expired', 'expires_at passed before it could be sent' from begun where status = 'expired'
)
select b.id, b.notification_id, b.token, b.queue, b.email, b.phone_number, b.telegram_id, b.user_id, b.client_id,
       b.context as own_context, b.attempts, b.rounds, b.refused_by, b.expires_at,
       n.policy, n.channels, n.subject, n.message, n.template_version_id, n.context, n.created_at, n.scheduled_at,
       n.mailing_id, s.suppressed
from begun b cross join lateral (select * from notifications where id = b.notification_id offset 0) n
-- The inner exists is asked once a statement: while nobody is suppressed, no delivery is looked up.
cross join lateral (
    select json_agg(json_build_object('channel', channel, 'address', address, 'reason', reason))::text as suppressed
    from suppressions
    where address = any(array[lower(b.email), b.phone_number, b.telegram_id, b.user_id, b.client_id])
      and (scope = 'all' or n.mailing_id is not null) and (expires_at is null or expires_at > now())
      and (select exists (select from suppressions))
) s
where b.status = 'processing'
