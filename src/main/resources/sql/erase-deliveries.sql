-- Erases who deliveries went to and what they said. What was not sent yet is cancelled; that they were, when, and how they
-- ended stays. The text of a notification goes with its only recipient.
-- :ids of the deliveries.
with erased as (
    update deliveries
    set email = null, phone_number = null, telegram_id = null, user_id = null, client_id = null, context = null,
        error = null, provider_message_id = null, updated_at = now(),
        status = case when status in ('scheduled', 'queued', 'processing') then 'cancelled' else status end,
        due_at = null, leased = false, token = token + 1
    where id = any(:ids)
    returning id, notification_id
),
history as (
    update delivery_history set error = null, provider_message_id = null
    where delivery_id = any(array(select id from erased)) and (error is not null or provider_message_id is not null)
)
update notifications n
set subject = null, message = null, context = null, metadata = null, callback_url = null
where n.id = any(array(select notification_id from erased)) and n.recipients = 1 and n.mailing_id is null
