-- Marks new records of an inbox whose row is locked as read: the one of this number, or all. Returns how many there were.
with read as (
    update inbox_records set read_change = nextval('inbox_changes')
    where user_id = :user and read_change is null
      and (cast(:id as bigint) is null or id = cast(:id as bigint))
    returning read_change
),
counted as (
    update inboxes
    set unread = unread - (select count(*) from read),
        last_change = coalesce((select max(read_change) from read), last_change)
    where user_id = :user
)
select count(*)::int from read
