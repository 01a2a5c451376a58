-- One inbox for what comes by SMS and what is written down by hand; how people answer, counted per campaign; the words
-- that end contact, with those a service adds; and how an opt-out is withdrawn (docs/decisions/016-withdrawal.md).

-- ------------------------------------------------------------------------------------ conversation
-- `response` is what the answer was (R62), chosen by a person; null is "not sorted yet". `campaign_id` and `recipient_id`
-- say which first message is answered; they outlive neither the conversation nor the campaign's list.
alter table conversation
  add column response text check (response in
    ('thanks', 'smiley', 'notNow', 'question', 'wantsAppointment', 'notTargetGroup', 'declined', 'other')),
  add column campaign_id uuid,
  add column recipient_id uuid;
create index on conversation (campaign_id) where campaign_id is not null;
-- A message that is hard to read is folded until somebody opens it.
alter table conversation_message add column folded boolean not null default false;

-- A call, or a message on somebody else's site or by e-mail, written down by hand: nothing of what was said. The tag
-- serves the campaigns that wrote to the address, and goes after 30 days.
create table conversation_logged (
  id uuid primary key,
  channel text not null check (channel in ('call', 'arenaMessage', 'email')),
  direction text not null check (direction in ('in', 'out')),
  arena_id uuid references arena,
  response text check (response in
    ('thanks', 'smiley', 'notNow', 'question', 'wantsAppointment', 'notTargetGroup', 'declined', 'other')),
  hold_tag bytea check (length(hold_tag) = 32),
  campaign_id uuid,
  logged_at timestamptz not null,
  check (direction = 'out' or response is not null)
);
create index on conversation_logged (logged_at);
create index on conversation_logged (campaign_id) where campaign_id is not null;

-- What is left of conversations that are forgotten: how many answered a campaign in which way.
create table conversation_tally (
  campaign_id uuid not null,
  channel text not null,
  response text not null,
  count integer not null check (count > 0),
  primary key (campaign_id, channel, response)
);

-- ------------------------------------------------------------------------------------------- text
-- Words that a service adds to those that Lykt knows; none of those can be taken out.
create table text_stop_word (
  language text not null,
  word text not null check (length(word) between 2 and 60),
  kind text not null check (kind in ('hard', 'whole', 'phrase')),
  added_by uuid not null references staff_user,
  added_at timestamptz not null,
  primary key (language, word)
);
-- Who, with the language as their own, has read its words, and when.
create table text_stop_review (
  language text primary key,
  reviewer text not null check (length(reviewer) between 1 and 80),
  reviewed_on date not null,
  noted_by uuid not null references staff_user
);

-- ------------------------------------------------------------------------------------ suppression
-- A wish to be contacted again, waiting for a second person. The application cannot read the tag; `asked_at` is the
-- database's own. Gone when decided, when the person says stop, and after 14 days.
create table suppression_withdrawal (
  id uuid primary key,
  hold_tag bytea not null check (length(hold_tag) = 32),
  ground text not null check (ground in ('inWriting', 'byPhone', 'inPerson')),
  conversation_id uuid,
  asked_by uuid not null references staff_user,
  asked_at timestamptz not null default db_now(),
  check ((ground = 'inWriting') = (conversation_id is not null))
);
create index on suppression_withdrawal (hold_tag);

-- As before, and a wish that waits is void: whoever says stop has changed their mind. The row of the address is taken
-- first, as suppression_withdraw does, so that the two come one after the other.
create or replace function suppression_opt_out(p_tags bytea[]) returns integer
language plpgsql security definer set search_path = public as $$
declare done_count integer;
begin
  with wanted as (select distinct tag from unnest(p_tags) t (tag)),
  done as (
    insert into suppression_hold as h (tag, kind, until, changed_at)
    select tag, 'optedOut', null, (select db_now()) from wanted order by tag
    on conflict (tag) do update set kind = 'optedOut', until = null, changed_at = (select db_now())
      where h.kind <> 'optedOut'
    returning 1)
  select count(*)::int into done_count from done;
  delete from suppression_withdrawal where hold_tag = any (p_tags);
  return done_count;
