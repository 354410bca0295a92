-- Adds up what is older than a quarter of an hour by minutes, and forgets what is older than eight days.
with forgotten as (
    delete from traffic where seconds = 60 and at < now() - interval '8 days'
), gone as (
    delete from traffic where seconds = 2 and at < date_trunc('minute', now() - interval '15 minutes')
    returning at, kind, name, outcome, count
)
insert into traffic (at, seconds, kind, name, outcome, count)
select date_trunc('minute', at), 60, kind, name, outcome, sum(count) from gone group by 1, kind, name, outcome
on conflict (seconds, at, kind, name, outcome) do update set count = traffic.count + excluded.count
