-- What has been told outside about a year, as it was told: kept so that everything told of one year comes from one moment,
-- and nobody learns of a contact by asking before and after it was registered (docs/decisions/029-what-is-told-of-a-year.md).

-- The figures of a whole year, small numbers already hidden. A later edition only where it differs by nothing or by enough.
create table report_told (
  year smallint not null check (year between 2000 and 9999),
  edition smallint not null check (edition > 0),
  figures jsonb not null,
  -- A fingerprint of the counts it was made of: a division told later must be made of the same.
  made_of bytea not null check (length(made_of) = 32),
  told_at timestamptz not null,
  primary key (year, edition)
);
-- The one way in which a year is divided outside. Two ways beside each other would tell more than each alone.
create table report_division (
  year smallint primary key,
  division text not null check (division in ('quarter', 'arenaClass', 'programme', 'gender', 'seller', 'initiative',
    'language', 'outcome', 'weekday')),
  chosen_at timestamptz not null
);
-- A part of a year, or several that were too few to be divided and stand together. Without figures: only how many.
create table report_told_part (
  year smallint not null,
  edition smallint not null,
  position smallint not null,
  codes text[] not null check (cardinality(codes) > 0),
  count integer not null check (count = 0 or count >= 5),
  figures jsonb,
  primary key (year, edition, position),
  foreign key (year, edition) references report_told
);

-- Questions may count who came to an offer too.
alter table question drop constraint question_measure_check;
alter table question add constraint question_measure_check check (measure in ('contacts', 'presences', 'presenceHours',
  'presenceContacts', 'adsPerWeek', 'attendance'));

-- What was told stays told: the application adds, and changes nothing.
grant select, insert on report_told, report_division, report_told_part to lykt_staff;
