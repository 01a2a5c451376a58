-- The counts of report_count cost what the change is worth: a registration a few milliseconds, a file of earlier contacts
-- one turn at its very end (docs/decisions/027-the-speed-of-figures-and-imports.md).

-- ---------------------------------------------------------------------------- not counted as yet
-- Imports that are being written: their contacts are counted in one piece when all of them stand. A row lives within one
-- transaction only; whoever leaves it behind cannot commit.
create table report_uncounted (import_id uuid primary key);

create function report_must_be_counted() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select from report_uncounted where import_id = new.import_id) then
    raise exception 'what was imported is not counted';
  end if;
  return null;
end $$;
create constraint trigger report_must_be_counted after insert on report_uncounted
  deferrable initially deferred for each row execute function report_must_be_counted();

-- From here to report_count_import nothing that this import writes is counted, and nobody waits for it.
create function report_count_later(p_import uuid) returns void
language plpgsql security definer set search_path = public as $$
begin
  if exists (select from contact where import_id = p_import) then
    raise exception 'what stands already is counted already';
  end if;
  insert into report_uncounted values (p_import);
end $$;

-- Its contacts. The planner cannot know how many have just come, so it is told: a file is long.
create function report_imported(p_import uuid) returns setof contact
language plpgsql stable rows 100000 set search_path = public as $$
begin
  return query select * from contact where import_id = p_import;
end $$;

-- Counts all that this import has written: first what it comes to, then, in its turn, into the counts.
create function report_count_import(p_import uuid) returns void
language plpgsql security definer set search_path = public as $$
declare cells report_count[];
begin
  delete from report_uncounted where import_id = p_import;
  if not found then raise exception 'this import is counted already'; end if;
  execute format('select array_agg(row(cell.*)::report_count) from (%s) cell',
    report_cells('select 1 as sign, * from report_imported($1)')) into cells using p_import;
  perform pg_advisory_xact_lock(hashtext('report_count'));
  insert into report_count as kept (month, programme_id, arena_id, dimension, code, count)
  select * from unnest(cells) order by dimension, month, arena_id, programme_id, code
  on conflict (dimension, month, arena_id, programme_id, code) do update set count = kept.count + excluded.count;
end $$;

-- ------------------------------------------------------------------------------------------ turns
-- A contact that comes is in nobody's way: the turn is taken when its counts are raised, not before. What is changed or taken
-- away may be in use, and there the turn still comes first; whoever locks a row to change it later asks for it by name.
create function report_wait_turn() returns void
language sql security definer set search_path = public as $$
  select pg_advisory_xact_lock(hashtext('report_count'))
$$;
drop trigger report_take_turn on contact;
create trigger report_take_turn before update or delete on contact
  for each statement execute function report_take_turn();

-- --------------------------------------------------------------------------------- moving counts
drop trigger report_insert on contact;
drop trigger report_update on contact;
drop trigger report_delete on contact;
drop function report_move_counts(), report_moves(text);
-- The query for how some rows of contact, each with its sign, move the counts; `p_source` is a query that answers the rows.
-- Text, because the rows of a statement can be read by the trigger alone. Rows are summed before they are spread over the
-- dimensions, so that a change of themes moves nothing else.
create function report_cells(p_source text) returns text
language sql immutable set search_path = public as $$
  select format($q$
    with
      moved as materialized (
        select *, date_trunc('month', happened_on)::date as month from (%s) source where not is_test),
      alike as (
        select month, min(happened_on) as some_day, extract(isodow from happened_on), programme_id, arena_id, channel, gender,
          seller, unsure_reason, buyer, initiative, language, outcome, hour, sum(sign) as n
        from moved group by 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 having sum(sign) <> 0),
      themed as (
        select month, programme_id, arena_id, theme_codes, sum(sign) as n
        from moved group by 1, 2, 3, 4 having sum(sign) <> 0),
      now as materialized (select * from contact_theme_now),
      meaning as (
        select distinct set.theme_codes, t.dimension, t.code
        from (select distinct theme_codes from themed) set
        cross join lateral unnest(set.theme_codes) chosen
        join now on now.code = chosen
        cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)
        union all
        select theme_codes, t.dimension, t.code
        from (select distinct theme_codes from themed) set
        cross join lateral (values ('themeSet', array_to_string(theme_codes, '+')),
          ('themed', case when theme_codes = '{}' then 'no' else 'yes' end)) t (dimension, code))
    select month, programme_id, arena_id, answer.dimension, answer.code, sum(n)::int as count
    from alike cross join lateral report_answers(
      channel, gender, seller, unsure_reason, buyer, initiative, language, outcome, some_day, hour) answer
    group by 1, 2, 3, 4, 5 having sum(n) <> 0
    union all
    select month, programme_id, arena_id, dimension, code, sum(n)::int
    from themed join meaning using (theme_codes)
    group by 1, 2, 3, 4, 5 having sum(n) <> 0
    union all
    select month, programme_id, arena_id, 'obstacle', obstacle, sum(sign)::int
    from moved cross join lateral unnest(obstacle_codes) obstacle
    group by 1, 2, 3, 5 having sum(sign) <> 0$q$, p_source)
