-- The shift plan: when we mean to be here, who comes, and what a visitor may know of it, which is hours and never who
-- (docs/decisions/018-opening-hours.md).

-- ------------------------------------------------------------------------------------------ shift
-- A shift that comes again: weekday and minutes by the clock on the wall in Oslo; past midnight goes on above 1440.
-- Every n weeks is counted from the week of valid_from. An extra shift is a rule of one day. Rules are ended, not
-- changed, so that what was planned in the past stays what it was.
create table shift_rule (
  id uuid primary key,
  weekday smallint not null check (weekday between 1 and 7),
  from_minute smallint not null check (from_minute between 0 and 1439),
  until_minute smallint not null,
  breaks smallint[] not null default '{}' check (cardinality(breaks) % 2 = 0 and array_position(breaks, null) is null),
  every_weeks smallint not null default 1 check (every_weeks between 1 and 12),
  valid_from date not null,
  valid_until date,
  places smallint not null default 1 check (places between 1 and 20),
  is_extra boolean not null default false,
  check (until_minute > from_minute and until_minute <= from_minute + 720),
  check (valid_until >= valid_from - 1),
  check (not is_extra or (valid_until is not null and extract(isodow from valid_from) = weekday))
);
-- Whoever has the shift every time.
create table shift_rule_person (
  rule_id uuid not null references shift_rule on delete cascade,
  user_id uuid not null references staff_user on delete cascade,
  primary key (rule_id, user_id)
);
-- One day of a rule: somebody comes who has it not every time, or does not come who has.
create table shift_person (
  rule_id uuid not null references shift_rule on delete cascade,
  day date not null,
  user_id uuid not null references staff_user on delete cascade,
  is_coming boolean not null,
  primary key (rule_id, day, user_id)
);
create table shift_cancelled (
  rule_id uuid not null references shift_rule on delete cascade,
  day date not null,
  reason text not null check (length(reason) between 1 and 200),
  primary key (rule_id, day)
);
-- A day that differs: closed with a reason, or open although it is a public holiday.
create table shift_day (
  day date primary key,
  is_open boolean not null,
  reason text not null default '' check (length(reason) <= 200),
  check (is_open or reason <> '')
);
-- How long people waited for the first answer: how many on a day, in steps of minutes. Neither who waited nor who answered.
create table shift_answer_wait (
  day date not null,
  was_open boolean not null,
  minutes integer not null check (minutes >= 0),
  count integer not null check (count > 0),
  primary key (day, was_open, minutes)
);
create index on shift_duty (began_at);

-- ---------------------------------------------------------------------------------------- opening
-- What the visitor's log-in may know, and no table: the hours of the plan. A rule has no id here. `has_people` and the
-- two lists say on which days somebody who can open has taken the shift, so that nothing is announced that nobody has
-- taken; who can open is whoever may answer (staff.policy.ts: conversation.answer).
create function opening_rules(p_from date) returns table (
  weekday smallint, from_minute smallint, until_minute smallint, breaks smallint[], every_weeks smallint,
  valid_from date, valid_until date, is_extra boolean,
  cancelled_on date[], has_people boolean, taken_on date[], left_on date[])
language sql stable security definer set search_path = public as $$
  with can_open as (
    select distinct u.id from staff_user u join staff_role r on r.user_id = u.id
    where u.kind = 'person' and u.disabled_at is null and r.role in ('lead', 'adviser')),
  fixed as (
    select p.rule_id, count(*) as people from shift_rule_person p join can_open c on c.id = p.user_id group by 1),
  changed as (
    select p.rule_id, p.day, count(*) filter (where p.is_coming) as coming,
      count(f.user_id) filter (where not p.is_coming) as staying_away
    from shift_person p join can_open c on c.id = p.user_id
      left join shift_rule_person f on (f.rule_id, f.user_id) = (p.rule_id, p.user_id)
    where p.day >= p_from group by 1, 2)
  select r.weekday, r.from_minute, r.until_minute, r.breaks, r.every_weeks, r.valid_from, r.valid_until, r.is_extra,
    array(select c.day from shift_cancelled c where c.rule_id = r.id and c.day >= p_from),
    coalesce(f.people, 0) > 0,
    array(select c.day from changed c where c.rule_id = r.id and c.coming > 0),
    array(select c.day from changed c where c.rule_id = r.id and c.coming = 0 and c.staying_away >= f.people)
  from shift_rule r left join fixed f on f.rule_id = r.id
  where r.valid_until is null or r.valid_until >= greatest(p_from, r.valid_from)
  order by r.weekday, r.from_minute
$$;
-- Days that differ, without the reason.
create function opening_days(p_from date) returns table (day date, is_open boolean)
language sql stable security definer set search_path = public as $$
  select day, is_open from shift_day where day >= p_from
$$;
-- Until when somebody who can open has said that they are here; null when nobody has.
create function opening_staffed_until() returns timestamptz
language sql stable security definer set search_path = public as $$
  select max(d.until) from shift_duty d
    join staff_user u on u.id = d.user_id join staff_role r on r.user_id = u.id
  where d.ended_at is null and d.until > (select db_now()) and d.began_at <= (select db_now())
    and u.disabled_at is null and r.role in ('lead', 'adviser')
$$;
-- The waits of the last 90 days, added up over the days.
create function opening_answer_waits(p_was_open boolean) returns table (minutes integer, count bigint)
language sql stable security definer set search_path = public as $$
  select minutes, sum(count) from shift_answer_wait
  where was_open = p_was_open and day > (((select db_now()) at time zone 'Europe/Oslo')::date - 90)
  group by 1 order by 1
$$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function opening_rules(date), opening_days(date), opening_staffed_until(), opening_answer_waits(boolean)
  from public;
grant execute on function opening_rules(date), opening_days(date), opening_staffed_until(), opening_answer_waits(boolean)
  to lykt_staff, lykt_visitor;
grant select, insert, update (valid_until) on shift_rule to lykt_staff;
grant select, insert on shift_rule_person to lykt_staff;
grant select, insert, update, delete on shift_person, shift_cancelled, shift_day, shift_answer_wait to lykt_staff;
