-- One page of messages, those of the newest mailing first, and of a mailing the last one first. A mailing is a notification
-- and its messages have a position there, which is how they are found, a page's worth of each mailing.
-- :mailing, :status: null for all; :from_mailing, :from_position: where the page before ended; :most.
select m.id as mailing_id, d.*
from mailings m
cross join lateral (
    select * from messages
    where notification_id = m.notification_id and (:status::text is null or status = :status)
      and position < case when m.id = :from_mailing then :from_position else 2147483647 end
    order by position desc limit :most
) d
where m.deleted_at is null and m.id <= :from_mailing and (:mailing::bigint is null or m.id = :mailing)
order by m.id desc, d.position desc
limit :most
