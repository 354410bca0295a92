-- Takes a tag from the clients that have it. Where there is a segment without it, they move there.
update clients c
set segment = b.id
from segments a join segments b on b.operator is not distinct from a.operator and b.tags = array_remove(a.tags, :id)
where a.tags @> array[:id] and c.segment = a.id;

delete from segments a
using segments b
where a.tags @> array[:id] and b.operator is not distinct from a.operator and b.tags = array_remove(a.tags, :id);

update segments set tags = array_remove(tags, :id) where tags @> array[:id];
