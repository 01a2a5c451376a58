-- What a visitor is told of their chat is so: it is kept for as long as they chose, no longer
-- (docs/decisions/017-anonymous-chat.md).

-- Lines of ours, as before, but only words make a chat live longer: it is gone so long after the last thing that was
-- written, and that a colleague closes it is nothing that was written.
create or replace function chat_add(p_chats uuid[], p_ids uuid[], p_authors uuid[], p_events text[], p_sealed bytea[])
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
    update chat c set last_seq = e.last,
      expires_at = case when e.is_answer then v_now + make_interval(days => c.days) else c.expires_at end,
      state = case when e.is_answer then 'answered' else c.state end,
      closed_at = case when e.is_answer then null else c.closed_at end,
      first_answer_at = case when e.is_answer then coalesce(c.first_answer_at, v_now) else c.first_answer_at end
    from ended e where c.id = e.chat_id)
  select a.place, coalesce(a.known, n.seq), v_now - b.opened_at, b.was_open
  from asked a left join numbered n on n.chat_id = a.chat_id and n.id = a.id
  left join before b on b.id = a.chat_id
  order by a.place;
end $$;
