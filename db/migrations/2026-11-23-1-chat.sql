-- The anonymous chat (docs/decisions/017-anonymous-chat.md). A chat has no address, no tag and no name: it is found by a
-- secret of the visitor's, of which only a hash is here, or by a return code, of which only the keyholder's tag is here.
-- The visitors' log-in has no right on any table of ours but the service's name: it speaks through the functions below,
-- each of which asks for the secret.

-- ------------------------------------------------------------------------------------------- chat
-- `waiting`: they wrote last. `days` is how long it is kept after the last word, as the visitor chose.
create table chat (
  id uuid primary key,
  state text not null default 'waiting' check (state in ('waiting', 'answered', 'closed')),
  language text not null check (language ~ '^[a-z]{2,3}$'),
  days smallint not null default 30 check (days in (1, 7, 30)),
  expires_at timestamptz not null,
  opened_at timestamptz not null,
  was_open boolean not null,
  waiting_since timestamptz not null,
  last_inbound_at timestamptz not null,
  first_answer_at timestamptz,
  last_seq integer not null default 0,
  assigned_to uuid references staff_user,
  assigned_at timestamptz,
  second_to uuid references staff_user,
  is_paused boolean not null default false,
  blocked_at timestamptz,
  closed_at timestamptz,
  sealed_note bytea,
  note_by uuid references staff_user,
  check (second_to is null or second_to is distinct from assigned_to)
);
create index on chat (state, waiting_since);
create index on chat (assigned_to) where state <> 'closed';
create index on chat (expires_at);
create table chat_token (
  hash bytea primary key check (length(hash) = 32),
  chat_id uuid not null references chat on delete cascade
);
create index on chat_token (chat_id);
create table chat_code (
  chat_id uuid primary key references chat on delete cascade,
  tag bytea not null unique check (length(tag) = 32)
);
-- A line has a text, sealed, or says what happened (`event`). `id` comes from the form that sent it, so that a message
-- sent twice stands once. `seq` has no gaps: whoever has read up to one knows what is missing.
create table chat_message (
  chat_id uuid not null references chat on delete cascade,
  seq integer not null,
  id uuid not null,
  author text not null check (author in ('visitor', 'staff', 'service')),
  author_id uuid references staff_user,
  event text check (event in ('joined', 'handedOver', 'paused', 'resumed', 'closed', 'blocked')),
  sealed_body bytea,
  at timestamptz not null,
  primary key (chat_id, seq),
  unique (chat_id, id),
  check ((event is null) = (sealed_body is not null)),
  check (event is null or author = 'service')
);
-- Who has opened a chat, which the visitor may see as a count per role; and who never may, because they know the person.
create table chat_opening (
  chat_id uuid not null references chat on delete cascade,
  user_id uuid not null references staff_user,
  role text not null,
  primary key (chat_id, user_id)
);
create table chat_lock (
  chat_id uuid not null references chat on delete cascade,
  user_id uuid not null references staff_user,
  primary key (chat_id, user_id)
);
-- What is left of chats that are gone, and from where people came (R39): how many, never which.
create table chat_tally (
  month date not null check (extract(day from month) = 1),
  measure text not null check (measure in ('opened', 'answered', 'erased', 'expired', 'returned', 'blocked')),
  count integer not null check (count > 0),
  primary key (month, measure)
);
create table chat_source (
  day date not null,
  letter text not null check (letter ~ '^[a-z]$'),
  count integer not null check (count > 0),
  primary key (day, letter)
);
-- `languages` are those without a reader of their own that the service shows all the same.
create table chat_setting (
  only_row boolean primary key default true check (only_row),
  most_live smallint not null default 3 check (most_live between 1 and 10),
  languages text[] not null default '{}'
);
insert into chat_setting default values;

-- R45 and R118: no key to any chat, the month only. What is given is held back until five have come, and then goes over
-- together in an order that says nothing.
create table chat_evaluation_held (
  month date not null,
  answers jsonb not null
);
create table chat_evaluation (
  month date not null check (extract(day from month) = 1),
  answers jsonb not null
);
create table chat_suggestion_held (
  sealed_text bytea not null,
  month date not null
);
create table chat_suggestion (
  id uuid primary key default gen_random_uuid(),
  month date not null check (extract(day from month) = 1),
  sealed_text bytea not null,
  answer text check (length(answer) between 1 and 1000),
  answered_at timestamptz
);

