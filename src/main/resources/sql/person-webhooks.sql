json_build_object(
    'id', t.id, 'webhook_id', t.webhook_id, 'url', coalesce(t.url, (select w.url from webhooks w where w.id = t.webhook_id)),
    'type', t.type, 'notification_id', t.notification_id, 'delivery_id', t.delivery_id, 'status', t.status,
    'tries', t.tries, 'created_at', shown(moment_of(t.id)),
    'next_attempt_at', shown(case when not t.leased then t.due_at end), 'finished_at', shown(t.finished_at),
    'payload', t.payload::json, 'history', t.history)
