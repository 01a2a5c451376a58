-- Delivery, whole: the pace kept by the database, a second gateway, and many incoming messages taken in at once.

-- ------------------------------------------------------------------------------------------ pace
-- How many first messages were let out lately, by the batch. Two workers that ask in the same instant share one pace.
create table delivery_pace (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  count integer not null
);
create index on delivery_pace (at);

-- How many of the wanted may go out now; they count at once, and no longer if the transaction is rolled back. What is not
-- used after all is given back with a negative number.
create function delivery_take_pace(p_wanted int, p_per_minute int) returns int
language plpgsql security definer set search_path = public as $$
declare
  granted int := p_wanted;
begin
  perform pg_advisory_xact_lock(74010);
  delete from delivery_pace where at <= db_now() - interval '1 minute';
  if p_wanted > 0 then
    select greatest(0, least(p_wanted, p_per_minute - coalesce(sum(count), 0)))::int into granted
    from delivery_pace where at < db_now() + interval '1 minute';
  end if;
  if granted <> 0 then insert into delivery_pace (at, count) values (db_now(), granted); end if;
  return granted;
end $$;

-- -------------------------------------------------------------------------------- second gateway
-- A message may change its gateway only while none has it: before it was called, or when the one that was called is on
-- record as not having been there. Receipts are found by gateway and reference, so this stands before the second call.
create function delivery_keep_gateway() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  raise exception 'a message that a gateway may have taken stays with it';
end $$;
create trigger delivery_keep_gateway before update of gateway on delivery_message
  for each row when (old.gateway <> new.gateway
    and not (old.state = 'queued' and (old.called_at is null or new.reason is not distinct from 'unavailable')))
  execute function delivery_keep_gateway();

-- --------------------------------------------------------------------------------------- by hand
-- A message that a person sends with a phone of their own: who has been shown the number, and since when. From that
-- instant on it may have been sent (docs/decisions/014-by-hand.md).
create table delivery_by_hand (
  message_id uuid primary key references delivery_message on delete cascade,
  user_id uuid not null references staff_user on delete cascade,
  shown_at timestamptz not null
);
create unique index delivery_by_hand_one_each on delivery_by_hand (user_id);
grant select, insert, delete on delivery_by_hand to lykt_staff;

-- -------------------------------------------------------------------------------------- incoming
-- The same as attempt_claim_answer, for many confirmations at once: each answers a STOP or a call for help of the same
-- address, and each of those is answered once.
create function attempt_claim_confirmations(
  p_attempts uuid[], p_inbounds uuid[], p_tags bytea[], p_log_tags bytea[], p_log_year int, p_rule_version int, p_claim interval
) returns setof uuid
language sql security definer set search_path = public as $$
  insert into attempt (id, step, channel, inbound_id, log_tag, log_year, rule_version, claimed_at, claim_expires_at)
  select t.attempt, 'confirmation', 'sms', i.id, t.log_tag, p_log_year, p_rule_version, (select db_now()),
    (select attempt_claim_ends(p_claim, p_log_year, p_rule_version))
  from unnest(p_attempts, p_inbounds, p_tags, p_log_tags) t (attempt, inbound, tag, log_tag)
  join delivery_inbound i on i.id = t.inbound and i.hold_tag = t.tag and i.meaning in ('stop', 'help')
  order by i.id
  on conflict do nothing
  returning id
$$;

-- Takes in messages from phones, at most one from each address: a STOP opts out and is confirmed in the same transaction
-- that stores it. Conversations that are new come with a sealed address. Keys are made in another process before, so a
-- message whose conversation was closed, or opened by somebody else, in this very instant is not stored: `moved`. One
-- that was here before is `known`.
create function delivery_take_in(
  p_gateway text, p_ids uuid[], p_refs text[], p_holds bytea[], p_logs bytea[], p_meanings text[],
  p_conversations uuid[], p_addresses bytea[], p_languages text[], p_message_ids uuid[], p_bodies bytea[],
  p_answer_ids uuid[], p_answer_message_ids uuid[], p_answer_attempts uuid[], p_answers bytea[], p_answer_gateway text,
  p_log_year int, p_rule_version int, p_claim interval
) returns table (id uuid, outcome text)
language plpgsql set search_path = public set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  stored uuid[];
  claimed uuid[];
  stopping bytea[];
