-- Removes webhooks that ended so many days ago, a few at a time, and secrets that no longer sign.
with secrets as (
    delete from webhook_secrets where expires_at < now()
),
removed as (
    delete from webhook_deliveries
    where id = any(array(select id from webhook_deliveries
                         where finished_at < now() - make_interval(days => cast(:?days as int))
                         order by finished_at limit 5000 for update skip locked))
    returning id
)
select count(*)::int as size from removed
