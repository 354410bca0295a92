-- The addresses of the delivery d, whose client c is: see client.sql.
           coalesce(d.email, c.email) as email, coalesce(d.phone_number, '+' || c.phone_number) as phone_number,
           coalesce(d.telegram_id, c.telegram_id) as telegram_id,
           coalesce(d.user_id, nullif(c.attributes ->> 'user_id', '')) as user_id, client_id,
