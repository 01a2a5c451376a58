-- The year report: sections with text of one's own beside live figures, and frozen copies that nothing changes any more
-- (docs/decisions/024-the-year-report.md).

create table publication (
  id uuid primary key,
  year smallint not null check (year between 2000 and 2200),
  title text not null check (length(title) between 1 and 160),
  -- Narrows the figures to one programme.
  programme_id uuid references programme,
  view text not null check (view in ('internal', 'public')),
  language text not null check (language in ('nb', 'en')),
  created_at timestamptz not null
);
create table publication_section (
  id uuid primary key,
  publication_id uuid not null references publication on delete cascade,
  position smallint not null,
  heading text not null check (length(heading) between 1 and 160),
  body text not null default '' check (length(body) <= 20000),
  note text not null default '' check (length(note) <= 2000),
  -- Left out of the public view: what is said of small numbers.
  is_internal boolean not null default false,
  -- Codes of figures and tables, in order. What a code means is in the program, so no foreign key.
  figures text[] not null default '{}' check (cardinality(figures) <= 30),
  -- Ids of quotes; only approved ones are printed. No foreign key: nothing leads to a quote, and it to nothing.
  quotes uuid[] not null default '{}' check (cardinality(quotes) <= 30),
  unique (publication_id, position) deferrable initially deferred
);

-- A frozen copy: the values with their definitions, the words and drawings around them, and a hash of the values. The
-- application may read and add, and nothing else.
create table publication_frozen (
  id uuid primary key,
  publication_id uuid not null references publication,
  version smallint not null check (version >= 1),
  view text not null check (view in ('internal', 'public')),
  year smallint not null,
  frozen_at timestamptz not null,
  frozen_by uuid references staff_user,
  figures jsonb not null,
  definitions jsonb not null,
  document jsonb not null,
  figures_hash bytea not null check (length(figures_hash) = 32),
  unique (publication_id, version)
);
create index on publication_frozen (view, year);

grant select, insert, update, delete on publication, publication_section to lykt_staff;
grant select, insert on publication_frozen to lykt_staff;
