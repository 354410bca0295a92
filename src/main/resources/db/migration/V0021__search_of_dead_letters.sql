-- A search of dead letters reads this index, and not as many pages of the table as there are dead letters.
-- An entry of an index has 2 704 bytes at most: these are 2 400 at most, in UTF-8.
alter table deliveries add column error_begins text generated always as (left(error, 600)) stored;

create index deliveries_dead on deliveries (id) include (channel, queue, error_begins)
    where status = 'failed' and discarded_at is null;
