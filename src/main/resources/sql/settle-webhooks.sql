-- Writes the outcomes of a batch of tries. One whose token is no longer the webhook's is not taken: its lease had ended,
-- and somebody else has the webhook now.
-- :1 outcomes, a JSON array. Returns the webhooks whose outcome was taken.
with o as materialized (
    select * from json_to_recordset(?::json) as o(
        id uuid, token int, status text, retry_in double precision, failed boolean, attempt jsonb)
),
settled as (
    update webhook_deliveries d
    set (status, tries, due_at, leased, finished_at, history) = (
        select o.status, d.tries + 1, now() + make_interval(secs => o.retry_in), false,
               case when o.status <> 'pending' then now() end,
               -- the last ones: a webhook can be replayed for ever
               case when jsonb_array_length(d.history) >= 20 then d.history - 0 else d.history end || o.attempt
        from o where o.id = d.id)
    where d.id = any(array(select id from o)) and d.token = (select o.token from o where o.id = d.id) and d.leased
    returning d.id, d.webhook_id
),
recovered as (
    update webhooks set failing_since = null
    where id = any(array(select webhook_id from settled where id = any(array(select id from o where not failed))))
      and failing_since is not null
),
failing as (
    update webhooks set failing_since = now()
    where id = any(array(select webhook_id from settled where id = any(array(select id from o where failed))))
      and id <> all(array(select webhook_id from settled
                          where webhook_id is not null and id = any(array(select id from o where not failed))))
      and failing_since is null
)
select id from settled
