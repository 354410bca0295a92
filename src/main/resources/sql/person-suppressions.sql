json_build_object(
    'id', t.id, 'channel', t.channel, 'address', t.address, 'reason', t.reason, 'scope', t.scope, 'detail', t.detail,
    'created_at', shown(t.created_at), 'expires_at', shown(t.expires_at))
