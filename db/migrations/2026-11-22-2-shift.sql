-- Who is on duty, in its first form: somebody says that they are, and until when. Messages go out only while a person is
-- there to answer (domain.md 4.4).
create table shift_duty (
  id uuid primary key,
  user_id uuid not null references staff_user on delete cascade,
  began_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  check (until > began_at),
  check (ended_at is null or ended_at >= began_at)
);
create unique index shift_duty_one_open on shift_duty (user_id) where ended_at is null;
create index on shift_duty (until) where ended_at is null;
grant select, insert, update, delete on shift_duty to lykt_staff;
