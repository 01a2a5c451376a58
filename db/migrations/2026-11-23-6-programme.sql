-- What a programme is made of: its grants, mandates and extensions, its sub-goals, what was done towards each of them; a
-- register of meetings and the like; figures that come from elsewhere as numbers; and quotes that nobody can be found by.

-- ------------------------------------------------------------------------------------ programme
create table programme_extension (
  id uuid primary key,
  programme_id uuid not null references programme on delete cascade,
  until date not null,
  decided_on date,
  unique (programme_id, until)
);
create table programme_grant (
  id uuid primary key,
  programme_id uuid not null references programme on delete cascade,
  funder text not null check (length(funder) between 1 and 120),
  amount integer not null check (amount > 0),
  granted_on date
);
create index on programme_grant (programme_id);
create table programme_mandate (
  id uuid primary key,
  programme_id uuid not null references programme on delete cascade,
  reference text not null check (length(reference) between 1 and 120),
  text text not null default '' check (length(text) <= 500)
);
create index on programme_mandate (programme_id);

-- A sub-goal. It can be measured when it says what is counted and how much is wanted (R117).
create table programme_goal (
  id uuid primary key,
  programme_id uuid not null references programme on delete cascade,
  letter text not null check (letter ~ '^[a-z]$'),
  title text not null check (length(title) between 1 and 160),
  text text not null default '' check (length(text) <= 2000),
  measure text check (measure in
    ('contacts', 'campaigns', 'presences', 'presenceHours', 'attendance', 'meetings', 'activities', 'organisations')),
  target integer check (target > 0),
  assessment text not null default '' check (length(assessment) <= 4000),
  decision text not null default '' check (length(decision) <= 1000),
  unique (programme_id, letter),
  check ((measure is null) = (target is null))
);

-- What was done towards a goal. Any kind may have any number of goals; counting joins the subject, so a tag of something
-- that is gone counts nothing.
create table programme_tag (
  goal_id uuid not null references programme_goal on delete cascade,
  kind text not null check (kind in ('contact', 'campaign', 'presence', 'offer', 'activity')),
  subject_id uuid not null,
  primary key (kind, subject_id, goal_id)
);
create index on programme_tag (goal_id, kind);
-- Contacts of a goal whose rows were forgotten: a figure is what stands plus what was kept.
create table programme_tag_kept (
  goal_id uuid not null references programme_goal on delete cascade,
  month date not null check (extract(day from month) = 1),
  contacts integer not null check (contacts >= 0),
  primary key (goal_id, month)
);

create function programme_has_measure(p_programme uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from programme_goal where programme_id = p_programme and target is not null)
$$;

-- No active programme without a goal that can be measured, whichever of the two is written (R117).
create function programme_needs_goal() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if new.state = 'active' and not programme_has_measure(new.id) then
    raise exception 'a programme is not active without a goal that can be measured';
  end if;
  return null;
end $$;
create trigger programme_needs_goal after insert or update of state on programme
  for each row execute function programme_needs_goal();

create function programme_keep_goal() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  -- Two goals taken away at once must not both believe in the other.
  perform 1 from programme where id = old.programme_id for update;
  if exists (select 1 from programme where id = old.programme_id and state = 'active')
    and not programme_has_measure(old.programme_id) then
    raise exception 'a programme is not active without a goal that can be measured';
  end if;
  return null;
end $$;
create trigger programme_keep_goal after update or delete on programme_goal
  for each row execute function programme_keep_goal();

-- A registration taken away was wrong, and so was its tag; one that is forgotten has counted.
create function contact_leave_goals() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if contact_is_forgetting() then
    insert into programme_tag_kept as kept (goal_id, month, contacts)
    select tag.goal_id, date_trunc('month', gone.happened_on)::date, count(*)
    from gone join programme_tag tag on tag.kind = 'contact' and tag.subject_id = gone.id
    where not gone.is_test
    group by 1, 2
    on conflict (goal_id, month) do update set contacts = kept.contacts + excluded.contacts;
  end if;
  delete from programme_tag tag using gone where tag.kind = 'contact' and tag.subject_id = gone.id;
  return null;
end $$;
create trigger contact_leave_goals after delete on contact
  referencing old table as gone for each statement execute function contact_leave_goals();

-- ------------------------------------------------------------------------------------- activity
-- A meeting, a stand, a lecture (R95, R96): with which organisations, never with whom.
create table activity (
  id uuid primary key,
  kind text not null check (kind in
    ('meeting', 'userMeeting', 'stand', 'lecture', 'training', 'study', 'media', 'other')),
  happened_on date not null,
  theme text not null default '' check (length(theme) <= 120),
  hours numeric(5, 2) check (hours >= 0 and hours <= 100),
  participants integer check (participants >= 0 and participants <= 100000),
  follow_up_on date,
  created_at timestamptz not null,
  check (follow_up_on >= happened_on)
);
create index on activity (happened_on);
create table activity_organisation (
  activity_id uuid not null references activity on delete cascade,
  name text not null check (length(name) between 1 and 80),
  primary key (activity_id, name)
);
create function activity_leave_goals() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  delete from programme_tag tag using gone where tag.kind = 'activity' and tag.subject_id = gone.id;
  return null;
