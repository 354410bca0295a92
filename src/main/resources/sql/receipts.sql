-- Takes receipts. :1 a JSON array of them.
-- A receipt names a delivery by its id, or by what its provider called the message. It changes a delivery that is recorded
-- as sent, once; one that comes before that record waits. Returns what became of each.
with r as materialized (
    select * from json_to_recordset(?::json) as r(
        n int, provider text, reference text, delivery_id uuid, channel text, status text, error text, at timestamptz)
),
found as materialized (
    select distinct on (r.n) r.n, r.provider, r.status, r.error,
           'receipt of ' || r.provider
               || coalesce(', ' || to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
               || ': ' || r.status || coalesce(', ' || r.error, '') as words,
           d.id, d.status as state, d.channel, d.email, d.phone_number, d.telegram_id, d.user_id, d.client_id
    from r cross join lateral (
        select * from deliveries where id = r.delivery_id and (r.channel is null or coalesce(channel, r.channel) = r.channel)
        union all
        select d.* from deliveries d
        where d.provider_message_id = r.reference and d.channel <> 'email'
          and exists (select from delivery_history h
                      where h.delivery_id = d.id and h.provider = r.provider and h.outcome = 'sent'
                        and h.provider_message_id = r.reference)
    ) d
    order by r.n
),
change as materialized (
    select distinct on (id) * from found where status <> 'delayed' and state = 'sent' order by id, n
),
changed as (
    update deliveries d
    set (status, error, updated_at) = (
        select case when c.status in ('failed', 'bounced') then 'failed' else 'delivered' end,
               case when c.status in ('failed', 'bounced') then coalesce(c.error, c.words) else d.error end, now()
        from change c where c.id = d.id)
    where d.id = any(array(select id from change)) and d.status = 'sent'
    returning d.id, d.status
),
-- What changes no status is noted all the same, once.
noted as (
    insert into delivery_history (delivery_id, at, status, outcome, channel, provider, temporary, error)
    select f.id, now(), case when f.status <> 'delayed' then f.state end,
           case when f.status = 'delayed' then 'delayed' end, f.channel, f.provider,
           case when f.status = 'delayed' then true end, f.words
    from found f
    where (f.status = 'delayed' or f.status in ('complained', 'unsubscribed') and f.state = 'delivered')
      and not exists (select from delivery_history h where h.delivery_id = f.id and h.error = f.words)
    returning delivery_id
),
history as (
    insert into delivery_history (delivery_id, at, status, channel, provider, error)
    select c.id, now(), (select status from changed where changed.id = c.id), c.channel, c.provider, c.words
    from change c where c.id = any(array(select id from changed))
),
kept as (
    insert into receipts_waiting (provider, reference, delivery_id, status, error, at, received_at, due_at)
    select r.provider, r.reference, r.delivery_id, r.status, r.error, r.at, now(), now() + interval '2 seconds'
    from r
    where r.status <> 'delayed'
      and (exists (select from found f where f.n = r.n and f.state in ('scheduled', 'queued', 'processing'))
           or r.channel is null and not exists (select from found f where f.n = r.n))
    on conflict do nothing
)
select r.n, r.provider, r.status, r.error, f.id, f.channel, f.email, f.phone_number, f.telegram_id, f.user_id,
       f.client_id, coalesce(f.n = (select n from change c where c.id = f.id), false) and f.id = any(array(select id from changed))
           or f.id = any(array(select delivery_id from noted)) as fresh,
       case when f.n = (select n from change c where c.id = f.id)
                then coalesce((select status from changed where changed.id = f.id), 'repeated')
            when f.id is null and r.channel is not null then 'unknown'
            when f.id is null or f.state in ('scheduled', 'queued', 'processing')
                then case when r.status = 'delayed' then 'unknown' else 'waiting' end
            when f.id = any(array(select delivery_id from noted)) then 'noted'
            else 'repeated' end as result
from r left join lateral (select * from found where found.n = r.n offset 0) f on true
order by r.n
