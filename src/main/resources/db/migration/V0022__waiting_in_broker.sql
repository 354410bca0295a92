-- How many deliveries of a queue wait in the broker; 200 stands for more. Each of them comes and goes within milliseconds, and
-- leaves a dead entry in the index. A plain scan of the index drops these as it meets them; a bitmap scan, which the planner
-- takes to be cheaper, reads them all again, every time.
create function waiting_in_broker(name text) returns bigint
    language sql
    stable
    set enable_bitmapscan = off
    set enable_seqscan = off
as
$$
select count(*)
from (select from deliveries where queue = name and due_at > now() and leased and status = 'queued' limit 200) w
$$;
