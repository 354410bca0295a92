-- Makes the deliveries of a parcel that did not reach the broker due again, with a pause so that it is not hammered.
with p as materialized (
    select * from json_to_recordset(cast(:?parcel as json)) as p(id uuid, token int)
)
update deliveries d
set leased = false, due_at = now() + interval '1 second', updated_at = now()
where d.id = any(array(select id from p)) and d.token = (select token from p where p.id = d.id)
  and d.status = 'queued' and d.leased
