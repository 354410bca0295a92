-- Why nothing may be sent to the addresses of the delivery b: what the suppression list says of them now.
-- The inner exists is asked once a statement: while nobody is suppressed, no delivery is looked up.
cross join lateral (
    select json_agg(json_build_object('channel', channel, 'address', address, 'reason', reason))::text as suppressed
    from suppressions
    where address = any(array[lower(b.email), b.phone_number, b.telegram_id, b.user_id, b.client_id])
      and (scope = 'all' or b.mailing_id is not null) and (expires_at is null or expires_at > now())
      and (select exists (select from suppressions))
) s
