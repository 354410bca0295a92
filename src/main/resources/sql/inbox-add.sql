-- Adds a record to an inbox whose row is locked, unless its delivery has one. What is too much goes: the oldest that were
-- read, then the oldest. Returns the new record; nothing if the delivery has one.
with added as (
    insert into inbox_records (id, user_id, created_at, key, target_id, data, delivery_id)
    select nextval('inbox_changes'), :user, clock_timestamp(), :key, :target, cast(:data as jsonb), cast(:delivery as uuid)
    where cast(:delivery as uuid) is null
       or not exists (select from inbox_records where delivery_id = cast(:delivery as uuid))
    returning id, created_at
),
excess as materialized (
    select greatest(0, elements + (select count(*) from added) - :limit) as number from inboxes where user_id = :user
),
old_read as materialized (
    select id from inbox_records where user_id = :user and read_change is not null
    order by id limit (select number from excess)
),
old_unread as materialized (
    select id from inbox_records where user_id = :user and read_change is null
    order by id limit (select number from excess) - (select count(*) from old_read)
),
dropped as (
    delete from inbox_records
    where id = any(array(select id from old_read union all select id from old_unread))
    returning read_change is null as unread
),
counted as (
    update inboxes
    set elements = elements + (select count(*) from added) - (select count(*) from dropped),
        unread = unread + (select count(*) from added) - (select count(*) from dropped where dropped.unread),
        last_record = coalesce((select id from added), last_record),
        last_change = coalesce((select id from added), last_change)
    where user_id = :user
)
select id, created_at from added
