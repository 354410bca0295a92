-- Makes the deliveries of a parcel that did not reach the broker due again, with a pause so that it is not hammered.
update deliveries d
set leased = false, due_at = now() + interval '1 second', updated_at = now()
from json_to_recordset(cast(:?parcel as json)) as p(id uuid, token int)
where d.id = p.id and d.token = p.token and d.status = 'queued' and d.leased
