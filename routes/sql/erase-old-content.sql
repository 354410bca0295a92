-- Erases the content and the addresses of notifications that were accepted long ago and are over, the oldest first, up to
-- 2 000 deliveries at a time. That they were, when, by which channel and how they ended stays, so that all counts do.
with n as materialized (
    select id from notifications n
    where erased_at is null and id < lowest_id(now() - make_interval(days => cast(:?days as int)))
      and not exists (select from deliveries d where d.notification_id = n.id
                      and d.status in ('scheduled', 'queued', 'processing'))
    order by id
    limit 500
    for update skip locked
),
d as materialized (
    select id from deliveries
    where notification_id = any(array(select id from n))
      and num_nonnulls(email, phone_number, telegram_id, user_id, client_id, context, error, provider_message_id) > 0
    limit 2000
),
deliveries_erased as (
    update deliveries
    set email = null, phone_number = null, telegram_id = null, user_id = null, client_id = null, context = null,
        error = null, provider_message_id = null
    where id = any(array(select id from d))
),
history_erased as (
    update delivery_history set error = null, provider_message_id = null
    where delivery_id = any(array(select id from d)) and num_nonnulls(error, provider_message_id) > 0
),
notifications_erased as (
    update notifications
    set subject = null, message = null, context = null, metadata = null, callback_url = null, erased_at = now()
    where id = any(array(select id from n)) and (select count(*) from d) < 2000
    returning id
)
select (select count(*) from d)::int + (select count(*) from notifications_erased)::int as erased