-- ------------------------------------------------------------------------------------------- live
-- Says which chats have changed, by id, in the transaction that changed them. Many at once go in few notices: a notice
-- takes a lock that all commits share.
create function live_tell(p_ids uuid[]) returns void
language sql volatile security definer set search_path = public as $$
  select pg_notify('lykt_chat', string_agg(id::text, ','))
  from (select id, (row_number() over () - 1) / 200 as part from (select distinct unnest(p_ids) as id) i) parts
  group by part
$$;
create function chat_tell_change() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  perform live_tell(array(select id from changed));
  return null;
end $$;
create trigger chat_tell_insert after insert on chat
  referencing new table as changed for each statement execute function chat_tell_change();
create trigger chat_tell_update after update on chat
  referencing new table as changed for each statement execute function chat_tell_change();
create trigger chat_tell_delete after delete on chat
  referencing old table as changed for each statement execute function chat_tell_change();

create function chat_month(p_at timestamptz) returns date
language sql immutable set search_path = public as $$
  select date_trunc('month', p_at at time zone 'Europe/Oslo')::date
$$;
create function chat_count(p_measure text, p_count int) returns void
language sql volatile security definer set search_path = public as $$
  insert into chat_tally as t (month, measure, count)
  select chat_month(db_now()), p_measure, p_count where p_count > 0
  on conflict (month, measure) do update set count = t.count + excluded.count
$$;

-- ---------------------------------------------------------------------------------------- visitor
-- Opens a chat for whoever brings the secret. `stands`: it was there already, with this secret; with another secret an id
-- is nobody's to open.
create function visitor_open(p_id uuid, p_token bytea, p_code bytea, p_language text, p_was_open boolean) returns text
language plpgsql security definer set search_path = public as $$
begin
  insert into chat (id, language, was_open, opened_at, waiting_since, last_inbound_at, expires_at)
  values (p_id, p_language, p_was_open, db_now(), db_now(), db_now(), db_now() + interval '30 days') on conflict do nothing;
  if not found then
    return case when exists (select from chat_token where hash = p_token and chat_id = p_id) then 'stands' else 'notTheirs' end;
  end if;
  insert into chat_token (hash, chat_id) values (p_token, p_id);
  insert into chat_code (chat_id, tag) values (p_id, p_code);
  perform chat_count('opened', 1);
  return 'opened';
end $$;

-- Stores messages of many visitors at once; `why` says for each that was not stored: it is not there, or they have been
-- blocked. One that stands already is answered with its number. A closed chat opens anew.
create function visitor_write(p_chats uuid[], p_tokens bytea[], p_ids uuid[], p_sealed bytea[])
returns table (place bigint, seq integer, why text)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare v_now timestamptz := db_now();
begin
  perform from chat c where c.id = any (p_chats) order by c.id for update;
  return query
  with asked as (
    select t.place, t.chat_id, t.id, t.sealed, c.id is not null as is_theirs, c.blocked_at, c.last_seq, m.seq as known
    from unnest(p_chats, p_tokens, p_ids, p_sealed) with ordinality t (chat_id, token, id, sealed, place)
    left join chat_token k on k.hash = t.token and k.chat_id = t.chat_id
    left join chat c on c.id = k.chat_id and c.expires_at > v_now
    left join chat_message m on m.chat_id = c.id and m.id = t.id),
  fresh as (
    select distinct on (chat_id, id) chat_id, id, sealed, last_seq, place
    from asked where is_theirs and blocked_at is null and known is null order by chat_id, id, place),
  numbered as (
    select chat_id, id, sealed, (last_seq + row_number() over (partition by chat_id order by place))::int as seq from fresh),
  stored as (
    insert into chat_message (chat_id, seq, id, author, sealed_body, at)
    select chat_id, seq, id, 'visitor', sealed, v_now from numbered),
  touched as (
    update chat c set last_seq = n.last, state = 'waiting', last_inbound_at = v_now, closed_at = null,
      waiting_since = case when c.state = 'waiting' then c.waiting_since else v_now end,
      expires_at = v_now + make_interval(days => c.days)
    from (select chat_id, max(seq) as last from numbered group by 1) n where c.id = n.chat_id)
  select a.place, coalesce(a.known, n.seq),
    case when not a.is_theirs then 'notFound' when a.known is null and a.blocked_at is not null then 'blocked' end
  from asked a left join numbered n on n.chat_id = a.chat_id and n.id = a.id and a.is_theirs
  order by a.place;
end $$;

