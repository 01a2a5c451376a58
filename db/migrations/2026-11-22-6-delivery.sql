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
grant execute on function delivery_take_pace(int, int) to lykt_staff;
grant update (gateway) on delivery_message to lykt_staff;
