-- Earlier years read from a file, questions of one's own, and the views that an analyst's own tools read
-- (docs/decisions/025-import-and-own-questions.md).

-- ---------------------------------------------------------------------------------------- intake
-- A file on its way in. Its rows wait sealed under the key intake:<id>, which is destroyed when the import is done, thrown
-- away, or a day old: a column that nobody asked for may hold a name. `columns` has a field, or '', for each of the header.
create table intake_import (
  id uuid primary key,
  file_name text not null check (length(file_name) between 1 and 120),
  state text not null default 'draft' check (state in ('draft', 'running', 'done', 'undone')),
  created_at timestamptz not null,
  header text[] not null,
  columns text[] not null,
  -- What a word of the file means, where we do not know it ourselves: {field: {word: code}}.
  words jsonb not null default '{}',
  line_count integer not null check (line_count > 0),
  lines_done integer not null default 0,
  contact_count integer,
  first_day date,
  last_day date,
  finished_at timestamptz,
  undone_at timestamptz,
  -- Why the last try left nothing behind.
  fault text check (length(fault) between 1 and 40),
  check (cardinality(header) = cardinality(columns)),
  check ((contact_count is not null) = (state in ('done', 'undone'))),
  check ((finished_at is not null) = (state in ('done', 'undone'))),
  check ((undone_at is not null) = (state = 'undone'))
);
create table intake_part (
  import_id uuid not null references intake_import on delete cascade,
  position integer not null,
  sealed bytea not null,
  primary key (import_id, position)
);

-- What came in keeps its themes in the row from the first (report_keep_themes sets them again, where they differ): an
-- import need not write every contact twice.
create or replace function report_keep_themes() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  update contact c set theme_codes = chosen.codes
  from (
    select id, array(select theme_code from contact_theme_choice where contact_id = ids.id order by theme_code) as codes
    from (select distinct contact_id as id from changed) ids) chosen
  where c.id = chosen.id and c.theme_codes <> chosen.codes;
  return null;
end $$;
create or replace function report_keep_obstacles() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  update contact c set obstacle_codes = chosen.codes
  from (
    select id, array(select obstacle_code from contact_obstacle_choice where contact_id = ids.id order by obstacle_code) as codes
    from (select distinct contact_id as id from changed) ids) chosen
  where c.id = chosen.id and c.obstacle_codes <> chosen.codes;
  return null;
end $$;

-- -------------------------------------------------------------------------------------- question
-- A question of one's own that is kept, alone or for all. What it answers is worked out each time.
create table question (
  id uuid primary key,
  name text not null check (length(name) between 1 and 120),
  is_shared boolean not null default false,
  measure text not null check (measure in ('contacts', 'presences', 'presenceHours', 'presenceContacts', 'adsPerWeek')),
  dimension_a text not null,
  dimension_b text,
  -- A period that moves with the calendar, or two months.
  period text not null check (period in ('thisYear', 'lastYear', 'lastFiveYears', 'months')),
  from_month date check (extract(day from from_month) = 1),
  to_month date check (extract(day from to_month) = 1),
  arena_class text,
  programme_id uuid references programme on delete cascade,
  view text not null check (view in ('internal', 'public')),
  drawing text not null check (drawing in ('chart', 'table')),
  created_by uuid not null references staff_user,
  created_at timestamptz not null,
  check (dimension_b <> dimension_a),
  check ((period = 'months') = (from_month is not null)),
  check ((from_month is null) = (to_month is null)),
  check (to_month >= from_month)
);
create index on question (created_by);

-- ----------------------------------------------------------------------------------------- views
create view report_arenas as
  select id as arena_id, code_name as arena, class as arena_class, state from arena;
create view report_programmes as
  select id as programme_id, name as programme, state, starts_on, planned_end, ends_on, is_pre_project from programme;
create view report_themes as
  select theme.code, theme.parent_code, theme.label_nb, theme.label_en, now.into_code as counts_as, now.top_code as counts_under
  from contact_theme theme join contact_theme_now now on now.code = theme.code;
create view report_monthly_contacts as
  select month, programme_id, arena_id, dimension, code, count as contacts
  from report_count where dimension <> 'themeSet' and count <> 0;
-- What stands, from the rows, and what was kept when rows were forgotten; each pair in both orders.
create view report_quarterly_pairs as
  select quarter, programme_id, arena_id, dimension_a, code_a, dimension_b, code_b, sum(count)::int as contacts
  from (
    select date_trunc('quarter', a.happened_on)::date as quarter, a.programme_id, a.arena_id,
      a.dimension as dimension_a, a.code as code_a, b.dimension as dimension_b, b.code as code_b, 1 as count
    from report_contact_cell a join report_contact_cell b on b.contact_id = a.contact_id and b.dimension <> a.dimension
    where a.dimension not in ('all', 'themeSet') and b.dimension not in ('all', 'themeSet')
    union all
    select kept.quarter, kept.programme_id, kept.arena_id, a.dimension, a.code, b.dimension, b.code, kept.count
    from (
      select quarter, programme_id, arena_id, dimension_a, code_a, dimension_b, code_b, count from report_pair_count
      union all
      select quarter, programme_id, arena_id, dimension_b, code_b, dimension_a, code_a, count from report_pair_count) kept
    cross join lateral (
      select kept.dimension_a as dimension, kept.code_a as code where kept.dimension_a <> 'themeSet'
      union all
      -- A set of themes in what its themes count as today, each once.
      select distinct t.dimension, t.code
      from string_to_table(case when kept.dimension_a = 'themeSet' then kept.code_a end, '+') chosen
      join contact_theme_now now on now.code = chosen
      cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)) a
    cross join lateral (
      select kept.dimension_b as dimension, kept.code_b as code where kept.dimension_b <> 'themeSet'
      union all
      -- A set of themes in what its themes count as today, each once.
      select distinct t.dimension, t.code
      from string_to_table(case when kept.dimension_b = 'themeSet' then kept.code_b end, '+') chosen
      join contact_theme_now now on now.code = chosen
      cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)) b
    where a.dimension <> b.dimension) pair
  group by 1, 2, 3, 4, 5, 6, 7;
-- Held presences, by the day: an activity of ours, and nothing of anybody.
create view report_presences as
  select arena_id, day, extract(isodow from day)::int as weekday,
    round(extract(epoch from held_until - held_from) / 3600, 2) as hours, contacts
  from arena_presence where held_until is not null;
create view report_ads as
  select arena_id, week, category, ads, new_since_last from arena_ad_count;
create view report_aggregates as
  select series.code as series, value.period_from, value.period_to, value.row_code, row.label as row_label, value.column_code, value.value
  from aggregate_value value
  join aggregate_series series on series.id = value.series_id
  join aggregate_row row on row.series_id = value.series_id and row.code = value.row_code;

-- ---------------------------------------------------------------------------------------- grants
-- For an analyst's own tools. It may not log in until the owner of the installation says so and gives it a password
-- (docs/guide); it reads the views and nothing else. Roles belong to the whole cluster, so it may be there already.
do $$ begin
  create role lykt_analyst nologin nosuperuser nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema public to lykt_analyst;
grant select on report_arenas, report_programmes, report_themes, report_monthly_contacts, report_quarterly_pairs,
  report_presences, report_ads, report_aggregates to lykt_analyst, lykt_staff;
-- A function that a view calls is called by whoever reads the view; this one reads nothing.
grant execute on function report_answers(text, text, text, text, text, text, text, text, date, smallint) to lykt_analyst;
grant select, insert, update, delete on intake_import, question to lykt_staff;
grant select, insert, delete on intake_part to lykt_staff;