-- What is new in many chats at once. A line with no seq: that chat is gone, or was never theirs.
create function visitor_read(p_chats uuid[], p_tokens bytea[], p_since integer[])
returns table (place bigint, seq integer, id uuid, author text, alias text, event text, sealed_body bytea, at timestamptz)
language sql stable security definer set search_path = public as $$
  with asked as (
    select t.place, t.chat_id, t.since, c.id is not null as is_theirs
    from unnest(p_chats, p_tokens, p_since) with ordinality t (chat_id, token, since, place)
    left join chat_token k on k.hash = t.token and k.chat_id = t.chat_id
    left join chat c on c.id = k.chat_id and c.expires_at > (select db_now()))
  select place, null::int, null::uuid, null, null, null, null::bytea, null::timestamptz from asked where not is_theirs
  union all
  select a.place, m.seq, m.id, m.author, split_part(u.name, ' ', 1), m.event, m.sealed_body, m.at
  from asked a join chat_message m on m.chat_id = a.chat_id and m.seq > a.since
  left join staff_user u on u.id = m.author_id
  where a.is_theirs
  order by 1, 2
$$;

-- How a chat stands, and how many of us have opened it, by role. No row: it is gone, or was never theirs.
create function visitor_status(p_chat uuid, p_token bytea)
returns table (state text, days smallint, expires_at timestamptz, is_blocked boolean, is_paused boolean, language text, opened_by jsonb)
language sql stable security definer set search_path = public as $$
  select c.state, c.days, c.expires_at, c.blocked_at is not null, c.is_paused, c.language,
    (select coalesce(jsonb_object_agg(role, n), '{}') from (
      select role, count(*) as n from chat_opening where chat_id = c.id group by role) o)
  from chat c join chat_token k on k.chat_id = c.id and k.hash = p_token
  where c.id = p_chat and c.expires_at > (select db_now())
$$;

create function visitor_erase(p_chat uuid, p_token bytea) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  delete from chat c using chat_token k where c.id = p_chat and k.chat_id = c.id and k.hash = p_token;
  if not found then return false; end if;
  perform chat_count('erased', 1);
  return true;
end $$;

create function visitor_keep_for(p_chat uuid, p_token bytea, p_days int) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  update chat c set days = p_days, expires_at = db_now() + make_interval(days => p_days)
  from chat_token k where c.id = p_chat and k.chat_id = c.id and k.hash = p_token and c.expires_at > db_now();
  return found;
end $$;

-- A code that is right brings a chat back, under one more secret.
create function visitor_return(p_code bytea, p_token bytea) returns uuid
language plpgsql security definer set search_path = public as $$
declare v_chat uuid;
begin
  select c.id into v_chat from chat_code k join chat c on c.id = k.chat_id where k.tag = p_code and c.expires_at > db_now();
  if v_chat is null then return null; end if;
  insert into chat_token (hash, chat_id) values (p_token, v_chat);
  perform chat_count('returned', 1);
  return v_chat;
end $$;
create function visitor_renew_code(p_chat uuid, p_token bytea, p_code bytea) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  update chat_code c set tag = p_code from chat_token k where c.chat_id = p_chat and k.chat_id = c.chat_id and k.hash = p_token;
  return found;
end $$;

create function visitor_evaluate(p_answers jsonb) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(74020);
  insert into chat_evaluation_held (month, answers) values (chat_month(db_now()), p_answers);
  if (select count(*) from chat_evaluation_held) < 5 then return; end if;
  insert into chat_evaluation (month, answers) select month, answers from chat_evaluation_held order by random();
  delete from chat_evaluation_held;
end $$;
create function visitor_suggest(p_month date, p_sealed bytea) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(74021);
  insert into chat_suggestion_held (month, sealed_text) values (p_month, p_sealed);
  if (select count(*) from chat_suggestion_held) < 5 then return; end if;
  insert into chat_suggestion (month, sealed_text) select month, sealed_text from chat_suggestion_held order by random();
  delete from chat_suggestion_held;
end $$;
create function visitor_count_source(p_letter text) returns void
language sql volatile security definer set search_path = public as $$
  insert into chat_source as s (day, letter, count) values ((db_now() at time zone 'Europe/Oslo')::date, p_letter, 1)
  on conflict (day, letter) do update set count = s.count + 1
$$;
-- The languages shown although nobody has read them, and what we answered to suggestions.
create function visitor_languages() returns text[]
language sql stable security definer set search_path = public as $$ select languages from chat_setting $$;
create function visitor_answers() returns table (answer text, answered_on date)
language sql stable security definer set search_path = public as $$
  select answer, (answered_at at time zone 'Europe/Oslo')::date from chat_suggestion
  where answer is not null order by answered_at desc limit 20
