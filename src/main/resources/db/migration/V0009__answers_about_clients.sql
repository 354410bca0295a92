-- Whose data a kept answer holds, so that it can be erased with all else about them.
alter table idempotency_keys add column client_id text;

create index idempotency_keys_client on idempotency_keys (client_id) where client_id is not null;
