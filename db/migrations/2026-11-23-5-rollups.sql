-- Figures that stay when their rows go: counts by month, written in the transaction that registers, corrects, marks as test
-- or takes away (docs/decisions/023-rollups-and-figures.md). A figure is read here; single days are read from the rows.

-- ---------------------------------------------------------------------------------------- contact
-- What was chosen for a contact, in the row itself, kept by the database. So that a count can be moved when a contact is
-- taken away together with its choices, and so that merging themes never counts a contact twice.
alter table contact
  add theme_codes text[] not null default '{}',
  add obstacle_codes text[] not null default '{}';
update contact c set theme_codes = t.codes
from (select contact_id, array_agg(theme_code order by theme_code) as codes from contact_theme_choice group by 1) t
where t.contact_id = c.id;
update contact c set obstacle_codes = t.codes
from (select contact_id, array_agg(obstacle_code order by obstacle_code) as codes from contact_obstacle_choice group by 1) t
where t.contact_id = c.id;

-- ----------------------------------------------------------------------------------------- counts
-- How many contacts of a month have a code. `themed` is whether they have a theme at all; `themeSet` is all themes of a contact as they were chosen: from it `theme` (what
-- a theme counts as now) and `themeTop` (the theme above it, once per contact) are made anew when themes are merged.
-- One index: figures read a dimension over months, or all dimensions but the sets. `count` is in no index, so that raising
-- it stays on its page (fillfactor).
create table report_count (
  month date not null check (extract(day from month) = 1),
  programme_id uuid references programme,
  arena_id uuid references arena,
  dimension text not null check (dimension in ('all', 'gender', 'seller', 'unsureReason', 'buyer', 'initiative', 'language',
    'outcome', 'channel', 'weekday', 'hour', 'themed', 'theme', 'themeTop', 'themeSet', 'obstacle')),
  code text not null,
  count integer not null,
  unique nulls not distinct (dimension, month, arena_id, programme_id, code)
) with (fillfactor = 80);

-- How many contacts of a quarter have two codes, of the rows that are forgotten: what stands is counted from the rows. Themes
-- stand as sets here too. Each pair stands once: the smaller of the two in the alphabet is a.
create table report_pair_count (
  quarter date not null check (extract(day from quarter) = 1 and extract(month from quarter) in (1, 4, 7, 10)),
  programme_id uuid references programme,
  arena_id uuid references arena,
  dimension_a text not null,
  code_a text not null,
  dimension_b text not null,
  code_b text not null,
  count integer not null check (count > 0),
  unique nulls not distinct (dimension_a, dimension_b, quarter, arena_id, programme_id, code_a, code_b),
  check ((dimension_a, code_a) < (dimension_b, code_b))
) with (fillfactor = 80);

-- The single answers of one contact. Inlined by the planner: no call per row.
create function report_answers(channel text, gender text, seller text, unsure_reason text, buyer text, initiative text,
  language text, outcome text, happened_on date, hour smallint)
returns table (dimension text, code text) language sql immutable as $$
  select * from (values
    ('all', ''), ('channel', channel), ('gender', gender), ('seller', seller),
    ('unsureReason', case when seller = 'unsure' then coalesce(unsure_reason, 'none') end), ('buyer', buyer),
    ('initiative', initiative), ('language', coalesce(language, 'unknown')), ('outcome', outcome),
    ('weekday', extract(isodow from happened_on)::text), ('hour', coalesce(hour::text, 'unknown'))) v (dimension, code)
  where v.code is not null
$$;

