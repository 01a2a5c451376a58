-- What makes a good message easy: templates and standard answers in versions, each language read by somebody else than
-- whoever wrote it; word lists of the installation's own; two variants of a message; what must be in order before
-- anybody says yes to a campaign; and services elsewhere in the country.

-- ------------------------------------------------------------------------------------------ text
-- A message to begin a campaign with, or a standard answer. `purpose` is a code of the room: what it is for, or the
-- situation that it answers.
create table text_template (
  id uuid primary key,
  kind text not null check (kind in ('message', 'answer')),
  purpose text not null,
  name text not null default '',
  created_by uuid references staff_user,
  created_at timestamptz not null,
  retired_at timestamptz
);
create table text_version (
  id uuid primary key,
  template_id uuid not null references text_template on delete cascade,
  number integer not null,
  created_by uuid references staff_user,
  created_at timestamptz not null,
  unique (template_id, number)
);
-- Usable only when reviewed. What came with Lykt has neither writer nor reviewer here, only a date.
create table text_body (
  version_id uuid not null references text_version on delete cascade,
  language text not null,
  body text not null,
  written_by uuid references staff_user,
  written_at timestamptz not null,
  reviewed_by uuid references staff_user,
  reviewed_at timestamptz,
  primary key (version_id, language),
  check (reviewed_by is null or reviewed_at is not null),
  check (reviewed_by is null or reviewed_by is distinct from written_by)
);

-- Answers to begin with, in our own words.
with answer (purpose, language, body) as (values
  ('notNow', 'nb', 'Så fint at du har det bra. Da vet du at vi finnes, hvis du får bruk for oss en annen gang.'),
  ('notNow', 'en', 'Good to hear that you are fine. Now you know that we are here, if you need us another time.'),
  ('thanks', 'nb', 'Bare hyggelig. Skriv når du vil, så svarer vi når vi er på vakt.'),
  ('thanks', 'en', 'You are welcome. Write whenever you like, and we answer when we are on duty.'),
  ('question', 'nb', 'Så bra at du spør. Jeg finner det ut og svarer deg her så fort jeg kan.'),
  ('question', 'en', 'Good that you ask. I will find out and answer you here as soon as I can.'),
  ('notTargetGroup', 'nb', 'Takk for at du sa fra, og beklager at vi forstyrret. Vi skriver ikke til dette nummeret igjen.'),
  ('notTargetGroup', 'en', 'Thank you for telling us, and sorry to have disturbed you. We will not write to this number again.'),
  ('wantsAppointment', 'nb', 'Det ordner vi. Hvilken dag passer best, og vil du helst komme på dagen eller på ettermiddagen? Du trenger ikke å si hva du heter.'),
  ('wantsAppointment', 'en', 'We can arrange that. Which day suits you, and would you rather come during the day or in the afternoon? You do not have to tell us your name.'),
  ('tellOthers', 'nb', 'Kjenner du noen som kan ha bruk for oss, må du gjerne gi dem dette nummeret.'),
  ('tellOthers', 'en', 'If you know somebody who could use us, feel free to pass on this number.')
), template as (
  insert into text_template (id, kind, purpose, created_at)
  select gen_random_uuid(), 'answer', purpose, timestamptz '2026-11-22 12:00+01' from (select distinct purpose from answer) a
  returning id, purpose
), version as (
  insert into text_version (id, template_id, number, created_at)
  select gen_random_uuid(), id, 1, timestamptz '2026-11-22 12:00+01' from template returning id, template_id
)
insert into text_body (version_id, language, body, written_at, reviewed_at)
select v.id, a.language, a.body, timestamptz '2026-11-22 12:00+01', timestamptz '2026-11-22 12:00+01'
from version v join template t on t.id = v.template_id join answer a on a.purpose = t.purpose;

-- A review is of the text as it stands, and what was reviewed stays: a changed text is a new version without a review.
-- An unchanged text takes its review with it into the next version.
create function text_keep_review() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op <> 'INSERT' and old.reviewed_at is not null then raise exception 'what was reviewed does not change'; end if;
  if tg_op = 'DELETE' then return old; end if;
  if new.reviewed_at is null then return new; end if;
  if tg_op = 'UPDATE' then
    if new.reviewed_by is null or (new.version_id, new.language, new.body, new.written_by)
      is distinct from (old.version_id, old.language, old.body, old.written_by) then
      raise exception 'a review is of the text as it stands, by somebody';
    end if;
    return new;
  end if;
  if not exists (
    select 1 from text_version mine join text_version earlier on earlier.template_id = mine.template_id
      join text_body b on b.version_id = earlier.id
    where mine.id = new.version_id and earlier.number < mine.number
      and (b.language, b.body) = (new.language, new.body)
      and (b.written_by, b.reviewed_by, b.reviewed_at)
        is not distinct from (new.written_by, new.reviewed_by, new.reviewed_at)) then
    raise exception 'only an unchanged text takes its review with it';
  end if;
  return new;
end $$;
create trigger text_keep_review before insert or update or delete on text_body
  for each row execute function text_keep_review();

-- What the installation has added to a built-in word list, or taken out of it.
create table text_word (
  list text not null check (list in ('keyWords', 'discretion', 'inclusive')),
  language text not null check (language in ('nb', 'nn', 'en')),
  word text not null,
  is_removed boolean not null,
  instead text,
  changed_by uuid references staff_user,
  changed_at timestamptz not null,
  primary key (list, language, word)
);

