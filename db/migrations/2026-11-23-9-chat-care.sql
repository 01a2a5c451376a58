-- What those who answer need besides the chat itself: peers who have been trained and have signed, texts of method, chats
-- held elsewhere, a word that says welcome, and a plan that tells of changes and forgets
-- (docs/decisions/020-care-in-the-chat.md).

-- ------------------------------------------------------------------------------------------ staff
-- R5: when a peer was trained, and signed that they keep what they hear. Without both no chat.
create table staff_training (
  user_id uuid primary key references staff_user on delete cascade,
  trained_on date not null,
  signed_on date not null,
  set_by uuid references staff_user,
  set_at timestamptz not null
);
create function staff_is_trained(p_user uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select from staff_training
    where user_id = p_user and greatest(trained_on, signed_on) <= ((select db_now()) at time zone 'Europe/Oslo')::date)
$$;

-- ------------------------------------------------------------------------------------------- chat
alter table chat_message drop constraint chat_message_event_check;
alter table chat_message add constraint chat_message_event_check
  check (event in ('joined', 'handedOver', 'paused', 'resumed', 'closed', 'blocked', 'peerNotice'));

-- Of a peer's chat the first line of ours says what a peer is and keeps (R5). It stands there when the chat becomes theirs,
-- by whichever way, so that no hand can forget it; and no chat becomes a peer's who may not have it. `no_peer` and
-- `chat_is_peer` come with the visitor's side.
create function chat_guard_peers() returns trigger
language plpgsql security definer set search_path = public as $$
declare v_peer uuid;
begin
  foreach v_peer in array array[new.assigned_to, new.second_to] loop
    continue when v_peer is null or v_peer in (old.assigned_to, old.second_to) or not chat_is_peer(v_peer);
    if new.no_peer or not staff_is_trained(v_peer) then
      raise exception 'no peer may have this chat, or not this one';
    end if;
    continue when exists (
      select from chat_message where chat_id = new.id and event = 'peerNotice' and author_id = v_peer);
    new.last_seq := new.last_seq + 1;
    insert into chat_message (chat_id, seq, id, author, author_id, event, at)
    values (new.id, new.last_seq, gen_random_uuid(), 'service', v_peer, 'peerNotice', db_now());
  end loop;
  return new;
end $$;
create trigger chat_guard_peers before update of assigned_to, second_to on chat
  for each row execute function chat_guard_peers();

-- R93: a word that a visitor can say at the desk, so that the right one of us is called. It leads to one of us and to no
-- chat, and is gone when it has been said.
create table chat_welcome_word (
  word_hash bytea primary key check (length(word_hash) = 32),
  user_id uuid not null references staff_user on delete cascade,
  until date not null
);
create index on chat_welcome_word (until);

-- R107: one of us wants to be asked on another day how it went. Nothing says which chat, or why.
create table chat_follow_up (
  user_id uuid not null references staff_user on delete cascade,
  day date not null,
  primary key (user_id, day)
);

-- ----------------------------------------------------------------------------------- conversation
-- R18: did the other learn that we cannot promise anonymity on somebody else's site? And how long it took.
alter table conversation_logged add column notice_given boolean, add column minutes smallint check (minutes between 1 and 600);
alter table conversation_logged add constraint conversation_logged_notice_check
  check (notice_given is null or channel = 'arenaMessage');
-- What of it is left when the rows are forgotten: how often in a month, and nothing else.
create table conversation_notice (
  month date primary key check (extract(day from month) = 1),
  given integer not null default 0 check (given >= 0),
  not_given integer not null default 0 check (not_given >= 0)
);