$$;

-- Stores lines of ours in many chats at once: answers, and what happened. An answer ends the waiting; `waited` is given
-- for the first answer of a chat. A line that stands already is answered with its number; no seq: the chat is gone.
create function chat_add(p_chats uuid[], p_ids uuid[], p_authors uuid[], p_events text[], p_sealed bytea[])
returns table (place bigint, seq integer, waited interval, was_open boolean)
language plpgsql set search_path = public as $$
#variable_conflict use_column
declare v_now timestamptz := db_now();
begin
  perform from chat c where c.id = any (p_chats) order by c.id for update;
  return query
  with asked as (
    select t.place, c.id as chat_id, t.id, t.author, t.event, t.sealed, c.last_seq, m.seq as known
    from unnest(p_chats, p_ids, p_authors, p_events, p_sealed) with ordinality t (chat_id, id, author, event, sealed, place)
    left join chat c on c.id = t.chat_id and c.expires_at > v_now
    left join chat_message m on m.chat_id = c.id and m.id = t.id),
  fresh as (
    select distinct on (chat_id, id) chat_id, id, author, event, sealed, last_seq, place
    from asked where chat_id is not null and known is null order by chat_id, id, place),
  numbered as (
    select chat_id, id, author, event, sealed, (last_seq + row_number() over (partition by chat_id order by place))::int as seq
    from fresh),
  stored as (
    insert into chat_message (chat_id, seq, id, author, author_id, event, sealed_body, at)
    select chat_id, seq, id, case when event is null then 'staff' else 'service' end, author, event, sealed, v_now from numbered),
  ended as (
    select chat_id, max(seq) as last, bool_or(event is null) as is_answer from numbered group by 1),
  before as (
    select c.id, c.opened_at, c.was_open from chat c join ended e on e.chat_id = c.id
    where c.first_answer_at is null and e.is_answer),
  touched as (
    update chat c set last_seq = e.last, expires_at = v_now + make_interval(days => c.days),
      state = case when e.is_answer then 'answered' else c.state end,
      closed_at = case when e.is_answer then null else c.closed_at end,
      first_answer_at = case when e.is_answer then coalesce(c.first_answer_at, v_now) else c.first_answer_at end
    from ended e where c.id = e.chat_id)
  select a.place, coalesce(a.known, n.seq), v_now - b.opened_at, b.was_open
  from asked a left join numbered n on n.chat_id = a.chat_id and n.id = a.id
  left join before b on b.id = a.chat_id
  order by a.place;
end $$;

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function
  chat_add(uuid[], uuid[], uuid[], text[], bytea[]), live_tell(uuid[]), chat_tell_change(), chat_month(timestamptz), chat_count(text, int),
  visitor_open(uuid, bytea, bytea, text, boolean), visitor_write(uuid[], bytea[], uuid[], bytea[]),
  visitor_read(uuid[], bytea[], integer[]), visitor_status(uuid, bytea), visitor_erase(uuid, bytea),
  visitor_keep_for(uuid, bytea, int), visitor_return(bytea, bytea), visitor_renew_code(uuid, bytea, bytea),
  visitor_evaluate(jsonb), visitor_suggest(date, bytea), visitor_count_source(text), visitor_languages(), visitor_answers()
  from public;
grant execute on function
  db_now(),
  visitor_open(uuid, bytea, bytea, text, boolean), visitor_write(uuid[], bytea[], uuid[], bytea[]),
  visitor_read(uuid[], bytea[], integer[]), visitor_status(uuid, bytea), visitor_erase(uuid, bytea),
  visitor_keep_for(uuid, bytea, int), visitor_return(bytea, bytea), visitor_renew_code(uuid, bytea, bytea),
  visitor_evaluate(jsonb), visitor_suggest(date, bytea), visitor_count_source(text), visitor_languages(), visitor_answers()
  to lykt_visitor;
grant select on programme_service to lykt_visitor;
grant select (movable) on db_clock to lykt_visitor;
grant execute on function chat_month(timestamptz), chat_count(text, int),
  chat_add(uuid[], uuid[], uuid[], text[], bytea[]) to lykt_staff;
grant select, insert, update, delete on chat, chat_message, chat_opening, chat_lock to lykt_staff;
grant select on chat_tally, chat_source, chat_evaluation, chat_suggestion, chat_setting to lykt_staff;
grant update (most_live, languages) on chat_setting to lykt_staff;
grant update (answer, answered_at) on chat_suggestion to lykt_staff;
