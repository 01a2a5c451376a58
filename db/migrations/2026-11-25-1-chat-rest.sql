-- The rest of the chat: themes that are heavy to hear, standard answers for the place where they are given, whether a shift
-- ended with a talk, and chats of somebody who may no longer have them (docs/decisions/026-what-changes-in-the-middle.md).

-- ---------------------------------------------------------------------------------------- themes
-- R107: after a contact with such a theme whoever had it is offered a break and somebody to talk with. A theme below a
-- heavy one is heavy too. The lead may change it; nothing is counted by it.
alter table contact_theme add column is_heavy boolean not null default false;
insert into contact_theme (code, parent_code, position) values
  ('sexualViolence', 'violence', 1), ('minorInDanger', 'violence', 2), ('suicide', 'mentalHealth', 1);
update contact_theme set is_heavy = true
where code in ('violence', 'trafficking', 'sexualViolence', 'minorInDanger', 'suicide');
grant insert (is_heavy), update (is_heavy) on contact_theme to lykt_staff;

-- ------------------------------------------------------------------------------------------ text
-- An answer may speak of "this number", or of a code and this page: then it is offered there only.
alter table text_template
  add column channel text not null default 'both' check (channel in ('both', 'sms', 'chat')),
  add check (channel = 'both' or kind = 'answer');
grant update (channel) on text_template to lykt_staff;
update text_template set channel = 'sms'
where kind = 'answer' and created_by is null and purpose in ('notTargetGroup', 'tellOthers');

alter table text_body disable trigger text_keep_review;
-- What came with Lykt, in Nynorsk too.
with answer (purpose, body) as (values
  ('notNow', 'Så fint at du har det bra. Då veit du at vi finst, om du får bruk for oss ein annan gong.'),
  ('thanks', 'Berre hyggeleg. Skriv når du vil, så svarar vi når vi er på vakt.'),
  ('question', 'Så bra at du spør. Eg finn det ut og svarar deg her så fort eg kan.'),
  ('notTargetGroup', 'Takk for at du sa frå, og orsak at vi forstyrra. Vi skriv ikkje til dette nummeret igjen.'),
  ('wantsAppointment', 'Det ordnar vi. Kva for ein dag passar best, og vil du helst kome på dagen eller på ettermiddagen? Du treng ikkje seie kva du heiter.'),
  ('tellOthers', 'Kjenner du nokon som kan ha bruk for oss, må du gjerne gi dei dette nummeret.')
)
insert into text_body (version_id, language, body, written_at, reviewed_at)
select v.id, 'nn', a.body, timestamptz '2026-11-23 12:00+01', timestamptz '2026-11-23 12:00+01'
from answer a
  join text_template t on t.kind = 'answer' and t.purpose = a.purpose and t.created_by is null and t.name = ''
  join text_version v on v.template_id = t.id and v.number = 1
on conflict do nothing;
-- And answers for a chat.
with answer (name, purpose, language, body) as (values
  ('Jeg er her', 'other', 'nb', 'Hei, og takk for at du skriver. Jeg er her nå og leser det du skriver. Ta den tida du trenger.'),
  ('Jeg er her', 'other', 'nn', 'Hei, og takk for at du skriv. Eg er her no og les det du skriv. Ta den tida du treng.'),
  ('Jeg er her', 'other', 'en', 'Hello, and thank you for writing. I am here now, and I read what you write. Take the time you need.'),
  ('Må finne det ut', 'other', 'nb', 'Jeg trenger noen minutter for å svare deg ordentlig. Du trenger ikke vente på sida. Med koden finner du svaret igjen.'),
  ('Må finne det ut', 'other', 'nn', 'Eg treng nokre minutt for å svare deg ordentleg. Du treng ikkje vente på sida. Med koden finn du svaret igjen.'),
  ('Må finne det ut', 'other', 'en', 'I need a few minutes to give you a proper answer. You do not have to wait on this page. With the code you will find the answer again.'),
  ('Går av vakt', 'other', 'nb', 'Jeg går snart av vakt, men samtalen blir liggende. Kom tilbake med koden når du vil, så svarer en av oss når vi er her.'),
  ('Går av vakt', 'other', 'nn', 'Eg går snart av vakt, men samtalen blir liggjande. Kom tilbake med koden når du vil, så svarar ein av oss når vi er her.'),
  ('Går av vakt', 'other', 'en', 'My shift ends soon, but this conversation stays here. Come back with the code whenever you like, and one of us will answer when we are here.'),
  ('', 'tellOthers', 'nb', 'Kjenner du noen som kan ha bruk for oss, må du gjerne gi dem adressa til denne sida. De trenger ikke si hvem de er.'),
  ('', 'tellOthers', 'nn', 'Kjenner du nokon som kan ha bruk for oss, må du gjerne gi dei adressa til denne sida. Dei treng ikkje seie kven dei er.'),
  ('', 'tellOthers', 'en', 'If you know somebody who could use us, feel free to pass on the address of this page. They do not have to say who they are.'),
  ('', 'notTargetGroup', 'nb', 'Takk for at du sa fra. Er det noe du lurer på, er du velkommen til å spørre her likevel.'),
  ('', 'notTargetGroup', 'nn', 'Takk for at du sa frå. Er det noko du lurer på, er du velkomen til å spørje her likevel.'),
  ('', 'notTargetGroup', 'en', 'Thank you for telling us. If there is something you wonder about, you are welcome to ask here all the same.')
), template as (
  insert into text_template (id, kind, purpose, name, channel, created_at)
  select gen_random_uuid(), 'answer', purpose, name, 'chat', timestamptz '2026-11-23 12:00+01'
  from (select distinct purpose, name from answer) a returning id, purpose, name
), version as (
  insert into text_version (id, template_id, number, created_at)
  select gen_random_uuid(), id, 1, timestamptz '2026-11-23 12:00+01' from template returning id, template_id
)
insert into text_body (version_id, language, body, written_at, reviewed_at)
select v.id, a.language, a.body, timestamptz '2026-11-23 12:00+01', timestamptz '2026-11-23 12:00+01'
from version v join template t on t.id = v.template_id
  join answer a on (a.purpose, a.name) = (t.purpose, t.name);
