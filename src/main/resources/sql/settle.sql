-- Writes the outcomes of a batch of deliveries and what happened on the way. An outcome whose token is no longer the
-- delivery's is not taken: somebody else holds it by now. Its history is kept all the same, for it did happen.
-- :1 outcomes, a JSON array; :2 whether this was tried before, and nobody knows whether it was stored; :3 history, a JSON
-- array. Returns the deliveries whose outcome was taken, now or then.
--
-- "= any(array(…))" and no join, here and elsewhere: so PostgreSQL can but look each row up by its id. With a join it walks
-- the whole table instead, if it planned the statement when the table was nearly empty.
with o as materialized (
    select * from json_to_recordset(?::json) as o(
        id uuid, token int, status text, channel text, attempts int, rounds int, refused_by text[], error text,
        provider_message_id text, retry_in double precision)
),
settled as (
    update deliveries d
    set (status, channel, attempts, rounds, refused_by, error, provider_message_id, due_at, leased, updated_at) = (
        select o.status, coalesce(o.channel, d.channel), o.attempts, o.rounds, o.refused_by, o.error,
               o.provider_message_id, now() + make_interval(secs => o.retry_in), false, now()
        from o where o.id = d.id)
    where d.id = any(array(select id from o)) and d.token = (select o.token from o where o.id = d.id)
      and d.status = 'processing'
    returning d.id
),
before as (
    select d.id from deliveries d
    where ?::boolean and d.id = any(array(select id from o))
      and (d.token, d.status) = (select o.token, o.status from o where o.id = d.id)
),
history as (
    insert into delivery_history (delivery_id, at, status, outcome, channel, provider, duration_ms, temporary, error,
                                  provider_message_id)
    select delivery_id, at, status, outcome, channel, provider, duration_ms, temporary, error, provider_message_id
    from json_to_recordset(?::json) as h(
        delivery_id uuid, at timestamptz, status text, outcome text, channel text, provider text, duration_ms int,
        temporary boolean, error text, provider_message_id text)
    where delivery_id <> all(array(select id from before))
)
select id from settled union all select id from before
