-- Arenas with a life cycle and what was found out about them, presence that was planned and held, and ads counted by the
-- week (docs/decisions/021-presence-and-ad-counts.md). Nowhere who: a figure of these tables cannot be one of a person.

-- ------------------------------------------------------------------------------------------ arena
alter table arena
  add column tried_without_response boolean not null default false,
  -- Closed is whatever has closed_at, which the gate asks too; so the state is told, never set.
  add column state text not null generated always as (case
    when closed_at is not null then 'closed'
    when tried_without_response then 'triedWithoutResponse'
    else 'active' end) stored,
  add column audience text not null default '' check (length(audience) <= 500),
  add column activity text check (activity in ('busy', 'some', 'quiet')),
  add column turnover text check (turnover in ('days', 'weeks', 'slow')),
  add column method text check (method in ('presence', 'arenaMessage', 'sms', 'call', 'email')),
  -- The day on which somebody last looked at the place; null is the day on which it was added.
  add column reviewed_on date,
  add column may_be_named boolean not null default false,
  add column counts_ads boolean not null default false,
  -- The real name or address, sealed under the key arena:<id>.
  add column sealed_name bytea;
update arena set counts_ads = true where class = 'escortSite';

-- What we have agreed with those who run the place. Whom to talk to there is sealed like its name.
create table arena_agreement (
  id uuid primary key,
  arena_id uuid not null references arena,
  title text not null check (length(title) between 1 and 80),
  sealed_contact bytea,
  most_per_week smallint check (most_per_week between 1 and 50),
  no_consequences boolean not null default false,
  valid_from date not null,
  valid_until date,
  check (valid_until >= valid_from)
);
create index on arena_agreement (arena_id);

-- A presence that comes again: weekday and minutes by the clock on the wall in Oslo; past midnight goes on above 1440.
-- Every n weeks is counted from the week of valid_from. Ended, not changed, so that what was planned stays what it was.
create table arena_plan (
  id uuid primary key,
  arena_id uuid not null references arena,
  weekday smallint not null check (weekday between 1 and 7),
  from_minute smallint not null check (from_minute between 0 and 1439),
  until_minute smallint not null,
  every_weeks smallint not null default 1 check (every_weeks between 1 and 12),
  valid_from date not null,
  valid_until date,
  check (until_minute > from_minute and until_minute <= from_minute + 720),
  check (valid_until >= valid_from - 1)
);
create index on arena_plan (arena_id);

-- A presence that something is known about. `day` is the day it was planned for, or else began on. Held with nobody is 0
-- contacts; begun and not ended has neither end nor contacts; planned and never spoken of has no row at all.
create table arena_presence (
  id uuid primary key,
  arena_id uuid not null references arena,
  plan_id uuid references arena_plan,
  day date not null,
  planned_from timestamptz,
  planned_until timestamptz,
  held_from timestamptz,
  held_until timestamptz,
  contacts integer check (contacts between 0 and 500),
  cancelled_reason text check (length(cancelled_reason) between 1 and 200),
  theme_announced text check (length(theme_announced) between 1 and 60),
  unique (plan_id, day),
  check ((planned_from is null) = (planned_until is null)),
  check (planned_until > planned_from),
  check (plan_id is null or planned_from is not null),
  check (planned_from is not null or held_from is not null),
  check (held_from is null or cancelled_reason is null),
  check (cancelled_reason is null or planned_from is not null),
  check (held_until is null or held_from is not null),
  check (held_until > held_from and held_until <= held_from + interval '24 hours'),
  check ((held_until is null) = (contacts is null))
);
create index on arena_presence (day);
create index on arena_presence (arena_id, day);
create unique index arena_presence_one_running on arena_presence (arena_id) where held_from is not null and held_until is null;

-- No row is "not counted", 0 is "counted, and there were none".
create table arena_ad_count (
  arena_id uuid not null references arena,
  week date not null check (extract(isodow from week) = 1),
  category text not null check (category in ('man', 'trans', 'woman', 'coupleOrOther')),
  ads integer not null check (ads between 0 and 100000),
  new_since_last integer,
  primary key (arena_id, week, category),
  check (new_since_last between 0 and ads)
);
create index on arena_ad_count (week);

-- The days of a rule within a period, both included; the same arithmetic as of the shift plan.
create function arena_plan_days(p_weekday int, p_every int, p_valid_from date, p_valid_until date, p_from date, p_to date)
returns setof date language sql immutable set search_path = public as $$
  select f.day + 7 * p_every * n
  from (select w.day + case when w.day < p_valid_from then 7 * p_every else 0 end as day
      from (select p_valid_from - extract(isodow from p_valid_from)::int + p_weekday as day) w) f,
    generate_series(
      greatest(0, ceil((p_from - f.day) / (7.0 * p_every)))::int,
      floor((least(p_to, coalesce(p_valid_until, p_to)) - f.day) / (7.0 * p_every))::int) n
$$;
-- What the plan says of a period. Public holidays do not close the internet; a presence that is not to be is cancelled.
create function arena_planned(p_from date, p_to date)
returns table (plan_id uuid, arena_id uuid, day date, planned_from timestamptz, planned_until timestamptz)
language sql stable set search_path = public as $$
  select * from (
    select r.id, r.arena_id, d.day,
      (d.day + make_interval(mins => r.from_minute)) at time zone 'Europe/Oslo' as planned_from,
      (d.day + make_interval(mins => r.until_minute)) at time zone 'Europe/Oslo' as planned_until
    from arena_plan r, arena_plan_days(r.weekday, r.every_weeks, r.valid_from, r.valid_until, p_from, p_to) d (day)
    where r.valid_from <= p_to and (r.valid_until is null or r.valid_until >= p_from)) planned
  where planned_until > planned_from
$$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function arena_plan_days(int, int, date, date, date, date), arena_planned(date, date) from public;
grant execute on function arena_plan_days(int, int, date, date, date, date), arena_planned(date, date) to lykt_staff;
grant select, insert, update (valid_until) on arena_plan to lykt_staff;
grant select, insert, update (valid_until) on arena_agreement to lykt_staff;
grant select, insert, update, delete on arena_presence, arena_ad_count to lykt_staff;
