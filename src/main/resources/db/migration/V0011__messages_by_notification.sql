-- When a mailing was deleted after it had begun. What it sent stays on record as deliveries of its notification, and the
-- row stays behind them, but no answer names the mailing any more. One that never began is gone.
alter table mailings add column deleted_at timestamptz;

-- A mailing is one notification, and its messages are found by that: an index less for every message that is made, claimed
-- and sent.
drop index deliveries_of_mailing;

-- An identifier as of time_ordered_id(), for those that are made many at a time: the moment, in 12 hexadecimal digits, and
-- a seed that nobody can guess are the same for all of them, so that the operating system is asked for chance once and not
-- for each.
create function numbered_id(moment text, seed text, number bigint) returns uuid language sql immutable as $$
    select (moment || '7' || overlay(substr(encode(sha256((seed || number::text)::bytea), 'hex'), 1, 19) placing '8' from 4))::uuid
$$;

-- The messages of mailings, in the words of their API.
create view messages as
select id, notification_id, position, client_id, email, phone_number, telegram_id, channel, status as delivery,
       message_status(status, attempts, refused_by) as status, attempts, error, provider_message_id, due_at, updated_at
from deliveries where mailing_id is not null;

-- A moment as answers show it, and the moment that an identifier was made.
create function shown(moment timestamptz) returns text language sql immutable as $$
    select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

create function moment_of(id uuid) returns timestamptz language sql immutable as $$
    select to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
$$;
