-- Whom we told people about (R26): a number per service, month and theme that is raised by one. There is no row per time, and
-- nothing that leads to a contact.
create table contact_referral (
  service text not null check (length(service) between 1 and 80),
  month date not null check (extract(day from month) = 1),
  theme_code text references contact_theme,
  count integer not null check (count > 0)
);
create unique index on contact_referral (lower(service), month, theme_code) nulls not distinct;
grant select, insert, delete, update (count) on contact_referral to lykt_staff;
