-- When what was accepted was erased, for its time was over: null as long as it is whole.
alter table notifications add column erased_at timestamptz;

create index notifications_whole on notifications (id) where erased_at is null;

-- The smallest identifier of a moment: what has one below it was accepted before.
create function lowest_id(moment timestamptz) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
