create table instance (
  id uuid primary key,
  key_check jsonb,
  created_at timestamptz not null default now()
);
create unique index instance_is_one_row on instance ((true));

create table companies (
  id uuid primary key,
  name text not null,
  description text not null default '',
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index companies_name on companies (lower(name));
create unique index companies_one_sample on companies (is_sample) where is_sample;

create table projects (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  description text not null default '',
  env jsonb not null default '[]',
  env_changed_at timestamptz not null default now(),
  env_changed_by text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint projects_in_company unique (company_id, id)
);
create unique index projects_name on projects (company_id, lower(name));

create table agents (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  description text not null default '',
  adapter jsonb not null,
  env jsonb not null default '[]',
  env_changed_at timestamptz not null default now(),
  env_changed_by text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint agents_in_company unique (company_id, id)
);
create unique index agents_name on agents (company_id, lower(name));

create table company_data_keys (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  state text not null default 'active' check (state in ('active', 'retired')),
  wrapped jsonb not null,
  created_at timestamptz not null default now()
);
create unique index company_data_keys_active on company_data_keys (company_id) where state = 'active';

create table company_secrets (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  description text not null default '',
  provider text not null default 'local_encrypted' check (provider in ('local_encrypted')),
  status text not null default 'active' check (status in ('active', 'disabled', 'deleted')),
  current_version integer not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  rotated_at timestamptz not null default now(),
  last_accessed_at timestamptz,
  deleted_at timestamptz,
  constraint company_secrets_in_company unique (company_id, id)
);
create unique index company_secrets_name on company_secrets (company_id, lower(name)) where status <> 'deleted';

create table company_secret_versions (
  id uuid primary key,
  company_id uuid not null,
  secret_id uuid not null,
  version integer not null,
  material jsonb not null,
  fingerprint text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  foreign key (company_id, secret_id) references company_secrets (company_id, id) on delete cascade,
  constraint company_secret_versions_number unique (secret_id, version)
);

create table company_secret_bindings (
  id uuid primary key,
  company_id uuid not null,
  secret_id uuid not null,
  target_type text not null check (target_type in ('agent', 'project', 'routine')),
  target_id uuid not null,
  config_path text not null,
  version_selector text not null,
  created_at timestamptz not null default now(),
  foreign key (company_id, secret_id) references company_secrets (company_id, id) on delete cascade,
  constraint company_secret_bindings_place unique (company_id, target_type, target_id, config_path)
);
create index company_secret_bindings_secret on company_secret_bindings (secret_id);

create table secret_access_events (
  id bigint generated always as identity primary key,
  company_id uuid not null references companies (id) on delete cascade,
  secret_id uuid not null,
  version integer,
  consumer_type text not null check (consumer_type in ('run')),
  consumer_id uuid not null,
  routine_id uuid,
  config_path text not null,
  actor text not null,
  outcome text not null check (outcome in ('success', 'failure')),
  code text,
  at timestamptz not null default now()
);
create index secret_access_events_secret on secret_access_events (company_id, secret_id, id);

create table routines (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  project_id uuid,
  agent_id uuid,
  name text not null,
  description text not null default '',
  args jsonb not null default '[]',
  env jsonb not null default '[]',
  enabled boolean not null default true,
  disabled_reason text,
  revision_id uuid not null,
  revision_number integer not null,
  env_changed_at timestamptz not null default now(),
  env_changed_by text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  foreign key (company_id, project_id) references projects (company_id, id),
  foreign key (company_id, agent_id) references agents (company_id, id),
  constraint routines_in_company unique (company_id, id),
  constraint routines_have_an_agent check (agent_id is not null or deleted_at is not null)
);
create unique index routines_name on routines (company_id, lower(name)) where deleted_at is null;
create index routines_agent on routines (agent_id);
create index routines_project on routines (project_id);

create table routine_revisions (
  id uuid primary key,
  company_id uuid not null,
  routine_id uuid not null,
  number integer not null,
  snapshot jsonb not null,
  summary text not null default '',
  changed text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  foreign key (company_id, routine_id) references routines (company_id, id) on delete cascade,
  constraint routine_revisions_number unique (routine_id, number),
  constraint routine_revisions_in_company unique (company_id, id)
);

create table routine_triggers (
  id uuid primary key,
  company_id uuid not null,
  routine_id uuid not null,
  kind text not null check (kind in ('cron')),
  label text not null default '',
  enabled boolean not null default true,
  cron text not null,
  timezone text not null,
  next_due_at timestamptz,
  last_due_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (company_id, routine_id) references routines (company_id, id) on delete cascade
);
create index routine_triggers_due on routine_triggers (next_due_at) where enabled;
create index routine_triggers_routine on routine_triggers (routine_id);

create table routine_runs (
  id uuid primary key,
  number bigint not null generated always as identity constraint routine_runs_number unique,
  company_id uuid not null references companies (id) on delete cascade,
  routine_id uuid not null,
  routine_revision_id uuid not null,
  agent_id uuid,
  trigger_id uuid,
  retry_of_id uuid,
  source text not null check (source in ('manual', 'schedule', 'retry')),
  actor text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'lost')),
  reason text,
  message text,
  exit_code integer,
  signal text,
  due_at timestamptz,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  duration_ms bigint,
  cancel_requested_at timestamptz,
  launch jsonb,
  env_receipt jsonb not null default '[]',
  pid integer,
  pid_started text,
  log_lines integer not null default 0,
  log_bytes bigint not null default 0,
  log_redactions integer not null default 0,
  log_binary boolean not null default false,
  foreign key (company_id, routine_id) references routines (company_id, id) on delete cascade,
  foreign key (company_id, routine_revision_id) references routine_revisions (company_id, id),
  constraint routine_runs_due unique (trigger_id, due_at)
);
create index routine_runs_routine on routine_runs (routine_id, number desc);
create index routine_runs_company on routine_runs (company_id, number desc);
create index routine_runs_agent on routine_runs (agent_id, number desc);
create index routine_runs_active on routine_runs (routine_id, number) where status in ('queued', 'running');
