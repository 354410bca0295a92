-- Claims webhooks that are due, target after target, of each as many as it may have: an endpoint that hangs holds up no
-- other. The claim is a lease; one that ends without an outcome makes the webhook due again, under the same id.
-- :1 targets with a limit of their own, a JSON array, :2 the target to begin after, :3 the limit of other targets, :4 rows
-- at most, :5 lease in seconds, :6 seconds of failures after which an endpoint is given up. Each row tells the last
-- target that was looked at and how many were; there is one row without a webhook if none is due.
--
-- The recursion finds the next target with one look at the index, however many webhooks the one before has waiting.
with recursive room as materialized (
    select * from json_to_recordset(?::json) as r(target text, room int)
),
targets as (
    (select target, 1 as number from webhook_deliveries
     where due_at is not null and target > ? order by target limit 1)
    union all
    select (select w.target from webhook_deliveries w
            where w.due_at is not null and w.target > t.target order by w.target limit 1), t.number + 1
    from targets t
    where t.target is not null and t.number < 500
),
due as (
    select d.id
    from targets t
    cross join lateral (
        select w.id from webhook_deliveries w
        where w.target = t.target and w.due_at <= now()
        order by w.due_at
        limit coalesce((select r.room from room r where r.target = t.target), ?)
        for update skip locked
    ) d
    where t.target is not null
    limit ?
),
claimed as (
    update webhook_deliveries w
    set leased = true, due_at = now() + make_interval(secs => ?), token = w.token + 1
    where w.id = any(array(select id from due))
    returning w.*
)
select c.id, c.token, c.webhook_id, c.target, c.type, c.payload, c.tries, c.since,
       case when c.webhook_id is null then c.url else h.url end as url,
       h.failing_since < now() - make_interval(secs => ?) as given_up,
       array(select s.secret from webhook_secrets s
             where s.webhook_id = c.webhook_id and (s.expires_at is null or s.expires_at > now())
             order by s.id desc) as secrets,
       l.last_target, l.looked_at
from (select max(target) as last_target, count(target)::int as looked_at from targets) l
left join claimed c on true
left join lateral (select * from webhooks where id = c.webhook_id and enabled offset 0) h on true
order by c.target
