-- The first deliveries of a stored notification, as begin.sql would give them out now; nothing is changed.
-- :1 the notification, :2 how many deliveries, :3 the notification again.
select b.id, b.notification_id, b.token, b.queue, b.email, b.phone_number, b.telegram_id, b.user_id, b.client_id,
       b.mailing_id, b.context as own_context, b.attempts, b.rounds, b.refused_by, b.expires_at,
       n.policy, n.channels, n.subject, n.message, n.template_version_id, n.context, n.created_at, n.scheduled_at,
       s.suppressed, case when b.leased and b.status = 'queued' then 'processing' else b.status end as status,
       case when not b.leased then b.due_at end as due_at, b.timezone, m.status as mailing_status,
       to_char(m.window_from, 'HH24:MI') || ' to ' || to_char(m.window_to, 'HH24:MI') as hours,
       next_opening(greatest(now(), b.due_at), b.timezone, m.window_from, m.window_to) as opening
from (select * from deliveries where notification_id = ? order by position limit ?) b
cross join (select * from notifications where id = ?) n
left join mailings m on m.id = b.mailing_id
-- include: suppressed
order by b.position
