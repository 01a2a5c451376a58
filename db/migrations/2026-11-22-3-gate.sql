-- The gate, finished: first contacts that a person makes by hand, also to a nick on an arena or to an e-mail address; and
-- what the functions of the gate were still too trusting about. docs/decisions/011-check-before-writing.md says why.

-- A function that somebody forgets to close is closed, also in files after this one.
alter default privileges revoke execute on functions from public;

-- -------------------------------------------------------------------------------------- attempt
-- `byHand` is a first contact that a person makes: they ask, the answer claims the address for them, and they say what
-- they did. It is a step of its own because no message through a gateway may ever stand on it (delivery_needs_hand_over).
-- `hold_tag` stands there only while whoever asked may still say what became of it.
alter table attempt
  add column arena_id uuid references arena,
  add column hold_tag bytea check (length(hold_tag) = 32),
  drop constraint attempt_step_check,
  drop constraint attempt_channel_check,
  drop constraint attempt_check,
  drop constraint attempt_check1,
  add constraint attempt_step_check check (step in ('first', 'byHand', 'followUp', 'confirmation', 'reply')),
  add constraint attempt_channel_check check (channel in ('sms', 'call', 'arenaMessage', 'email')),
  -- Never without a task: a campaign, or an arena, or an inbound message that is answered.
  add constraint attempt_has_one_task check (num_nonnulls(campaign_id, arena_id, inbound_id) = 1),
  add constraint attempt_task_of_step check (case
    when step in ('confirmation', 'reply') then inbound_id is not null
    when step = 'byHand' then inbound_id is null
    else campaign_id is not null end),
  add constraint attempt_channel_of_task check (case
    when arena_id is not null then channel in ('arenaMessage', 'email')
    when step = 'byHand' then channel in ('sms', 'call', 'email')
    else channel in ('sms', 'call') end),
  add constraint attempt_only_a_call_has_a_disposition check (disposition is null or channel = 'call'),
  add constraint attempt_tag_of_open_hand check (hold_tag is null or step = 'byHand' and state <> 'handedOver');
create index attempt_open_hand on attempt (claim_expires_at) where hold_tag is not null;
create index attempt_open_call on attempt (claim_expires_at) where step = 'followUp' and state = 'claimed';

-- The version of the rule that these functions keep; `decideVerdict` in the code says the same number.
create function attempt_rule_version() returns smallint
language sql immutable set search_path = public as $$ select 2::smallint $$;

-- When a claim made now ends; refuses what no honest caller asks for.
create function attempt_claim_ends(p_claim interval, p_log_year int, p_rule_version int) returns timestamptz
language plpgsql stable set search_path = public as $$
declare this_year int := extract(year from db_now() at time zone 'Europe/Oslo');
begin
  if (p_claim > interval '0' and p_claim <= interval '1 hour') is not true then
    raise exception 'a claim lasts for some minutes, an hour at the most';
  end if;
  if (p_log_year between this_year - 1 and this_year) is not true then
    raise exception 'the log is kept under the key of this year or the last';
  end if;
  if p_rule_version is distinct from attempt_rule_version() then
    raise exception 'this rule is not the rule of the database';
  end if;
  return db_now() + p_claim;
end $$;

