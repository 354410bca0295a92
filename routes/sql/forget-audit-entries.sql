-- Removes entries of the audit log that are older than so many days, the oldest first, a few at a time.
with removed as (
    delete from audit_log
    where id = any(array(select id from audit_log
                         where id < lowest_id(now() - make_interval(days => cast(:?days as int)))
                         order by id limit 5000 for update skip locked))
    returning id
)
select count(*)::int as removed from removed
