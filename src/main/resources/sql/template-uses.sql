-- What a template is still needed for: mailings that are not over, and periodic tasks, but for those that ran their one time.
-- :slug of the template. At most ten.
select 'mailing' as kind, m.id::text as id, m.title as name
from mailings m
where m.template_slug = :slug and m.status in ('scheduled', 'running', 'paused') and m.deleted_at is null
union all
select 'periodic_task', t.id::text, t.name
from periodic_tasks t
where t.definition ->> 'template_id' = (select id::text from templates where slug = :slug and deleted_at is null)
  and not (t.definition ->> 'one_off' = 'true'
           and exists (select from periodic_task_runs r where r.periodic_task_id = t.id and not r.manual)
           and not exists (select from periodic_task_runs r where r.periodic_task_id = t.id and r.finished_at is null))
limit 10
