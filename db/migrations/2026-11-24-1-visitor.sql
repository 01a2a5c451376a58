-- What a visitor may choose and be told besides: not to be answered by a peer, and whom to call
-- (docs/decisions/019-under-attack-and-in-danger.md).

-- ------------------------------------------------------------------------------------------- chat
-- R5: a chat that no peer is given and no peer can take (chat_guard_peers).
alter table chat add column no_peer boolean not null default false;

-- Somebody who answers as a peer and in no other role.
create function chat_is_peer(p_user uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select from staff_role where user_id = p_user and role = 'peer')
    and not exists (select from staff_role where user_id = p_user and role in ('lead', 'adviser'))
$$;

-- ---------------------------------------------------------------------------------------- visitor
drop function visitor_open(uuid, bytea, bytea, text, boolean);
-- As before, and no peer from the first word on if that was asked: there is no moment in which one could have seen it.
create function visitor_open(p_id uuid, p_token bytea, p_code bytea, p_language text, p_was_open boolean, p_no_peer boolean)
returns text
language plpgsql security definer set search_path = public as $$
begin
  insert into chat (id, language, was_open, no_peer, opened_at, waiting_since, last_inbound_at, expires_at)
  values (p_id, p_language, p_was_open, p_no_peer, db_now(), db_now(), db_now(), db_now() + interval '30 days')
  on conflict do nothing;
  if not found then
    return case when exists (select from chat_token where hash = p_token and chat_id = p_id) then 'stands' else 'notTheirs' end;
  end if;
  insert into chat_token (hash, chat_id) values (p_token, p_id);
  insert into chat_code (chat_id, tag) values (p_id, p_code);
  perform chat_count('opened', 1);
  return 'opened';
end $$;

-- Chosen in the middle of a chat: a peer who has it, or follows along, no longer does.
create function visitor_choose_helper(p_chat uuid, p_token bytea, p_no_peer boolean) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  update chat c set no_peer = p_no_peer,
    assigned_to = case when p_no_peer and chat_is_peer(c.assigned_to) then null else c.assigned_to end,
    assigned_at = case when p_no_peer and chat_is_peer(c.assigned_to) then null else c.assigned_at end,
    second_to = case when p_no_peer and chat_is_peer(c.second_to) then null else c.second_to end
  from chat_token k where c.id = p_chat and k.chat_id = c.id and k.hash = p_token and c.expires_at > db_now();
  return found;
end $$;

drop function visitor_status(uuid, bytea);
create function visitor_status(p_chat uuid, p_token bytea)
returns table (state text, days smallint, expires_at timestamptz, is_blocked boolean, is_paused boolean, language text,
  no_peer boolean, opened_by jsonb)
language sql stable security definer set search_path = public as $$
  select c.state, c.days, c.expires_at, c.blocked_at is not null, c.is_paused, c.language, c.no_peer,
    (select coalesce(jsonb_object_agg(role, n), '{}') from (
      select role, count(*) as n from chat_opening where chat_id = c.id group by role) o)
  from chat c join chat_token k on k.chat_id = c.id and k.hash = p_token
  where c.id = p_chat and c.expires_at > (select db_now())
$$;

-- Whether there is a peer among us at all: nobody is asked to choose what does not exist.
create function visitor_has_peers() returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select from staff_user where kind = 'person' and disabled_at is null and chat_is_peer(id) and staff_is_trained(id))
$$;

-- -------------------------------------------------------------------------------------- directory
-- Numbers for those in danger. One is here when somebody of the service has called it or looked it up and says that it is
-- right; what Lykt suggests is in the code, and is told to nobody.
create table directory_emergency (
  code text primary key check (code in ('ambulance', 'police', 'fire', 'doctor', 'violence', 'talk', 'child')),
  number text not null check (number ~ '^[0-9]{3,8}$'),
  confirmed_by uuid references staff_user,
  confirmed_at timestamptz not null
);
create function visitor_emergency_numbers() returns table (code text, number text)
language sql stable security definer set search_path = public as $$ select code, number from directory_emergency $$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function chat_is_peer(uuid), visitor_open(uuid, bytea, bytea, text, boolean, boolean),
  visitor_choose_helper(uuid, bytea, boolean), visitor_status(uuid, bytea), visitor_has_peers(), visitor_emergency_numbers()
  from public;
grant execute on function visitor_open(uuid, bytea, bytea, text, boolean, boolean),
  visitor_choose_helper(uuid, bytea, boolean), visitor_status(uuid, bytea), visitor_has_peers(), visitor_emergency_numbers()
  to lykt_visitor;
grant execute on function chat_is_peer(uuid) to lykt_staff;
grant select, insert, update, delete on directory_emergency to lykt_staff;
