-- One page of an inbox, the newest first, with its counts on every row; one row without a record if the page is empty.
select i.elements, i.unread, r.*
from inboxes i
left join lateral (
    select id, user_id, created_at, key, target_id, data, read_change
    from inbox_records where user_id = i.user_id
    order by id desc
    offset :skip limit :count
) r on true
where i.user_id = :user
order by r.id desc