-- ------------------------------------------------------------------------------------- directory
create table directory_entry (
  id uuid primary key,
  name text not null,
  county text not null check (county ~ '^[0-9]{2}$'),
  municipality text not null default '',
  offers text[] not null default '{}',
  languages text[] not null default '{}',
  price text not null default 'unknown' check (price in ('free', 'paid', 'unknown')),
  created_by uuid references staff_user,
  created_at timestamptz not null,
  verified_by uuid references staff_user,
  verified_at timestamptz not null
);
create index on directory_entry (county, verified_at);

-- -------------------------------------------------------------------------------------- campaign
alter table campaign
  add column target_count integer check (target_count > 0),
  add column target_measure text check (target_measure in ('delivered', 'replied', 'reached', 'visited', 'other')),
  add column sub_goal text,
  add column offer text,
  add column legal_basis text,
  add column region text check (region ~ '^[0-9]{2}$'),
  add check ((target_count is null) = (target_measure is null));

-- What must be in order before people are invited (R94), each ticked by somebody.
create table campaign_check (
  campaign_id uuid not null references campaign on delete cascade,
  item text not null check (item in ('capacity', 'openingHours', 'materials', 'staffInformed')),
  ticked_by uuid not null references staff_user,
  ticked_at timestamptz not null,
  primary key (campaign_id, item)
);
create trigger campaign_keep_checks before insert or update or delete on campaign_check
  for each row execute function campaign_keep_text();

alter table campaign_text
  add column variant text not null default 'a' check (variant in ('a', 'b')),
  add column template_version_id uuid references text_version,
  add column written_by uuid references staff_user,
  add column reviewed_by uuid references staff_user,
  add column reviewed_at timestamptz,
  drop constraint campaign_text_pkey,
  add primary key (campaign_id, language, variant),
  add check (reviewed_by is null or reviewed_at is not null),
  add check (reviewed_by is null or reviewed_by is distinct from written_by);

-- A text that is new or changed has no review of its own; only an unchanged reviewed text of the library brings one.
create function campaign_keep_review() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if new.template_version_id is null and (new.reviewed_at is null or tg_op = 'UPDATE' and
    (new.campaign_id, new.language, new.variant, new.body, new.written_by)
      is not distinct from (old.campaign_id, old.language, old.variant, old.body, old.written_by)) then
    return new;
  end if;
  if not exists (
    select 1 from text_body b where b.version_id = new.template_version_id and b.reviewed_at is not null
      and (b.language, b.body) = (new.language, new.body)
      and (b.written_by, b.reviewed_by, b.reviewed_at)
        is not distinct from (new.written_by, new.reviewed_by, new.reviewed_at)) then
    raise exception 'only an unchanged text of the library brings its review with it';
  end if;
  return new;
end $$;
-- After campaign_keep_text in the alphabet: that what is approved does not change is said first.
create trigger campaign_with_review before insert or update on campaign_text
  for each row execute function campaign_keep_review();

-- Whoever calls: nobody says yes to a campaign without a goal that can be counted (R117), with something unticked (R94),
-- or with a text that nobody but its writer has read (R75).
create function campaign_must_be_ready() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if new.target_count is null then raise exception 'a campaign needs a goal that can be counted'; end if;
  if (select count(*) from campaign_check where campaign_id = new.id) < 4 then
    raise exception 'something on the checklist is not ticked';
  end if;
  if exists (select 1 from campaign_text where campaign_id = new.id and reviewed_at is null) then
    raise exception 'a text has not been read by anybody but its writer';
  end if;
  return new;
end $$;
create trigger campaign_must_be_ready before update of state on campaign
  for each row when (old.state = 'draft' and new.state = 'approved') execute function campaign_must_be_ready();

create function campaign_keep_plan() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  raise exception 'what is approved does not change';
end $$;
create trigger campaign_keep_plan before update of target_count, target_measure, sub_goal, offer, legal_basis, region
  on campaign for each row when (old.state <> 'draft' and
    (new.target_count, new.target_measure, new.sub_goal, new.offer, new.legal_basis, new.region) is distinct from
    (old.target_count, old.target_measure, old.sub_goal, old.offer, old.legal_basis, old.region))
  execute function campaign_keep_plan();

-- Which of two variants somebody gets is drawn once. Null in a campaign that has only one.
alter table campaign_recipient add column variant text check (variant in ('a', 'b'));
create function campaign_draw_once() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  raise exception 'a variant is drawn once';
end $$;
create trigger campaign_draw_once before update of variant on campaign_recipient
  for each row when (old.variant is not null and new.variant is distinct from old.variant)
  execute function campaign_draw_once();

-- ---------------------------------------------------------------------------------------- grants
revoke execute on function text_keep_review(), campaign_keep_review(), campaign_must_be_ready(), campaign_keep_plan(),
  campaign_draw_once() from public;
grant select, insert, update (name, retired_at) on text_template to lykt_staff;
grant select, insert on text_version to lykt_staff;
grant select, insert, delete, update (body, written_by, written_at, reviewed_by, reviewed_at) on text_body to lykt_staff;
grant select, insert, update, delete on text_word, directory_entry, campaign_check to lykt_staff;
grant insert (target_count, target_measure, sub_goal, offer, legal_basis, region),
  update (target_count, target_measure, sub_goal, offer, legal_basis, region) on campaign to lykt_staff;
grant update (variant) on campaign_recipient to lykt_staff;
