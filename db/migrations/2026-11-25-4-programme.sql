-- Numbers from elsewhere can be what shows that a goal was reached: a sheet of them is tied to it like an offer.
alter table programme_tag
  drop constraint programme_tag_kind_check,
  add check (kind in ('contact', 'campaign', 'presence', 'offer', 'activity', 'aggregate'));