$$;

-- One function for each kind of change, with that query written out in it: for a few rows its plan is made once for a
-- connection, and takes longer to make than to run. Many rows are planned for as many as they are. Counts are written in one
-- order, by one writer at a time.
do $make$
declare
  kind record;
begin
  for kind in
    select name, is_delete, changed, source from (values
      ('report_count_came', false, 'select from came', 'select 1 as sign, * from came'),
      ('report_count_changed', false, 'select from came', 'select 1 as sign, * from came union all select -1 as sign, * from gone'),
      ('report_count_gone', true, 'select from gone', 'select -1 as sign, * from gone')) k (name, is_delete, changed, source)
  loop
    execute format($format$
create function %1$s() returns trigger
language plpgsql security definer set search_path = public as $function$
begin%2$s
  if not exists (%3$s) then return null; end if;
  if exists (select from report_uncounted) then
    if not exists (%3$s where import_id is null or import_id <> all (array(select import_id from report_uncounted))) then
      return null;
    end if;
    raise exception 'an import that is not counted is alone in its transaction';
  end if;
  perform pg_advisory_xact_lock(hashtext('report_count'));
  if exists (%3$s offset 100) then
    execute $move$%5$s$move$;
  else%5$s;
  end if;
  return null;
end $function$$format$,
      kind.name,
      case when kind.is_delete then E'\n  -- What is forgotten has counted.\n  if contact_is_forgetting() then return null; end if;' else '' end,
      kind.changed,
      kind.source,
      format($move$
    insert into report_count as kept (month, programme_id, arena_id, dimension, code, count)%s
    order by 4, 1, 3, 2, 5
    on conflict (dimension, month, arena_id, programme_id, code) do update set count = kept.count + excluded.count$move$,
        report_cells(kind.source)));
  end loop;
end $make$;
create trigger report_insert after insert on contact
  referencing new table as came for each statement execute function report_count_came();
create trigger report_update after update on contact
  referencing old table as gone new table as came for each statement execute function report_count_changed();
create trigger report_delete after delete on contact
  referencing old table as gone for each statement execute function report_count_gone();

-- ------------------------------------------------------------------------------------- the choices
-- What was chosen for a contact stands in its row, and there alone: a second table with a line for each choice took longer to
-- keep the same than everything else about a contact.
create function contact_is_set(p_codes text[]) returns boolean
language sql immutable set search_path = public as $$
  select p_codes = array(select distinct code collate "C" from unnest(p_codes) code order by 1)
$$;
update contact set theme_codes = array(select code from unnest(theme_codes) code order by code collate "C")
where not contact_is_set(theme_codes);
update contact set obstacle_codes = array(select code from unnest(obstacle_codes) code order by code collate "C")
where not contact_is_set(obstacle_codes);
alter table contact
  add check (cardinality(theme_codes) < 2 or contact_is_set(theme_codes)),
  add check (cardinality(obstacle_codes) < 2 or contact_is_set(obstacle_codes));

create or replace view report_contact_cell as
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
  cross join lateral unnest(c.theme_codes) chosen
  join contact_theme_now now on now.code = chosen
  cross join lateral (values ('theme', now.into_code), ('themeTop', now.top_code)) t (dimension, code)
  where not c.is_test
  union all
  select c.id, c.happened_on, c.programme_id, c.arena_id, 'obstacle', obstacle
  from contact c cross join lateral unnest(c.obstacle_codes) obstacle
  where not c.is_test;
drop table contact_theme_choice, contact_obstacle_choice;
drop function report_keep_themes(), report_keep_obstacles(), report_refuse_change();

-- Only themes and obstacles that there are, and none of them goes away.
create function contact_codes_are_known() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select unnest(theme_codes) from came except select code from contact_theme)
    or exists (select unnest(obstacle_codes) from came except select code from contact_obstacle) then
    raise exception 'a theme or an obstacle that is not there' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger contact_codes_are_known after insert on contact
  referencing new table as came for each statement execute function contact_codes_are_known();
create trigger contact_changed_codes_are_known after update on contact
  referencing new table as came for each statement execute function contact_codes_are_known();
create function contact_code_stays() returns trigger
language plpgsql set search_path = public as $$
begin
  if tg_op = 'UPDATE' and new.code = old.code then return new; end if;
  raise exception 'what may have been chosen stays' using errcode = 'foreign_key_violation';
end $$;
create trigger contact_code_stays before delete or update of code on contact_theme
  for each row execute function contact_code_stays();
create trigger contact_code_stays before delete or update of code on contact_obstacle
  for each row execute function contact_code_stays();

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function report_must_be_counted(), report_count_later(uuid), report_count_import(uuid), report_wait_turn(),
  report_imported(uuid), report_cells(text), report_count_came(), report_count_changed(), report_count_gone(), contact_is_set(text[]), contact_codes_are_known(),
  contact_code_stays() from public;
grant execute on function contact_is_set(text[]) to lykt_staff;
grant execute on function report_count_later(uuid), report_count_import(uuid), report_wait_turn() to lykt_staff;
