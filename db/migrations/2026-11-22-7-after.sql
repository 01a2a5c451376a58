-- After the campaign: what is counted for ever, what is forgotten after twelve months (R66), the evaluation of a campaign,
-- and offers with the tally at the desk (R59, R70, R88).

-- ------------------------------------------------------------------------------------ retention
-- The first instant that is still kept. An event of 2019-05-10 is gone on 2020-05-10, whatever the time of day; one of
-- 29 February goes on the 28th of a year without the 29th.
create function retention_kept_from() returns timestamptz
language sql stable security definer set search_path = public as $$
  select greatest(today - interval '12 months' + interval '1 day', today + interval '1 day' - interval '12 months')
    at time zone 'Europe/Oslo'
  from (select date_trunc('day', db_now() at time zone 'Europe/Oslo') as today) t
$$;

-- ------------------------------------------------------------------------------------- campaign
-- What a campaign came to. Counts only, and only of what has been forgotten: a figure is what still stands in the rows plus
-- what stands here, at any time. `optedOut` is written when the numbers are erased, because the tags go then. How calls ended
-- and what was done by hand is not told apart by text (no variant, no language): neither is tied to a line once it is made.
create table campaign_result (
  campaign_id uuid not null references campaign on delete cascade,
  variant text not null check (variant in ('a', 'b', '')),
  language text not null,
  measure text not null check (measure in
    ('queued', 'submitted', 'delivered', 'undelivered', 'expired', 'rejected', 'unknown',
     'replied', 'optedOut', 'called', 'byHand',
     'reached', 'badTime', 'noAnswer', 'notTargetGroup', 'declined')),
  count integer not null check (count >= 0),
  primary key (campaign_id, variant, language, measure)
);

create index attempt_by_hand_of_campaign on attempt (campaign_id) where step = 'byHand';

-- Before the tags go: how many of those who were written to have opted out.
create function campaign_keep_opt_outs(p_campaign uuid) returns void
language sql security definer set search_path = public as $$
  insert into campaign_result (campaign_id, variant, language, measure, count)
  select r.campaign_id, coalesce(r.variant, 'a'), coalesce(m.language, ''), 'optedOut', count(*)
  from campaign_recipient r
  join suppression_hold h on h.tag = r.hold_tag and h.kind = 'optedOut'
  left join delivery_message m on m.attempt_id = r.attempt_id
  where r.campaign_id = p_campaign and r.state = 'sent'
  group by 1, 2, 3
  on conflict do nothing
$$;

-- -------------------------------------------------------------------------------------- attempt
-- The only way to delete an attempt or a message, and it looks at their age itself: whoever calls, nothing younger goes.
-- In the same statement what is deleted is added to the campaign's figures. At most `p_limit` attempts at a time.
create function attempt_forget_expired(p_limit integer) returns integer
language plpgsql security definer set search_path = public as $$
declare ids uuid[];
begin
  ids := array(
    select id from attempt
    where claimed_at < retention_kept_from() and coalesce(handed_over_at, claimed_at) < retention_kept_from()
    order by claimed_at limit p_limit for update skip locked);
  with
    gone_message as (
      delete from delivery_message where attempt_id = any (ids)
      returning campaign_id, recipient_id, purpose, language, state, gateway, provider_ref),
    gone_receipt as (
      delete from delivery_receipt r using gone_message m where (r.gateway, r.provider_ref) = (m.gateway, m.provider_ref)),
    gone_recipient as (
      delete from campaign_recipient r using gone_message m where r.id = m.recipient_id
      returning r.id, r.variant, r.replied_at, r.call_count),
    line as (
      select m.campaign_id, coalesce(r.variant, 'a') as variant, coalesce(m.language, '') as language, m.state, r.replied_at,
        coalesce(r.call_count, 0) as call_count
      from gone_message m left join gone_recipient r on r.id = m.recipient_id
      where m.purpose = 'first'),
    counted as (
      select campaign_id, variant, language, state as measure from line
      union all select campaign_id, variant, language, 'replied' from line where replied_at is not null
      union all select campaign_id, variant, language, 'called' from line where call_count > 0
      union all select campaign_id, '', '', disposition from attempt
        where id = any (ids) and step = 'followUp' and disposition is not null
      union all select campaign_id, '', '', 'byHand' from attempt
        where id = any (ids) and step = 'byHand' and state = 'handedOver' and campaign_id is not null)
  insert into campaign_result as kept (campaign_id, variant, language, measure, count)
  select campaign_id, variant, language, measure, count(*) from counted
  where exists (select from campaign c where c.id = campaign_id)
  group by 1, 2, 3, 4
  on conflict (campaign_id, variant, language, measure) do update set count = kept.count + excluded.count;
  delete from attempt where id = any (ids);
  return coalesce(cardinality(ids), 0);
