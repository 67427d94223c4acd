-- The vault complete: life of a version, providers, a chained trail of accesses; revisions that say where they come from.

-- Keys the fingerprints and the trail of one company; wrapped by the master key, never rotated, so that both stay comparable.
create table company_mac_keys (
  company_id uuid primary key references companies (id) on delete cascade,
  wrapped jsonb not null,
  created_at timestamptz not null default now()
);

alter table company_secrets
  drop constraint company_secrets_provider_check,
  add constraint company_secrets_provider_check check (provider in ('local_encrypted', 'aws_secrets_manager')),
  add column managed boolean not null default true,
  add column external_ref text,
  add column missing_since timestamptz,
  add column rotate_every_days integer check (rotate_every_days > 0),
  add column expires_at timestamptz,
  add column status_reason text not null default '',
  add column status_by text not null default '',
  add column status_at timestamptz;
create index company_secrets_company on company_secrets (company_id) where status <> 'deleted';

alter table company_secret_versions
  alter column material drop not null,
  add column state text not null default 'enabled' check (state in ('enabled', 'disabled', 'destroyed')),
  add column state_reason text not null default '',
  add column state_by text not null default '',
  add column state_at timestamptz,
  add column origin text not null default 'typed'
    check (origin in ('typed', 'pasted', 'generated', 'imported', 'migrated', 'provider')),
  add column provider_version text,
  add column disable_at timestamptz,
  add column destroy_at timestamptz,
  add constraint company_secret_versions_value
    check ((state = 'destroyed') = (material is null and provider_version is null));
create index company_secret_versions_due on company_secret_versions (least(disable_at, destroy_at))
  where disable_at is not null or destroy_at is not null;
create index company_secret_versions_key on company_secret_versions ((material ->> 'keyId'));
create index company_secret_versions_value_of on company_secret_versions (company_id, fingerprint);

alter table secret_access_events
  alter column secret_id drop not null,
  alter column consumer_id drop not null,
  drop constraint secret_access_events_consumer_type_check,
  add constraint secret_access_events_consumer_type_check check (consumer_type in ('run', 'person', 'host')),
  add column action text not null default 'resolve' check (action in ('resolve', 'reveal', 'create', 'rotate', 'update',
    'make_current', 'disable', 'enable', 'schedule_destruction', 'cancel_destruction', 'destroy', 'delete', 'undelete',
    'import', 'export', 'link')),
  add column reason text not null default '',
  add column seq bigint,
  add column mac text,
  add constraint secret_access_events_chained check ((seq is null) = (mac is null)),
  add constraint secret_access_events_seq unique (company_id, seq);
create index secret_access_events_company on secret_access_events (company_id, id);

-- Where the chain of a company's trail ends.
create table secret_audit_heads (
  company_id uuid primary key references companies (id) on delete cascade,
  seq bigint not null,
  mac text not null
);

alter table routine_revisions
  add column restored_from integer,
  add column env_number integer not null default 1;
update routine_revisions r set env_number = counted.n
from (
  select id, greatest(1, count(*) filter (where 'env' = any (changed) or number = 1) over (partition by routine_id order by number)) n
  from routine_revisions
) counted
where counted.id = r.id;

alter table routine_runs
  alter column routine_revision_id drop not null,
  add column debug boolean not null default false,
  add column cost_micro_usd bigint check (cost_micro_usd >= 0);

alter table agents add column version integer not null default 1;
alter table projects add column version integer not null default 1;

-- Every plain value says who may see it.
create function pg_temp.with_visibility(env jsonb) returns jsonb language sql as $$
  select coalesce(jsonb_agg(
    case when e #>> '{binding,kind}' = 'plain' and e #> '{binding,visibility}' is null
      then jsonb_set(e, '{binding,visibility}', '"visible"') else e end order by n), '[]')
  from jsonb_array_elements(env) with ordinality entries (e, n)
$$;
update agents set env = pg_temp.with_visibility(env) where env <> '[]';
update projects set env = pg_temp.with_visibility(env) where env <> '[]';
update routines set env = pg_temp.with_visibility(env) where env <> '[]';
update routine_revisions set snapshot = jsonb_set(snapshot, '{env}', pg_temp.with_visibility(snapshot -> 'env')) where snapshot -> 'env' <> '[]';