end $$;
create trigger activity_leave_goals after delete on activity
  referencing old table as gone for each statement execute function activity_leave_goals();

-- ------------------------------------------------------------------------------------ aggregate
-- Numbers from another system, typed or read from a file (R90-R92). There is no row for anybody.
create table aggregate_series (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z][A-Za-z0-9]{0,39}$'),
  title text check (length(title) between 1 and 120),
  unit text not null check (unit in ('users', 'nationality', 'problem')),
  source text not null default '' check (length(source) <= 200)
);
-- The lines of a sheet, in order. `label` null: the built-in word of the code, or the country's name.
create table aggregate_row (
  series_id uuid not null references aggregate_series on delete cascade,
  code text not null check (code ~ '^[A-Za-z][A-Za-z0-9]{0,39}$'),
  position smallint not null,
  label text check (length(label) between 1 and 80),
  primary key (series_id, code)
);
create table aggregate_value (
  series_id uuid not null,
  period_from date not null,
  period_to date not null,
  row_code text not null,
  column_code text not null check (column_code in ('users', 'consultations', 'newUsers')),
  value integer not null check (value between 0 and 10000000),
  primary key (series_id, period_from, period_to, row_code, column_code),
  foreign key (series_id, row_code) references aggregate_row (series_id, code),
  check (period_to >= period_from)
);
insert into aggregate_series (id, code, unit) values
  (gen_random_uuid(), 'users', 'users'),
  (gen_random_uuid(), 'nationalities', 'nationality'),
  (gen_random_uuid(), 'problems', 'problem');
insert into aggregate_row (series_id, code, position)
select id, row.code, row.position from aggregate_series join (values
  ('users', 'all', 1), ('users', 'health', 2), ('users', 'social', 3),
  ('nationalities', 'NO', 1), ('nationalities', 'BG', 2), ('nationalities', 'BR', 3), ('nationalities', 'NG', 4),
  ('nationalities', 'RO', 5), ('nationalities', 'TH', 6), ('nationalities', 'other', 900), ('nationalities', 'unknown', 901),
  ('problems', 'trafficking', 1), ('problems', 'asylum', 2), ('problems', 'sexualCounselling', 3),
  ('problems', 'substances', 4), ('problems', 'mentalHealth', 5), ('problems', 'legal', 6), ('problems', 'economy', 7),
  ('problems', 'housing', 8), ('problems', 'violence', 9), ('problems', 'other', 900)
) row (series, code, position) on row.series = aggregate_series.code;

-- ---------------------------------------------------------------------------------------- quote
-- What somebody said, written anew (R32). Nothing here leads anywhere: no foreign key, no instant, no day, an id without a
-- time in it. Two people.
create table quote (
  id uuid primary key default gen_random_uuid(),
  text text not null check (length(text) between 1 and 600),
  language text not null check (language ~ '^[a-z]{2,3}$'),
  year smallint not null check (year between 2000 and 2200),
  theme_code text,
  state text not null default 'proposed' check (state in ('proposed', 'sentBack', 'approved', 'withdrawn')),
  note text not null default '' check (length(note) <= 300),
  proposed_by uuid not null,
  approved_by uuid,
  check (approved_by is distinct from proposed_by),
  check ((approved_by is not null) = (state in ('approved', 'withdrawn')))
);
create function quote_keep_approval() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'proposed' then raise exception 'a quote begins as a proposal'; end if;
    return new;
  end if;
  if old.approved_by is not null and (new.text, new.language, new.year, new.theme_code, new.proposed_by, new.approved_by)
    is distinct from (old.text, old.language, old.year, old.theme_code, old.proposed_by, old.approved_by) then
    raise exception 'what was approved does not change';
  end if;
  if old.approved_by is not null and new.state not in ('approved', 'withdrawn') then
    raise exception 'what was approved does not go back';
  end if;
  if new.state = 'approved' and old.state <> 'approved' and old.state <> 'withdrawn' and (
    old.state <> 'proposed' or (new.text, new.language, new.year, new.theme_code, new.proposed_by)
    is distinct from (old.text, old.language, old.year, old.theme_code, old.proposed_by)) then
    raise exception 'an approval is of the text as it stands';
  end if;
  return new;
end $$;
create trigger quote_keep_approval before insert or update on quote for each row execute function quote_keep_approval();

-- ---------------------------------------------------------------------------------------- grants
revoke execute on function
  programme_has_measure(uuid), programme_needs_goal(), programme_keep_goal(), contact_leave_goals(), activity_leave_goals(),
  quote_keep_approval() from public;
grant select, insert, update, delete on
  programme_extension, programme_grant, programme_mandate, programme_goal, programme_tag, activity, activity_organisation,
  aggregate_value to lykt_staff;
grant select on programme_tag_kept to lykt_staff;
grant select, update (title, source) on aggregate_series to lykt_staff;
grant select, insert, update (label, position), delete on aggregate_row to lykt_staff;
grant select, delete, insert (text, language, year, theme_code, proposed_by),
  update (text, language, year, theme_code, state, note, proposed_by, approved_by) on quote to lykt_staff;
