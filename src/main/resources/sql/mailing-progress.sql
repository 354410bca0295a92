-- How far a mailing is. What it did lately is reckoned from the first of the last ten seconds in which it did anything: after
-- a start, a pause or an opening these are fewer, but never less than one.
-- :id the mailing. One row; its waits are pairs of a moment, in seconds since 1970, and a number of messages.
with m as materialized (
    select *, notification_id is not null and status = 'running' as under_way from mailings where id = :id
)
select c.total + u.number as total, c.done, c.lately / least(10, greatest(1, c.lately_seconds)) as rate,
       c.sent / greatest(1, extract(epoch from c.last_sent_at - m.started_at)) as usual_rate, w.waits,
       m.made or m.window_from is null as whole, m.end_at
from m
cross join lateral (
    select count(*) as total, count(*) filter (where over) as done, count(*) filter (where sent) as sent,
           max(updated_at) filter (where sent) as last_sent_at, count(*) filter (where sent and late) as lately,
           extract(epoch from now() - min(updated_at) filter (where sent and late)) as lately_seconds
    from (select d.updated_at, d.updated_at > now() - interval '10 seconds' as late,
                 d.status not in ('scheduled', 'queued', 'processing') as over,
                 d.status in ('sent', 'delivered', 'failed', 'suppressed') as sent
          from deliveries d where d.notification_id = m.notification_id offset 0) messages
) c
cross join lateral (
    select case when m.made or m.notification_id is null or m.status not in ('running', 'paused') then 0 else
        (select count(*) from clients
         where segment = any((select audience(m.tags_logic, m.tags, m.operators))::bigint[]) and id > m.made_until) end as number
) u
cross join lateral (
    select json_agg(json_build_array(until, messages) order by until)::text as waits
    from (select ceil(extract(epoch from due_at))::bigint as until, count(*) as messages
          from deliveries
          where mailing_id = m.id and m.under_way and status in ('scheduled', 'queued', 'processing')
            and due_at > now() and not leased
          group by 1) each
) w
