-- Takes the deliveries of a parcel into work, if the parcel still holds their lease: a parcel that comes twice, or after
-- its lease ended and another was dispatched, finds nothing.
-- A message of a mailing may have to wait: while the mailing is paused it is parked, without due_at; while its client's clock
-- is outside the mailing's window it is due at the next opening.
-- :1 ids and :2 fencing tokens of the parcel's deliveries, :3 lease of the worker in seconds.
with p as materialized (
    select ?::uuid[] as ids, ?::int[] as tokens
),
begun as (
    update deliveries d
    set (status, due_at, leased, updated_at) = (
        select case
                   when d.expires_at <= greatest(now(), nullif(turn, 'infinity')) then 'expired'
                   when turn = '-infinity' then 'cancelled'
                   when turn = 'infinity' then 'queued'
                   when turn > now() then 'scheduled'
                   else 'processing'
               end,
               case
                   when d.expires_at <= greatest(now(), nullif(turn, 'infinity')) or turn in ('infinity', '-infinity') then null
                   when turn > now() then turn
                   else now() + make_interval(secs => ?)
               end,
               turn <= now() and turn <> '-infinity' and (d.expires_at is null or d.expires_at > now()),
               now()
        from (select case when d.mailing_id is null then now() else coalesce(
                  (select case
                              when m.status = 'paused' then 'infinity'
                              when m.status <> 'running' then '-infinity'
                              when m.window_from is null then now()
                              else next_opening(now(), d.timezone, m.window_from, m.window_to)
                          end
                   from mailings m where m.id = d.mailing_id), '-infinity') end as turn) t)
    where d.id = any((select ids from p)::uuid[])
      and d.token = (select tokens[array_position(ids, d.id)] from p) and d.status = 'queued' and d.leased
    returning d.*
),
over as (
    insert into delivery_history (delivery_id, at, status, error)
    select id, now(), status, case status
                                  when 'expired' then 'expires_at passed before it could be sent'
                                  when 'cancelled' then 'the mailing was cancelled'
                                  else 'outside the hours of the mailing, on its client''s clock'
                              end
    from begun where status in ('expired', 'cancelled', 'scheduled')
)
select b.id, b.notification_id, b.token, b.queue, b.email, b.phone_number, b.telegram_id, b.user_id, b.client_id,
       b.mailing_id, b.context as own_context, b.attempts, b.rounds, b.refused_by, b.expires_at,
       n.policy, n.channels, n.subject, n.message, n.template_version_id, n.context, n.created_at, n.scheduled_at,
       s.suppressed
from begun b cross join lateral (select * from notifications where id = b.notification_id offset 0) n
-- include: suppressed
where b.status = 'processing'
