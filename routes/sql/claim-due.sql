-- Claims up to 100 due deliveries of a queue for the broker, oldest first, and packs them into a parcel.
-- The claim is a lease of a minute: if no worker has begun by then, the parcel was lost and they are due again. Each
-- claim raises the fencing token, so an older parcel that turns up after all finds nothing.
-- No more than 200 wait in the broker at a time: the backlog stays here, where it can be seen, cancelled and counted.
-- One that was being sent when its lease ended may have arrived: the history says so.
with due as (
    select id, status from deliveries
    where queue = :?queue and due_at <= now()
    order by due_at
    limit (select least(100, 200 - waiting_in_broker(:?queue)))
    for update skip locked
),
claimed as (
    update deliveries d
    set status = 'queued', leased = true, due_at = now() + interval '60 seconds', token = d.token + 1, updated_at = now()
    where d.id = any(array(select id from due))
    returning d.id, d.token
),
uncertain as (
    insert into delivery_history (delivery_id, at, outcome, temporary, error)
    select id, now(), 'uncertain', true, 'the worker was lost while sending; the message may have arrived'
    from due where status = 'processing'
)
select count(*)::int as size,
       json_agg(json_build_object('id', id, 'token', token))::text as parcel
from claimed