-- First messages, set-based, to the campaign's own audience: a number that is not on its list, or that it has written to,
-- gets no claim, whoever calls.
create or replace function attempt_claim_first(
  p_campaign uuid, p_attempts uuid[], p_tags bytea[], p_log_tags bytea[],
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns setof uuid
language sql security definer set search_path = public as $$
  with asked as (
    select distinct on (t.tag) t.attempt_id, t.tag, t.log_tag
    from unnest(p_attempts, p_tags, p_log_tags) t (attempt_id, tag, log_tag)
    join campaign_recipient r on r.campaign_id = p_campaign and r.hold_tag = t.tag
    where t.attempt_id is not null and r.log_tag = t.log_tag and r.state in ('ready', 'waiting')
      and not exists (select 1 from suppression_pause p where p.tag = t.tag)
    order by t.tag),
  held as (
    insert into suppression_hold as h (tag, kind, until, campaign_id, attempt_id, changed_at)
    select tag, 'claimed', (select attempt_claim_ends(p_claim, p_log_year, p_rule_version)), p_campaign, attempt_id,
      (select db_now())
    from asked order by tag
    on conflict (tag) do update
      set kind = 'claimed', until = excluded.until, campaign_id = excluded.campaign_id,
          attempt_id = excluded.attempt_id, changed_at = excluded.changed_at
      where h.kind <> 'optedOut' and h.until <= (select db_now())
    returning h.attempt_id, h.until)
  insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  select asked.attempt_id, 'first', 'sms', p_campaign, asked.log_tag, p_log_year, p_rule_version, p_actor, (select db_now()), held.until
  from asked join held using (attempt_id)
  returning id
$$;

-- Check before you write: asks and claims in one. For an address that a person has in front of them, in a running campaign
-- or on an open arena, never without. `go` gives the attempt; asking again for what one holds gives the same one. The
-- claim does not name the campaign in the row of the address: nothing but the two functions below can use it.
create function attempt_claim_by_hand(
  p_attempt uuid, p_campaign uuid, p_arena uuid, p_channel text, p_tag bytea, p_log_tag bytea,
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns table (verdict text, until timestamptz, attempt_id uuid)
language plpgsql security definer set search_path = public as $$
declare
  ends timestamptz := attempt_claim_ends(p_claim, p_log_year, p_rule_version);
  held suppression_hold;
begin
  if not exists (select from staff_user u where u.id = p_actor and u.kind = 'person' and u.disabled_at is null) then
    raise exception 'only a person checks by hand';
  end if;
  if num_nonnulls(p_campaign, p_arena) <> 1 then raise exception 'a check needs a task'; end if;
  if p_campaign is not null and not exists (
    select from campaign c where c.id = p_campaign and c.state = 'running' and c.approved_by is not null
      and c.ends_on >= (db_now() at time zone 'Europe/Oslo')::date) then
    return query select 'campaignClosed', null::timestamptz, null::uuid; return;
  end if;
  if p_arena is not null and not exists (select from arena a where a.id = p_arena and a.closed_at is null) then
    return query select 'arenaClosed', null::timestamptz, null::uuid; return;
  end if;

  select * into held from suppression_hold h where h.tag = p_tag for update;
  if held.kind = 'optedOut' then
    return query select 'optedOut', null::timestamptz, null::uuid; return;
  end if;
  if held.kind = 'contacted' and held.until > db_now() then
    return query select 'contactedRecently', held.until, null::uuid; return;
  end if;
  if exists (select from suppression_pause p where p.tag = p_tag) then
    return query select 'paused', null::timestamptz, null::uuid; return;
  end if;
  if held.kind = 'claimed' and held.until > db_now() then
    return query
      select 'go', held.until, a.id from attempt a
      where a.id = held.attempt_id and a.step = 'byHand' and a.state = 'claimed' and a.actor_id = p_actor
        and (a.campaign_id, a.arena_id) is not distinct from (p_campaign, p_arena);
    if not found then return query select 'claimed', held.until, null::uuid; end if;
    return;
  end if;

  insert into suppression_hold as h (tag, kind, until, attempt_id, changed_at)
  values (p_tag, 'claimed', ends, p_attempt, db_now())
  on conflict (tag) do update
    set kind = 'claimed', until = excluded.until, campaign_id = null, attempt_id = excluded.attempt_id,
        changed_at = excluded.changed_at
    where h.kind <> 'optedOut' and h.until <= db_now();
  if not found then -- somebody got it in this very instant
    return query select 'claimed', ends, null::uuid; return;
  end if;
  insert into attempt (id, step, channel, campaign_id, arena_id, hold_tag, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  values (p_attempt, 'byHand', p_channel, p_campaign, p_arena, p_tag, p_log_tag, p_log_year, p_rule_version, p_actor, db_now(), ends);
  return query select 'go', ends, p_attempt;
end $$;

-- "I have written", "I called": what has been done is always recorded, by whoever asked, up to twelve hours after the claim
-- ran out, because a fact that comes late is a fact. It makes a hold longer, never shorter, and takes an address away from
-- a colleague who has claimed it meanwhile. Who has opted out stays so. `p_close`: they asked not to be contacted again.
create function attempt_settle_by_hand(p_attempt uuid, p_actor uuid, p_channel text, p_disposition text, p_close boolean)
returns boolean
language plpgsql security definer set search_path = public as $$
declare mine bytea;
begin
  if (p_channel = 'call') <> (p_disposition is not null) then raise exception 'a call ends somehow, and only a call does'; end if;
  select a.hold_tag into mine from attempt a where a.id = p_attempt and a.actor_id = p_actor;
  if mine is null then return false; end if;
  insert into suppression_hold as h (tag, kind, until, attempt_id, changed_at)
  values (mine, 'contacted', suppression_free_from(db_now()), p_attempt, db_now())
  on conflict (tag) do update
    set kind = 'contacted', until = case h.kind when 'contacted' then greatest(h.until, excluded.until) else excluded.until end,
        campaign_id = case h.kind when 'contacted' then h.campaign_id end,
        attempt_id = case h.kind when 'contacted' then h.attempt_id else excluded.attempt_id end, changed_at = excluded.changed_at
    where h.kind <> 'optedOut';
  update attempt set state = 'handedOver', channel = p_channel, disposition = p_disposition, handed_over_at = db_now(),
    settled_at = db_now(), hold_tag = null
  where id = p_attempt and hold_tag is not null;
  if not found then return false; end if;
  if p_close then perform suppression_opt_out(array[mine]); end if;
  return true;
end $$;

-- "I did not write": the address is free again for others. Only by whoever asked. `p_close`: and it is not to be contacted,
-- for a reason that is not written down.
create function attempt_release_by_hand(p_attempt uuid, p_actor uuid, p_close boolean) returns boolean
language plpgsql security definer set search_path = public as $$
declare mine bytea;
begin
  select a.hold_tag into mine from attempt a where a.id = p_attempt and a.actor_id = p_actor;
  if mine is null then return false; end if;
  delete from suppression_hold where tag = mine and kind = 'claimed' and attempt_id = p_attempt;
  update attempt set state = 'released', settled_at = db_now(), hold_tag = null where id = p_attempt and hold_tag is not null;
  if not found then return false; end if;
  if p_close then perform suppression_opt_out(array[mine]); end if;
  return true;
end $$;

-- Claims that nobody used: the address has been free since `until`; now the attempt says so too. A call may last longer
-- than its claim, and has a day. Afterwards nobody can say any more that they did write: the tag goes.
create function attempt_settle_lapsed() returns integer
language plpgsql security definer set search_path = public as $$
declare
  instant timestamptz := db_now();
  freed uuid[];
  counted int;
  settled int;
begin
  with lapsed as (
    select tag from suppression_hold where kind = 'claimed' and until <= instant and attempt_id is not null
    order by tag for update skip locked),
  gone as (delete from suppression_hold h using lapsed where h.tag = lapsed.tag returning h.attempt_id)
  select array_agg(attempt_id) into freed from gone;
  -- One statement for each index that it goes by.
  update attempt set state = 'released', settled_at = instant where id = any (freed) and step = 'first' and state = 'claimed';
  get diagnostics counted = row_count;
  settled := counted;
  update attempt set state = 'released', settled_at = instant
  where hold_tag is not null and claim_expires_at <= instant and state = 'claimed';
  get diagnostics counted = row_count;
  settled := settled + counted;
  update attempt set state = 'released', settled_at = instant
  where step = 'followUp' and state = 'claimed' and claim_expires_at <= instant - interval '1 day';
  get diagnostics counted = row_count;
  settled := settled + counted;
  update attempt set hold_tag = null where hold_tag is not null and claim_expires_at <= instant - interval '12 hours';
  return settled;
end $$;

-- A follow-up of the same campaign passes `contacted`, never `optedOut`; at most two (R58, R78), counted on the line that
-- the campaign wrote to.
create or replace function attempt_claim_follow_up(
  p_campaign uuid, p_attempt uuid, p_tag bytea, p_log_tag bytea,
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval
) returns text
language plpgsql security definer set search_path = public as $$
declare
  ends timestamptz := attempt_claim_ends(p_claim, p_log_year, p_rule_version);
  held suppression_hold;
begin
  select * into held from suppression_hold where tag = p_tag for update;
  if held.kind = 'optedOut' then return 'optedOut'; end if;
  if held.kind is distinct from 'contacted' or held.campaign_id is distinct from p_campaign then return 'claimed'; end if;
  if not exists (select 1 from campaign_recipient where campaign_id = p_campaign and hold_tag = p_tag
                 and log_tag = p_log_tag and state = 'sent') then return 'claimed'; end if;
  if exists (select 1 from suppression_pause where tag = p_tag) then return 'paused'; end if;
  if exists (select 1 from attempt where campaign_id = p_campaign and log_tag = p_log_tag and step = 'followUp'
             and state = 'claimed' and claim_expires_at > db_now()) then return 'claimed'; end if;
  if (select count(*) from attempt where campaign_id = p_campaign and log_tag = p_log_tag and step = 'followUp'
      and state = 'handedOver') >= 2 then return 'quotaSpent'; end if;
  insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  values (p_attempt, 'followUp', 'call', p_campaign, p_log_tag, p_log_year, p_rule_version, p_actor, db_now(), ends);
  return 'go';
end $$;

-- The last door before a gateway, as before; and what happened since the claim counts: a campaign that was paused, a reply
-- that may mean stop, a STOP before an answer. A claim by hand does not come this way.
create or replace function attempt_hand_over(p_attempts uuid[]) returns setof uuid
language plpgsql security definer set search_path = public as $$
begin
  return query
  with mine as (
    select h.tag, h.attempt_id from suppression_hold h
    join campaign c on c.id = h.campaign_id
    where h.attempt_id = any (p_attempts) and h.kind = 'claimed' and h.until > (select db_now())
      and c.state = 'running' and c.ends_on >= (select (db_now() at time zone 'Europe/Oslo')::date)
      and not exists (select 1 from suppression_pause p where p.tag = h.tag)
    order by h.tag for update of h),
  kept as (
    update suppression_hold h set kind = 'contacted', until = suppression_free_from((select db_now())), changed_at = (select db_now())
    from mine where h.tag = mine.tag returning mine.attempt_id),
  answers as (
    select a.id from attempt a
    left join delivery_inbound i on i.id = a.inbound_id
    left join suppression_hold h on h.tag = i.hold_tag and h.kind = 'optedOut'
    where a.id = any (p_attempts) and (a.step = 'confirmation'
      or a.step = 'reply' and (h.tag is null or i.meaning <> 'stop' and i.received_at > h.changed_at)))
  update attempt a set state = 'handedOver', handed_over_at = (select db_now())
  where a.state = 'claimed' and a.id in (select attempt_id from kept union all select id from answers)
  returning a.id;
end $$;

-- A call has been made: the six months count from it too, and never get shorter. The address must be the one that was
-- called, or another's hold would be made longer instead.
create or replace function attempt_settle_call(p_attempt uuid, p_tag bytea, p_disposition text) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  if p_disposition is null then raise exception 'a call ends somehow'; end if;
  update attempt a set state = 'handedOver', handed_over_at = db_now(), settled_at = db_now(), disposition = p_disposition
  where a.id = p_attempt and a.step = 'followUp' and a.state = 'claimed' and exists (
    select 1 from campaign_recipient r
    where r.campaign_id = a.campaign_id and r.hold_tag = p_tag and r.log_tag = a.log_tag);
  if not found then return false; end if;
  update suppression_hold h set until = greatest(until, suppression_free_from(db_now())), changed_at = db_now()
  from attempt a where a.id = p_attempt and h.tag = p_tag and h.kind = 'contacted' and h.campaign_id = a.campaign_id;
  return true;
end $$;

-- Only its own attempt releases a claim, and only before hand-over; what a person holds is not let go of here.
create or replace function attempt_release(p_attempts uuid[]) returns integer
language sql security definer set search_path = public as $$
  with freed as (
    delete from suppression_hold where attempt_id = any (p_attempts) and kind = 'claimed' and campaign_id is not null),
  done as (
    update attempt set state = 'released', settled_at = (select db_now())
    where id = any (p_attempts) and state = 'claimed' and step <> 'byHand' returning 1)
  select count(*)::int from done
$$;

-- No first contact without a task that lives: an approved campaign that runs, or an open arena. No follow-up outside the
-- window of its campaign. Whoever calls. Looks at the statement as a whole: a list of thousands asks for its campaign once.
create or replace function campaign_must_be_live() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (
    select 1 from (select distinct campaign_id from added where campaign_id is not null) a
    left join campaign c on c.id = a.campaign_id
    where c.approved_by is null or c.approved_by = c.created_by) then
    raise exception 'no attempt without an approved campaign';
  end if;
  if exists (
    select 1 from (select distinct campaign_id from added where step in ('first', 'byHand')) a
    join campaign c on c.id = a.campaign_id
    where c.state <> 'running' or c.ends_on < (db_now() at time zone 'Europe/Oslo')::date) then
    raise exception 'no first contact outside a running campaign';
  end if;
  if exists (
    select 1 from (select distinct campaign_id from added where step = 'followUp') a join campaign c on c.id = a.campaign_id
    where c.state not in ('running', 'closed') or c.erased_at is not null) then
    raise exception 'no follow-up outside the window of its campaign';
  end if;
  if exists (
    select 1 from (select distinct arena_id from added where arena_id is not null) a join arena on arena.id = a.arena_id
    where arena.closed_at is not null) then
    raise exception 'no first contact on a closed arena';
  end if;
  return null;
end $$;

-- ---------------------------------------------------------------------------------------- grants
grant execute on function
  attempt_claim_by_hand(uuid, uuid, uuid, text, bytea, bytea, int, int, uuid, interval),
  attempt_settle_by_hand(uuid, uuid, text, text, boolean), attempt_release_by_hand(uuid, uuid, boolean),
  attempt_settle_lapsed(), attempt_rule_version() to lykt_staff;
