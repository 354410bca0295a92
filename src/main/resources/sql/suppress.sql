-- Puts addresses on the suppression list. :1 a JSON array of rows. The same address may stand in it several times, with
-- the same reason: the last one counts, for "on conflict" may touch a row once only.
insert into suppressions (id, channel, address, reason, scope, detail, created_at, expires_at)
select distinct on (address, channel, reason)
       id, channel, address, reason, scope, detail, now(), expires_at
from json_to_recordset(?::json) as s(
    id uuid, channel text, address text, reason text, scope text, detail text, expires_at timestamptz)
order by address, channel, reason, id desc
on conflict (address, channel, reason) do update
    set scope = excluded.scope, detail = coalesce(excluded.detail, suppressions.detail), expires_at = excluded.expires_at
returning id, channel, reason, xmax = 0 as added