begin
  insert into conversation (id, kind, hold_tag, sealed_address, language, state, opened_at, last_inbound_at)
  select c, 'sms', h, a, l, 'waiting', db_now(), db_now()
  from unnest(p_conversations, p_holds, p_addresses, p_languages) t (c, h, a, l) where a is not null order by h
  on conflict (hold_tag) where state <> 'closed' do nothing;

  perform from conversation c where c.id = any (p_conversations) and c.state <> 'closed' order by c.id for update;

  with added as (
    insert into delivery_inbound as i (id, gateway, provider_ref, hold_tag, meaning, conversation_id, received_at)
    select t.id, p_gateway, ref, h, meaning, conversation, db_now()
    from unnest(p_ids, p_refs, p_holds, p_meanings, p_conversations) t (id, ref, h, meaning, conversation)
    join conversation c on c.id = t.conversation and c.hold_tag = t.h and c.state <> 'closed'
    order by ref
    on conflict do nothing returning i.id)
  select coalesce(array_agg(added.id), '{}') into stored from added;

  insert into conversation_message (id, conversation_id, direction, sealed_body, author_id, at)
  select m, conversation, 'in', body, null, db_now()
  from unnest(p_ids, p_message_ids, p_conversations, p_bodies) t (id, m, conversation, body) where t.id = any (stored);

  update conversation c set last_inbound_at = db_now(),
    state = case when meaning = 'stop' then 'answered' when meaning = 'help' then c.state else 'waiting' end,
    opted_out = case when meaning = 'stop' then true when meaning = 'help' then c.opted_out else false end,
    maybe_stop = case when meaning = 'nearStop' then true when meaning = 'stop' then false else c.maybe_stop end
  from unnest(p_ids, p_conversations, p_meanings) t (id, conversation, meaning)
  where c.id = conversation and t.id = any (stored);

  select array_agg(h) into stopping from unnest(p_ids, p_holds, p_meanings) t (id, h, meaning)
  where t.id = any (stored) and meaning = 'stop';
  if stopping is not null then perform suppression_opt_out(stopping); end if;
  insert into suppression_pause (tag, since)
  select h, db_now() from unnest(p_ids, p_holds, p_meanings) t (id, h, meaning)
  where t.id = any (stored) and meaning = 'nearStop' on conflict do nothing;

  select coalesce(array_agg(c), '{}') into claimed
  from (select array_agg(attempt) attempts, array_agg(t.id) inbounds, array_agg(h) holds, array_agg(l) logs
        from unnest(p_ids, p_answer_attempts, p_holds, p_logs, p_answers) t (id, attempt, h, l, answer)
        where t.id = any (stored) and answer is not null) asked,
    attempt_claim_confirmations(attempts, inbounds, holds, logs, p_log_year, p_rule_version, p_claim) c;
  if cardinality(claimed) > 0 then
    perform attempt_hand_over(claimed);
    insert into conversation_message (id, conversation_id, direction, sealed_body, author_id, at)
    select m, conversation, 'out', answer, null, db_now()
    from unnest(p_answer_attempts, p_answer_message_ids, p_conversations, p_answers) t (attempt, m, conversation, answer)
    where attempt = any (claimed);
    insert into delivery_message (id, attempt_id, purpose, conversation_id, conversation_message_id, gateway, provider_ref, created_at)
    select t.id, attempt, 'confirmation', conversation, m, p_answer_gateway, t.id::text, db_now()
    from unnest(p_answer_ids, p_answer_attempts, p_conversations, p_answer_message_ids) t (id, attempt, conversation, m)
    where attempt = any (claimed);
  end if;

  return query
  select t.id, case when t.id = any (stored) then 'stored' when c.id is null then 'moved' else 'known' end
  from unnest(p_ids, p_conversations, p_holds) t (id, conversation, h)
  left join conversation c on c.id = t.conversation and c.hold_tag = t.h and c.state <> 'closed';
end $$;

-- ----------------------------------------------------------------------------------------- speed
-- A plan that was made while these tables were small is a hundred times too slow when they have grown within the same
-- minute. Planning anew costs a fraction of a millisecond for a whole batch.
drop index delivery_message_campaign_id_state_idx, delivery_message_state_idx, campaign_recipient_sent_at_idx;
create index on delivery_message (campaign_id);
-- What no gateway has. Neither the answer nor the receipt touches an indexed column, so they stay on their page.
create index delivery_message_uncalled on delivery_message (campaign_id, id) where called_at is null;
alter table delivery_message set (fillfactor = 50);
alter role lykt_staff set random_page_cost = 1.1; -- no discs that turn: looking a hundred rows up beats reading all
alter function delivery_needs_hand_over() set plan_cache_mode = force_custom_plan;
alter function campaign_must_be_live() set plan_cache_mode = force_custom_plan;
alter function attempt_hand_over(uuid[]) set plan_cache_mode = force_custom_plan;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function delivery_take_pace(int, int), delivery_keep_gateway() from public;
revoke execute on function delivery_take_in(text, uuid[], text[], bytea[], bytea[], text[], uuid[], bytea[], text[], uuid[],
  bytea[], uuid[], uuid[], uuid[], bytea[], text, int, int, interval) from public;
revoke execute on function attempt_claim_confirmations(uuid[], uuid[], bytea[], bytea[], int, int, interval) from public;
grant execute on function delivery_take_pace(int, int),
  attempt_claim_confirmations(uuid[], uuid[], bytea[], bytea[], int, int, interval), delivery_take_in(text, uuid[], text[], bytea[], bytea[], text[],
  uuid[], bytea[], text[], uuid[], bytea[], uuid[], uuid[], uuid[], bytea[], text, int, int, interval) to lykt_staff;
grant update (gateway) on delivery_message to lykt_staff;