-- The statements that move the counts by some rows of contact, each with its sign; `p_source` is a query that answers them.
-- Text, because the rows of a statement can be read by the trigger alone. Rows are summed before they are spread over the
-- dimensions, so that a change of themes moves nothing else, and everything is written in one order.
create function report_moves(p_source text) returns text[]
language sql immutable set search_path = public as $$
  select array[
    format($q$
      with moved as (%s)
      insert into report_count as kept (month, programme_id, arena_id, dimension, code, count)
      select month, programme_id, arena_id, answer.dimension, answer.code, sum(n)
      from (
        select date_trunc('month', happened_on)::date as month, min(happened_on) as some_day, extract(isodow from happened_on),
          programme_id, arena_id, channel, gender, seller, unsure_reason, buyer, initiative, language, outcome, hour, sum(sign) as n
        from moved where not is_test
        group by 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 having sum(sign) <> 0) alike
      cross join lateral report_answers(
        channel, gender, seller, unsure_reason, buyer, initiative, language, outcome, some_day, hour) answer
      group by 1, 2, 3, 4, 5 having sum(n) <> 0 order by 4, 1, 3, 2, 5
      on conflict (dimension, month, arena_id, programme_id, code) do update set count = kept.count + excluded.count$q$, p_source),
    format($q$
      with moved as (%s),
        alike as (
          select date_trunc('month', happened_on)::date as month, programme_id, arena_id, theme_codes, sum(sign) as n
          from moved where not is_test group by 1, 2, 3, 4 having sum(sign) <> 0),
        now as materialized (select * from contact_theme_now),
        meaning as (
          select distinct set.theme_codes, t.dimension, t.code
          from (select distinct theme_codes from alike) set
          cross join lateral unnest(set.theme_codes) chosen
          join now on now.code = chosen
          cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)
          union all
          select distinct theme_codes, t.dimension, t.code
          from alike cross join lateral (values ('themeSet', array_to_string(theme_codes, '+')),
            ('themed', case when theme_codes = '{}' then 'no' else 'yes' end)) t (dimension, code))
      insert into report_count as kept (month, programme_id, arena_id, dimension, code, count)
      select month, programme_id, arena_id, dimension, code, sum(n)
      from alike join meaning using (theme_codes)
      group by 1, 2, 3, 4, 5 having sum(n) <> 0 order by 4, 1, 3, 2, 5
      on conflict (dimension, month, arena_id, programme_id, code) do update set count = kept.count + excluded.count$q$, p_source),
    format($q$
      with moved as (%s)
      insert into report_count as kept (month, programme_id, arena_id, dimension, code, count)
      select date_trunc('month', happened_on)::date, programme_id, arena_id, 'obstacle', obstacle, sum(sign)
      from moved cross join lateral unnest(obstacle_codes) obstacle where not is_test
      group by 1, 2, 3, 5 having sum(sign) <> 0 order by 4, 1, 3, 2, 5
      on conflict (dimension, month, arena_id, programme_id, code) do update set count = kept.count + excluded.count$q$, p_source)]
$$;

-- One writer of counts at a time, taken before any row: two that write the same counts in another order would wait for each
-- other for ever.
create function report_take_turn() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtext('report_count'));
  return null;
end $$;

create function report_move_counts() returns trigger
language plpgsql security definer set search_path = public as $$
declare move text;
begin
  -- What is forgotten has counted.
  if tg_op = 'DELETE' and contact_is_forgetting() then return null; end if;
  foreach move in array report_moves(case tg_op
    when 'INSERT' then 'select 1 as sign, * from came'
    when 'DELETE' then 'select -1 as sign, * from gone'
    else 'select 1 as sign, * from came union all select -1 as sign, * from gone' end)
  loop
    execute move;
  end loop;
  return null;
end $$;

create trigger report_take_turn before insert or update or delete on contact
  for each statement execute function report_take_turn();
create trigger report_insert after insert on contact
  referencing new table as came for each statement execute function report_move_counts();
create trigger report_update after update on contact
  referencing old table as gone new table as came for each statement execute function report_move_counts();
create trigger report_delete after delete on contact
  referencing old table as gone for each statement execute function report_move_counts();

-- The choices of a contact, into its row. A contact that is taken away has none to keep.
create function report_keep_themes() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  update contact c set theme_codes = array(
    select theme_code from contact_theme_choice where contact_id = c.id order by theme_code)
  where c.id in (select contact_id from changed);
  return null;
end $$;
create function report_keep_obstacles() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  update contact c set obstacle_codes = array(
    select obstacle_code from contact_obstacle_choice where contact_id = c.id order by obstacle_code)
  where c.id in (select contact_id from changed);
  return null;
end $$;
-- A choice is made or taken away, never changed into another one.
create function report_refuse_change() returns trigger
language plpgsql set search_path = public as $$
begin
  raise exception 'a choice is taken away and made anew';
end $$;
create trigger report_take_turn before insert or update or delete on contact_theme_choice
  for each statement execute function report_take_turn();
create trigger report_insert after insert on contact_theme_choice
  referencing new table as changed for each statement execute function report_keep_themes();
create trigger report_delete after delete on contact_theme_choice
  referencing old table as changed for each statement execute function report_keep_themes();
create trigger report_update before update on contact_theme_choice
  for each row execute function report_refuse_change();
create trigger report_take_turn before insert or update or delete on contact_obstacle_choice
  for each statement execute function report_take_turn();
create trigger report_insert after insert on contact_obstacle_choice
  referencing new table as changed for each statement execute function report_keep_obstacles();
create trigger report_delete after delete on contact_obstacle_choice
  referencing old table as changed for each statement execute function report_keep_obstacles();
create trigger report_update before update on contact_obstacle_choice
  for each row execute function report_refuse_change();

-- Themes were merged, or a merge was undone: what the sets mean is counted anew, for all time, also for forgotten rows.
create function report_follow_merges() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if not exists (
    select from came join gone using (code) where came.merged_into_code is distinct from gone.merged_into_code) then
    return null;
  end if;
  delete from report_count where dimension in ('theme', 'themeTop');
  with
    now as materialized (select * from contact_theme_now),
    meaning as (
      select distinct set.code as codes, t.dimension, t.code
      from (select distinct code from report_count where dimension = 'themeSet' and count > 0) set
      cross join lateral string_to_table(set.code, '+') chosen
      join now on now.code = chosen
      cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code))
  insert into report_count (month, programme_id, arena_id, dimension, code, count)
  select month, programme_id, arena_id, meaning.dimension, meaning.code, sum(count)
  from report_count join meaning on meaning.codes = report_count.code
  where report_count.dimension = 'themeSet'
  group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger report_take_turn before update on contact_theme
  for each statement execute function report_take_turn();
