-- Registration finished: themes on two levels that the lead keeps, obstacles, the hour, the programme; test entries and
-- where a row comes from. The rest of the programme (goals, grants, mandates) has a file of its own.

-- ------------------------------------------------------------------------------------ programme
-- A period of work with a frame of its own (R1). `planned_end` moves only with an extension, `ends_on` when it is over.
create table programme (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 120),
  state text not null default 'draft' check (state in ('draft', 'active', 'ended')),
  starts_on date not null,
  planned_end date not null,
  ends_on date,
  -- The target group is defined here, never for a person (R3).
  target_group text not null default '' check (length(target_group) <= 1000),
  age_floor smallint not null default 18 check (age_floor between 18 and 99),
  main_goal text not null default '' check (length(main_goal) <= 1000),
  is_pre_project boolean not null default false,
  created_at timestamptz not null,
  check (planned_end >= starts_on),
  check (ends_on is null or ends_on >= starts_on),
  check ((state = 'ended') = (ends_on is not null))
);

-- ---------------------------------------------------------------------------------------- themes
-- A merge changes no choice that was made: figures follow `merged_into_code` when they are read, and undoing the merge
-- gives the old figures back. `label_nb` null: the built-in word of the code.
alter table contact_theme
  add label_nb text check (length(label_nb) between 1 and 60),
  add label_en text check (length(label_en) between 1 and 60),
  add merged_into_code text references contact_theme,
  add retired_at timestamptz,
  add check (merged_into_code <> code),
  add check (parent_code <> code);

-- Two levels, and a chain of merges that ends, on its own level: whoever writes.
create function contact_theme_keep_order() returns trigger
language plpgsql security definer set search_path = public as $$
declare step text; turns int := 0;
begin
  -- One change of themes at a time: two merges towards each other would each look right alone.
  perform pg_advisory_xact_lock(hashtext('contact_theme'));
  if new.parent_code is not null and exists (
    select 1 from contact_theme where code = new.parent_code and parent_code is not null) then
    raise exception 'themes have two levels';
  end if;
  if tg_op = 'UPDATE' and new.parent_code is distinct from old.parent_code then
    raise exception 'a theme stays where it is';
  end if;
  if new.merged_into_code is null then return new; end if;
  if (select parent_code is null from contact_theme where code = new.merged_into_code) <> (new.parent_code is null) then
    raise exception 'a theme is merged into one of its own level';
  end if;
  step := new.merged_into_code;
  while step is not null loop
    if step = new.code or turns > 1000 then raise exception 'a chain of merges must end'; end if;
    select merged_into_code into step from contact_theme where code = step;
    turns := turns + 1;
  end loop;
  return new;
end $$;
create trigger contact_theme_keep_order before insert or update on contact_theme
  for each row execute function contact_theme_keep_order();

insert into contact_theme (code, parent_code, position) values
  ('infection', 'health', 1), ('hivAndOral', 'health', 2), ('whereToTest', 'health', 3), ('doctorRefuses', 'health', 4),
  ('saferSex', 'health', 5), ('seeksPartner', 'noIssue', 1), ('endedBeforeClear', 'noIssue', 2);

-- What each theme counts as today: `into_code` at the end of its merges, `top_code` the theme above that, at the end of
-- its own merges. For themes on the upper level the two are the same.
create view contact_theme_now as
  with recursive chain as (
    select code, code as into_code from contact_theme where merged_into_code is null
    union all
    select theme.code, chain.into_code from contact_theme theme join chain on theme.merged_into_code = chain.code)
  select chain.code, chain.into_code, coalesce(top.into_code, chain.into_code) as top_code
  from chain
  join contact_theme ending on ending.code = chain.into_code
  left join chain top on top.code = ending.parent_code;

-- ------------------------------------------------------------------------------------- obstacles
-- What stood in somebody's way (R34): a list of codes, and no column in which a doctor or an office could be named.
create table contact_obstacle (
  code text primary key,
  position smallint not null,
  retired_at timestamptz
);
insert into contact_obstacle (code, position) values
  ('testRefused', 1), ('referralRefused', 2), ('turnedAway', 3), ('confidenceBroken', 4), ('noInterpreter', 5),
  ('noIdNumber', 6), ('cost', 7), ('waiting', 8), ('notBelieved', 9), ('fear', 10);
create table contact_obstacle_choice (
  contact_id uuid not null references contact on delete cascade,
  obstacle_code text not null references contact_obstacle,
  primary key (contact_id, obstacle_code)
);
create index on contact_obstacle_choice (obstacle_code);

-- --------------------------------------------------------------------------------------- contact
-- `hour` is the local hour, known only when a contact is registered on the day it happened.
alter table contact
  add programme_id uuid references programme,
  add hour smallint check (hour between 0 and 23),
  add source text not null default 'registered' check (source in ('registered', 'imported', 'synthetic')),
  add import_id uuid,
  add check ((source = 'imported') = (import_id is not null));
create index on contact (programme_id, happened_on);
create index on contact (import_id) where import_id is not null;

-- True while rows are taken away because their time is over, not because they were wrong: then a figure keeps what they
-- counted. The one who forgets says `set local lykt.forgetting = 'on'` in the same transaction.
create function contact_is_forgetting() returns boolean
language sql stable set search_path = public as $$
  select coalesce(current_setting('lykt.forgetting', true), '') = 'on'
$$;

-- ---------------------------------------------------------------------------------------- grants
revoke execute on function contact_theme_keep_order(), contact_is_forgetting() from public;
grant execute on function contact_is_forgetting() to lykt_staff;
grant select, insert, update, delete on programme to lykt_staff;
-- Themes and obstacles are never deleted: old choices point to them.
grant insert (code, parent_code, position, label_nb, label_en),
  update (position, label_nb, label_en, merged_into_code, retired_at) on contact_theme to lykt_staff;
grant select, update (retired_at) on contact_obstacle to lykt_staff;
grant select, insert, delete on contact_obstacle_choice to lykt_staff;
grant select on contact_theme_now to lykt_staff;