alter table text_body enable trigger text_keep_review;

-- ----------------------------------------------------------------------------------------- shift
-- R105: whoever goes off duty is asked once whether they have talked about it with somebody. That they were asked stands
-- with the duty, and what they said nowhere: of the yeses a count of each month.
alter table shift_duty add column is_asked boolean not null default false;
create table shift_debrief (
  month date primary key check (extract(day from month) = 1),
  held integer not null check (held > 0)
);
grant select, insert, update on shift_debrief to lykt_staff;

-- ----------------------------------------------------------------------------------------- staff
-- R5: days on which the peers had supervision; neither who came nor what was said.
create table staff_supervision (day date primary key);
grant select, insert, delete on staff_supervision to lykt_staff;

-- ------------------------------------------------------------------------------------------ chat
-- The notice of a peer, once in each chat of theirs; also when somebody became a peer while they had it.
create function chat_notice_peer(p_chat uuid, p_user uuid) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform from chat where id = p_chat for update;
  if not found or exists (
    select from chat_message where chat_id = p_chat and event = 'peerNotice' and author_id = p_user) then return;
  end if;
  insert into chat_message (chat_id, seq, id, author, author_id, event, at)
  select id, last_seq + 1, gen_random_uuid(), 'service', p_user, 'peerNotice', db_now() from chat where id = p_chat;
  update chat set last_seq = last_seq + 1 where id = p_chat;
end $$;

-- No word of a peer's stands in a chat before the notice, whoever writes it there, and none where no peer may be.
create function chat_guard_words() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if chat_is_peer(new.author_id) and (not staff_is_trained(new.author_id)
    or (select no_peer from chat where id = new.chat_id)
    or not exists (
      select from chat_message where chat_id = new.chat_id and event = 'peerNotice' and author_id = new.author_id)) then
    raise exception 'a peer writes after the notice, and only where a peer may be';
  end if;
  return new;
end $$;
create trigger chat_guard_words before insert on chat_message
  for each row when (new.author = 'staff') execute function chat_guard_words();

-- Chats of somebody who may no longer have them go back to all, and both sides are told that they were passed on.
create function chat_let_go(p_user uuid) returns void
language plpgsql security definer set search_path = public as $$
declare
  v_open boolean := exists (select from staff_user where id = p_user and kind = 'person' and disabled_at is null);
  v_alone boolean := v_open and exists (select from staff_role where user_id = p_user and role in ('lead', 'adviser'));
  v_peer boolean := v_open and staff_is_trained(p_user)
    and exists (select from staff_role where user_id = p_user and role = 'peer');
  v_chat record;
begin
  for v_chat in
    select id, assigned_to, last_seq from chat
    where p_user in (assigned_to, second_to) and state <> 'closed' and not (v_alone or (v_peer and not no_peer))
    for update
  loop
    update chat set second_to = null where id = v_chat.id and second_to = p_user;
    continue when v_chat.assigned_to is distinct from p_user;
    insert into chat_message (chat_id, seq, id, author, author_id, event, at)
    values (v_chat.id, v_chat.last_seq + 1, gen_random_uuid(), 'service', p_user, 'handedOver', db_now());
    update chat set assigned_to = null, assigned_at = null, is_paused = false, last_seq = last_seq + 1 where id = v_chat.id;
  end loop;
end $$;
create function chat_let_go_of_changed() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_table_name = 'staff_user' then perform chat_let_go(new.id);
  else perform chat_let_go(coalesce(new.user_id, old.user_id));
  end if;
  return null;
end $$;
-- At the end of the transaction: roles are changed by taking all away and giving the new ones.
create constraint trigger chat_let_go_of_role after delete or update on staff_role
  deferrable initially deferred for each row execute function chat_let_go_of_changed();
create constraint trigger chat_let_go_of_training after delete or update on staff_training
  deferrable initially deferred for each row execute function chat_let_go_of_changed();
create constraint trigger chat_let_go_of_account after update of disabled_at on staff_user
  deferrable initially deferred for each row execute function chat_let_go_of_changed();

-- ---------------------------------------------------------------------------------------- visitor
-- R124: where people can come, in words; no map, because a map is somebody else's server.
alter table chat_setting add column address text not null default '' check (length(address) <= 300);
grant update (address) on chat_setting to lykt_staff;
create function visitor_address() returns text
language sql stable security definer set search_path = public as $$ select address from chat_setting $$;
revoke execute on function visitor_address() from public;
grant execute on function visitor_address() to lykt_visitor;

revoke execute on function chat_notice_peer(uuid, uuid), chat_guard_words(), chat_let_go(uuid), chat_let_go_of_changed()
  from public;
grant execute on function chat_notice_peer(uuid, uuid) to lykt_staff;
