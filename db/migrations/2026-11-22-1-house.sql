-- The house as it was first built. Frozen: what changes later gets a file of its own.
--
-- Two log-ins use this schema. The owner (who runs migrations) owns every table and function.
-- `lykt_staff` serves the staff side and the worker; it may not touch the tables of the gate
-- (suppression_hold, attempt) except through the functions below. `lykt_visitor` will serve the
-- anonymous side and has no rights yet.

revoke all on schema public from public;
grant usage on schema public to lykt_staff, lykt_visitor;

-- ---------------------------------------------------------------------------------------- clock
-- One row. `movable` is set by the owner for demonstrations and tests only; production time is now().
create table db_clock (
  only_row boolean primary key default true check (only_row),
  movable boolean not null default false,
  shift interval not null default interval '0',
  frozen_at timestamptz
);
insert into db_clock default values;

create function db_now() returns timestamptz
language sql stable security definer set search_path = public as $$
  select coalesce(frozen_at, now() + shift) from db_clock
$$;

create function db_move_clock(p_by interval) returns timestamptz
language plpgsql security definer set search_path = public as $$
begin
  update db_clock set shift = shift + p_by, frozen_at = frozen_at + p_by where movable;
  if not found then raise exception 'the clock of this installation cannot be moved'; end if;
  return db_now();
end $$;

