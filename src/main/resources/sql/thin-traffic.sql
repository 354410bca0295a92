-- Adds up by minutes what is older than a quarter of an hour, by hours what is older than a day, and forgets what is older than
-- eight days.
with forgotten as (
    delete from traffic where seconds = 3600 and at < now() - interval '8 days'
), gone as (
    delete from traffic
    where seconds = 2 and at < date_trunc('minute', now() - interval '15 minutes')
       or seconds = 60 and at < date_trunc('hour', now() - interval '25 hours')
    returning at, seconds, kind, name, outcome, count
)
insert into traffic (at, seconds, kind, name, outcome, count)
select date_trunc(case seconds when 2 then 'minute' else 'hour' end, at), case seconds when 2 then 60 else 3600 end,
       kind, name, outcome, sum(count)
from gone group by 1, 2, kind, name, outcome
on conflict (seconds, at, kind, name, outcome) do update set count = traffic.count + excluded.count
