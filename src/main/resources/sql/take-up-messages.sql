-- Makes messages of a mailing due again that were parked while it was paused.
-- :id the mailing, :most how many at a time.
update deliveries d
set (due_at, status) = (
    select t.due, case when t.due > now() then 'scheduled' else 'queued' end
    from (select case when m.window_from is null then now()
                      else next_opening(now(), d.timezone, m.window_from, m.window_to) end as due
          from mailings m where m.id = :id) t),
    updated_at = now()
where d.id = any(array(
    select id from deliveries
    where mailing_id = :id and due_at is null and status in ('scheduled', 'queued', 'processing')
    limit :most for update skip locked))