create trigger report_follow_merges after update on contact_theme
  referencing old table as gone new table as came for each statement execute function report_follow_merges();

-- What already stands.
do $$ declare move text;
begin
  foreach move in array report_moves('select 1 as sign, * from contact') loop execute move; end loop;
end $$;

-- ------------------------------------------------------------------------------- the rows, as cells
-- Every answer of every row that still stands, in the words of report_count: for days inside a month, and for two
-- dimensions at once.
create view report_contact_cell as
  select c.id as contact_id, c.happened_on, c.programme_id, c.arena_id, answer.dimension, answer.code
  from contact c
  cross join lateral report_answers(c.channel, c.gender, c.seller, c.unsure_reason, c.buyer, c.initiative, c.language,
    c.outcome, c.happened_on, c.hour) answer
  where not c.is_test
  union all
  select c.id, c.happened_on, c.programme_id, c.arena_id, t.dimension, t.code
  from contact c
  cross join lateral (values ('themeSet', array_to_string(c.theme_codes, '+')),
    ('themed', case when c.theme_codes = '{}' then 'no' else 'yes' end)) t (dimension, code)
  where not c.is_test
  union all
  select distinct c.id, c.happened_on, c.programme_id, c.arena_id, t.dimension, t.code
  from contact c
  join contact_theme_choice choice on choice.contact_id = c.id
  join contact_theme_now now on now.code = choice.theme_code
  cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)
  where not c.is_test
  union all
  select c.id, c.happened_on, c.programme_id, c.arena_id, 'obstacle', choice.obstacle_code
  from contact c join contact_obstacle_choice choice on choice.contact_id = c.id
  where not c.is_test;

-- ------------------------------------------------------------------------------------- forgetting
-- The first day that is still kept: 24 calendar months, then only the counts.
create function report_rows_kept_from() returns date
language sql stable security definer set search_path = public as $$
  select (date_trunc('day', db_now() at time zone 'Europe/Oslo') - interval '24 months')::date
$$;

-- Forgets the oldest contacts whose time is over. Their counts stand already; what two answers were together is kept here.
-- What was imported stays for thirty days whatever its age, so that an import can be undone. Answers how many.
create function report_forget_contacts(p_limit integer) returns integer
language plpgsql security definer set search_path = public as $$
declare ids uuid[];
begin
  perform pg_advisory_xact_lock(hashtext('report_count'));
  ids := array(
    select id from contact
    where happened_on < report_rows_kept_from() and (import_id is null or registered_at < db_now() - interval '30 days')
    order by happened_on limit p_limit);
  if cardinality(ids) = 0 then return 0; end if;
  with
    cell as materialized (
      select c.id, date_trunc('quarter', c.happened_on)::date as quarter, c.programme_id, c.arena_id, answer.dimension, answer.code
      from contact c
      cross join lateral (
        select * from report_answers(c.channel, c.gender, c.seller, c.unsure_reason, c.buyer, c.initiative, c.language,
          c.outcome, c.happened_on, c.hour) where dimension <> 'all'
        union all select 'themeSet', array_to_string(c.theme_codes, '+')
        union all select 'obstacle', unnest(c.obstacle_codes)) answer
      where c.id = any (ids) and not c.is_test)
  insert into report_pair_count as kept
    (quarter, programme_id, arena_id, dimension_a, code_a, dimension_b, code_b, count)
  select a.quarter, a.programme_id, a.arena_id, a.dimension, a.code, b.dimension, b.code, count(*)
  from cell a join cell b on b.id = a.id and (a.dimension, a.code) < (b.dimension, b.code)
  group by 1, 2, 3, 4, 5, 6, 7
  on conflict (dimension_a, dimension_b, quarter, arena_id, programme_id, code_a, code_b)
    do update set count = kept.count + excluded.count;
  perform set_config('lykt.forgetting', 'on', true);
  delete from contact where id = any (ids);
  perform set_config('lykt.forgetting', '', true);
  return cardinality(ids);
end $$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function report_answers(text, text, text, text, text, text, text, text, date, smallint),
  report_moves(text), report_take_turn(), report_move_counts(), report_keep_themes(), report_keep_obstacles(),
  report_refuse_change(), report_follow_merges(), report_rows_kept_from(), report_forget_contacts(integer) from public;
grant execute on function report_rows_kept_from(), report_forget_contacts(integer) to lykt_staff;
grant execute on function report_answers(text, text, text, text, text, text, text, text, date, smallint) to lykt_staff;
grant select on report_count, report_pair_count, report_contact_cell to lykt_staff;
