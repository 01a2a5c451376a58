-- The claim of a batch, as it was, without comparing every line with every other: the planner takes what `insert …
-- returning` gives for one row, and joined 640 claims with 640 lines by trying each with each. Two statements instead, and
-- the second one looks its lines up in an array, which is hashed where its value is known (hence the custom plan).
create or replace function attempt_claim_first(p_campaign uuid, p_attempts uuid[], p_tags bytea[], p_log_tags bytea[],
  p_log_year int, p_rule_version int, p_actor uuid, p_claim interval)
returns setof uuid language plpgsql security definer set search_path = public set plan_cache_mode = force_custom_plan as $$
declare
  ends timestamptz := attempt_claim_ends(p_claim, p_log_year, p_rule_version);
  now timestamptz := db_now();
  held uuid[];
begin
  with asked as (
    select distinct on (t.tag) t.attempt_id, t.tag
    from unnest(p_attempts, p_tags, p_log_tags) t (attempt_id, tag, log_tag)
    join campaign_recipient r on r.campaign_id = p_campaign and r.hold_tag = t.tag
    where t.attempt_id is not null and r.log_tag = t.log_tag and r.state in ('ready', 'waiting')
      and not exists (select 1 from suppression_pause p where p.tag = t.tag)
    order by t.tag),
  claimed as (
    insert into suppression_hold as h (tag, kind, until, campaign_id, attempt_id, changed_at)
    select tag, 'claimed', ends, p_campaign, attempt_id, now from asked order by tag
    on conflict (tag) do update
      set kind = 'claimed', until = excluded.until, campaign_id = excluded.campaign_id,
          attempt_id = excluded.attempt_id, changed_at = excluded.changed_at
      where h.kind <> 'optedOut' and h.until <= now
    returning h.attempt_id)
  select coalesce(array_agg(attempt_id), '{}') into held from claimed;
  return query
  insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, actor_id, claimed_at, claim_expires_at)
  select t.attempt_id, 'first', 'sms', p_campaign, t.log_tag, p_log_year, p_rule_version, p_actor, now, ends
  from unnest(p_attempts, p_log_tags) t (attempt_id, log_tag)
  where t.attempt_id = any (held)
  returning id;
end $$;
