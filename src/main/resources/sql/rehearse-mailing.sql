-- The first messages that make-messages.sql would make of a mailing that is stored nowhere, as JSON rows of deliveries.
-- :start, :logic, :tags, :operators, :from, :to (its hours, or null), :templated, :most.
select json_build_object(
           'email', c.email, 'phone_number', '+' || c.phone_number, 'telegram_id', c.telegram_id,
           'user_id', c.attributes ->> 'user_id', 'client_id', c.id::text,
           'timezone', case when h.opens is not null then c.timezone end,
           'context', case when cast(:templated as boolean) then client_context(c) end,
           'hours', to_char(h.opens, 'HH24:MI') || ' to ' || to_char(h.closes, 'HH24:MI'),
           'opening', next_opening(greatest(now(), cast(:start as timestamptz)), c.timezone, h.opens, h.closes))::text
from (select cast(:from as time) as opens, cast(:to as time) as closes) h
cross join lateral (
    select * from clients where segment + 0 = any((select audience(:logic, cast(:tags as bigint[]), cast(:operators as bigint[])))::bigint[])
    order by id limit :most) c
order by c.id
