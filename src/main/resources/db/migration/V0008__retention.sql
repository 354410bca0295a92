-- When what was accepted was erased, for its time was over: null as long as it is whole.
alter table notifications add column erased_at timestamptz;

create index notifications_whole on notifications (id) where erased_at is null;

-- The deliveries of a person, by each of their addresses, in the order of time.
create function deliveries_of(client text, mail text, phone text, chat text, account text) returns setof uuid
    language sql stable as $$
    select id from deliveries where client_id = client
    union select id from deliveries where lower(email) = lower(mail)
    union select id from deliveries where phone_number = phone
    union select id from deliveries where telegram_id = chat
    union select id from deliveries where user_id = account
    order by 1
$$;

-- The smallest identifier of a moment: what has one below it was accepted before.
create function lowest_id(moment timestamptz) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