end $$;

-- A receipt goes with its message; one for a message that we do not know goes by its own time.
create function delivery_forget_receipts(p_limit integer) returns integer
language sql security definer set search_path = public as $$
  with gone as (
    delete from delivery_receipt where ctid = any (array(
      select ctid from delivery_receipt where at < (select retention_kept_from()) limit p_limit)) returning 1)
  select count(*)::int from gone
$$;

-- ---------------------------------------------------------------------------------------- audit
create function audit_forget_expired(p_limit integer) returns integer
language sql security definer set search_path = public as $$
  with gone as (
    delete from audit_entry where id = any (array(
      select id from audit_entry where at < (select retention_kept_from()) order by at limit p_limit)) returning 1)
  select count(*)::int from gone
$$;

-- ----------------------------------------------------------------------------------- evaluation
-- What we learned: written by the team, without an author. Future material for the method book.
create table campaign_evaluation (
  campaign_id uuid primary key references campaign on delete cascade,
  worked text not null default '' check (length(worked) <= 4000),
  did_not_work text not null default '' check (length(did_not_work) <= 4000),
  next_time text not null default '' check (length(next_time) <= 4000),
  written_on date not null
);
-- Hours of the whole team, by kind of work; never by person.
create table campaign_hours (
  campaign_id uuid not null references campaign on delete cascade,
  work text not null check (work in ('preparing', 'sending', 'calling', 'desk')),
  hours numeric(6, 2) not null check (hours >= 0),
  primary key (campaign_id, work)
);

-- ---------------------------------------------------------------------------------------- offer
-- A time-limited offer, such as free vaccine. It may belong to a campaign, never to those who were written to.
create table offer (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  unit text not null check (length(unit) between 1 and 40),
  starts_on date not null,
  ends_on date not null,
  campaign_id uuid references campaign on delete set null,
  places integer check (places > 0),
  counts_doses boolean not null default false,
  hypothesis text not null default '' check (length(hypothesis) <= 500),
  channels text not null default '' check (length(channels) <= 200),
  decision_rule text not null default '' check (length(decision_rule) <= 500),
  decision text not null default '' check (length(decision) <= 500),
  created_at timestamptz not null,
  check (ends_on >= starts_on)
);
create index on offer (campaign_id);
-- A day when the desk was open. A day without a tally is a day when nobody came: 0, not missing (R88).
create table offer_day (
  offer_id uuid not null references offer on delete cascade,
  day date not null,
  primary key (offer_id, day)
);
-- How many gave this answer that day. No row per person, no time of day, nothing that leads to a number (R59, R70).
create table offer_tally (
  offer_id uuid not null,
  day date not null,
  source text not null check (source in ('message', 'friend', 'street', 'web', 'other', 'noAnswer')),
  received text not null check (received in ('none', 'under1', 'from1to6', 'over6', 'unknown')),
  dose smallint not null default 1 check (dose between 1 and 3),
  count integer not null check (count >= 0),
  primary key (offer_id, day, source, received, dose),
  foreign key (offer_id, day) references offer_day on delete cascade,
  check ((source = 'message') = (received <> 'none'))
);

-- --------------------------------------------------------------------------------------- grants
revoke execute on function
  retention_kept_from(), campaign_keep_opt_outs(uuid), attempt_forget_expired(integer), delivery_forget_receipts(integer),
  audit_forget_expired(integer) from public;
grant select on campaign_result to lykt_staff;
grant select, insert, update, delete on campaign_evaluation, campaign_hours, offer, offer_day, offer_tally to lykt_staff;
grant execute on function
  retention_kept_from(), campaign_keep_opt_outs(uuid), attempt_forget_expired(integer), delivery_forget_receipts(integer),
  audit_forget_expired(integer) to lykt_staff;
