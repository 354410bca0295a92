-- Addresses that get nothing any more, looked up by address when a delivery begins. An address may be here for several
-- reasons, and is free again when the last of them is gone.
create table suppressions (
    id          uuid        primary key,           -- version 7: ordered by time, so paging by id pages by age
    channel     text        not null,
    address     text        not null,              -- normalised: e-mail in lower case, phone numbers as E.164
    reason      text        not null check (reason in ('unsubscribed', 'bounced', 'complained', 'manual')),
    scope       text        not null check (scope in ('all', 'mailings')),
    detail      text,                              -- the provider's words, or where it came from
    created_at  timestamptz not null,
    expires_at  timestamptz,
    unique (address, channel, reason)
);

-- What all instances must know and nobody else may, such as the key of the unsubscribe links.
create table shared_secrets (
    name   text  primary key,
    secret bytea not null
);

-- Receipts that found no delivery, or one that is not recorded as sent yet. They are tried again for a day.
create table receipts_waiting (
    id                  bigint generated always as identity primary key,
    provider            text        not null,
    reference           text        not null,      -- the provider's message id, or the delivery's id
    delivery_id         uuid,                      -- the reference, where it is one
    status              text        not null,
    error               text,
    at                  timestamptz,               -- when it happened, says the provider
    received_at         timestamptz not null,
    due_at              timestamptz not null,
    tries               int         not null default 0,
    unique (provider, reference, status)
);

create index receipts_waiting_due on receipts_waiting (due_at);

-- By what a provider calls a message. E-mail's message id holds the delivery's own id, and needs no index.
create index deliveries_provider_message on deliveries (provider_message_id)
    where provider_message_id is not null and channel <> 'email';

-- What only one instance may do at a time: a lease for each.
create table turns (
    name   text        primary key,
    holder uuid        not null,
    until  timestamptz not null
);

-- Codes by which a Telegram chat proves whose it is. A code is kept as its hash: who reads the table can use none.
create table telegram_link_codes (
    code_hash  bytea       primary key,
    client_id  text        not null,
    expires_at timestamptz not null,
    chat_id    text                                -- who used it; only that chat may say it again
);

create index telegram_link_codes_age on telegram_link_codes (expires_at);
