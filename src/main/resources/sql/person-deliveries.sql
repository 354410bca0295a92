-- Deliveries to a person as they are shown to them, each with what was asked for and with all that happened.
-- :ids
select json_build_object(
    'id', d.id, 'notification_id', d.notification_id,
    'mailing_id', (select m.id from mailings m where m.notification_id = d.notification_id and m.deleted_at is null),
    'recipient', json_strip_nulls(json_build_object(
        'email', d.email, 'phone_number', d.phone_number, 'telegram_id', d.telegram_id, 'user_id', d.user_id,
        'client_id', d.client_id)),
    'context', d.context, 'channel', d.channel, 'status', d.status, 'attempts', d.attempts, 'error', d.error,
    'provider_message_id', d.provider_message_id, 'created_at', shown(n.created_at),
    'scheduled_at', shown(n.scheduled_at), 'expires_at', shown(d.expires_at), 'updated_at', shown(d.updated_at),
    'notification', json_build_object(
        'subject', n.subject, 'message', n.message, 'template_slug', n.template_slug, 'context', n.context,
        'metadata', n.metadata, 'callback_url', n.callback_url),
    'history', (
        select coalesce(json_agg(
            case when h.status is not null then json_build_object(
                'type', 'status', 'status', h.status, 'at', shown(h.at), 'reason', h.error)
            else json_build_object(
                'type', 'attempt', 'channel', h.channel, 'provider', h.provider, 'started_at', shown(h.at),
                'duration_ms', h.duration_ms, 'outcome', h.outcome, 'error', h.error, 'temporary', h.temporary,
                'provider_message_id', h.provider_message_id) end
            order by h.at, h.id), '[]')
        from delivery_history h where h.delivery_id = d.id))
from deliveries d cross join lateral (select * from notifications where id = d.notification_id offset 0) n
where d.id = any(:ids)
order by d.id
