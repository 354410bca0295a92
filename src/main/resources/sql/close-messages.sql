-- Ends messages of a mailing that have not been sent and are with nobody. Those in the broker end when a worker takes them up.
-- :id the mailing, :status and :reason for the history, :most how many at a time.
with closed as (
    update deliveries
    set status = :status, due_at = null, leased = false, token = token + 1, updated_at = now()
    where id = any(array(
        select id from deliveries
        where mailing_id = :id and status in ('scheduled', 'queued') and not leased
        limit :most for update skip locked))
    returning id
)
insert into delivery_history (delivery_id, at, status, error)
select id, now(), :status, :reason from closed
