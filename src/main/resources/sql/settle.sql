-- Writes the outcomes of a batch of deliveries and what happened on the way. An outcome whose token is no longer the
-- delivery's is not taken: somebody else holds it by now. Its history is kept all the same, for it did happen.
-- :1 outcomes, :2 history, each a JSON array. Returns the deliveries whose outcome was taken.
with settled as (
    update deliveries d
    set status = o.status,
        channel = coalesce(o.channel, d.channel),
        attempts = o.attempts,
        rounds = o.rounds,
        refused_by = o.refused_by,
        error = o.error,
        provider_message_id = o.provider_message_id,
        due_at = now() + make_interval(secs => o.retry_in),
        leased = false,
        updated_at = now()
    from json_to_recordset(?::json) as o(
        id uuid, token int, status text, channel text, attempts int, rounds int, refused_by text[], error text,
        provider_message_id text, retry_in double precision)
    where d.id = o.id and d.token = o.token and d.status = 'processing'
    returning d.id
),
history as (
    insert into delivery_history (delivery_id, at, status, outcome, channel, provider, duration_ms, temporary, error,
                                  provider_message_id)
    select delivery_id, at, status, outcome, channel, provider, duration_ms, temporary, error, provider_message_id
    from json_to_recordset(?::json) as h(
        delivery_id uuid, at timestamptz, status text, outcome text, channel text, provider text, duration_ms int,
        temporary boolean, error text, provider_message_id text)
)
select id from settled
