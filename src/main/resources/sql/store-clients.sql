-- Stores clients. One whose phone number is taken changes the one that has it, in the given columns, or is left out.
-- :1 the columns that are given; :2 rows, a JSON array in the order of phone numbers; :3 whether to change what is there. Returns those that were stored, and whether each is new.
with given as materialized (
    select ?::text[] as columns
),
r as materialized (
    select r.phone_number, r.timezone, r.email, r.telegram_id, r.name, r.attributes, r.operator_name,
           case when 'operator_code' = any(columns) then r.operator_code
                else (select o.code from clients c join segments s on s.id = c.segment join operators o on o.id = s.operator
                      where c.phone_number = r.phone_number) end as operator_code,
           case when 'tags' = any(columns) then r.tags
                else array(select t.name from clients c join segments s on s.id = c.segment join tags t on t.id = any(s.tags)
                           where c.phone_number = r.phone_number order by t.name collate "C") end as tags
    from given, json_to_recordset(?::json) as r(
        phone_number text, operator_code text, operator_name text, tags text[], timezone text, email text,
        telegram_id text, name text, attributes jsonb)
),
s as materialized (
    select coalesce(operator_code, '') as code, tags, segment_of(operator_code, max(operator_name), tags) as id
    from r group by operator_code, tags
)
insert into clients as c (phone_number, segment, timezone, email, telegram_id, name, attributes, created_at, updated_at)
select r.phone_number, s.id, r.timezone, r.email, r.telegram_id, r.name, r.attributes, now(), now()
from r join s on s.code = coalesce(r.operator_code, '') and s.tags = r.tags
order by r.phone_number
on conflict (phone_number) do update
    set segment = excluded.segment, updated_at = now(),
        timezone = case when 'timezone' = any((select columns from given)::text[]) then excluded.timezone else c.timezone end,
        email = case when 'email' = any((select columns from given)::text[]) then excluded.email else c.email end,
        telegram_id = case when 'telegram_id' = any((select columns from given)::text[]) then excluded.telegram_id else c.telegram_id end,
        name = case when 'name' = any((select columns from given)::text[]) then excluded.name else c.name end,
        attributes = case when 'attributes' = any((select columns from given)::text[]) then excluded.attributes else c.attributes end
    where ?
returning id, xmax = 0 as created