-- ---------------------------------------------------------------------------------------- staff
-- The first five tables are better-auth's models under our names.
create table staff_user (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null default 'person' check (kind in ('person', 'service')),
  disabled_at timestamptz
);
create table staff_session (
  id uuid primary key,
  user_id uuid not null references staff_user on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text check (ip_address is null),
  user_agent text check (user_agent is null),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on staff_session (user_id);
create table staff_account (
  id uuid primary key,
  user_id uuid not null references staff_user on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on staff_account (user_id);
create table staff_verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on staff_verification (identifier);
create table staff_two_factor (
  id uuid primary key,
  user_id uuid not null references staff_user on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index on staff_two_factor (user_id);

create table staff_role (
  user_id uuid not null references staff_user on delete cascade,
  role text not null check (role in ('administrator', 'lead', 'adviser', 'peer', 'analyst')),
  granted_by uuid references staff_user,
  granted_at timestamptz not null default now(),
  primary key (user_id, role)
);
-- Set-up and invitation links: only a hash of the link's secret is kept.
create table staff_invitation (
  id uuid primary key,
  secret_hash bytea not null unique,
  kind text not null check (kind in ('setUp', 'invite', 'renew')),
  name text,
  email text,
  roles text[] not null,
  created_by uuid references staff_user,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz
);
-- A token is a service account of its own (staff_user.kind = 'service').
create table staff_token (
  id uuid primary key,
  user_id uuid not null references staff_user on delete cascade,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);
-- Wrong passwords, by a hash of the address, to slow guessing down. Swept after a day.
create table staff_signin_failure (
  email_hash bytea not null,
  at timestamptz not null
);
create index on staff_signin_failure (email_hash, at);

-- ------------------------------------------------------------------------------------ programme
create table programme_service (
  only_row boolean primary key default true check (only_row),
  name text not null,
  owner_name text not null default '',
  invented boolean not null default false
);

-- ---------------------------------------------------------------------------------------- arena
create table arena (
  id uuid primary key,
  code_name text not null unique check (length(code_name) between 1 and 60),
  class text not null check (class in
    ('escortSite', 'sexChat', 'datingApp', 'community', 'forum', 'socialMedia', 'ownChat', 'phone', 'physical', 'other')),
  created_at timestamptz not null,
  closed_at timestamptz
);

-- ---------------------------------------------------------------------------------- suppression
-- One row per address, under the long-lived hold key: the guarantee of R64, R65 and R67.
create table suppression_hold (
  tag bytea primary key check (length(tag) = 32),
  kind text not null check (kind in ('claimed', 'contacted', 'optedOut')),
  until timestamptz,
  campaign_id uuid,
  attempt_id uuid,
  changed_at timestamptz not null,
  check ((kind = 'optedOut') = (until is null))
);
create index on suppression_hold (attempt_id) where kind = 'claimed';
-- A reply that may mean stop: nothing more is sent to the number until a person has read it.
create table suppression_pause (
  tag bytea primary key check (length(tag) = 32),
  since timestamptz not null
);

-- R64: six calendar months from the day of sending, in Oslo. 2020-01-15 -> 2020-07-15 00:00.
create function suppression_free_from(p_sent timestamptz) returns timestamptz
language sql immutable set search_path = public as $$
  select (date_trunc('day', p_sent at time zone 'Europe/Oslo') + interval '6 months') at time zone 'Europe/Oslo'
$$;

-- Opting out wins over everything and has no end (R65).
create function suppression_opt_out(p_tags bytea[]) returns integer
language sql security definer set search_path = public as $$
  with wanted as (select distinct tag from unnest(p_tags) t (tag)),
  done as (
    insert into suppression_hold as h (tag, kind, until, changed_at)
    select tag, 'optedOut', null, (select db_now()) from wanted order by tag
    on conflict (tag) do update set kind = 'optedOut', until = null, changed_at = (select db_now())
      where h.kind <> 'optedOut'
    returning 1)
  select count(*)::int from done
$$;

-- What holds nobody back any more is forgotten, so that the table never becomes a list of everybody ever written to.
-- An opt-out has no end and stays.
create function suppression_forget_expired() returns integer
language sql security definer set search_path = public as $$
  with gone as (
    delete from suppression_hold where kind <> 'optedOut' and until <= (select db_now()) returning 1)
  select count(*)::int from gone
$$;

-- -------------------------------------------------------------------------------------- attempt
-- One try to reach someone. Rows are made by the claim functions only.
create table attempt (
  id uuid primary key,
  step text not null check (step in ('first', 'followUp', 'confirmation', 'reply')),
  channel text not null check (channel in ('sms', 'call')),
  campaign_id uuid,
  inbound_id uuid,
  log_tag bytea not null check (length(log_tag) = 32),
  log_year smallint not null,
  rule_version smallint not null,
  actor_id uuid,
  state text not null default 'claimed' check (state in ('claimed', 'handedOver', 'released')),
  disposition text check (disposition in
    ('reached', 'badTime', 'noAnswer', 'notTargetGroup', 'declined')),
  claimed_at timestamptz not null,
  claim_expires_at timestamptz not null,
  handed_over_at timestamptz,
  settled_at timestamptz,
  check ((step in ('first', 'followUp')) = (campaign_id is not null)),
  check ((step in ('confirmation', 'reply')) = (inbound_id is not null))
);
create index on attempt (campaign_id, log_tag) where step = 'followUp';
create unique index attempt_one_confirmation on attempt (inbound_id) where step = 'confirmation' and state <> 'released';
create index on attempt (log_tag);
create index on attempt (claimed_at);

-- `(select db_now())` is read once for the whole statement; a bare call would be made for every row.
-- First contacts, set-based: answers the attempts that got their claim. Two callers in the same second
-- meet on the row of the address; one of them gets it (R67).
create function attempt_claim_first(
  p_campaign uuid, p_attempts uuid[], p_tags bytea[], p_log_tags bytea[],
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns setof uuid
language sql security definer set search_path = public as $$
  with asked as (
    select distinct on (tag) attempt_id, tag, log_tag
    from unnest(p_attempts, p_tags, p_log_tags) t (attempt_id, tag, log_tag)
    where not exists (select 1 from suppression_pause p where p.tag = t.tag)
    order by tag),
  held as (
    insert into suppression_hold as h (tag, kind, until, campaign_id, attempt_id, changed_at)
    select tag, 'claimed', (select db_now()) + p_claim, p_campaign, attempt_id, (select db_now()) from asked order by tag
    on conflict (tag) do update
      set kind = 'claimed', until = excluded.until, campaign_id = excluded.campaign_id,
          attempt_id = excluded.attempt_id, changed_at = excluded.changed_at
      where h.kind <> 'optedOut' and h.until <= (select db_now())
    returning h.attempt_id)
  insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  select asked.attempt_id, 'first', 'sms', p_campaign, asked.log_tag, p_log_year, p_rule_version, p_actor, (select db_now()), (select db_now()) + p_claim
  from asked join held using (attempt_id)
  returning id
$$;

-- A follow-up of the same campaign passes `contacted`, never `optedOut`; at most two (R58, R78).
create function attempt_claim_follow_up(
  p_campaign uuid, p_attempt uuid, p_tag bytea, p_log_tag bytea,
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns text
language plpgsql security definer set search_path = public as $$
declare held suppression_hold;
begin
  select * into held from suppression_hold where tag = p_tag for update;
  if held.kind = 'optedOut' then return 'optedOut'; end if;
  if held.kind is distinct from 'contacted' or held.campaign_id is distinct from p_campaign then return 'claimed'; end if;
  if exists (select 1 from suppression_pause where tag = p_tag) then return 'paused'; end if;
  if exists (select 1 from attempt where campaign_id = p_campaign and log_tag = p_log_tag and step = 'followUp'
             and state = 'claimed' and claim_expires_at > db_now()) then return 'claimed'; end if;
  if (select count(*) from attempt where campaign_id = p_campaign and log_tag = p_log_tag and step = 'followUp'
      and state = 'handedOver') >= 2 then return 'quotaSpent'; end if;
  insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  values (p_attempt, 'followUp', 'call', p_campaign, p_log_tag, p_log_year, p_rule_version, p_actor, db_now(), db_now() + p_claim);
  return 'go';
end $$;

-- The last door before a gateway: the claim becomes `contacted` here, before the provider is called, so that
-- a crash afterwards can never lead to a second message. Answers the attempts that may go on.
create function attempt_hand_over(p_attempts uuid[]) returns setof uuid
language plpgsql security definer set search_path = public as $$
begin
  return query
  with mine as (
    select tag, attempt_id from suppression_hold
    where attempt_id = any (p_attempts) and kind = 'claimed' and until > (select db_now())
    order by tag for update),
  kept as (
    update suppression_hold h set kind = 'contacted', until = suppression_free_from((select db_now())), changed_at = (select db_now())
    from mine where h.tag = mine.tag returning mine.attempt_id)
  update attempt a set state = 'handedOver', handed_over_at = (select db_now())
  where a.state = 'claimed' and a.id in (
    select attempt_id from kept
    union select id from attempt where id = any (p_attempts) and step in ('confirmation', 'reply'))
  returning a.id;
end $$;

-- A call has been made: the six months count from it too, and never get shorter.
create function attempt_settle_call(p_attempt uuid, p_tag bytea, p_disposition text) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  update attempt set state = 'handedOver', handed_over_at = db_now(), settled_at = db_now(), disposition = p_disposition
  where id = p_attempt and step = 'followUp' and state = 'claimed';
  if not found then return false; end if;
  update suppression_hold h set until = greatest(until, suppression_free_from(db_now())), changed_at = db_now()
  from attempt a where a.id = p_attempt and h.tag = p_tag and h.kind = 'contacted' and h.campaign_id = a.campaign_id;
  return true;
end $$;

-- Only its own attempt releases a claim, and only before hand-over.
create function attempt_release(p_attempts uuid[]) returns integer
language sql security definer set search_path = public as $$
  with freed as (
    delete from suppression_hold where attempt_id = any (p_attempts) and kind = 'claimed'),
  done as (
    update attempt set state = 'released', settled_at = (select db_now())
    where id = any (p_attempts) and state = 'claimed' returning 1)
  select count(*)::int from done
$$;

-- ----------------------------------------------------------------------------------- conversation
create table conversation (
  id uuid primary key,
  kind text not null check (kind in ('sms')),
  hold_tag bytea not null,
  sealed_address bytea not null,
  language text,
  state text not null check (state in ('waiting', 'answered', 'closed')),
  maybe_stop boolean not null default false,
  opted_out boolean not null default false,
  opened_at timestamptz not null,
  last_inbound_at timestamptz not null,
  closed_at timestamptz
);
create unique index conversation_open_by_address on conversation (hold_tag) where state <> 'closed';
create index on conversation (state, last_inbound_at desc);
create table conversation_message (
  id uuid primary key,
  conversation_id uuid not null references conversation on delete cascade,
  direction text not null check (direction in ('in', 'out')),
  sealed_body bytea not null,
  author_id uuid references staff_user,
  at timestamptz not null
);
create index on conversation_message (conversation_id, at);

-- -------------------------------------------------------------------------------------- delivery
create table delivery_inbound (
  id uuid primary key,
  gateway text not null,
  provider_ref text not null,
  hold_tag bytea not null,
  meaning text not null check (meaning in ('stop', 'nearStop', 'help', 'other')),
  conversation_id uuid not null,
  received_at timestamptz not null,
  unique (gateway, provider_ref)
);
create index on delivery_inbound (conversation_id);
create table delivery_message (
  id uuid primary key,
  attempt_id uuid not null unique references attempt,
  purpose text not null check (purpose in ('first', 'confirmation', 'reply')),
  campaign_id uuid,
  recipient_id uuid,
  conversation_id uuid,
  conversation_message_id uuid,
  language text,
  gateway text not null,
  provider_ref text,
  state text not null default 'queued' check (state in
    ('queued', 'submitted', 'delivered', 'undelivered', 'expired', 'rejected', 'unknown')),
  reason text,
  tries smallint not null default 0,
  called_at timestamptz,
  next_try_at timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((purpose = 'first') = (recipient_id is not null)),
  check ((purpose = 'first') <> (conversation_id is not null))
);
create index on delivery_message (campaign_id, state);
create index on delivery_message (state) where state = 'queued';
create unique index on delivery_message (gateway, provider_ref);
create table delivery_receipt (
  gateway text not null,
  provider_ref text not null,
  state text not null,
  at timestamptz not null,
  primary key (gateway, provider_ref, state)
);

-- An answer must name an inbound message of the same address; a STOP gets one confirmation. Who has opted out is
-- answered only when they have written to us again since. Taking the row of the address makes a STOP in the same
-- instant come either before this or after it.
create function attempt_claim_answer(
  p_step text, p_attempt uuid, p_inbound uuid, p_tag bytea, p_log_tag bytea,
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns boolean
language plpgsql security definer set search_path = public as $$
declare
  inbound delivery_inbound;
  held suppression_hold;
begin
  select * into inbound from delivery_inbound where id = p_inbound and hold_tag = p_tag;
  if not found then raise exception 'an answer must name an inbound message of the same address'; end if;
  select * into held from suppression_hold where tag = p_tag for update;
  if p_step = 'reply' and held.kind = 'optedOut'
    and (inbound.meaning = 'stop' or inbound.received_at <= held.changed_at) then return false; end if;
  insert into attempt (id, step, channel, inbound_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  values (p_attempt, p_step, 'sms', p_inbound, p_log_tag, p_log_year, p_rule_version, p_actor, db_now(), db_now() + p_claim)
  on conflict do nothing;
  return found;
end $$;

-- A message can only stand on an attempt that was handed over, and for what the attempt was made.
create function delivery_needs_hand_over() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (
    select 1 from added left join attempt a on a.id = added.attempt_id
    where a.state is distinct from 'handedOver' or a.step <> added.purpose or a.campaign_id is distinct from added.campaign_id) then
    raise exception 'a message needs an attempt that was handed over by the gate';
  end if;
  return null;
end $$;

-- What a gateway may have heard of is never sent again.
create function delivery_never_again() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  raise exception 'a message that has left is not queued again';
end $$;
create trigger delivery_never_again before update of state on delivery_message
  for each row when (old.state <> 'queued' and new.state = 'queued') execute function delivery_never_again();
create trigger delivery_needs_hand_over after insert on delivery_message
  referencing new table as added for each statement execute function delivery_needs_hand_over();

-- --------------------------------------------------------------------------------------- contact
create table contact (
  id uuid primary key,
  registered_at timestamptz not null,
  happened_on date not null,
  channel text not null check (channel in ('ownChat', 'sms', 'call', 'email', 'arenaMessage', 'inPerson', 'other')),
  arena_id uuid references arena,
  gender text not null default 'notStated' check (gender in ('man', 'woman', 'trans', 'other', 'notStated')),
  seller text not null default 'unsure' check (seller in ('yes', 'no', 'unsure')),
  unsure_reason text check (unsure_reason in ('endedEarly', 'notAsked', 'notRelevant')),
  buyer text not null default 'unknown' check (buyer in ('yes', 'unknown')),
  initiative text not null default 'unknown' check (initiative in ('them', 'us', 'unknown')),
  language text,
  outcome text not null default 'unknown' check (outcome in
    ('answered', 'referredToUs', 'referredElsewhere', 'endedBeforeAnswer', 'unknown')),
  is_test boolean not null default false,
  check (unsure_reason is null or seller = 'unsure')
);
create index on contact (happened_on);
create table contact_theme (
  code text primary key,
  parent_code text references contact_theme,
  position smallint not null
);
create table contact_theme_choice (
  contact_id uuid not null references contact on delete cascade,
  theme_code text not null references contact_theme,
  primary key (contact_id, theme_code)
);
create index on contact_theme_choice (theme_code);
insert into contact_theme (code, position) values
  ('health', 1), ('experiences', 2), ('sexuality', 3), ('boundaries', 4), ('economy', 5), ('law', 6), ('violence', 7),
  ('trafficking', 8), ('aboutService', 9), ('praise', 10), ('criticism', 11), ('residence', 12), ('substances', 13),
  ('mentalHealth', 14), ('quitting', 15), ('noIssue', 16);

-- -------------------------------------------------------------------------------------- campaign
create table campaign (
  id uuid primary key,
  name text not null,
  goal text not null,
  ends_on date not null,
  sender text not null,
  default_language text not null default 'nb',
  call_after_days smallint not null default 3 check (call_after_days between 1 and 30),
  state text not null default 'draft' check (state in ('draft', 'approved', 'running', 'paused', 'closed')),
  created_by uuid not null references staff_user,
  created_at timestamptz not null,
  submitted_at timestamptz,
  approved_by uuid references staff_user,
  approved_at timestamptz,
  started_at timestamptz,
  closed_at timestamptz,
  text_by uuid references staff_user,
  audience_by uuid[] not null default '{}',
  uploaded_at timestamptz,
  checked_at timestamptz,
  audience_key text,
  erased_at timestamptz,
  line_count integer not null default 0,
  duplicate_count integer not null default 0,
  rejected_counts jsonb not null default '{}',
  wait_counts jsonb not null default '{}',
  opted_out_count integer,
  -- Four eyes: whoever made it, or wrote the text or gave the list as they stand, does not approve it.
  check (approved_by is distinct from created_by),
  check (approved_by is null or (approved_by is distinct from text_by and approved_by <> all (audience_by))),
  check (state in ('draft', 'closed') or approved_by is not null)
);
create index on campaign (state);
create table campaign_text (
  campaign_id uuid not null references campaign on delete cascade,
  language text not null,
  body text not null,
  primary key (campaign_id, language)
);
-- One readable-while-needed line. The number is sealed under the campaign's own key.
create table campaign_recipient (
  id uuid primary key,
  campaign_id uuid not null references campaign on delete cascade,
  line integer not null,
  hold_tag bytea not null,
  log_tag bytea not null,
  sealed_number bytea,
  language text,
  verdict text not null,
  verdict_until timestamptz,
  state text not null default 'ready' check (state in ('ready', 'sent', 'waiting', 'dropped')),
  attempt_id uuid,
  sent_at timestamptz,
  replied_at timestamptz,
  call_count smallint not null default 0,
  call_done boolean not null default false,
  call_attempt_id uuid unique,
  called_at timestamptz,
  unique (campaign_id, hold_tag)
);
create index on campaign_recipient (campaign_id, line) where state = 'ready';
create index on campaign_recipient (hold_tag) where state = 'sent';
create index on campaign_recipient (sent_at) where state = 'sent';
create index on campaign_recipient (campaign_id, sent_at) where state = 'sent' and not call_done and replied_at is null;

-- An approval is of exactly this text and this list, whoever calls: it is given once, on a draft, and nothing of what was
-- approved changes afterwards.
create function campaign_keep_approval() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then raise exception 'only a draft can be thrown away'; end if;
    return old;
  end if;
  if (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)
    and not (old.state = 'draft' and new.state = 'approved') then
    raise exception 'a campaign is approved once, as a draft';
  end if;
  if old.state = 'draft' then
    if new.state not in ('draft', 'approved') then raise exception 'a draft must be approved first'; end if;
    return new;
  end if;
  if new.state in ('draft', 'approved') and new.state <> old.state or old.state = 'closed' and new.state <> 'closed' then
    raise exception 'a campaign does not go back';
  end if;
  if (new.name, new.goal, new.ends_on, new.sender, new.default_language, new.call_after_days, new.audience_key,
      new.uploaded_at, new.text_by, new.audience_by)
    is distinct from (old.name, old.goal, old.ends_on, old.sender, old.default_language, old.call_after_days,
      old.audience_key, old.uploaded_at, old.text_by, old.audience_by) then
    raise exception 'what is approved does not change';
  end if;
  return new;
end $$;
create trigger campaign_keep_approval before update or delete on campaign
  for each row execute function campaign_keep_approval();

create function campaign_keep_text() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from campaign where id in (old.campaign_id, new.campaign_id) and state <> 'draft') then
    raise exception 'what is approved does not change';
  end if;
  return coalesce(new, old);
end $$;
create trigger campaign_keep_text before insert or update or delete on campaign_text
  for each row execute function campaign_keep_text();

create function campaign_keep_audience() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from (select distinct campaign_id from added) a join campaign c on c.id = a.campaign_id
             where c.state <> 'draft') then
    raise exception 'what is approved does not change';
  end if;
  return null;
end $$;
create trigger campaign_keep_audience after insert on campaign_recipient
  referencing new table as added for each statement execute function campaign_keep_audience();

-- A sealed number and its tags can be erased together, never exchanged: the tags were made from the number.
create function campaign_keep_number() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  raise exception 'a number and its tags are erased or left alone';
end $$;
create trigger campaign_keep_number before update of sealed_number, hold_tag, log_tag on campaign_recipient
  for each row when (new.sealed_number is not null
    and (new.sealed_number, new.hold_tag, new.log_tag) is distinct from (old.sealed_number, old.hold_tag, old.log_tag))
  execute function campaign_keep_number();

-- No first contact without a live, approved campaign; no follow-up outside its window. Whoever calls. Looks at the
-- statement as a whole: a list of thousands asks for its campaign once.
create function campaign_must_be_live() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (
    select 1 from (select distinct campaign_id from added where campaign_id is not null) a
    left join campaign c on c.id = a.campaign_id
    where c.approved_by is null or c.approved_by = c.created_by) then
    raise exception 'no attempt without an approved campaign';
  end if;
  if exists (
    select 1 from (select distinct campaign_id from added where step = 'first') a join campaign c on c.id = a.campaign_id
    where c.state <> 'running' or c.ends_on < (db_now() at time zone 'Europe/Oslo')::date) then
    raise exception 'no first contact outside a running campaign';
  end if;
  if exists (
    select 1 from (select distinct campaign_id from added where step = 'followUp') a join campaign c on c.id = a.campaign_id
    where c.state not in ('running', 'closed') or c.erased_at is not null) then
    raise exception 'no follow-up outside the window of its campaign';
  end if;
  return null;
end $$;
create trigger campaign_must_be_live after insert on attempt
  referencing new table as added for each statement execute function campaign_must_be_live();

-- ----------------------------------------------------------------------------------------- audit
-- Append-only. Never content, number, tag, nick or arena name.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  action text not null,
  object_type text not null,
  object_id text,
  result text not null default 'done'
);
create index on audit_entry (at);

-- ------------------------------------------------------------------------------------------ jobs
-- The only way to add a job: typed in src/server/jobs, in the caller's own transaction.
create function jobs_enqueue(p_task text, p_payload json, p_key text, p_queue text) returns void
language sql security definer set search_path = public, graphile_worker as $$
  select graphile_worker.add_job(p_task, p_payload, queue_name => p_queue, job_key => p_key, max_attempts => 10)
$$;

-- ---------------------------------------------------------------------------------------- grants
revoke execute on all functions in schema public from public;
grant select, insert, update, delete on
  staff_user, staff_session, staff_account, staff_verification, staff_two_factor, staff_role,
  staff_invitation, staff_token, staff_signin_failure, programme_service, arena, suppression_pause,
  conversation, conversation_message, contact, contact_theme_choice, campaign_text to lykt_staff;
-- A campaign begins as a draft and keeps its author.
grant select, delete,
  insert (id, name, goal, ends_on, sender, default_language, call_after_days, created_by, created_at, text_by),
  update (name, goal, ends_on, sender, default_language, call_after_days, state, submitted_at, approved_by, approved_at,
    started_at, closed_at, text_by, audience_by, uploaded_at, checked_at, audience_key, erased_at, line_count,
    duplicate_count, rejected_counts, wait_counts, opted_out_count) on campaign to lykt_staff;
grant select, insert, delete,
  update (sealed_number, hold_tag, log_tag, verdict, verdict_until, state, attempt_id, sent_at, replied_at, call_count, call_done,
    call_attempt_id, called_at) on campaign_recipient to lykt_staff;
grant select, insert on delivery_receipt to lykt_staff;
grant select, insert, delete on delivery_inbound to lykt_staff;
-- A message's attempt and purpose never change: the application may only settle what became of it.
grant select, insert, update (state, reason, tries, called_at, next_try_at, provider_ref, settled_at) on delivery_message to lykt_staff;
grant select on db_clock, suppression_hold, attempt, contact_theme to lykt_staff;
grant select, insert on audit_entry to lykt_staff;
grant execute on function
  db_now(), db_move_clock(interval), suppression_free_from(timestamptz), suppression_opt_out(bytea[]),
  suppression_forget_expired(),
  attempt_claim_first(uuid, uuid[], bytea[], bytea[], int, int, uuid, interval),
  attempt_claim_follow_up(uuid, uuid, bytea, bytea, int, int, uuid, interval),
  attempt_claim_answer(text, uuid, uuid, bytea, bytea, int, int, uuid, interval),
  attempt_hand_over(uuid[]), attempt_settle_call(uuid, bytea, text), attempt_release(uuid[]),
  jobs_enqueue(text, json, text, text) to lykt_staff;
