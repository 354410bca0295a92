-- A template is a name for its versions. A version never changes: a delivery keeps the id of the version that it was
-- accepted with, and renders it even when the template has been edited or deleted since.
create table templates (
    id                 uuid primary key default gen_random_uuid(),
    slug               text        not null,
    name               text        not null,
    -- false: the engine follows from the content, and is looked at again when the content changes
    engine_chosen      boolean     not null,
    current_version_id bigint,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    deleted_at         timestamptz
);

-- The slug of a deleted template is free again.
create unique index templates_slug on templates (slug) where deleted_at is null;

create table template_versions (
    id          bigint generated always as identity primary key,
    template_id uuid        not null references templates (id),
    version     integer     not null,
    name        text        not null,
    engine      text        not null check (engine in ('freemarker', 'mustache')),
    subject     text,
    content     text        not null,
    variants    jsonb       not null,
    created_at  timestamptz not null,
    unique (template_id, version)
);

alter table templates
    add constraint templates_current_version foreign key (current_version_id) references template_versions (id);