end $$;

-- Lifts one opt-out, on the person's own wish and with four eyes. What somebody wrote must stand in the conversation
-- named, after the opt-out and after every later stop. Afterwards the address is held as if there had been no opt-out:
-- six months from the day of it, the last day on which we can have written; never shorter, and no call belongs to it.
-- Answers the same whether the address had opted out or not, for a wish given in person or by phone.
create function suppression_withdraw(p_request uuid, p_approver uuid) returns text
language plpgsql security definer set search_path = public as $$
declare
  asked suppression_withdrawal;
  held suppression_hold;
  free_from timestamptz;
begin
  select * into asked from suppression_withdrawal where id = p_request;
  if not found or asked.asked_at <= db_now() - interval '14 days' then return 'gone'; end if;
  if asked.asked_by = p_approver then return 'samePerson'; end if;
  if not exists (select from staff_user u join staff_role r on r.user_id = u.id
                 where u.id = p_approver and r.role = 'lead' and u.kind = 'person' and u.disabled_at is null) then
    return 'forbidden';
  end if;
  select * into held from suppression_hold where tag = asked.hold_tag for update;
  if asked.ground = 'inWriting' and held.kind = 'optedOut' and not exists (
    select from delivery_inbound i
    where i.conversation_id = asked.conversation_id and i.hold_tag = asked.hold_tag
      and i.meaning <> 'stop' and i.received_at > held.changed_at
      and not exists (select from delivery_inbound s
                      where s.hold_tag = i.hold_tag and s.meaning = 'stop' and s.received_at >= i.received_at)) then
    return 'noWords';
  end if;
  delete from suppression_withdrawal where id = p_request;
  if not found then return 'gone'; end if;
  if held.kind = 'optedOut' then
    free_from := suppression_free_from(held.changed_at);
    if free_from <= db_now() then
      delete from suppression_hold where tag = asked.hold_tag;
    else
      update suppression_hold set kind = 'contacted', until = free_from, campaign_id = null, attempt_id = null,
        changed_at = db_now() where tag = asked.hold_tag;
    end if;
  end if;
  return 'done';
end $$;

-- We called or wrote outside a campaign: the six months count from it too. Never shortens, never touches an opt-out, and
-- a claim that somebody holds at this moment is spent.
create function suppression_note_contact(p_tags bytea[]) returns integer
language sql security definer set search_path = public as $$
  with done as (
    insert into suppression_hold as h (tag, kind, until, changed_at)
    select tag, 'contacted', suppression_free_from((select db_now())), (select db_now())
    from (select distinct tag from unnest(p_tags) t (tag)) wanted order by tag
    on conflict (tag) do update
      set kind = 'contacted', until = greatest(h.until, excluded.until), changed_at = excluded.changed_at,
          campaign_id = case when h.kind = 'contacted' then h.campaign_id end,
          attempt_id = case when h.kind = 'contacted' then h.attempt_id end
      where h.kind <> 'optedOut'
    returning 1)
  select count(*)::int from done
$$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function suppression_withdraw(uuid, uuid), suppression_note_contact(bytea[]) from public;
grant execute on function suppression_withdraw(uuid, uuid), suppression_note_contact(bytea[]) to lykt_staff;
grant select, insert, delete on text_stop_word to lykt_staff;
grant select, insert, update on text_stop_review to lykt_staff;
grant select, insert, update, delete on conversation_tally to lykt_staff;
grant select, insert, delete, update (hold_tag, campaign_id, response) on conversation_logged to lykt_staff;
grant delete, select (id, ground, conversation_id, asked_by, asked_at),
  insert (id, hold_tag, ground, conversation_id, asked_by) on suppression_withdrawal to lykt_staff;
