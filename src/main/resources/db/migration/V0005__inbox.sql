-- The inbox of a user: a lock under which its records change, and what would be dear to count.
create table inboxes (
    user_id     text   primary key,
    elements    int    not null default 0,
    unread      int    not null default 0,
    last_record bigint not null default 0,      -- number of the newest record there ever was
    last_change bigint not null default 0       -- number of the newest record or reading
);

-- Counters change with every record, in place: leave room for it.
alter table inboxes set (fillfactor = 70);

-- Numbers records and readings. Taken under the inbox's lock, so within an inbox they are committed in order.
create sequence inbox_changes;

-- Whoever deletes an inbox deletes its records; whoever deletes records alone has the counts to mend.
create table inbox_records (
    id          bigint      primary key,
    user_id     text        not null references inboxes (user_id) on delete cascade,
    created_at  timestamptz not null,
    key         text        not null,
    target_id   text,
    data        jsonb,
    read_change bigint,                         -- null: new
    delivery_id uuid                            -- of a notification by the channel inbox
);

create index inbox_records_user on inbox_records (user_id, id);
create index inbox_records_unread on inbox_records (user_id, id) where read_change is null;
create index inbox_records_read on inbox_records (user_id, id) where read_change is not null;
create index inbox_records_reading on inbox_records (user_id, read_change) where read_change is not null;
create unique index inbox_records_delivery on inbox_records (delivery_id) where delivery_id is not null;

-- Mails ordered in the transaction that stored their event; each soon becomes a notification.
create table inbox_mails (
    id         bigint generated always as identity primary key,
    request    jsonb       not null,
    created_at timestamptz not null default now()
);
