-- One page of a client's messages, in the order of mailing-messages.sql: there are few, and they are found by the client.
-- :client; :mailing, :status: null for all; :from_mailing, :from_position: where the page before ended; :most.
select m.id as mailing_id, d.*
from messages d
cross join lateral (select * from mailings where notification_id = d.notification_id offset 0) m
where d.client_id = :client and m.deleted_at is null and (m.id, d.position) < (:from_mailing, :from_position)
  and (:mailing::bigint is null or m.id = :mailing) and (:status::text is null or d.status = :status)
order by m.id desc, d.position desc
limit :most
