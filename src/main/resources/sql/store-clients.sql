-- Stores clients. One whose phone number is taken replaces the one that has it, or is left out.
-- :1 rows, a JSON array in the order of phone numbers; :2 whether to replace. Returns those that were stored, and whether
-- each is new.
with r as materialized (
    select * from json_to_recordset(?::json) as r(
        phone_number text, operator_code text, operator_name text, tags text[], timezone text, email text,
        telegram_id text, name text, attributes jsonb)
),
s as materialized (
    select coalesce(operator_code, '') as code, tags, segment_of(operator_code, max(operator_name), tags) as id
    from r group by operator_code, tags
)
insert into clients (phone_number, segment, timezone, email, telegram_id, name, attributes, created_at, updated_at)
select r.phone_number, s.id, r.timezone, r.email, r.telegram_id, r.name, r.attributes, now(), now()
from r join s on s.code = coalesce(r.operator_code, '') and s.tags = r.tags
order by r.phone_number
on conflict (phone_number) do update
    set segment = excluded.segment, timezone = excluded.timezone, email = excluded.email,
        telegram_id = excluded.telegram_id, name = excluded.name, attributes = excluded.attributes, updated_at = now()
    where ?
returning id, xmax = 0 as created
