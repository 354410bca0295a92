-- Takes an operator from the clients that have it. Where there is a segment without one, they move there.
update clients c
set segment = b.id
from segments a join segments b on b.operator is null and b.tags = a.tags
where a.operator = :id and c.segment = a.id;

delete from segments a
using segments b
where a.operator = :id and b.operator is null and b.tags = a.tags;

update segments set operator = null where operator = :id;
