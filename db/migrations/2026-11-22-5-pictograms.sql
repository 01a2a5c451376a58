-- Pictograms (R55): a picture of up to four drawings, in versions, shown to people before it is used.
create table text_pictogram (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  active_version_id uuid,
  created_at timestamptz not null
);
-- A version never changes: a change makes the next one. `drawings` are names of drawings, in reading order.
create table text_pictogram_version (
  id uuid primary key,
  pictogram_id uuid not null references text_pictogram,
  number smallint not null check (number > 0),
  language text not null,
  alt text not null check (length(alt) between 1 and 300),
  drawings text[] not null check (cardinality(drawings) between 1 and 4),
  captions text[] not null,
  created_at timestamptz not null,
  unique (pictogram_id, number),
  unique (id, pictogram_id),
  check (cardinality(captions) = cardinality(drawings))
);
alter table text_pictogram add foreign key (active_version_id, id) references text_pictogram_version (id, pictogram_id);
-- One round of showing a version to people: how many, and how many of them knew each drawing. Never who.
create table text_pictogram_round (
  id uuid primary key,
  version_id uuid not null references text_pictogram_version,
  asked_on date not null,
  asked smallint not null check (asked between 5 and 500),
  recognised smallint[] not null check (0 <= all (recognised) and asked >= all (recognised)),
  recorded_at timestamptz not null
);
create index on text_pictogram_round (version_id);

create function text_pictogram_round_fits() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if (select cardinality(drawings) from text_pictogram_version where id = new.version_id)
    is distinct from cardinality(new.recognised) then
    raise exception 'a round counts every drawing of its version';
  end if;
  return new;
end $$;
create trigger text_pictogram_round_fits before insert on text_pictogram_round
  for each row execute function text_pictogram_round_fits();

-- What nobody was asked about is not in use, whoever says so.
create function text_pictogram_is_tested() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if not exists (select 1 from text_pictogram_round where version_id = new.active_version_id) then
    raise exception 'a version that nobody was asked about cannot be active';
  end if;
  return new;
end $$;
create trigger text_pictogram_is_tested before insert or update of active_version_id on text_pictogram
  for each row when (new.active_version_id is not null) execute function text_pictogram_is_tested();

create function text_pictogram_stays_tested() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from text_pictogram where active_version_id = old.version_id)
    and not exists (select 1 from text_pictogram_round where version_id = old.version_id and id <> old.id) then
    raise exception 'the only round of an active version stays';
  end if;
  return old;
end $$;
create trigger text_pictogram_stays_tested before delete on text_pictogram_round
  for each row execute function text_pictogram_stays_tested();

-- A campaign may bring a picture, where the gateway can. Four eyes see it too, and approval fixes it.
alter table campaign
  add column pictogram_version_id uuid references text_pictogram_version,
  add column pictogram_by uuid references staff_user,
  add check (approved_by is null or approved_by is distinct from pictogram_by);

create function campaign_keep_pictogram() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if old.state <> 'draft' then raise exception 'what is approved does not change'; end if;
  if new.pictogram_version_id is not null
    and not exists (select 1 from text_pictogram where active_version_id = new.pictogram_version_id) then
    raise exception 'a campaign brings an active pictogram';
  end if;
  return new;
end $$;
create trigger campaign_keep_pictogram before update of pictogram_version_id, pictogram_by on campaign
  for each row when ((new.pictogram_version_id, new.pictogram_by) is distinct from (old.pictogram_version_id, old.pictogram_by))
  execute function campaign_keep_pictogram();

revoke execute on function text_pictogram_round_fits(), text_pictogram_is_tested(), text_pictogram_stays_tested(),
  campaign_keep_pictogram() from public;
grant select, insert, update (name, active_version_id) on text_pictogram to lykt_staff;
grant select, insert on text_pictogram_version to lykt_staff;
grant select, insert, delete on text_pictogram_round to lykt_staff;
grant update (pictogram_version_id, pictogram_by) on campaign to lykt_staff;
