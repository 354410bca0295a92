-- When somebody decided that a failed delivery needs no more attention: it stays failed, and leaves the dead letters.
alter table deliveries add column discarded_at timestamptz;
