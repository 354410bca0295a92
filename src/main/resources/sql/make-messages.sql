-- Makes the messages of a mailing for its next clients, in the order of their ids, and notes how far it came. A client whose
-- clock is outside the mailing's window gets it at the next opening, if that is before the end.
-- :id the mailing, :most how many at a time. Returns how many were made, and whether these were the last.
with m as materialized (
    select *, audience(tags_logic, tags, operators) as segments from mailings where id = :id
),
-- "+ 0" keeps PostgreSQL from the index by segment: it would gather and sort the whole audience for each part of it.
chosen as materialized (
    select c.*, row_number() over (order by c.id) as number
    from (select * from clients
          where id > (select made_until from m) and segment + 0 = any((select segments from m)::bigint[])
          order by id limit :most) c
),
-- Reckoned once for each zone: there are few.
openings as materialized (
    select c.timezone, next_opening(now(), c.timezone, m.window_from, m.window_to) as due
    from (select distinct timezone from chosen) c cross join m
),
ids as materialized (
    select lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') as moment,
           gen_random_uuid()::text as seed
),
made as (
    insert into deliveries (id, notification_id, mailing_id, position, queue, email, phone_number, telegram_id, user_id,
                            client_id, timezone, context, status, due_at, expires_at, updated_at)
    select numbered_id(ids.moment, ids.seed, c.number), m.notification_id, m.id, m.messages + c.number - 1, m.queue, c.email, '+' || c.phone_number,
           c.telegram_id, c.attributes ->> 'user_id', c.id, case when m.window_from is not null then c.timezone end,
           case when m.template_slug is not null then
               (select client_context(k) from clients k where k.id = c.id) end,
           case when t.due >= m.end_at then 'expired' when t.due > now() then 'scheduled' else 'queued' end,
           case when t.due < m.end_at then t.due end,
           m.end_at, now()
    from chosen c cross join m cross join ids
         cross join lateral (select due from openings o where o.timezone = c.timezone) t
    returning id, status
),
over as (
    insert into delivery_history (delivery_id, at, status, error)
    select id, now(), 'expired', 'the hours of the mailing do not come before its end' from made where status = 'expired'
)
update mailings
set messages = messages + (select count(*) from chosen),
    made_until = coalesce((select max(id) from chosen), made_until),
    made = (select count(*) from chosen) < :most
where id = :id
returning (select count(*) from chosen) as made, made as whole
