-- Starts a mailing: it becomes a notification, whose deliveries are its messages. The template's version is the one of now.
-- :id the mailing, :version of its template. Returns the notification's id.
with n as (
    insert into notifications (id, created_at, dialect, queue, channels, subject, message, template_slug,
                               template_version_id, expires_at, recipients, mailing_id)
    select time_ordered_id(), now(), 'mailing', queue, channels, subject, message, template_slug, :version::bigint, end_at,
           0, id
    from mailings where id = :id
    returning id
)
update mailings set status = 'running', started_at = now(), notification_id = (select id from n) where id = :id
returning notification_id