-- ------------------------------------------------------------------------------------------- text
alter table text_template drop constraint text_template_kind_check;
alter table text_template add constraint text_template_kind_check check (kind in ('message', 'answer', 'method'));
-- Texts of method to begin with, in our own words.
with method (purpose, name, language, body) as (values
  ('boundaries', 'Grenser', 'nb', 'Det er du som bestemmer hva du er med på, også når noen har betalt. Du kan si hva du vil og ikke vil før dere møtes, og du kan ombestemme deg underveis. Mange har god hjelp av å bestemme seg for to–tre faste regler på forhånd.'),
  ('boundaries', 'Grenser', 'en', 'You decide what you take part in, also when somebody has paid. You can say what you want and do not want before you meet, and change your mind on the way. Many find it helps to settle on two or three fixed rules beforehand.'),
  ('safety', 'Tryggere møter', 'nb', 'Noen ting mange gjør for å være tryggere: si til en du stoler på hvor du skal og når du er tilbake, ha telefonen ladet og lett å nå, vite hvordan du kommer deg ut, og lytte til magefølelsen. Det er aldri din skyld hvis noen gjør deg vondt.'),
  ('safety', 'Tryggere møter', 'en', 'Some things that many do to be safer: tell somebody you trust where you are going and when you will be back, keep the phone charged and within reach, know the way out, and listen to your gut feeling. If somebody hurts you, it is never your fault.'),
  ('listening', 'Lytte eller råd', 'nb', 'Takk for at du skriver. Vil du at jeg bare lytter, eller vil du ha konkrete råd?'),
  ('listening', 'Lytte eller råd', 'en', 'Thank you for writing. Would you like me just to listen, or would you like some advice?'),
  ('safety', 'Når noen truer', 'nb', 'Du har rett til hjelp når noen truer eller presser deg, også hvis du selger sex. Det er lov å selge sex, og vi melder ingen for det. Ta gjerne vare på meldinger og bilder av dem. Vil du, kan vi snakke om hva som finnes av hjelp der du er.'),
  ('safety', 'Når noen truer', 'en', 'You have a right to help when somebody threatens or pressures you, also if you sell sex. Selling sex is legal, and we report nobody for it. Keep messages and pictures of them if you can. If you like, we can talk about what help there is where you are.')
), template as (
  insert into text_template (id, kind, purpose, name, created_at)
  select gen_random_uuid(), 'method', purpose, name, timestamptz '2026-11-23 12:00+01'
  from (select distinct purpose, name from method) m returning id, name
), version as (
  insert into text_version (id, template_id, number, created_at)
  select gen_random_uuid(), id, 1, timestamptz '2026-11-23 12:00+01' from template returning id, template_id
)
insert into text_body (version_id, language, body, written_at)
select v.id, m.language, m.body, timestamptz '2026-11-23 12:00+01'
from version v join template t on t.id = v.template_id join method m on m.name = t.name;

-- ------------------------------------------------------------------------------------------ shift
-- A change of a shift that somebody had; it goes when they have seen it, or the day is over.
create table shift_notice (
  user_id uuid not null references staff_user on delete cascade,
  rule_id uuid not null references shift_rule on delete cascade,
  day date not null,
  kind text not null check (kind in ('cancelled', 'restored', 'closed', 'ended')),
  primary key (user_id, rule_id, day)
);
-- The address by which a telephone fetches one's own shifts: a hash of its secret.
create table shift_calendar (
  user_id uuid primary key references staff_user on delete cascade,
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  made_at timestamptz not null
);
-- What is left of duty after a year: how much, and of nobody.
create table shift_past (
  month date primary key check (extract(day from month) = 1),
  duties integer not null check (duties > 0),
  hours numeric(8, 2) not null check (hours >= 0)
);

-- ----------------------------------------------------------------------------------------- grants
revoke execute on function staff_is_trained(uuid), chat_guard_peers() from public;
grant execute on function staff_is_trained(uuid) to lykt_staff;
grant select, insert, update, delete on staff_training, chat_welcome_word, chat_follow_up, shift_notice, shift_calendar,
  shift_past to lykt_staff;
grant delete on shift_rule_person to lykt_staff;
grant select, insert, update on conversation_notice to lykt_staff;
