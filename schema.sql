-- Meibo's whole current schema. Run by the owner of the database, in one transaction, as often as one likes: it creates
-- what is missing and replaces functions, it never drops or empties anything.
--
-- Who may do what: the owner runs this file; every program runs as meibo_app, which reads, fills staging and executes the
-- functions below. Nobody but these functions writes the ledger (consent_events) or the state folded from it (choices,
-- grounds, suppressions, links, contacts).
--
-- Large tables have contact_id first in their primary key and are joined on it alone, without triggers or foreign keys,
-- so that they can be distributed by it.

SET LOCAL client_min_messages = warning;

-- Types ---------------------------------------------------------------------------------------------------------------

DO $$ BEGIN
    CREATE TYPE consent_kind AS ENUM (
        'requested', 'asserted', 'opted_in', 'removed', 'opted_out', 'paused', 'suppressed', 'released', 'moved', 'voided');
EXCEPTION WHEN duplicate_object THEN NULL; END $$;

-- A line on its way into the ledger. occurred_at null means "now, as the person speaks": the database stamps it.
-- evidence is kept apart from the ledger, which holds its salted hash.
DO $$ BEGIN
    CREATE TYPE consent_line AS (
        contact_id uuid, event_id uuid, list_id integer, kind consent_kind, occurred_at timestamptz,
        source_id integer, run_id bigint, line bigint, actor text, method text,
        basis text, obtained_at timestamptz, expires_at timestamptz, paused_until timestamptz,
        voids_run bigint, voids_event uuid, linked_id uuid, notice_hash bytea, evidence jsonb);
EXCEPTION WHEN duplicate_object THEN NULL; END $$;

-- Small tables --------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS installation (
    only_row            boolean NOT NULL DEFAULT true CONSTRAINT installation_pkey PRIMARY KEY
                        CONSTRAINT installation_has_one_row CHECK (only_row),
    installation_id     uuid NOT NULL DEFAULT gen_random_uuid(),
    schema_version      integer NOT NULL,
    match_form_version  integer NOT NULL,
    wrapped_id_key      bytea NOT NULL,          -- AES-GCM under a key from the root secret; made once, never rotated
    wrapped_manifest_key bytea NOT NULL,         -- the Ed25519 key that signs manifests, wrapped likewise
    manifest_public_key bytea NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    system_identifier   bigint,                  -- of the server that the database lives on
    epoch               smallint NOT NULL DEFAULT 1, -- counts those servers: what consent_events.epoch gets
    jurisdiction        text NOT NULL DEFAULT 'JP',  -- whose law governs where a contact's country is not known
    country_attribute   text NOT NULL DEFAULT 'country'  -- the attribute that holds it, as ISO 3166 alpha-2
);
ALTER TABLE installation ADD COLUMN IF NOT EXISTS system_identifier bigint;
ALTER TABLE installation ADD COLUMN IF NOT EXISTS epoch smallint NOT NULL DEFAULT 1;
ALTER TABLE installation ADD COLUMN IF NOT EXISTS jurisdiction text NOT NULL DEFAULT 'JP';
ALTER TABLE installation ADD COLUMN IF NOT EXISTS country_attribute text NOT NULL DEFAULT 'country';

CREATE TABLE IF NOT EXISTS token_keys (
    key_number  integer NOT NULL CONSTRAINT token_keys_pkey PRIMARY KEY
                CONSTRAINT token_keys_number_fits CHECK (key_number BETWEEN 1 AND 65535),
    wrapped_key bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);

-- Lists are archived, never deleted, so a slug or a number is never used twice (tokens name lists for ever).
-- Number 0 stands for all marketing mail and has no row here.
CREATE TABLE IF NOT EXISTS lists (
    list_id           integer GENERATED ALWAYS AS IDENTITY CONSTRAINT lists_pkey PRIMARY KEY,
    slug              text NOT NULL CONSTRAINT lists_slug_key UNIQUE
                      CONSTRAINT lists_slug_form CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name              text NOT NULL CONSTRAINT lists_name_not_blank CHECK (btrim(name) <> ''),
    stream            text NOT NULL CONSTRAINT lists_stream_known CHECK (stream IN ('marketing', 'transactional')),
    opt_in            text NOT NULL CONSTRAINT lists_opt_in_known CHECK (opt_in IN ('single', 'confirmed')),
    public            boolean NOT NULL DEFAULT false,
    sender_name       text,
    sender_address    text,
    sender_contact    text,
    complaint_contact text,
    header_id         text,                      -- the List-Id value, fixed by the first export (RFC 2919 §4)
    created_at        timestamptz NOT NULL DEFAULT now(),
    archived_at       timestamptz
);

-- Which sender addresses of mail stand for which list, in their match form: `lists policy` asks.
CREATE TABLE IF NOT EXISTS list_senders (
    sender  text NOT NULL CONSTRAINT list_senders_pkey PRIMARY KEY,
    list_id integer NOT NULL CONSTRAINT list_senders_list_id_fkey REFERENCES lists
);

-- Where claims come from: a file series, a job, a form, a system. Source 0 is what a moved address brought along.
CREATE TABLE IF NOT EXISTS sources (
    source_id  integer GENERATED BY DEFAULT AS IDENTITY CONSTRAINT sources_pkey PRIMARY KEY,
    name       text NOT NULL CONSTRAINT sources_name_key UNIQUE
               CONSTRAINT sources_name_not_blank CHECK (btrim(name) <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO sources (source_id, name) VALUES (0, 'moved address') ON CONFLICT DO NOTHING;

-- Why one may mail, and on which lists. What each asks for is in basis_rules. (lifetime is of version 1, not used.)
CREATE TABLE IF NOT EXISTS bases (
    basis    text NOT NULL CONSTRAINT bases_pkey PRIMARY KEY,
    streams  text[] NOT NULL,
    lifetime interval,
    law      text NOT NULL
);
INSERT INTO bases (basis, streams, law) VALUES
    ('consent',             '{marketing,transactional}', '特定電子メール法 3条1項1号; GDPR 6(1)(a)'),
    ('notified',            '{marketing,transactional}', '特定電子メール法 3条1項2号, 規則2条'),
    ('transaction',         '{marketing,transactional}', '特定電子メール法 3条1項3号'),
    ('published',           '{marketing,transactional}', '特定電子メール法 3条1項4号, 規則3条'),
    ('soft_opt_in',         '{marketing,transactional}', 'ePrivacy 13(2); PECR 22(3)'),
    ('legitimate_interest', '{marketing,transactional}', 'GDPR 6(1)(f)'),
    ('contract',            '{transactional}',           'GDPR 6(1)(b)')
ON CONFLICT (basis) DO UPDATE SET streams = EXCLUDED.streams, law = EXCLUDED.law;

-- The law, as data: bases.sql fills both and says what the columns mean.
CREATE TABLE IF NOT EXISTS jurisdictions (
    jurisdiction    text NOT NULL CONSTRAINT jurisdictions_pkey PRIMARY KEY,
    name            text NOT NULL,
    countries       text[] NOT NULL,
    honoured_within text NOT NULL,
    law             text NOT NULL,
    checked         text NOT NULL CONSTRAINT jurisdictions_checked_known CHECK (checked IN ('primary', 'secondary', 'open'))
);
CREATE TABLE IF NOT EXISTS basis_rules (
    jurisdiction   text NOT NULL CONSTRAINT basis_rules_jurisdiction_fkey REFERENCES jurisdictions,
    basis          text NOT NULL CONSTRAINT basis_rules_basis_fkey REFERENCES bases,
    stands         boolean NOT NULL,
    reference      boolean NOT NULL,
    lifetime       interval,
    keep           interval NOT NULL,
    objection_ends boolean NOT NULL,
    evidence       text NOT NULL,
    law            text NOT NULL,
    checked        text NOT NULL CONSTRAINT basis_rules_checked_known CHECK (checked IN ('primary', 'secondary', 'open')),
    CONSTRAINT basis_rules_pkey PRIMARY KEY (jurisdiction, basis)
);

-- Each import, sync and feed.
CREATE TABLE IF NOT EXISTS runs (
    run_id       bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT runs_pkey PRIMARY KEY,
    kind         text NOT NULL CONSTRAINT runs_kind_known CHECK (kind IN ('import', 'sync', 'undo', 'purge', 'feed')),
    mode         text NOT NULL CONSTRAINT runs_mode_known CHECK (mode IN ('contacts', 'opt-out', 'opt-in', 'suppress', 'void')),
    list_id      integer,
    source_id    integer CONSTRAINT runs_source_id_fkey REFERENCES sources,
    actor        text NOT NULL,
    basis        text CONSTRAINT runs_basis_fkey REFERENCES bases,
    obtained_at  timestamptz,
    clear_empty  boolean NOT NULL DEFAULT false,
    allow_lift   boolean NOT NULL DEFAULT false,
    file_name    text,
    file_sha256  bytea,
    file_bytes   bigint,
    input_format text,
    encoding     text,
    mapping      jsonb,
    counts       jsonb,
    reason       text,                           -- of an undo
    voids_run    bigint,                         -- of an undo: the run taken back
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at  timestamptz,
    planned_in   pg_snapshot,                    -- of a purge: what its plan saw
    purged_by    bigint                          -- the purge that took lines of this run out of the ledger
);
ALTER TABLE runs ADD COLUMN IF NOT EXISTS planned_in pg_snapshot;
ALTER TABLE runs ADD COLUMN IF NOT EXISTS purged_by bigint;

-- Earlier schemas knew fewer modes.
ALTER TABLE runs DROP CONSTRAINT runs_mode_known,
    ADD CONSTRAINT runs_mode_known CHECK (mode IN ('contacts', 'opt-out', 'opt-in', 'suppress', 'void'));

-- The wording and screens that people were shown, by content (Notice.swift has the canonical form). Never changed.
CREATE TABLE IF NOT EXISTS notices (
    notice_hash bytea NOT NULL CONSTRAINT notices_pkey PRIMARY KEY,
    list_id     integer,
    locale      text NOT NULL,
    wording     text NOT NULL,
    box_ticked  boolean NOT NULL DEFAULT false   -- a box ticked beforehand yields no consent (GDPR recital 32)
);

-- From when on which notice was in use on a list in a language; null: none. Rows are only added: a period ends where
-- the next one begins, so a notice of earlier days may be entered at any time.
CREATE TABLE IF NOT EXISTS notice_uses (
    list_id     integer NOT NULL,
    locale      text NOT NULL,
    used_from   timestamptz NOT NULL,
    notice_hash bytea CONSTRAINT notice_uses_notice_hash_fkey REFERENCES notices,
    entered_by  text NOT NULL,
    entered_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notice_uses_pkey PRIMARY KEY (list_id, locale, used_from)
);

-- The seals of the ledger: see Seal.swift for what each column says. Rows are only added.
CREATE TABLE IF NOT EXISTS seals (
    seal_number       integer NOT NULL CONSTRAINT seals_pkey PRIMARY KEY,
    lines             bigint NOT NULL,
    tree              bytea NOT NULL,
    first_contact     uuid NOT NULL,
    first_event       uuid NOT NULL,
    last_contact      uuid NOT NULL,
    last_event        uuid NOT NULL,
    epoch             smallint NOT NULL,
    system_identifier bigint NOT NULL,
    snapshot          pg_snapshot NOT NULL,
    sealed_at         timestamptz NOT NULL,
    previous          bytea,
    public_key        bytea NOT NULL,
    signature         bytea NOT NULL
);

-- The leaves of each seal in tiles of at most 4,096, for proofs and for finding what was changed. Nothing rests on
-- them: the seal's own tree is computed from the lines.
CREATE TABLE IF NOT EXISTS seal_tiles (
    seal_number   integer NOT NULL,
    tile          integer NOT NULL,
    first_contact uuid NOT NULL,
    first_event   uuid NOT NULL,
    last_contact  uuid NOT NULL,
    last_event    uuid NOT NULL,
    root          bytea NOT NULL,
    leaves        bytea NOT NULL,                -- 32 bytes each
    CONSTRAINT seal_tiles_pkey PRIMARY KEY (seal_number, tile)
);
ALTER TABLE seal_tiles ALTER COLUMN leaves SET STORAGE EXTERNAL;  -- digests do not compress

-- Attributes by name. type null: known from an import, not declared; its values are text.
CREATE TABLE IF NOT EXISTS attributes (
    name       text NOT NULL CONSTRAINT attributes_pkey PRIMARY KEY,
    type       text CONSTRAINT attributes_type_known
               CHECK (type IN ('text', 'number', 'date', 'timestamp', 'boolean', 'list of text')),
    indexed    boolean NOT NULL DEFAULT false,   -- has an index of its own
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE attributes ADD COLUMN IF NOT EXISTS indexed boolean NOT NULL DEFAULT false;

-- Which column of a file is which field, under a name of its own: for files that come again.
CREATE TABLE IF NOT EXISTS mappings (
    name       text NOT NULL CONSTRAINT mappings_pkey PRIMARY KEY
               CONSTRAINT mappings_name_not_blank CHECK (btrim(name) <> ''),
    columns    jsonb NOT NULL,                   -- field: column
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS segments (
    name       text NOT NULL CONSTRAINT segments_pkey PRIMARY KEY,
    expression text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Who was in a segment at a moment; the contacts are in segment_snapshot_contacts.
CREATE TABLE IF NOT EXISTS segment_snapshots (
    snapshot_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT segment_snapshots_pkey PRIMARY KEY,
    segment     text NOT NULL,
    expression  text NOT NULL,
    actor       text NOT NULL,
    contacts    bigint NOT NULL DEFAULT 0,
    taken_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS send_lists (
    send_list_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT send_lists_pkey PRIMARY KEY,
    list_ids     integer[] NOT NULL,
    segment      text,
    expression   text,
    engine       text NOT NULL,
    fields       text[] NOT NULL,
    actor        text NOT NULL,
    as_of        timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    recipients   bigint NOT NULL DEFAULT 0,
    excluded     jsonb NOT NULL DEFAULT '{}',
    manifest     text,                           -- null while it is being made
    request      text,                           -- of one that can be resumed: what was asked, by which it is found again
    draft        text,                           -- its manifest as frozen, not signed yet
    skipped      text                            -- its file of those whom the engine cannot carry
);
ALTER TABLE send_lists ADD COLUMN IF NOT EXISTS request text;
ALTER TABLE send_lists ADD COLUMN IF NOT EXISTS draft text;
ALTER TABLE send_lists ADD COLUMN IF NOT EXISTS skipped text;

-- Large tables --------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS contacts (
    contact_id        uuid NOT NULL CONSTRAINT contacts_pkey PRIMARY KEY,
    address           text NOT NULL,             -- as given
    canonical_address text NOT NULL,             -- what is mailed
    name              text,
    locale            text,
    attributes        jsonb NOT NULL DEFAULT '{}',
    data_digest       uuid,                      -- of the row of a file that gave the data last; null if anything else did
    created_by_run    bigint,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);

-- What a known contact was like before a run spoke of it, and what the run said, so that it can be undone. A run that
-- says what is known already has a row if it is the first of its source to say so: then the value is that source's too.
CREATE TABLE IF NOT EXISTS contact_changes (
    contact_id        uuid NOT NULL,
    run_id            bigint NOT NULL,
    address           text NOT NULL,
    canonical_address text NOT NULL,
    name              text,
    locale            text,
    attributes        jsonb NOT NULL,
    updated_at        timestamptz NOT NULL,
    said              jsonb,                     -- address, name, locale, attributes of the row; null if not said
    data_digest       uuid,                      -- of the row
    changes           boolean NOT NULL DEFAULT true,
    CONSTRAINT contact_changes_pkey PRIMARY KEY (contact_id, run_id)
);
ALTER TABLE contact_changes ADD COLUMN IF NOT EXISTS said jsonb;
ALTER TABLE contact_changes ADD COLUMN IF NOT EXISTS data_digest uuid;
ALTER TABLE contact_changes ADD COLUMN IF NOT EXISTS changes boolean NOT NULL DEFAULT true;

-- The ledger. Lines are only ever added.
CREATE TABLE IF NOT EXISTS consent_events (
    contact_id    uuid NOT NULL,
    event_id      uuid NOT NULL,
    occurred_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    xid           xid8 NOT NULL,                 -- of the transaction that appended it, for seals
    list_id       integer NOT NULL,
    kind          consent_kind NOT NULL,
    run_id        bigint,
    line          bigint,
    source_id     integer,
    actor         text NOT NULL,
    method        text NOT NULL,
    basis         text,
    obtained_at   timestamptz,
    expires_at    timestamptz,
    paused_until  timestamptz,
    voids_run     bigint,
    voids_event   uuid,
    linked_id     uuid,
    notice_hash   bytea,
    evidence_hash bytea,
    epoch         smallint NOT NULL DEFAULT 1,   -- which server xid is of; the default is moved on by note_server
    CONSTRAINT consent_events_pkey PRIMARY KEY (contact_id, event_id),
    CONSTRAINT consent_events_all_mail_knows_no_opt_in
        CHECK (list_id <> 0 OR kind NOT IN ('requested', 'asserted', 'opted_in', 'removed')),
    CONSTRAINT consent_events_ground_has_source
        CHECK (kind NOT IN ('asserted', 'removed') OR source_id IS NOT NULL),
    CONSTRAINT consent_events_assertion_has_basis CHECK (kind <> 'asserted' OR basis IS NOT NULL),
    CONSTRAINT consent_events_pause_has_end CHECK (kind <> 'paused' OR paused_until IS NOT NULL),
    CONSTRAINT consent_events_void_names_one
        CHECK (kind <> 'voided' OR num_nonnulls(voids_run, voids_event) = 1),
    CONSTRAINT consent_events_move_has_link CHECK (kind <> 'moved' OR linked_id IS NOT NULL)
);
ALTER TABLE consent_events ADD COLUMN IF NOT EXISTS epoch smallint NOT NULL DEFAULT 1;
CREATE INDEX IF NOT EXISTS consent_events_run_id_idx ON consent_events USING brin (run_id) WITH (pages_per_range = 32);
CREATE INDEX IF NOT EXISTS consent_events_voided_idx ON consent_events (contact_id) WHERE kind = 'voided';
-- What was appended since the last seal. xid8 has no operator class for BRIN; its bytes have, and sort alike.
CREATE INDEX IF NOT EXISTS consent_events_xid_idx ON consent_events USING brin (xid8send(xid))
    WITH (pages_per_range = 32);

-- Lines that a purge took out of the ledger: their leaf stays, so that seals still verify.
CREATE TABLE IF NOT EXISTS purged_lines (
    contact_id uuid NOT NULL,
    event_id   uuid NOT NULL,
    epoch      smallint NOT NULL,
    xid        xid8 NOT NULL,
    leaf       bytea NOT NULL,                   -- line_leaf of the line
    run_id     bigint NOT NULL,                  -- the purge
    CONSTRAINT purged_lines_pkey PRIMARY KEY (contact_id, event_id)
);

-- Evidence that concerns one person, apart from the ledger, so that it can be erased while the ledger still verifies.
CREATE TABLE IF NOT EXISTS consent_evidence (
    contact_id uuid NOT NULL,
    event_id   uuid NOT NULL,
    salt       bytea NOT NULL,
    evidence   jsonb NOT NULL,
    CONSTRAINT consent_evidence_pkey PRIMARY KEY (contact_id, event_id)
);

-- Mails that ask whether a request to join was the person's own. Beside contacts, this table alone holds addresses: one
-- goes when the request is confirmed, when it has run out, and with an erasure. A row whose mail was sent stays for a
-- day at least: no address gets two mails within one.
CREATE TABLE IF NOT EXISTS outbox (
    contact_id        uuid NOT NULL,
    request_id        uuid NOT NULL,             -- the line of the ledger that says it
    list_id           integer NOT NULL,
    address           text,                      -- as given; null once it is confirmed
    canonical_address text,                      -- what is mailed
    locale            text NOT NULL,
    requested_at      timestamptz NOT NULL,
    notice_hash       bytea,
    next_attempt_at   timestamptz NOT NULL,
    attempts          integer NOT NULL DEFAULT 0,
    sent_at           timestamptz,               -- handed over; null: it waits
    refused_at        timestamptz,               -- the address was refused for good: it waits for nothing but its end
    problem           text,                      -- of the last attempt; names no address
    CONSTRAINT outbox_pkey PRIMARY KEY (contact_id, request_id)
);
ALTER TABLE outbox ADD COLUMN IF NOT EXISTS refused_at timestamptz;
CREATE INDEX IF NOT EXISTS outbox_waiting_idx ON outbox (next_attempt_at) WHERE sent_at IS NULL;

-- What the person said. A row with no instant is a place to lock.
CREATE TABLE IF NOT EXISTS choices (
    contact_id    uuid NOT NULL,
    list_id       integer NOT NULL,
    requested_at  timestamptz,
    opted_in_at   timestamptz,
    opted_out_at  timestamptz,
    complained_at timestamptz,                   -- the latest opt-out that was a complaint
    erased_at     timestamptz,                   -- the latest opt-out that was an erasure
    paused_at     timestamptz,
    paused_until  timestamptz,
    CONSTRAINT choices_pkey PRIMARY KEY (contact_id, list_id)
);

-- What the operator claims, per source. assertion_id is the line that basis, obtained_at and expires_at come from.
CREATE TABLE IF NOT EXISTS grounds (
    contact_id   uuid NOT NULL,
    list_id      integer NOT NULL,
    source_id    integer NOT NULL,
    asserted_at  timestamptz,
    removed_at   timestamptz,
    assertion_id uuid,
    basis        text,
    obtained_at  timestamptz,
    expires_at   timestamptz,
    evidenced    boolean NOT NULL DEFAULT false,  -- the assertion names its proof
    CONSTRAINT grounds_pkey PRIMARY KEY (contact_id, list_id, source_id)
);
ALTER TABLE grounds ADD COLUMN IF NOT EXISTS evidenced boolean NOT NULL DEFAULT false;

CREATE TABLE IF NOT EXISTS suppressions (
    contact_id  uuid NOT NULL,
    reason      text NOT NULL CONSTRAINT suppressions_reason_known CHECK (reason IN ('bounced', 'manual')),
    since       timestamptz,
    released_at timestamptz,
    CONSTRAINT suppressions_pkey PRIMARY KEY (contact_id, reason)
);

-- Where a contact moved to. In force while moved_at is later than returned_at.
CREATE TABLE IF NOT EXISTS links (
    contact_id  uuid NOT NULL CONSTRAINT links_pkey PRIMARY KEY,
    linked_id   uuid,
    moved_at    timestamptz,
    returned_at timestamptz
);

-- Who was on a send list: sorted blocks of at most 4,096 ids, each under its first id. The other arrays run beside ids.
CREATE TABLE IF NOT EXISTS send_list_recipients (
    contact_id   uuid NOT NULL,
    send_list_id bigint NOT NULL,
    last_id      uuid NOT NULL,
    ids          uuid[] NOT NULL,
    places       smallint[],                     -- of several lists: which one put the person there, counted from 1
    hours        smallint[],                     -- of one in shards: the file that the person is in
    bases        text[],                         -- of one that can be resumed
    CONSTRAINT send_list_recipients_pkey PRIMARY KEY (contact_id, send_list_id)
);
ALTER TABLE send_list_recipients ADD COLUMN IF NOT EXISTS places smallint[];
ALTER TABLE send_list_recipients ADD COLUMN IF NOT EXISTS hours smallint[];
ALTER TABLE send_list_recipients ADD COLUMN IF NOT EXISTS bases text[];
CREATE INDEX IF NOT EXISTS send_list_recipients_send_list_id_idx ON send_list_recipients (send_list_id);
ALTER TABLE send_list_recipients ALTER COLUMN ids SET STORAGE EXTERNAL;  -- digests do not compress

-- Who was in a snapshot of a segment: blocks like those of send_list_recipients.
CREATE TABLE IF NOT EXISTS segment_snapshot_contacts (
    contact_id  uuid NOT NULL,
    snapshot_id bigint NOT NULL,
    last_id     uuid NOT NULL,
    ids         uuid[] NOT NULL,
    CONSTRAINT segment_snapshot_contacts_pkey PRIMARY KEY (contact_id, snapshot_id)
);
ALTER TABLE segment_snapshot_contacts ALTER COLUMN ids SET STORAGE EXTERNAL;

-- Who was taken out of a send list again because the status had changed before it was sent.
CREATE TABLE IF NOT EXISTS send_list_removals (
    contact_id   uuid NOT NULL,
    send_list_id bigint NOT NULL,
    reason       text NOT NULL,
    removed_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT send_list_removals_pkey PRIMARY KEY (contact_id, send_list_id)
);
CREATE INDEX IF NOT EXISTS send_list_removals_send_list_id_idx ON send_list_removals (send_list_id);

CREATE TABLE IF NOT EXISTS delivery_events (
    contact_id   uuid NOT NULL,
    event_id     uuid NOT NULL,
    send_list_id bigint,
    kind         text NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    detail       jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT delivery_events_pkey PRIMARY KEY (contact_id, event_id)
);
-- Events come roughly in the order of time: to find those of the last weeks this is enough, and costs a writer nothing.
CREATE INDEX IF NOT EXISTS delivery_events_occurred_at_idx
    ON delivery_events USING brin (occurred_at) WITH (pages_per_range = 32, autosummarize = on);

-- The rows of a run as read. Unlogged: a run is one transaction. No statistics by themselves: plan_run takes them.
CREATE UNLOGGED TABLE IF NOT EXISTS staged_contacts (
    contact_id        uuid NOT NULL,
    run_id            bigint NOT NULL,
    line              bigint NOT NULL,
    event_id          uuid NOT NULL,             -- of the consent line that the row may become
    address           text NOT NULL,
    canonical_address text NOT NULL,
    name              text,
    locale            text,
    attributes        text NOT NULL,             -- a JSON object; parsed only where it is stored
    data_digest       uuid NOT NULL,             -- of the source and all that the row says of the contact
    occurred_at       timestamptz,
    obtained_at       timestamptz,
    expires_at        timestamptz,
    evidence          text,
    as_given_id       uuid,                      -- the id of the address before repair, where that is another
    kind              consent_kind,              -- opted_out or suppressed; null: what the rows of the run's mode are
    reason            text                       -- of a suppression
) WITH (autovacuum_enabled = false);
-- Version 1 of the schema had jsonb there.
ALTER TABLE staged_contacts ALTER COLUMN attributes TYPE text;
ALTER TABLE staged_contacts ADD COLUMN IF NOT EXISTS kind consent_kind;
ALTER TABLE staged_contacts ADD COLUMN IF NOT EXISTS reason text;

-- What the run will do: one row a contact and kind of row, written in the order of contact_id; who is unchanged has none.
-- The data of the contact stays in staged_contacts.
CREATE UNLOGGED TABLE IF NOT EXISTS staged_changes (
    contact_id        uuid NOT NULL,
    run_id            bigint NOT NULL,
    line              bigint NOT NULL,
    event_id          uuid NOT NULL,
    outcome           text NOT NULL,             -- protected, added, updated, unchanged; beside: another row is counted
    stores            text,                      -- new: a new contact; changed: new data of a known one; same: its data
    says              boolean NOT NULL,          -- a consent line is appended
    removes           boolean NOT NULL DEFAULT false,
    lifts             boolean NOT NULL DEFAULT false,  -- would lift an opt-out, if the run may
    occurred_at       timestamptz NOT NULL,
    obtained_at       timestamptz,
    expires_at        timestamptz,
    evidence          text,
    kind              consent_kind,              -- as in staged_contacts
    reason            text
) WITH (autovacuum_enabled = false);
ALTER TABLE staged_changes ADD COLUMN IF NOT EXISTS kind consent_kind;
ALTER TABLE staged_changes ADD COLUMN IF NOT EXISTS reason text;

-- The values of an attribute that is being declared, each once: what a program makes of them.
CREATE UNLOGGED TABLE IF NOT EXISTS staged_values (
    text     text NOT NULL,
    contacts bigint NOT NULL,                    -- how many have it now; 0 for what only contact_changes remembers
    value    text                                -- the JSON of the declared type; null if it does not fit
) WITH (autovacuum_enabled = false);

-- Whom a purge has still to do with, and why.
CREATE UNLOGGED TABLE IF NOT EXISTS staged_purges (
    contact_id   uuid NOT NULL CONSTRAINT staged_purges_pkey PRIMARY KEY,
    run_id       bigint NOT NULL,
    cause        text NOT NULL,                  -- unconfirmed: asked to join and never confirmed; kept long enough
    jurisdiction text NOT NULL,                  -- whose law says how long
    keep         interval NOT NULL
) WITH (autovacuum_enabled = false);

-- Reading: the fold ---------------------------------------------------------------------------------------------------
-- The state tables are these views, kept up to date by every append. Taking back and verifying read the views.

CREATE OR REPLACE VIEW standing_events AS
SELECT e.*
  FROM consent_events e
 WHERE e.kind <> 'voided'
   AND NOT EXISTS (SELECT FROM consent_events v
                    WHERE v.contact_id = e.contact_id AND v.kind = 'voided' AND v.voids_event = e.event_id)
   AND NOT EXISTS (SELECT FROM consent_events v
                    WHERE v.contact_id = e.contact_id AND v.kind = 'voided' AND v.voids_run = e.run_id);

CREATE OR REPLACE VIEW folded_choices AS
SELECT contact_id, list_id,
       max(occurred_at) FILTER (WHERE kind = 'requested') AS requested_at,
       max(occurred_at) FILTER (WHERE kind = 'opted_in') AS opted_in_at,
       max(occurred_at) FILTER (WHERE kind = 'opted_out') AS opted_out_at,
       max(occurred_at) FILTER (WHERE kind = 'opted_out' AND method = 'complaint') AS complained_at,
       max(occurred_at) FILTER (WHERE kind = 'opted_out' AND method = 'erasure') AS erased_at,
       (max(ARRAY[occurred_at, paused_until]) FILTER (WHERE kind = 'paused'))[1] AS paused_at,
       (max(ARRAY[occurred_at, paused_until]) FILTER (WHERE kind = 'paused'))[2] AS paused_until
  FROM standing_events
 WHERE kind IN ('requested', 'opted_in', 'opted_out', 'paused')
 GROUP BY contact_id, list_id;

CREATE OR REPLACE VIEW folded_grounds AS
SELECT contact_id, list_id, source_id,
       (latest).occurred_at AS asserted_at, removed_at, (latest).event_id AS assertion_id,
       (latest).basis, (latest).obtained_at, (latest).expires_at, (latest).evidence_hash IS NOT NULL AS evidenced
  FROM (SELECT contact_id, list_id, source_id,
               (array_agg(e ORDER BY occurred_at DESC, coalesce(expires_at, '-infinity') DESC, event_id DESC)
                    FILTER (WHERE kind = 'asserted'))[1] AS latest,
               max(occurred_at) FILTER (WHERE kind = 'removed') AS removed_at
          FROM standing_events e
         WHERE kind IN ('asserted', 'removed')
         GROUP BY contact_id, list_id, source_id) f;

CREATE OR REPLACE VIEW folded_suppressions AS
SELECT contact_id, basis AS reason,
       max(occurred_at) FILTER (WHERE kind = 'suppressed') AS since,
       max(occurred_at) FILTER (WHERE kind = 'released') AS released_at
  FROM standing_events
 WHERE kind IN ('suppressed', 'released')
 GROUP BY contact_id, basis;

CREATE OR REPLACE VIEW folded_links AS
SELECT contact_id,
       (array_agg(linked_id ORDER BY occurred_at DESC, linked_id DESC) FILTER (WHERE method = 'moved_to'))[1] AS linked_id,
       max(occurred_at) FILTER (WHERE method = 'moved_to') AS moved_at,
       max(occurred_at) FILTER (WHERE method = 'moved_from') AS returned_at
  FROM standing_events
 WHERE kind = 'moved'
 GROUP BY contact_id;

-- Where the state tables and the fold of the whole ledger differ: nothing, as long as all is well.
CREATE OR REPLACE VIEW ledger_differences AS
SELECT 'choices' AS state_table, contact_id, list_id::text AS key
  FROM (SELECT * FROM choices
         WHERE num_nonnulls(requested_at, opted_in_at, opted_out_at, paused_at) > 0) s
  FULL JOIN folded_choices f USING (contact_id, list_id)
 WHERE (s.requested_at, s.opted_in_at, s.opted_out_at, s.complained_at, s.erased_at, s.paused_at, s.paused_until)
    IS DISTINCT FROM
       (f.requested_at, f.opted_in_at, f.opted_out_at, f.complained_at, f.erased_at, f.paused_at, f.paused_until)
UNION ALL
SELECT 'grounds', contact_id, list_id || '/' || source_id
  FROM (SELECT * FROM grounds WHERE num_nonnulls(asserted_at, removed_at) > 0) s
  FULL JOIN folded_grounds f USING (contact_id, list_id, source_id)
 WHERE (s.asserted_at, s.removed_at, s.assertion_id, s.basis, s.obtained_at, s.expires_at, s.evidenced)
    IS DISTINCT FROM (f.asserted_at, f.removed_at, f.assertion_id, f.basis, f.obtained_at, f.expires_at, f.evidenced)
UNION ALL
SELECT 'suppressions', contact_id, reason
  FROM (SELECT * FROM suppressions WHERE num_nonnulls(since, released_at) > 0) s
  FULL JOIN folded_suppressions f USING (contact_id, reason)
 WHERE (s.since, s.released_at) IS DISTINCT FROM (f.since, f.released_at)
UNION ALL
SELECT 'links', contact_id, ''
  FROM (SELECT * FROM links WHERE num_nonnulls(moved_at, returned_at) > 0) s
  FULL JOIN folded_links f USING (contact_id)
 WHERE (s.linked_id, s.moved_at, s.returned_at) IS DISTINCT FROM (f.linked_id, f.moved_at, f.returned_at);

-- Reading: seals --------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION leaf_field(p_value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$ SELECT coalesce(int4send(octet_length(p_value)) || p_value, '\xffffffff') $$;

-- The leaf that a line is in its seal: SHA-256 of 0 (RFC 9162 §2.1.1) and of encoding 1 of the line, which
-- LineLeaf.swift describes and makes too.
CREATE OR REPLACE FUNCTION line_leaf(e consent_events) RETURNS bytea
LANGUAGE sql STABLE
AS $$
SELECT sha256('\x00010014'::bytea
    || leaf_field(uuid_send(e.contact_id)) || leaf_field(uuid_send(e.event_id))
    || leaf_field(int4send(e.list_id)) || leaf_field(convert_to(e.kind::text, 'UTF8'))
    || leaf_field(timestamptz_send(e.occurred_at)) || leaf_field(timestamptz_send(e.recorded_at))
    || leaf_field(int4send(e.source_id)) || leaf_field(int8send(e.run_id)) || leaf_field(int8send(e.line))
    || leaf_field(convert_to(e.actor, 'UTF8')) || leaf_field(convert_to(e.method, 'UTF8'))
    || leaf_field(convert_to(e.basis, 'UTF8')) || leaf_field(timestamptz_send(e.obtained_at))
    || leaf_field(timestamptz_send(e.expires_at)) || leaf_field(timestamptz_send(e.paused_until))
    || leaf_field(int8send(e.voids_run)) || leaf_field(uuid_send(e.voids_event))
    || leaf_field(uuid_send(e.linked_id)) || leaf_field(e.notice_hash) || leaf_field(e.evidence_hash))
$$;

-- Every line that was ever appended, as seals are made of it: itself, or the leaf that a purge left of it.
CREATE OR REPLACE VIEW sealable_lines AS
SELECT epoch, xid, NULL::bytea AS leaf, contact_id, event_id, list_id, kind, occurred_at, recorded_at, source_id, run_id,
       line, actor, method, basis, obtained_at, expires_at, paused_until, voids_run, voids_event, linked_id, notice_hash,
       evidence_hash
  FROM consent_events
UNION ALL
SELECT epoch, xid, leaf, contact_id, event_id, NULL::integer, NULL::consent_kind, NULL::timestamptz, NULL::timestamptz,
       NULL::integer, NULL::bigint, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::bigint, NULL::uuid, NULL::uuid, NULL::bytea, NULL::bytea
  FROM purged_lines;

-- The server that the database is on, which a program may not be allowed to ask for itself.
CREATE OR REPLACE FUNCTION server_identifier() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT system_identifier FROM pg_control_system() $$;

-- Reading: the law ----------------------------------------------------------------------------------------------------

-- The rule of a basis for a contact: of the law of the contact's country where that is known, else of the installation's.
CREATE OR REPLACE FUNCTION rule_for(p_contact uuid, p_basis text) RETURNS SETOF basis_rules
LANGUAGE sql STABLE
AS $$
SELECT r.*
  FROM installation i
  LEFT JOIN contacts c ON c.contact_id = p_contact
 CROSS JOIN LATERAL (SELECT upper(btrim(c.attributes ->> i.country_attribute)) AS country OFFSET 0) k
  LEFT JOIN jurisdictions j ON k.country = ANY (j.countries)
  JOIN basis_rules r ON r.jurisdiction = coalesce(j.jurisdiction, i.jurisdiction) AND r.basis = p_basis
$$;

-- When a basis runs out by a rule; null for never. An expiry that was given counts instead of the rule's. Months are
-- counted in UTC, whatever the session's time zone is: who asks must not decide who may be mailed.
CREATE OR REPLACE FUNCTION basis_ends_at(p_lifetime interval, p_obtained_at timestamptz, p_expires_at timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(p_expires_at, (p_obtained_at AT TIME ZONE 'UTC' + p_lifetime) AT TIME ZONE 'UTC') $$;

-- What a ground lacks by a rule, or null: standing (its basis carries no marketing mail there), date (nobody knows when it
-- was obtained), reference (it names no proof of its own).
CREATE OR REPLACE FUNCTION basis_lacks(
    p_stands boolean, p_reference boolean, p_evidenced boolean, p_obtained_at timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE WHEN NOT p_stands THEN 'standing'
            WHEN p_obtained_at IS NULL THEN 'date'
            WHEN p_reference AND NOT p_evidenced THEN 'reference' END
$$;

-- How a ground that was asserted and not removed stands by a rule: 1 run out, 2 without the evidence that the basis
-- demands, 3 good.
CREATE OR REPLACE FUNCTION standing_by(
    p_stands boolean, p_reference boolean, p_lifetime interval, p_evidenced boolean, p_obtained_at timestamptz,
    p_expires_at timestamptz, p_at timestamptz)
RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
AS $$
SELECT CASE WHEN basis_ends_at(p_lifetime, p_obtained_at, p_expires_at) <= p_at THEN 1
            WHEN basis_lacks(p_stands, p_reference, p_evidenced, p_obtained_at) IS NOT NULL THEN 2
            ELSE 3 END
$$;

-- How a ground of a contact stands by the law of the contact's country. Not inlined: most plans never come to it, and
-- must not be made for it.
CREATE OR REPLACE FUNCTION standing_of(
    p_contact uuid, p_basis text, p_evidenced boolean, p_obtained_at timestamptz, p_expires_at timestamptz,
    p_at timestamptz)
RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10
AS $$
BEGIN
    RETURN (SELECT standing_by(r.stands, r.reference, r.lifetime, p_evidenced, p_obtained_at, p_expires_at, p_at)
              FROM rule_for(p_contact, p_basis) r);
END
$$;

-- For each basis the rule of the installation's law; whether contacts have a country, so that another law may apply;
-- and what every law that may apply accepts, so that most contacts need not be asked where they live.
CREATE OR REPLACE VIEW basis_bounds AS
SELECT h.basis, h.stands, h.reference, h.lifetime, i.by_country,
       CASE WHEN i.by_country THEN a.stands ELSE h.stands END AS always_stands,
       CASE WHEN i.by_country THEN a.reference ELSE h.reference END AS reference_somewhere,
       CASE WHEN i.by_country THEN a.lifetime ELSE h.lifetime END AS least_lifetime
  FROM (SELECT jurisdiction, EXISTS (SELECT FROM attributes WHERE name = country_attribute) AS by_country
          FROM installation) i
  JOIN basis_rules h ON h.jurisdiction = i.jurisdiction
  JOIN (SELECT basis, bool_and(stands) AS stands, bool_or(reference) AS reference, min(lifetime) AS lifetime
          FROM basis_rules GROUP BY basis) a ON a.basis = h.basis;

-- How long a request to join waits for its confirmation: hours, since days are of any length where clocks are changed.
CREATE OR REPLACE FUNCTION request_lifetime() RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT interval '168 hours' $$;

-- Reading: the status -------------------------------------------------------------------------------------------------
-- The one place where the instants become "may be mailed" and "why not". Every reader asks this function: it is a plain
-- query that the planner inlines. p_contact null asks for everybody who has ever had to do with the list.
--
-- status: opted_out, subscribed, paused, pending, removed or none.
-- reason: 'subscribed' for who may be mailed, else the first thing that forbids it, in the order below.
-- ground_id: the assertion that a subscribed contact rests on, if it rests on one.
--
-- On marketing lists a ground must satisfy the rule of its basis, and an opt-in must not be older than consent lasts: see
-- rule_for. Asking for a contact's country costs, so it is done only where the laws would answer differently.

CREATE OR REPLACE FUNCTION subscriptions_at(p_list integer, p_at timestamptz, p_contact uuid DEFAULT NULL)
RETURNS TABLE (contact_id uuid, status text, reason text, basis text, ground_id uuid, decided_at timestamptz)
LANGUAGE sql STABLE
AS $$
WITH bounds AS MATERIALIZED (
    -- good_since: what was obtained later is good by every law that may apply, of a claim that names its proof and of any.
    -- Four days make up for months of different lengths.
    SELECT basis, by_country, stands, reference, lifetime, good_evidenced_since,
           CASE WHEN reference_somewhere THEN 'infinity' ELSE good_evidenced_since END AS good_since
      FROM (SELECT *, CASE WHEN always_stands THEN coalesce(p_at - least_lifetime + interval '4 days', '-infinity')
                           ELSE 'infinity' END AS good_evidenced_since
              FROM basis_bounds WHERE (SELECT stream FROM lists WHERE lists.list_id = p_list) = 'marketing') b)
SELECT t.contact_id, t.status,
       CASE WHEN t.status = 'opted_out'
            THEN CASE t.no WHEN t.erased_at THEN 'erased'
                           WHEN t.complained_at THEN 'complained'
                           WHEN t.opted_out_at THEN 'opted_out'
                           ELSE 'opted_out_all' END
            WHEN t.bounced THEN 'bounced'
            WHEN t.suppressed THEN 'suppressed'
            WHEN t.moved THEN 'moved'
            WHEN t.status = 'subscribed'
            THEN CASE WHEN t.yes IS NULL AND t.standing = 2 THEN 'basis_missing' ELSE 'subscribed' END
            WHEN t.status = 'removed' AND (t.standing > 0 OR t.opted_in_at IS NOT NULL) THEN 'basis_expired'
            ELSE t.status END,
       CASE WHEN t.yes IS NOT NULL OR t.opted_in_at IS NOT NULL AND NOT coalesce(t.standing > 0, false)
            THEN 'consent' ELSE t.basis END,
       CASE WHEN t.yes IS NULL AND (t.opted_in_at IS NULL OR t.standing > 0) THEN t.ground_id END,
       CASE WHEN t.status = 'opted_out' THEN t.no
            WHEN t.yes IS NULL AND t.status = 'pending' THEN t.requested_at
            WHEN t.yes IS NOT NULL OR t.opted_in_at IS NOT NULL AND NOT coalesce(t.standing > 0, false) THEN t.opted_in_at
            WHEN t.status = 'removed' AND t.standing = 0 THEN t.removed_at
            ELSE t.asserted_at END
  FROM (SELECT k.*,
               CASE WHEN k.no >= coalesce(k.opted_in_at, '-infinity') THEN 'opted_out'
                    WHEN k.yes IS NOT NULL OR k.standing >= 2
                    THEN CASE WHEN k.pause_ends > p_at THEN 'paused' ELSE 'subscribed' END
                    WHEN k.requested_at > p_at - request_lifetime() THEN 'pending'
                    WHEN k.standing IS NOT NULL OR k.opted_in_at IS NOT NULL THEN 'removed'
                    ELSE 'none' END AS status
          FROM (SELECT contact_id,
                       l.requested_at, l.opted_in_at, l.opted_out_at, l.yes,
                       greatest(l.opted_out_at, a.opted_out_at) AS no,
                       greatest(l.complained_at, a.complained_at) AS complained_at,
                       greatest(l.erased_at, a.erased_at) AS erased_at,
                       greatest(l.paused_until, a.paused_until) AS pause_ends,
                       g.standing, g.basis, g.ground_id, g.asserted_at, g.removed_at,
                       coalesce(s.bounced, false) AS bounced,
                       coalesce(s.suppressed, false) AS suppressed,
                       m.contact_id IS NOT NULL AS moved
                  FROM (SELECT *
                          FROM (SELECT DISTINCT ON (contact_id)
                                       contact_id, standing, basis, assertion_id AS ground_id, asserted_at, removed_at
                                  FROM (SELECT g.*,
                                               -- 0 removed, else as standing_by says
                                               CASE WHEN g.asserted_at IS NULL OR g.removed_at >= g.asserted_at THEN 0
                                                    WHEN g.expires_at <= p_at THEN 1
                                                    WHEN g.obtained_at > b.good_since THEN 3
                                                    WHEN g.obtained_at IS NULL THEN 2
                                                    WHEN b.basis IS NULL THEN 3
                                                    WHEN g.evidenced AND g.obtained_at > b.good_evidenced_since THEN 3
                                                    WHEN b.by_country
                                                    THEN standing_of(g.contact_id, g.basis, g.evidenced, g.obtained_at,
                                                                     g.expires_at, p_at)
                                                    ELSE standing_by(b.stands, b.reference, b.lifetime, g.evidenced,
                                                                     g.obtained_at, g.expires_at, p_at)
                                                    END AS standing
                                          FROM grounds g LEFT JOIN bounds b ON b.basis = g.basis
                                         WHERE g.list_id = p_list AND (p_contact IS NULL OR g.contact_id = p_contact)) r
                                 ORDER BY contact_id, standing DESC, asserted_at DESC, assertion_id DESC) o
                        UNION ALL
                        SELECT contact_id, NULL, NULL, NULL, NULL, NULL
                          FROM (SELECT choices.contact_id FROM choices
                                 WHERE list_id = p_list AND p_contact IS NULL
                                   AND num_nonnulls(requested_at, opted_in_at, opted_out_at, paused_at) > 0
                                UNION ALL
                                -- Whoever is asked about has a status, also without a word on this list.
                                SELECT p_contact WHERE p_contact IS NOT NULL) w
                         WHERE NOT EXISTS (SELECT FROM grounds
                                            WHERE grounds.contact_id = w.contact_id AND grounds.list_id = p_list)) g
                  LEFT JOIN (SELECT contact_id, requested_at, opted_in_at, opted_out_at, complained_at, erased_at,
                                    paused_until,
                                    -- The opt-in as long as it stands.
                                    CASE WHEN opted_in_at IS NULL
                                           OR (opted_in_at > (SELECT good_since FROM bounds
                                                               WHERE basis = 'consent')) IS NOT FALSE THEN opted_in_at
                                         WHEN standing_of(choices.contact_id, 'consent', true, opted_in_at, NULL, p_at) = 1
                                         THEN NULL
                                         ELSE opted_in_at END AS yes
                               FROM choices
                              WHERE list_id = p_list AND (p_contact IS NULL OR choices.contact_id = p_contact)) l
                      USING (contact_id)
                  LEFT JOIN (SELECT * FROM choices
                              WHERE list_id = 0 AND (p_contact IS NULL OR choices.contact_id = p_contact)
                                AND (SELECT stream FROM lists WHERE lists.list_id = p_list) = 'marketing') a
                      USING (contact_id)
                  LEFT JOIN (SELECT contact_id, bool_or(reason = 'bounced') AS bounced,
                                    bool_or(reason = 'manual') AS suppressed
                               FROM suppressions
                              WHERE since >= coalesce(released_at, '-infinity')
                                AND (p_contact IS NULL OR suppressions.contact_id = p_contact)
                              GROUP BY contact_id) s
                      USING (contact_id)
                  LEFT JOIN (SELECT contact_id FROM links
                              WHERE moved_at > coalesce(returned_at, '-infinity')
                                AND (p_contact IS NULL OR links.contact_id = p_contact)) m
                      USING (contact_id)
               ) k
         ORDER BY contact_id) t
 ORDER BY contact_id
$$;

-- The same rule for one person, as fast as who asks for every message needs it. Made from the text above, so there is one
-- rule: what asks whether there is a person is answered beforehand, and then PL/pgSQL can keep the plan, which costs eight
-- times what carrying it out does.
DO $$
DECLARE
    rule text := (SELECT prosrc FROM pg_proc WHERE oid = 'subscriptions_at(integer, timestamptz, uuid)'::regprocedure);
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION subscription_at(p_list integer, p_at timestamptz, p_contact uuid)
         RETURNS TABLE (contact_id uuid, status text, reason text, basis text, ground_id uuid, decided_at timestamptz)
         LANGUAGE plpgsql STABLE
         AS %L',
        E'#variable_conflict use_column\nBEGIN RETURN QUERY '
            || replace(replace(rule, 'p_contact IS NULL', 'false'), 'p_contact IS NOT NULL', 'true') || '; END');
END $$;

-- Who may be mailed on a list at p_at, and at p_until not any more because the last basis has run out by then; with that
-- basis, and when it ends.
CREATE OR REPLACE FUNCTION due_between(p_list integer, p_at timestamptz, p_until timestamptz)
RETURNS TABLE (contact_id uuid, basis text, jurisdiction text, law text, ends_at timestamptz)
LANGUAGE sql STABLE
AS $$
SELECT f.contact_id, e.basis, e.jurisdiction, e.law, e.ends_at
  FROM (SELECT contact_id FROM subscriptions_at(p_list, p_at)
         WHERE status IN ('subscribed', 'paused') AND reason <> 'basis_missing') s
  JOIN (SELECT contact_id FROM subscriptions_at(p_list, p_until) WHERE reason = 'basis_expired') f USING (contact_id)
 CROSS JOIN LATERAL (
       SELECT r.basis, r.jurisdiction, r.law, basis_ends_at(r.lifetime, l.opted_in_at, NULL) AS ends_at
         FROM choices l CROSS JOIN LATERAL rule_for(l.contact_id, 'consent') r
        WHERE l.contact_id = f.contact_id AND l.list_id = p_list
       UNION ALL
       SELECT r.basis, r.jurisdiction, r.law, basis_ends_at(r.lifetime, g.obtained_at, g.expires_at)
         FROM grounds g CROSS JOIN LATERAL rule_for(g.contact_id, g.basis) r
        WHERE g.contact_id = f.contact_id AND g.list_id = p_list AND g.asserted_at > coalesce(g.removed_at, '-infinity')
          AND standing_by(r.stands, r.reference, r.lifetime, g.evidenced, g.obtained_at, g.expires_at, p_at) = 3
        ORDER BY ends_at DESC NULLS LAST LIMIT 1) e
$$;

-- Writing: a handful of lines -----------------------------------------------------------------------------------------

-- Locks that serialise what one row lock cannot. Moving an address excludes appends, so that no opt-out slips between
-- the copying of the old address's lines and its link; a bulk run excludes other runs on the same list.
CREATE OR REPLACE FUNCTION advisory_class(p_what text) RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE p_what WHEN 'moving' THEN 20901 WHEN 'bulk run' THEN 20902 WHEN 'seal' THEN 20903 WHEN 'opt-in' THEN 20904 END $$;

-- The id of the line that follows from a line at an address that its contact moved to.
CREATE OR REPLACE FUNCTION linked_event(p_event uuid, p_linked uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE
AS $$ SELECT substr(encode(sha256(uuid_send(p_event) || uuid_send(p_linked)), 'hex'), 1, 32)::uuid $$;

-- The line that follows from `l` at an address that its contact moved to, or null where nothing follows: an opt-out and
-- a pause stay what they are; a yes becomes a ground, which lifts no opt-out spoken there. What proves a ground goes along.
CREATE OR REPLACE FUNCTION line_at_link(l consent_line, p_linked uuid) RETURNS consent_line
LANGUAGE sql IMMUTABLE
AS $$
SELECT ROW(p_linked, linked_event(l.event_id, p_linked), l.list_id,
           CASE l.kind WHEN 'opted_in' THEN 'asserted' ELSE l.kind END, l.occurred_at,
           CASE l.kind WHEN 'opted_in' THEN 0 ELSE l.source_id END, l.run_id, l.line, l.actor, l.method,
           CASE l.kind WHEN 'opted_in' THEN 'consent' ELSE l.basis END,
           CASE l.kind WHEN 'opted_in' THEN l.occurred_at ELSE l.obtained_at END,
           l.expires_at, l.paused_until, NULL, NULL, l.contact_id, l.notice_hash,
           CASE l.kind WHEN 'asserted' THEN l.evidence END)::consent_line
 WHERE l.kind IN ('opted_out', 'paused', 'opted_in', 'asserted', 'removed')
$$;

-- The lines of `p_lines` and all that follow from them through the links of their contacts.
CREATE OR REPLACE FUNCTION with_links(p_lines consent_line[]) RETURNS consent_line[]
LANGUAGE sql STABLE
AS $$
WITH RECURSIVE followed AS (
    SELECT l, ARRAY[l.contact_id] AS path FROM unnest(p_lines) l
    UNION ALL
    SELECT line_at_link(f.l, k.linked_id), f.path || k.linked_id
      FROM followed f
      JOIN links k ON k.contact_id = (f.l).contact_id
       AND k.moved_at > coalesce(k.returned_at, '-infinity') AND k.linked_id <> ALL (f.path)
     WHERE (line_at_link(f.l, k.linked_id)).contact_id IS NOT NULL)
SELECT array_agg(l) FROM followed
$$;

-- Folds contacts anew from all their standing lines: after a voiding, or when a line comes that was voided before.
-- The caller holds the locks of the rows of these contacts. A row that came since is right as it is and is left alone:
-- somebody else may hold it.
CREATE OR REPLACE FUNCTION refold(p_contacts uuid[]) RETURNS void
LANGUAGE sql
AS $$
UPDATE choices s
   SET (requested_at, opted_in_at, opted_out_at, complained_at, erased_at, paused_at, paused_until) =
       (SELECT f.requested_at, f.opted_in_at, f.opted_out_at, f.complained_at, f.erased_at, f.paused_at, f.paused_until
          FROM folded_choices f WHERE f.contact_id = s.contact_id AND f.list_id = s.list_id)
 WHERE s.contact_id = ANY (p_contacts)
   AND NOT EXISTS (
       SELECT FROM (SELECT) one LEFT JOIN folded_choices f ON f.contact_id = s.contact_id AND f.list_id = s.list_id
        WHERE (s.requested_at, s.opted_in_at, s.opted_out_at, s.complained_at, s.erased_at, s.paused_at, s.paused_until)
          IS NOT DISTINCT FROM
              (f.requested_at, f.opted_in_at, f.opted_out_at, f.complained_at, f.erased_at, f.paused_at,
               f.paused_until));
UPDATE grounds s
   SET (asserted_at, removed_at, assertion_id, basis, obtained_at, expires_at, evidenced) =
       (SELECT f.asserted_at, f.removed_at, f.assertion_id, f.basis, f.obtained_at, f.expires_at,
               coalesce(f.evidenced, false)
          FROM (SELECT) nobody
          LEFT JOIN folded_grounds f
            ON f.contact_id = s.contact_id AND f.list_id = s.list_id AND f.source_id = s.source_id)
 WHERE s.contact_id = ANY (p_contacts);
UPDATE suppressions s
   SET (since, released_at) =
       (SELECT f.since, f.released_at FROM folded_suppressions f
         WHERE f.contact_id = s.contact_id AND f.reason = s.reason)
 WHERE s.contact_id = ANY (p_contacts)
   AND NOT EXISTS (
       SELECT FROM (SELECT) one
         LEFT JOIN folded_suppressions f ON f.contact_id = s.contact_id AND f.reason = s.reason
        WHERE (s.since, s.released_at) IS NOT DISTINCT FROM (f.since, f.released_at));
UPDATE links s
   SET (linked_id, moved_at, returned_at) =
       (SELECT f.linked_id, f.moved_at, f.returned_at FROM folded_links f WHERE f.contact_id = s.contact_id)
 WHERE s.contact_id = ANY (p_contacts);
DELETE FROM grounds
 WHERE contact_id = ANY (p_contacts) AND asserted_at IS NULL AND removed_at IS NULL;
$$;

-- Locks all state of contacts, each table in the order of the key: what refold asks for.
CREATE OR REPLACE FUNCTION lock_state(p_contacts uuid[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM choices c WHERE c.contact_id = ANY (p_contacts) ORDER BY c.contact_id, c.list_id FOR UPDATE;
    PERFORM FROM suppressions s WHERE s.contact_id = ANY (p_contacts) ORDER BY s.contact_id, s.reason FOR UPDATE;
    PERFORM FROM grounds g WHERE g.contact_id = ANY (p_contacts)
      ORDER BY g.contact_id, g.list_id, g.source_id FOR UPDATE;
    PERFORM FROM links k WHERE k.contact_id = ANY (p_contacts) ORDER BY k.contact_id FOR UPDATE;
END
$$;

-- Whether the first assertion beats the second: the later instant, then the later expiry, then the greater id.
CREATE OR REPLACE FUNCTION later_assertion(
    a_at timestamptz, a_expires timestamptz, a_id uuid, b_at timestamptz, b_expires timestamptz, b_id uuid)
RETURNS boolean LANGUAGE sql IMMUTABLE
AS $$
SELECT a_at IS NOT NULL AND (b_at IS NULL OR
       (a_at, coalesce(a_expires, '-infinity'), a_id) > (b_at, coalesce(b_expires, '-infinity'), b_id))
$$;

-- Appends lines and folds them, in one transaction with its caller. Not for programs: they call append_events.
--
-- Order of locks: choices, then suppressions, each in the order of the key. A yes on a marketing list also takes the
-- contact's row of list 0, so that it and a no to all mail wait for each other.
CREATE OR REPLACE FUNCTION append_lines(p_lines consent_line[])
RETURNS TABLE (event_id uuid, contact_id uuid, list_id integer, occurred_at timestamptz, outcome text)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    lines consent_line[] := p_lines;
    ids uuid[];
    spoken consent_line[];
    recorded timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(advisory_class('moving'), 0);
    SELECT array_agg(DISTINCT l.contact_id) INTO ids FROM unnest(lines) l;
    IF EXISTS (SELECT FROM links k WHERE k.contact_id = ANY (ids)) THEN
        lines := with_links(lines);
        SELECT array_agg(DISTINCT l.contact_id) INTO ids FROM unnest(lines) l;
    END IF;

    INSERT INTO choices (contact_id, list_id)
    SELECT DISTINCT l.contact_id, n.list_id
      FROM unnest(lines) l
      CROSS JOIN LATERAL (SELECT l.list_id UNION SELECT 0 WHERE l.kind = 'opted_in') n
     WHERE l.kind IN ('requested', 'opted_in', 'opted_out', 'paused')
     ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    PERFORM FROM choices c WHERE c.contact_id = ANY (ids) ORDER BY c.contact_id, c.list_id FOR UPDATE;
    IF EXISTS (SELECT FROM unnest(lines) l WHERE l.kind IN ('suppressed', 'released')) THEN
        INSERT INTO suppressions (contact_id, reason)
        SELECT DISTINCT l.contact_id, l.basis FROM unnest(lines) l
         WHERE l.kind IN ('suppressed', 'released') ORDER BY 1, 2
        ON CONFLICT DO NOTHING;
        PERFORM FROM suppressions s WHERE s.contact_id = ANY (ids) ORDER BY s.contact_id, s.reason FOR UPDATE;
    END IF;

    -- Stamping, under the locks. A live no counts from the later of the clock and the person's latest instant, a live
    -- yes 1 µs past that. A dated no is never refused: what lies ahead becomes now.
    recorded := clock_timestamp();
    WITH latest AS (
        SELECT contact_id, max(instant) AS instant
          FROM (SELECT contact_id, greatest(requested_at, opted_in_at, opted_out_at, paused_at) AS instant
                  FROM choices WHERE contact_id = ANY (ids)
                UNION ALL
                SELECT contact_id, greatest(since, released_at) FROM suppressions WHERE contact_id = ANY (ids)) i
         GROUP BY contact_id),
    stamped AS (
        SELECT l.*,
               CASE WHEN l.occurred_at IS NULL AND l.kind IN ('opted_out', 'suppressed')
                    THEN greatest(recorded, latest.instant)
                    WHEN l.occurred_at IS NULL
                    THEN greatest(recorded, latest.instant) + interval '1 microsecond'
                    WHEN l.kind = 'opted_out' THEN least(l.occurred_at, recorded)
                    ELSE l.occurred_at END AS stamp
          FROM unnest(lines) WITH ORDINALITY l LEFT JOIN latest USING (contact_id))
    SELECT array_agg(ROW(contact_id, event_id, list_id, kind, stamp, source_id, run_id, line, actor, method, basis,
                         -- What follows from a live yes rests on that yes.
                         CASE WHEN kind = 'asserted' AND source_id = 0 THEN coalesce(obtained_at, stamp)
                              ELSE obtained_at END,
                         expires_at,
                         -- A pause without an end is a resume: it ends as it is spoken.
                         CASE WHEN kind = 'paused' THEN coalesce(paused_until, stamp) END,
                         voids_run, voids_event, linked_id, notice_hash, evidence)::consent_line ORDER BY ordinality)
      INTO spoken FROM stamped;

    IF EXISTS (SELECT FROM unnest(spoken) l
                WHERE l.kind <> 'opted_out' AND l.occurred_at > recorded + interval '5 minutes') THEN
        RAISE EXCEPTION 'a line dated more than five minutes ahead' USING ERRCODE = 'MB001';
    END IF;

    RETURN QUERY
    WITH offered AS (
        SELECT l.*, greatest(c.opted_out_at, a.opted_out_at) AS no, c.opted_in_at AS yes,
               greatest(c.complained_at, c.erased_at, a.complained_at, a.erased_at) AS bar
          FROM (SELECT DISTINCT ON (l.contact_id, l.event_id) l.* FROM unnest(spoken) WITH ORDINALITY l
                 ORDER BY l.contact_id, l.event_id, l.ordinality) l
          LEFT JOIN lists ON lists.list_id = l.list_id
          LEFT JOIN choices c ON l.kind = 'opted_in' AND c.contact_id = l.contact_id AND c.list_id = l.list_id
          LEFT JOIN choices a ON l.kind = 'opted_in' AND c.contact_id = a.contact_id AND a.list_id = 0
                             AND lists.stream = 'marketing'),
    -- A yes later than a standing no lifts it. Only a confirmation may, or the operator with evidence, and he never
    -- lifts a complaint or an erasure.
    judged AS (
        SELECT o.*, coalesce(NOT (o.kind = 'opted_in' AND o.no >= coalesce(o.yes, '-infinity') AND o.occurred_at > o.no)
                             OR o.method = 'confirmed'
                             OR (o.method IN ('operator', 'import') AND o.evidence IS NOT NULL
                                 AND (o.bar IS NULL OR o.bar < o.yes) IS TRUE), true) AS allowed,
               gen_random_uuid() AS salt
          FROM offered o),
    appended AS (
        INSERT INTO consent_events (
            contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method,
            basis, obtained_at, expires_at, paused_until, voids_run, voids_event, linked_id, notice_hash, evidence_hash)
        SELECT contact_id, event_id, occurred_at, recorded, pg_current_xact_id(), list_id, kind, run_id, line, source_id,
               actor, method, basis, obtained_at, expires_at, paused_until, voids_run, voids_event, linked_id, notice_hash,
               CASE WHEN evidence IS NOT NULL THEN sha256(uuid_send(salt) || convert_to(evidence::text, 'UTF8')) END
          FROM judged WHERE allowed
         ORDER BY contact_id, event_id
        ON CONFLICT ON CONSTRAINT consent_events_pkey DO NOTHING
        RETURNING *),
    kept AS (
        INSERT INTO consent_evidence (contact_id, event_id, salt, evidence)
        SELECT j.contact_id, j.event_id, uuid_send(j.salt), j.evidence
          FROM judged j JOIN appended a USING (contact_id, event_id)
         WHERE j.evidence IS NOT NULL),
    said AS (
        INSERT INTO choices AS s (
            contact_id, list_id, requested_at, opted_in_at, opted_out_at, complained_at, erased_at, paused_at,
            paused_until)
        SELECT contact_id, list_id,
               max(occurred_at) FILTER (WHERE kind = 'requested'),
               max(occurred_at) FILTER (WHERE kind = 'opted_in'),
               max(occurred_at) FILTER (WHERE kind = 'opted_out'),
               max(occurred_at) FILTER (WHERE kind = 'opted_out' AND method = 'complaint'),
               max(occurred_at) FILTER (WHERE kind = 'opted_out' AND method = 'erasure'),
               (max(ARRAY[occurred_at, paused_until]) FILTER (WHERE kind = 'paused'))[1],
               (max(ARRAY[occurred_at, paused_until]) FILTER (WHERE kind = 'paused'))[2]
          FROM appended WHERE kind IN ('requested', 'opted_in', 'opted_out', 'paused')
         GROUP BY contact_id, list_id ORDER BY contact_id, list_id
        ON CONFLICT ON CONSTRAINT choices_pkey DO UPDATE SET
            requested_at = greatest(s.requested_at, EXCLUDED.requested_at),
            opted_in_at = greatest(s.opted_in_at, EXCLUDED.opted_in_at),
            opted_out_at = greatest(s.opted_out_at, EXCLUDED.opted_out_at),
            complained_at = greatest(s.complained_at, EXCLUDED.complained_at),
            erased_at = greatest(s.erased_at, EXCLUDED.erased_at),
            (paused_at, paused_until) = (SELECT p[1], p[2] FROM (
                SELECT greatest(ARRAY[coalesce(s.paused_at, '-infinity'), coalesce(s.paused_until, '-infinity')],
                                ARRAY[coalesce(EXCLUDED.paused_at, '-infinity'),
                                      coalesce(EXCLUDED.paused_until, '-infinity')]) AS p) g
                WHERE p[1] > '-infinity')),
    claimed AS (
        INSERT INTO grounds AS s (
            contact_id, list_id, source_id, asserted_at, removed_at, assertion_id, basis, obtained_at, expires_at,
            evidenced)
        SELECT contact_id, list_id, source_id, (latest).occurred_at, removed_at, (latest).event_id, (latest).basis,
               (latest).obtained_at, (latest).expires_at, (latest).evidence_hash IS NOT NULL
          FROM (SELECT contact_id, list_id, source_id,
                       (array_agg(ROW(a.*)::consent_events
                                  ORDER BY occurred_at DESC, coalesce(expires_at, '-infinity') DESC, event_id DESC)
                            FILTER (WHERE kind = 'asserted'))[1] AS latest,
                       max(occurred_at) FILTER (WHERE kind = 'removed') AS removed_at
                  FROM appended a WHERE kind IN ('asserted', 'removed')
                 GROUP BY contact_id, list_id, source_id ORDER BY contact_id, list_id, source_id) f
        ON CONFLICT ON CONSTRAINT grounds_pkey DO UPDATE SET
            removed_at = greatest(s.removed_at, EXCLUDED.removed_at),
            (asserted_at, assertion_id, basis, obtained_at, expires_at, evidenced) = (
                SELECT EXCLUDED.asserted_at, EXCLUDED.assertion_id, EXCLUDED.basis, EXCLUDED.obtained_at,
                       EXCLUDED.expires_at, EXCLUDED.evidenced
                 WHERE later_assertion(EXCLUDED.asserted_at, EXCLUDED.expires_at, EXCLUDED.assertion_id,
                                       s.asserted_at, s.expires_at, s.assertion_id)
                UNION ALL
                SELECT s.asserted_at, s.assertion_id, s.basis, s.obtained_at, s.expires_at, s.evidenced
                 WHERE NOT later_assertion(EXCLUDED.asserted_at, EXCLUDED.expires_at, EXCLUDED.assertion_id,
                                           s.asserted_at, s.expires_at, s.assertion_id))),
    barred AS (
        INSERT INTO suppressions AS s (contact_id, reason, since, released_at)
        SELECT contact_id, basis, max(occurred_at) FILTER (WHERE kind = 'suppressed'),
               max(occurred_at) FILTER (WHERE kind = 'released')
          FROM appended WHERE kind IN ('suppressed', 'released') GROUP BY contact_id, basis
        ON CONFLICT ON CONSTRAINT suppressions_pkey DO UPDATE SET
            since = greatest(s.since, EXCLUDED.since), released_at = greatest(s.released_at, EXCLUDED.released_at)),
    linked AS (
        INSERT INTO links AS s (contact_id, linked_id, moved_at, returned_at)
        SELECT contact_id,
               (array_agg(linked_id ORDER BY occurred_at DESC, linked_id DESC) FILTER (WHERE method = 'moved_to'))[1],
               max(occurred_at) FILTER (WHERE method = 'moved_to'),
               max(occurred_at) FILTER (WHERE method = 'moved_from')
          FROM appended WHERE kind = 'moved' GROUP BY contact_id
        ON CONFLICT ON CONSTRAINT links_pkey DO UPDATE SET
            linked_id = CASE WHEN (EXCLUDED.moved_at, EXCLUDED.linked_id) > (s.moved_at, s.linked_id)
                               OR s.moved_at IS NULL
                             THEN EXCLUDED.linked_id ELSE s.linked_id END,
            moved_at = greatest(s.moved_at, EXCLUDED.moved_at),
            returned_at = greatest(s.returned_at, EXCLUDED.returned_at))
    SELECT j.event_id, j.contact_id, j.list_id, j.occurred_at,
           CASE WHEN a.event_id IS NOT NULL THEN 'appended' WHEN j.allowed THEN 'known' ELSE 'protected' END
      FROM judged j LEFT JOIN appended a ON a.contact_id = j.contact_id AND a.event_id = j.event_id;

    -- Lines may come in any order: what was voided before it came does not count, and a voiding takes effect.
    SELECT array_agg(DISTINCT l.contact_id) INTO ids
      FROM unnest(spoken) l
     WHERE l.kind = 'voided'
        OR EXISTS (SELECT FROM consent_events v
                    WHERE v.contact_id = l.contact_id AND v.kind = 'voided'
                      AND (v.voids_event = l.event_id OR v.voids_run = l.run_id));
    IF ids IS NOT NULL THEN
        PERFORM lock_state(ids);
        PERFORM refold(ids);
    END IF;
END
$$;

-- Appends what one or a few people said, or what the operator says of them. p_lines: an array of objects with the
-- columns of consent_line. A line without event_id gets one. Answers for each event: appended, known (this event_id is
-- in the ledger already) or protected (a yes that may not lift the no that stands; nothing was appended).
CREATE OR REPLACE FUNCTION append_events(p_lines jsonb)
RETURNS TABLE (event_id uuid, contact_id uuid, list_id integer, occurred_at timestamptz, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    lines consent_line[];
BEGIN
    SELECT array_agg(ROW(contact_id, coalesce(event_id, gen_random_uuid()), list_id, kind, occurred_at, source_id,
                         run_id, line, actor, method, basis, obtained_at, expires_at, paused_until,
                         NULL, NULL, NULL, notice_hash, evidence)::consent_line ORDER BY ordinality)
      INTO lines
      FROM ROWS FROM (jsonb_to_recordset(p_lines) AS (
               contact_id uuid, event_id uuid, list_id integer, kind consent_kind, occurred_at timestamptz,
               source_id integer, run_id bigint, line bigint, actor text, method text, basis text,
               obtained_at timestamptz, expires_at timestamptz, paused_until timestamptz, notice_hash bytea,
               evidence jsonb)) WITH ORDINALITY;
    IF lines IS NULL THEN RETURN; END IF;
    IF EXISTS (SELECT FROM unnest(lines) l WHERE l.kind IN ('voided', 'moved')) THEN
        RAISE EXCEPTION 'voided and moved lines come from take_back and move_contact alone' USING ERRCODE = 'MB002';
    END IF;
    IF EXISTS (SELECT FROM unnest(lines) y JOIN unnest(lines) n USING (contact_id)
                WHERE y.occurred_at IS NULL AND y.kind = 'opted_in'
                  AND n.occurred_at IS NULL AND n.kind = 'opted_out') THEN
        RAISE EXCEPTION 'a live yes and a live no of one contact in one call have no order' USING ERRCODE = 'MB003';
    END IF;
    IF EXISTS (SELECT FROM unnest(lines) l WHERE l.notice_hash IS NOT NULL) THEN
        IF EXISTS (SELECT FROM unnest(lines) l
                    WHERE NOT EXISTS (SELECT FROM notices n WHERE n.notice_hash = l.notice_hash)
                      AND l.notice_hash IS NOT NULL) THEN
            RAISE EXCEPTION 'no such notice' USING ERRCODE = 'MB020';
        END IF;
        -- A box ticked beforehand yields no consent (GDPR recital 32).
        IF EXISTS (SELECT FROM unnest(lines) l JOIN notices n USING (notice_hash)
                    WHERE n.box_ticked AND (l.kind = 'opted_in' OR l.kind = 'asserted' AND l.basis = 'consent')) THEN
            RAISE EXCEPTION 'a box ticked beforehand yields no consent' USING ERRCODE = 'MB021';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM unnest(lines) l
                WHERE l.kind <> 'opted_out' AND l.list_id <> 0
                  AND NOT EXISTS (SELECT FROM lists WHERE lists.list_id = l.list_id)) THEN
        RAISE EXCEPTION 'no such list' USING ERRCODE = 'MB004';
    END IF;
    RETURN QUERY SELECT * FROM append_lines(lines);
END
$$;

-- Writing: taking back and moving -------------------------------------------------------------------------------------

-- Takes back all lines of a run (p_run) or one line (p_contact, p_event) with what followed from them at addresses that
-- their contacts moved to, and folds those people anew without them. A move is taken back at both ends, with what followed
-- by it, unless another move between the two stands.
-- p_undo is the run that does it. Runs of one source are taken back newest first. The reason for taking back one line is
-- evidence of the voiding. Answers how many people it touched.
CREATE OR REPLACE FUNCTION take_back(
    p_undo bigint, p_actor text, p_run bigint, p_contact uuid DEFAULT NULL, p_event uuid DEFAULT NULL,
    p_including_nos boolean DEFAULT false, p_reason text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    line consent_events;
    touched uuid[];
    events uuid[];                               -- parallel to touched, where one line is taken back
    reason text := nullif(btrim(p_reason), '');
BEGIN
    SELECT * INTO line FROM consent_events WHERE contact_id = p_contact AND event_id = p_event;
    IF p_event IS NOT NULL AND (line.kind = 'voided') IS NOT FALSE THEN
        RAISE EXCEPTION 'no such line, or one that is itself a voiding' USING ERRCODE = 'MB008';
    END IF;
    IF line.kind = 'moved' THEN
        -- A contact may go.
        PERFORM pg_advisory_xact_lock(advisory_class('bulk run'), 0);
        PERFORM pg_advisory_xact_lock(advisory_class('moving'), 0);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(advisory_class('moving'), 0);
    END IF;
    IF p_run IS NOT NULL AND EXISTS (
        SELECT FROM runs newer JOIN runs taken ON taken.run_id = p_run
         WHERE newer.source_id = taken.source_id AND newer.run_id > p_run AND newer.kind IN ('import', 'sync')
           AND newer.finished_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM runs undo WHERE undo.voids_run = newer.run_id)) THEN
        RAISE EXCEPTION 'a newer run of the same source stands' USING ERRCODE = 'MB005';
    END IF;

    IF EXISTS (SELECT FROM runs WHERE run_id = p_run AND (purged_by IS NOT NULL OR kind = 'purge')) THEN
        RAISE EXCEPTION 'lines of this run were purged' USING ERRCODE = 'MB022';
    END IF;

    IF p_run IS NOT NULL THEN
        SELECT array_agg(DISTINCT contact_id) INTO touched FROM consent_events WHERE run_id = p_run;
    ELSE
        SELECT array_agg(contact_id), array_agg(event_id) INTO touched, events FROM followed_from(line);
    END IF;
    IF (NOT p_including_nos OR reason IS NULL) AND EXISTS (
        SELECT FROM consent_events e
         WHERE e.kind IN ('opted_out', 'suppressed')
           AND (e.run_id = p_run OR (e.contact_id, e.event_id) IN (SELECT * FROM unnest(touched, events)))) THEN
        RAISE EXCEPTION 'taking back a no needs a reason and the explicit flag' USING ERRCODE = 'MB006';
    END IF;
    IF touched IS NULL THEN RETURN 0; END IF;
    PERFORM lock_state(touched);

    WITH voidings AS MATERIALIZED (
        SELECT contact_id, event_id AS voided_id, gen_random_uuid() AS event_id,
               uuid_send(gen_random_uuid()) AS salt,
               CASE WHEN p_run IS NULL AND reason IS NOT NULL THEN jsonb_build_object('reason', reason) END AS evidence
          FROM unnest(touched, events) t (contact_id, event_id)
         WHERE NOT EXISTS (SELECT FROM consent_events v
                            WHERE v.contact_id = t.contact_id AND v.kind = 'voided'
                              AND (v.voids_run = p_run OR v.voids_event = t.event_id))),
    kept AS (
        INSERT INTO consent_evidence (contact_id, event_id, salt, evidence)
        SELECT contact_id, event_id, salt, evidence FROM voidings WHERE evidence IS NOT NULL)
    INSERT INTO consent_events (contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, actor, method,
                                voids_run, voids_event, evidence_hash)
    SELECT contact_id, event_id, clock_timestamp(), clock_timestamp(), pg_current_xact_id(), 0, 'voided', p_undo,
           p_actor, 'taken_back', p_run, voided_id, sha256(salt || convert_to(evidence::text, 'UTF8'))
      FROM voidings;
    PERFORM refold(touched);
    IF line.kind = 'moved' THEN
        PERFORM forget_moved_data(
            CASE line.method WHEN 'moved_to' THEN line.contact_id ELSE line.linked_id END,
            CASE line.method WHEN 'moved_to' THEN line.linked_id ELSE line.contact_id END);
    END IF;
    RETURN cardinality(touched);
END
$$;

-- What a move brought along of a contact's data goes from the new address once no move between the two stands: if nothing
-- else was ever said of that address, with the address itself. Data that is another one now stays: somebody set it.
CREATE OR REPLACE FUNCTION forget_moved_data(p_old uuid, p_new uuid) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM links
                WHERE contact_id = p_old AND linked_id = p_new AND moved_at > coalesce(returned_at, '-infinity'))
    OR NOT EXISTS (
        SELECT FROM contacts n JOIN contacts o ON o.contact_id = p_old
         WHERE n.contact_id = p_new AND n.created_by_run IS NULL
           AND (n.name, n.locale, n.attributes) IS NOT DISTINCT FROM (o.name, o.locale, o.attributes)) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM standing_events WHERE contact_id = p_new) THEN
        UPDATE contacts SET name = NULL, locale = NULL, attributes = '{}', data_digest = NULL,
                            updated_at = clock_timestamp()
         WHERE contact_id = p_new;
    ELSE
        DELETE FROM contacts WHERE contact_id = p_new;
    END IF;
END
$$;

-- A line and all that followed from it: at addresses that its contact moved to; from a move, what it took along.
CREATE OR REPLACE FUNCTION followed_from(p_line consent_events) RETURNS TABLE (contact_id uuid, event_id uuid)
LANGUAGE sql STABLE
AS $$
WITH RECURSIVE move AS (
    SELECT CASE p_line.method WHEN 'moved_to' THEN p_line.contact_id ELSE p_line.linked_id END AS old_id,
           CASE p_line.method WHEN 'moved_to' THEN p_line.linked_id ELSE p_line.contact_id END AS new_id
     WHERE p_line.kind = 'moved'),
ends AS (
    SELECT m.contact_id, m.event_id
      FROM move JOIN consent_events m
        ON m.kind = 'moved' AND m.occurred_at = p_line.occurred_at
       AND (m.contact_id = old_id AND m.linked_id = new_id OR m.contact_id = new_id AND m.linked_id = old_id)),
taken (contact_id, event_id) AS (
    SELECT p_line.contact_id, p_line.event_id
    UNION
    SELECT * FROM ends
    UNION
    SELECT f.contact_id, f.event_id
      FROM move JOIN consent_events f ON f.contact_id = new_id AND f.linked_id = old_id AND f.kind <> 'moved'
     WHERE NOT EXISTS (SELECT FROM standing_events m
                        WHERE m.contact_id = old_id AND m.linked_id = new_id AND m.method = 'moved_to'
                          AND m.kind = 'moved' AND m.event_id NOT IN (SELECT ends.event_id FROM ends))),
following (contact_id, event_id) AS (
    SELECT * FROM taken
    UNION
    SELECT f.contact_id, f.event_id
      FROM following t
      CROSS JOIN LATERAL (
           SELECT t.contact_id AS at_id
            UNION
           SELECT m.linked_id FROM consent_events m
            WHERE m.contact_id = t.contact_id AND m.kind = 'moved' AND m.method = 'moved_to') a
      JOIN consent_events f ON f.contact_id = at_id AND f.event_id = linked_event(t.event_id, at_id))
SELECT * FROM following
$$;

-- Links an old address to a new one. Every standing line of the old one that can follow does: a no counts at the new
-- address, a yes or a ground is a ground there. The old one is not sendable until it is moved back.
CREATE OR REPLACE FUNCTION move_contact(p_old uuid, p_new uuid, p_actor text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    now_moved timestamptz;
BEGIN
    IF p_old = p_new THEN
        RAISE EXCEPTION 'an address cannot move to itself' USING ERRCODE = 'MB009';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(advisory_class('bulk run'), 0);
    PERFORM pg_advisory_xact_lock(advisory_class('moving'), 0);
    -- Whoever is linked has a row to lock.
    INSERT INTO choices (contact_id, list_id) VALUES (p_old, 0), (p_new, 0) ON CONFLICT DO NOTHING;
    SELECT greatest(clock_timestamp(), max(greatest(moved_at, returned_at)) + interval '1 microsecond')
      INTO now_moved FROM links WHERE contact_id IN (p_old, p_new);
    PERFORM append_lines(ARRAY[
        ROW(p_old, gen_random_uuid(), 0, 'moved', now_moved, NULL, NULL, NULL, p_actor, 'moved_to', NULL, NULL, NULL, NULL,
            NULL, NULL, p_new, NULL, NULL)::consent_line,
        ROW(p_new, gen_random_uuid(), 0, 'moved', now_moved, NULL, NULL, NULL, p_actor, 'moved_from', NULL, NULL, NULL,
            NULL, NULL, NULL, p_old, NULL, NULL)::consent_line]);
    -- A line that followed before and was taken back here follows anew, as the line that follows from its follower.
    PERFORM append_lines(array_agg(line_at_link(
                ROW(contact_id, from_id, list_id, kind, occurred_at, source_id, run_id, line, actor, method, basis,
                    obtained_at, expires_at, paused_until, NULL, NULL, linked_id, notice_hash,
                    (SELECT v.evidence FROM consent_evidence v
                      WHERE v.contact_id = e.contact_id AND v.event_id = e.event_id))::consent_line, p_new)))
       FROM standing_events e
       CROSS JOIN LATERAL (
            WITH RECURSIVE tried AS (
                SELECT e.event_id AS from_id
                 UNION ALL
                SELECT linked_event(from_id, p_new) FROM tried
                 WHERE EXISTS (SELECT FROM consent_events v
                                WHERE v.contact_id = p_new AND v.kind = 'voided'
                                  AND v.voids_event = linked_event(from_id, p_new)))
            SELECT from_id FROM tried
             WHERE NOT EXISTS (SELECT FROM consent_events v
                                WHERE v.contact_id = p_new AND v.kind = 'voided'
                                  AND v.voids_event = linked_event(from_id, p_new))) t
      WHERE contact_id = p_old AND kind IN ('opted_out', 'paused', 'opted_in', 'asserted', 'removed')
     HAVING count(*) > 0;
END
$$;

-- Writing: a staged million -------------------------------------------------------------------------------------------

-- Reserves a list for one bulk run until the end of the transaction; false if another run has it, or has them all.
CREATE OR REPLACE FUNCTION reserve_list(p_list integer) RETURNS boolean
LANGUAGE sql
AS $$
SELECT pg_try_advisory_xact_lock_shared(advisory_class('bulk run'), 0)
   AND pg_try_advisory_xact_lock(advisory_class('bulk run'), p_list)
$$;

-- Reserves every list: no bulk run beside this one, which takes contacts away that others may just be reading.
CREATE OR REPLACE FUNCTION reserve_all_lists() RETURNS boolean
LANGUAGE sql
AS $$ SELECT pg_try_advisory_xact_lock(advisory_class('bulk run'), 0) $$;

-- The attributes after a row of a file: its cells win, an absent one changes nothing, null clears where that is asked.
CREATE OR REPLACE FUNCTION merged(p_kept jsonb, p_row jsonb, p_clear boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN p_clear THEN jsonb_strip_nulls(p_kept || p_row) ELSE p_kept || p_row END $$;

-- Whether a run, or a send list, touches so much of what is known that reading tables from end to end beats looking people
-- up. It is told to the planner, whose statistics of staging are those of another run if two run at once.
CREATE OR REPLACE FUNCTION is_large_run(p_rows bigint) RETURNS boolean
LANGUAGE sql STABLE
AS $$
SELECT p_rows >= 20000 AND p_rows * 50 >= (SELECT reltuples FROM pg_class WHERE oid = 'contacts'::regclass)
$$;

-- Those of a run's people who are no new contacts, if they are few, else null: of whose data the file says something
-- else, or whose ground it changes. A statement that names the few looks them up, and reads a table from end to end only for
-- many: no estimate of the planner decides it. It must be planned for the very people, not for any.
CREATE OR REPLACE FUNCTION few_known(p_run bigint, p_data boolean) RETURNS uuid[]
LANGUAGE sql STABLE
AS $$
SELECT CASE WHEN count(*) < 20000 THEN coalesce(array_agg(contact_id), '{}') END
  FROM (SELECT contact_id FROM staged_changes
         WHERE run_id = p_run
           AND CASE WHEN p_data THEN stores IN ('changed', 'same')
                    ELSE says AND kind IS NULL AND stores IS DISTINCT FROM 'new' END
         LIMIT 20000) k
$$;

-- Decides what a staged run will do and writes it to staged_changes. Answers the counts, a row counted once; p_rows is
-- how many rows were staged. liftable: opt-outs that it would lift, if it were allowed to.
CREATE OR REPLACE FUNCTION plan_run(p_run bigint, p_rows bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_nestloop = on
AS $$
#variable_conflict use_column
DECLARE
    run runs;
    marketing boolean;
    people bigint;
    holds_nos boolean;
    counts jsonb;
BEGIN
    SELECT * INTO STRICT run FROM runs WHERE run_id = p_run;
    SELECT stream = 'marketing' INTO STRICT marketing FROM lists WHERE list_id = run.list_id;
    -- The lock of ANALYZE lasts to the end of the transaction: a run never waits for that of another list.
    ANALYZE (SKIP_LOCKED) staged_contacts (contact_id, run_id, as_given_id, kind);
    IF is_large_run(p_rows) THEN PERFORM set_config('enable_nestloop', 'off', true); END IF;
    SELECT count(*), bool_or(p.holds_nos) INTO people, holds_nos
      FROM (SELECT bool_or(kind IS NOT NULL) AS holds_nos
              FROM staged_contacts WHERE run_id = p_run GROUP BY contact_id) p;
    IF run.mode = 'contacts' THEN
        PERFORM plan_contacts(run, marketing);
        IF holds_nos THEN
            PERFORM plan_nos_beside_contacts(run, marketing);
        END IF;
    ELSE
        PERFORM plan_choices(run, marketing, NULL);
    END IF;
    ANALYZE (SKIP_LOCKED) staged_changes (contact_id, run_id, stores, says, kind);

    -- Who is unchanged has no row there.
    SELECT jsonb_build_object(
               'duplicates', p_rows - people,
               'added', count(*) FILTER (WHERE outcome = 'added'),
               'updated', count(*) FILTER (WHERE outcome = 'updated'),
               'unchanged', people - count(*) FILTER (WHERE outcome NOT IN ('beside', 'unchanged')),
               'protected', count(*) FILTER (WHERE outcome = 'protected'),
               'removed', count(DISTINCT contact_id) FILTER (WHERE removes),
               'lifted', count(*) FILTER (WHERE lifts AND run.allow_lift),
               'liftable', count(*) FILTER (WHERE lifts AND NOT run.allow_lift),
               'changed', count(*) FILTER (WHERE stores = 'changed'),
               'lines', count(*) FILTER (WHERE says))
      INTO counts FROM staged_changes WHERE run_id = p_run;
    RETURN counts || jsonb_build_object('subscribed', CASE run.mode WHEN 'opt-out' THEN 0 ELSE newly_subscribed(run) END);
END
$$;

-- How many people the plan puts on the list who were not on it: who becomes a contact, since nothing goes to who is none,
-- and of those who are one who has neither a ground nor a yes of their own that stands.
CREATE OR REPLACE FUNCTION newly_subscribed(run runs) RETURNS bigint
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    few uuid[] := few_known(run.run_id, false);
BEGIN
    RETURN (
        SELECT count(*) FROM staged_changes
         WHERE run_id = run.run_id AND says AND kind IS NULL AND outcome NOT IN ('protected', 'beside') AND stores = 'new')
        + (SELECT count(*) FROM staged_changes k
            WHERE run_id = run.run_id AND says AND kind IS NULL AND outcome NOT IN ('protected', 'beside')
              AND stores IS DISTINCT FROM 'new'
              AND NOT EXISTS (SELECT FROM grounds g
                               WHERE g.contact_id = k.contact_id AND g.list_id = run.list_id
                                 AND g.asserted_at > coalesce(g.removed_at, '-infinity')
                                 AND (few IS NULL OR g.contact_id = ANY (few)))
              AND NOT EXISTS (SELECT FROM choices c
                               WHERE c.contact_id = k.contact_id AND c.list_id = run.list_id
                                 AND c.opted_in_at > coalesce(c.opted_out_at, '-infinity')
                                 AND (few IS NULL OR c.contact_id = ANY (few))));
END
$$;

-- The plan of the contacts of a file: the last of several rows of one person counts. A row against which the person's no
-- or a suppression stands is protected; of someone who is no contact and whose no to all mail stands nothing is stored.
-- A ground is asserted anew only if its basis, its obtained-at, its expiry or its standing changes within its source, or if
-- the row names a proof where none was named.
--
-- Whether the data of a known contact changes is told by its digest. Where that differs, the values are compared. Where
-- those are the same, the source is noted to say them too, unless its last word was the same and nobody changed anything
-- since: or taking back another source's run would take them away.
CREATE OR REPLACE FUNCTION plan_contacts(run runs, marketing boolean) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    few uuid[];
BEGIN
    INSERT INTO staged_changes (
        contact_id, run_id, line, event_id, outcome, stores, says, occurred_at, obtained_at, expires_at, evidence)
    SELECT contact_id, run.run_id, line, event_id,
           CASE WHEN barred THEN 'protected' WHEN stores = 'new' THEN 'added' ELSE 'updated' END,
           stores, ground_changed AND NOT forgotten, run.started_at, obtained_at, expires_at, evidence
      FROM (SELECT w.*, CASE WHEN forgotten THEN NULL WHEN NOT is_contact THEN 'new' WHEN data_differs THEN 'changed' END
                            AS stores
              FROM (SELECT s.*,
                           c.contact_id IS NOT NULL AS is_contact,
                           c.data_digest IS DISTINCT FROM s.data_digest AS data_differs,
                           g.asserted_at IS NULL OR coalesce(g.removed_at >= g.asserted_at, false) OR g.basis <> run.basis
                               OR g.obtained_at IS DISTINCT FROM s.obtained_at
                               OR g.expires_at IS DISTINCT FROM s.expires_at
                               OR s.evidence IS NOT NULL AND NOT g.evidenced AS ground_changed,
                           coalesce(greatest(l.opted_out_at, a.opted_out_at) >= coalesce(l.opted_in_at, '-infinity'), false)
                               OR b.contact_id IS NOT NULL AS barred,
                           c.contact_id IS NULL
                               AND coalesce(greatest(a.opted_out_at, l.erased_at) >= coalesce(l.opted_in_at, '-infinity'),
                                            false) AS forgotten
                      FROM (SELECT DISTINCT ON (contact_id)
                                   contact_id, line, event_id, data_digest, obtained_at, expires_at, evidence
                              FROM staged_contacts
                             WHERE run_id = run.run_id AND kind IS NULL ORDER BY contact_id, line DESC) s
                      LEFT JOIN contacts c ON c.contact_id = s.contact_id
                      LEFT JOIN grounds g ON g.contact_id = s.contact_id AND g.list_id = run.list_id
                                         AND g.source_id = run.source_id
                      LEFT JOIN choices l ON l.contact_id = s.contact_id AND l.list_id = run.list_id
                      LEFT JOIN choices a ON a.contact_id = s.contact_id AND a.list_id = 0 AND marketing
                      LEFT JOIN (SELECT DISTINCT contact_id FROM suppressions
                                  WHERE since >= coalesce(released_at, '-infinity')) b ON b.contact_id = s.contact_id) w) v
     WHERE barred OR stores IS NOT NULL OR ground_changed
     ORDER BY contact_id;

    few := few_known(run.run_id, true);
    IF few = '{}' THEN RETURN; END IF;
    UPDATE staged_changes k
       SET stores = CASE WHEN NOT coalesce((
               SELECT h.data_digest = s.data_digest
                 FROM contact_changes h JOIN runs r USING (run_id)
                WHERE h.contact_id = k.contact_id AND (h.changes OR r.source_id = run.source_id)
                ORDER BY h.run_id DESC LIMIT 1), false) THEN 'same' END,
           outcome = CASE WHEN k.outcome = 'updated' AND NOT k.says THEN 'unchanged' ELSE k.outcome END
      FROM staged_contacts s JOIN contacts c ON c.contact_id = s.contact_id
     WHERE k.run_id = run.run_id AND k.stores = 'changed'
       AND s.contact_id = k.contact_id AND s.run_id = k.run_id AND s.line = k.line
       AND (few IS NULL OR c.contact_id = ANY (few))
       AND s.address = c.address
       AND nullif(coalesce(s.name, c.name), '') IS NOT DISTINCT FROM c.name
       AND nullif(coalesce(s.locale, c.locale), '') IS NOT DISTINCT FROM c.locale
       AND merged(c.attributes, s.attributes::jsonb, run.clear_empty) = c.attributes;
END
$$;

-- The plan of a file of opt-outs or of people's own opt-ins, or of the rows of a kind in a file of contacts. The latest
-- of several rows of one person counts; an opt-out counts for the address as given and as repaired. A no without a date
-- counts from when its source first showed it. Who was subscribed and is no more is removed.
CREATE OR REPLACE FUNCTION plan_choices(run runs, marketing boolean, p_kind consent_kind) RETURNS void
LANGUAGE sql
AS $$
INSERT INTO staged_changes (
    contact_id, run_id, line, event_id, outcome, stores, says, removes, lifts, occurred_at, evidence, kind)
SELECT contact_id, run.run_id, line, event_id,
       CASE WHEN NOT is_row THEN 'beside'
            WHEN run.mode = 'opt-in' AND (barred OR no_stands AND NOT (run.allow_lift AND may_lift)) THEN 'protected'
            WHEN known THEN 'unchanged'
            WHEN run.mode = 'opt-out' AND no_stands THEN 'unchanged'
            WHEN NOT is_contact THEN 'added'
            ELSE 'updated' END,
       CASE WHEN run.mode = 'opt-in' AND NOT is_contact AND NOT known
             AND (NOT no_stands OR run.allow_lift AND may_lift) THEN 'new' END,
       -- A yes older than the no lifts nothing and is kept as history; one that would lift without leave is not, and
       -- nothing is of someone who is no contact and whose no to all mail stands.
       NOT known AND (run.mode = 'opt-out' OR NOT no_stands OR run.allow_lift AND may_lift
                      OR at <= no AND NOT forgotten),
       run.mode = 'opt-out' AND NOT no_stands AND NOT known AND is_row AND at >= coalesce(yes, '-infinity')
           AND (yes IS NOT NULL OR EXISTS (SELECT FROM grounds g
                                            WHERE g.contact_id = v.contact_id AND g.list_id = run.list_id
                                              AND g.asserted_at > coalesce(g.removed_at, '-infinity'))),
       run.mode = 'opt-in' AND no_stands AND may_lift AND NOT known,
       at, evidence, p_kind
  FROM (SELECT w.*, no IS NOT NULL AND no >= coalesce(yes, '-infinity') AS no_stands,
               dated AND at > no AND (bar IS NULL OR bar < yes) IS TRUE AS may_lift,
               NOT is_contact AND coalesce(no_to_all >= coalesce(yes, '-infinity'), false) AS forgotten
          FROM (SELECT s.*, c.contact_id IS NOT NULL AS is_contact,
                       greatest(l.opted_out_at, a.opted_out_at) AS no, a.opted_out_at AS no_to_all,
                       l.opted_in_at AS yes,
                       EXISTS (SELECT FROM suppressions b
                                WHERE b.contact_id = s.contact_id
                                  AND b.since >= coalesce(b.released_at, '-infinity')) AS barred,
                       greatest(l.complained_at, l.erased_at, a.complained_at, a.erased_at) AS bar,
                       EXISTS (SELECT FROM standing_events e
                                WHERE e.contact_id = s.contact_id AND e.list_id = run.list_id
                                  AND e.source_id = run.source_id
                                  AND e.kind = CASE run.mode WHEN 'opt-out' THEN 'opted_out'
                                                             ELSE 'opted_in' END::consent_kind
                                  AND (NOT s.dated OR e.occurred_at = s.at)) AS known
                  FROM (SELECT DISTINCT ON (contact_id) *, bool_or(as_repaired) OVER (PARTITION BY contact_id) AS is_row
                          FROM (SELECT true AS as_repaired, contact_id, line, event_id, address, canonical_address, name,
                                       locale, attributes, evidence, occurred_at IS NOT NULL AS dated,
                                       least(coalesce(occurred_at, run.started_at), run.started_at) AS at
                                  FROM staged_contacts
                                 WHERE run_id = run.run_id AND kind IS NOT DISTINCT FROM p_kind
                                UNION ALL
                                SELECT false, as_given_id, line, event_id, address, canonical_address, name,
                                       locale, attributes, evidence, occurred_at IS NOT NULL,
                                       least(coalesce(occurred_at, run.started_at), run.started_at)
                                  FROM staged_contacts
                                 WHERE run_id = run.run_id AND kind IS NOT DISTINCT FROM p_kind
                                   AND as_given_id IS NOT NULL AND run.mode = 'opt-out') r
                         ORDER BY contact_id, at DESC, line DESC) s
                  LEFT JOIN contacts c ON c.contact_id = s.contact_id
                  LEFT JOIN choices l ON l.contact_id = s.contact_id AND l.list_id = run.list_id
                  LEFT JOIN choices a ON a.contact_id = s.contact_id AND a.list_id = 0 AND marketing
                OFFSET 0) w) v
 ORDER BY contact_id
$$;

-- The plan of the suppressions of a file, for the address as given and as repaired. One that its source has shown before
-- is known, also if it was released since.
CREATE OR REPLACE FUNCTION plan_suppressions(run runs) RETURNS void
LANGUAGE sql
AS $$
INSERT INTO staged_changes (
    contact_id, run_id, line, event_id, outcome, says, removes, occurred_at, kind, reason)
SELECT contact_id, run.run_id, line, event_id,
       CASE WHEN NOT is_row THEN 'beside' WHEN known THEN 'unchanged' WHEN NOT is_contact THEN 'added' ELSE 'updated' END,
       NOT known, is_row AND NOT known AND was_mailed, run.started_at, 'suppressed', reason
  FROM (SELECT s.*, EXISTS (SELECT FROM contacts c WHERE c.contact_id = s.contact_id) AS is_contact,
               EXISTS (SELECT FROM standing_events e
                        WHERE e.contact_id = s.contact_id AND e.kind = 'suppressed' AND e.basis = s.reason
                          AND e.source_id = run.source_id) AS known,
               EXISTS (SELECT FROM subscriptions_at(run.list_id, run.started_at, s.contact_id) p
                        WHERE p.reason IN ('subscribed', 'basis_missing')) AS was_mailed
          FROM (SELECT DISTINCT ON (contact_id, reason) *,
                       bool_or(as_repaired) OVER (PARTITION BY contact_id, reason) AS is_row
                  FROM (SELECT true AS as_repaired, contact_id, line, event_id, reason
                          FROM staged_contacts WHERE run_id = run.run_id AND kind = 'suppressed'
                        UNION ALL
                        SELECT false, as_given_id, line, event_id, reason
                          FROM staged_contacts
                         WHERE run_id = run.run_id AND kind = 'suppressed' AND as_given_id IS NOT NULL) r
                 ORDER BY contact_id, reason, line DESC) s
        OFFSET 0) v
 ORDER BY contact_id
$$;

-- The plan of the opt-outs and suppressions in a file of contacts. None is dropped, whatever other rows say of the same
-- person. The person is counted once: by the opt-out, else the suppression, else the contact's row that does something.
CREATE OR REPLACE FUNCTION plan_nos_beside_contacts(run runs, marketing boolean) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    nos runs := run;
BEGIN
    nos.mode := 'opt-out';
    PERFORM plan_choices(nos, marketing, 'opted_out');
    PERFORM plan_suppressions(run);
    UPDATE staged_changes k
       SET outcome = 'beside'
     WHERE k.run_id = run.run_id AND k.outcome <> 'beside'
       AND EXISTS (SELECT FROM staged_changes o
                    WHERE o.run_id = k.run_id AND o.contact_id = k.contact_id AND o.outcome NOT IN ('beside', 'unchanged')
                      AND (coalesce(o.kind, 'voided'), coalesce(o.reason, ''))
                        < (coalesce(k.kind, 'voided'), coalesce(k.reason, '')));
END
$$;

-- Carries out what plan_run decided: contacts, ledger, state. Then staging is emptied. staged_changes lies in the order
-- of contact_id, so reading it as it lies fills every index in order. Locks: contacts, choices, suppressions, grounds, each
-- in the order of its key.
CREATE OR REPLACE FUNCTION apply_run(p_run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_nestloop = on
AS $$
#variable_conflict use_column
DECLARE
    run runs;
    nos runs;
    recorded timestamptz := clock_timestamp();
    followers consent_line[];
BEGIN
    SELECT * INTO STRICT run FROM runs WHERE run_id = p_run;
    PERFORM pg_advisory_xact_lock_shared(advisory_class('moving'), 0);
    IF is_large_run((SELECT count(*) FROM staged_changes WHERE run_id = p_run)) THEN
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;

    PERFORM store_contacts(run);
    IF run.mode <> 'contacts' THEN
        PERFORM append_run_choices(run, NULL, recorded);
    ELSE
        IF EXISTS (SELECT FROM staged_changes WHERE run_id = p_run AND kind IS NOT NULL) THEN
            nos := run;
            nos.mode := 'opt-out';
            PERFORM append_run_choices(nos, 'opted_out', recorded);
            PERFORM append_run_suppressions(run, recorded);
        END IF;
        IF EXISTS (SELECT FROM linked_to(run)) THEN
            PERFORM FROM choices c
              WHERE c.contact_id IN (SELECT linked_to FROM linked_to(run))
              ORDER BY c.contact_id, c.list_id FOR UPDATE OF c;
        END IF;
        PERFORM append_run_grounds(run, recorded);
    END IF;

    -- What was said at an address that moved counts where it moved to.
    IF EXISTS (SELECT FROM links) THEN
        SELECT array_agg(line_at_link(e.l, k.linked_id)) INTO followers
          FROM (SELECT contact_id, ROW(contact_id, event_id, list_id, kind, occurred_at, source_id, run_id, line, actor,
                                       method, basis, obtained_at, expires_at, paused_until, NULL, NULL, NULL, notice_hash,
                                       evidence)::consent_line AS l
                  FROM consent_events LEFT JOIN consent_evidence USING (contact_id, event_id)
                 WHERE run_id = p_run AND kind IN ('opted_out', 'paused', 'opted_in', 'asserted', 'removed')) e
          JOIN links k ON k.contact_id = e.contact_id AND k.moved_at > coalesce(k.returned_at, '-infinity');
        IF followers IS NOT NULL THEN PERFORM append_lines(followers); END IF;
    END IF;
    -- After a large run the next reader needs plans for what the tables hold now, not what they held before.
    IF (SELECT count(*) FROM (SELECT FROM staged_changes WHERE run_id = p_run AND says LIMIT 20000) k) = 20000 THEN
        ANALYZE (SKIP_LOCKED) contacts (contact_id);
        ANALYZE (SKIP_LOCKED) grounds (contact_id, list_id, source_id);
        ANALYZE (SKIP_LOCKED) choices (contact_id, list_id);
        ANALYZE (SKIP_LOCKED) consent_events (contact_id, kind);
    END IF;
    PERFORM empty_staging(p_run);
END
$$;

-- The contacts of a run: new ones, and new data of known ones, with what was there before.
CREATE OR REPLACE FUNCTION store_contacts(run runs) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    planned bigint;
    inserted bigint;
    few uuid[];
BEGIN
    SELECT count(*) INTO planned FROM staged_changes WHERE run_id = run.run_id AND stores = 'new';
    IF planned > 0 THEN
        INSERT INTO contacts (
            contact_id, address, canonical_address, name, locale, attributes, data_digest, created_by_run, created_at,
            updated_at)
        SELECT s.contact_id, s.address, s.canonical_address, nullif(s.name, ''), nullif(s.locale, ''),
               CASE WHEN run.clear_empty THEN jsonb_strip_nulls(s.attributes::jsonb) ELSE s.attributes::jsonb END,
               s.data_digest, run.run_id, run.started_at, run.started_at
          FROM staged_changes k JOIN staged_contacts s USING (contact_id, run_id, line)
         WHERE k.run_id = run.run_id AND k.stores = 'new'
         ORDER BY s.contact_id
        ON CONFLICT ON CONSTRAINT contacts_pkey DO NOTHING;
        GET DIAGNOSTICS inserted = ROW_COUNT;
        -- Whom another run of another list added in the meantime is known by now.
        IF inserted < planned THEN
            UPDATE staged_changes k SET stores = 'changed'
              FROM contacts c
             WHERE k.run_id = run.run_id AND k.stores = 'new' AND c.contact_id = k.contact_id
               AND c.created_by_run IS DISTINCT FROM run.run_id;
        END IF;
    END IF;
    few := few_known(run.run_id, true);
    IF few IS DISTINCT FROM '{}' THEN
        PERFORM FROM contacts c JOIN staged_changes k USING (contact_id)
          WHERE k.run_id = run.run_id AND k.stores = 'changed' AND (few IS NULL OR c.contact_id = ANY (few))
          ORDER BY c.contact_id FOR UPDATE OF c;
        INSERT INTO contact_changes (
            contact_id, run_id, address, canonical_address, name, locale, attributes, updated_at, said, data_digest, changes)
        SELECT c.contact_id, run.run_id, c.address, c.canonical_address, c.name, c.locale, c.attributes, c.updated_at,
               jsonb_build_object('address', s.address, 'name', s.name, 'locale', s.locale,
                                  'attributes', s.attributes::jsonb),
               s.data_digest, k.stores = 'changed'
          FROM staged_changes k JOIN staged_contacts s USING (contact_id, run_id, line) JOIN contacts c USING (contact_id)
         WHERE k.run_id = run.run_id AND k.stores IN ('changed', 'same') AND (few IS NULL OR c.contact_id = ANY (few))
         ORDER BY c.contact_id;
        UPDATE contacts c
           SET address = s.address, canonical_address = s.canonical_address,
               name = nullif(coalesce(s.name, c.name), ''), locale = nullif(coalesce(s.locale, c.locale), ''),
               attributes = merged(c.attributes, s.attributes::jsonb, run.clear_empty), data_digest = s.data_digest,
               updated_at = run.started_at
          FROM staged_changes k JOIN staged_contacts s USING (contact_id, run_id, line)
         WHERE k.run_id = run.run_id AND k.stores = 'changed' AND c.contact_id = k.contact_id
           AND (few IS NULL OR c.contact_id = ANY (few));
    END IF;
END
$$;

-- The grounds of a run, with what proves them where the file names it. Otherwise run and line are the evidence.
CREATE OR REPLACE FUNCTION append_run_grounds(run runs, p_recorded timestamptz) RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NULL AND evidence IS NOT NULL) THEN
        INSERT INTO consent_evidence (contact_id, event_id, salt, evidence)
        SELECT contact_id, event_id, uuid_send(gen_random_uuid()), jsonb_build_object('reference', evidence)
          FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NULL AND evidence IS NOT NULL;
        INSERT INTO consent_events (
            contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method,
            basis, obtained_at, expires_at, evidence_hash)
        SELECT k.contact_id, k.event_id, k.occurred_at, p_recorded, pg_current_xact_id(), run.list_id, 'asserted',
               run.run_id, k.line, run.source_id, run.actor, run.kind, run.basis, k.obtained_at, k.expires_at,
               sha256(v.salt || convert_to(v.evidence::text, 'UTF8'))
          FROM staged_changes k LEFT JOIN consent_evidence v USING (contact_id, event_id)
         WHERE k.run_id = run.run_id AND k.says AND k.kind IS NULL
         ORDER BY k.contact_id;
    ELSE
        INSERT INTO consent_events (
            contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method,
            basis, obtained_at, expires_at)
        SELECT contact_id, event_id, occurred_at, p_recorded, pg_current_xact_id(), run.list_id, 'asserted', run.run_id,
               line, run.source_id, run.actor, run.kind, run.basis, obtained_at, expires_at
          FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NULL;
    END IF;
    INSERT INTO grounds AS s (
        contact_id, list_id, source_id, asserted_at, assertion_id, basis, obtained_at, expires_at, evidenced)
    SELECT contact_id, run.list_id, run.source_id, occurred_at, event_id, run.basis, obtained_at, expires_at,
           evidence IS NOT NULL
      FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NULL
    ON CONFLICT ON CONSTRAINT grounds_pkey DO UPDATE SET
        asserted_at = EXCLUDED.asserted_at, assertion_id = EXCLUDED.assertion_id, basis = EXCLUDED.basis,
        obtained_at = EXCLUDED.obtained_at, expires_at = EXCLUDED.expires_at, evidenced = EXCLUDED.evidenced
     WHERE later_assertion(EXCLUDED.asserted_at, EXCLUDED.expires_at, EXCLUDED.assertion_id,
                           s.asserted_at, s.expires_at, s.assertion_id);
END
$$;

-- The people of a run whose addresses moved, and everybody whom what is said there follows to.
CREATE OR REPLACE FUNCTION linked_to(run runs) RETURNS SETOF uuid
LANGUAGE sql STABLE
AS $$
WITH RECURSIVE followed AS (
    SELECT k.contact_id FROM links k
     WHERE EXISTS (SELECT FROM staged_changes c WHERE c.run_id = run.run_id AND c.contact_id = k.contact_id)
    UNION
    SELECT k.linked_id FROM followed f JOIN links k USING (contact_id)
     WHERE k.moved_at > coalesce(k.returned_at, '-infinity'))
SELECT contact_id FROM followed
$$;

-- The opt-outs or opt-ins of a run, by its mode: its rows of one kind. New rows first, then the locks of those that were
-- there, as append_lines does it: what is new is seen by nobody who might hold the others.
CREATE OR REPLACE FUNCTION append_run_choices(run runs, p_kind consent_kind, p_recorded timestamptz) RETURNS void
LANGUAGE sql
AS $$
WITH offered AS MATERIALIZED (
    SELECT *, uuid_send(gen_random_uuid()) AS salt, jsonb_build_object('reference', evidence) AS document
      FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NOT DISTINCT FROM p_kind),
kept AS (
    INSERT INTO consent_evidence (contact_id, event_id, salt, evidence)
    SELECT contact_id, event_id, salt, document FROM offered WHERE evidence IS NOT NULL)
INSERT INTO consent_events (
    contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method,
    basis, evidence_hash)
SELECT contact_id, event_id, occurred_at, p_recorded, pg_current_xact_id(), run.list_id,
       CASE run.mode WHEN 'opt-out' THEN 'opted_out' ELSE 'opted_in' END::consent_kind,
       run.run_id, line, run.source_id, run.actor, 'import', CASE run.mode WHEN 'opt-in' THEN 'consent' END,
       CASE WHEN evidence IS NOT NULL THEN sha256(salt || convert_to(document::text, 'UTF8')) END
  FROM offered;
INSERT INTO choices (contact_id, list_id, opted_in_at, opted_out_at)
SELECT contact_id, run.list_id, max(occurred_at) FILTER (WHERE run.mode = 'opt-in'),
       max(occurred_at) FILTER (WHERE run.mode = 'opt-out')
  FROM (SELECT contact_id, occurred_at
          FROM staged_changes WHERE run_id = run.run_id AND says AND kind IS NOT DISTINCT FROM p_kind
        UNION ALL
        SELECT linked_to, NULL FROM linked_to(run)) p
 GROUP BY contact_id ORDER BY contact_id
ON CONFLICT DO NOTHING;
SELECT FROM choices c
 WHERE c.contact_id IN (SELECT contact_id FROM staged_changes
                         WHERE run_id = run.run_id AND says AND kind IS NOT DISTINCT FROM p_kind
                        UNION SELECT linked_to FROM linked_to(run))
 ORDER BY c.contact_id, c.list_id FOR UPDATE OF c;
UPDATE choices c
   SET opted_in_at = CASE run.mode WHEN 'opt-in' THEN greatest(c.opted_in_at, k.occurred_at) ELSE c.opted_in_at END,
       opted_out_at = CASE run.mode WHEN 'opt-out' THEN greatest(c.opted_out_at, k.occurred_at) ELSE c.opted_out_at END
  FROM staged_changes k
 WHERE k.run_id = run.run_id AND k.says AND k.kind IS NOT DISTINCT FROM p_kind
   AND c.contact_id = k.contact_id AND c.list_id = run.list_id
   AND k.occurred_at > coalesce(CASE run.mode WHEN 'opt-out' THEN c.opted_out_at ELSE c.opted_in_at END, '-infinity')
$$;

-- The suppressions of a run.
CREATE OR REPLACE FUNCTION append_run_suppressions(run runs, p_recorded timestamptz) RETURNS void
LANGUAGE sql
AS $$
INSERT INTO consent_events (
    contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method, basis)
SELECT contact_id, event_id, occurred_at, p_recorded, pg_current_xact_id(), 0, 'suppressed', run.run_id, line,
       run.source_id, run.actor, run.kind, reason
  FROM staged_changes WHERE run_id = run.run_id AND says AND kind = 'suppressed';
INSERT INTO suppressions (contact_id, reason, since)
SELECT contact_id, reason, max(occurred_at)
  FROM staged_changes WHERE run_id = run.run_id AND says AND kind = 'suppressed'
 GROUP BY contact_id, reason ORDER BY contact_id, reason
ON CONFLICT DO NOTHING;
SELECT FROM suppressions s
 WHERE (s.contact_id, s.reason) IN (SELECT contact_id, reason FROM staged_changes
                                     WHERE run_id = run.run_id AND says AND kind = 'suppressed')
 ORDER BY s.contact_id, s.reason FOR UPDATE OF s;
UPDATE suppressions s
   SET since = k.occurred_at
  FROM staged_changes k
 WHERE k.run_id = run.run_id AND k.says AND k.kind = 'suppressed'
   AND s.contact_id = k.contact_id AND s.reason = k.reason AND k.occurred_at > coalesce(s.since, '-infinity')
$$;

-- Forgets the staged rows of a run. If no other run is staging, both tables are emptied at no cost.
CREATE OR REPLACE FUNCTION empty_staging(p_run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    LOCK TABLE staged_contacts, staged_changes IN ACCESS EXCLUSIVE MODE NOWAIT;
    TRUNCATE staged_contacts, staged_changes;
EXCEPTION WHEN lock_not_available THEN
    DELETE FROM staged_changes WHERE run_id = p_run;
    DELETE FROM staged_contacts WHERE run_id = p_run;
END
$$;

-- Writing: one person -----------------------------------------------------------------------------------------------

-- Keeps the address of somebody who is no contact yet: of one who says yes to p_list at p_yes_at, or (p_like) of one who
-- comes with the data of another contact. Of whom a no to all mail or an erasure outlasts the last yes nothing is stored.
-- Comes before the append of what the person says: contacts are locked before choices. Answers whether it was added.
CREATE OR REPLACE FUNCTION add_contact(
    p_contact uuid, p_address text, p_canonical text, p_list integer DEFAULT NULL, p_yes_at timestamptz DEFAULT NULL,
    p_like uuid DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    -- Not while contacts are taken away.
    PERFORM pg_advisory_xact_lock_shared(advisory_class('bulk run'), 0);
    INSERT INTO contacts (contact_id, address, canonical_address, name, locale, attributes)
    SELECT p_contact, p_address, p_canonical, o.name, o.locale, coalesce(o.attributes, '{}')
      FROM (SELECT) x LEFT JOIN contacts o ON o.contact_id = p_like
     WHERE (p_like IS NULL OR o.contact_id IS NOT NULL)
       AND NOT EXISTS (
           SELECT FROM choices n
            WHERE n.contact_id = p_contact
              AND (n.opted_out_at = n.erased_at OR n.list_id = 0 AND NOT EXISTS (
                       SELECT FROM lists WHERE lists.list_id = p_list AND stream = 'transactional'))
              AND n.opted_out_at >= coalesce(greatest(p_yes_at, (
                       SELECT max(y.opted_in_at) FROM choices y WHERE y.contact_id = p_contact)), '-infinity'))
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;

-- Changes what is known of a contact by hand. Null leaves a value, '' clears it; a null member of the attributes clears
-- that one. Answers whether there is such a contact.
CREATE OR REPLACE FUNCTION set_contact(p_contact uuid, p_name text, p_locale text, p_attributes jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE contacts c
       SET name = nullif(coalesce(p_name, c.name), ''), locale = nullif(coalesce(p_locale, c.locale), ''),
           attributes = merged(c.attributes, p_attributes, true), data_digest = NULL, updated_at = clock_timestamp()
     WHERE c.contact_id = p_contact;
    RETURN FOUND;
END
$$;

-- Erases a person: a no with method erasure on list 0 and on every list that they have to do with, then all data and
-- evidence. What remains are lines, state and ids, which name nobody. Every table that holds data of people is here.
-- Waits for bulk runs: one under way may just have read the contact as known. Answers how many rows went.
CREATE OR REPLACE FUNCTION erase_contact(p_contact uuid, p_actor text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    nos consent_line[];
    contacts_gone bigint;
    changes_gone bigint;
    evidence_gone bigint;
    deliveries_gone bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(advisory_class('bulk run'), 0);
    SELECT array_agg(ROW(p_contact, gen_random_uuid(), list_id, 'opted_out', NULL, NULL, NULL, NULL, p_actor, 'erasure', NULL,
                         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::consent_line)
      INTO nos
      FROM (SELECT 0 AS list_id
            UNION SELECT list_id FROM choices
                   WHERE contact_id = p_contact
                     AND num_nonnulls(requested_at, opted_in_at, opted_out_at, paused_at) > 0
            UNION SELECT list_id FROM grounds WHERE contact_id = p_contact) l;
    PERFORM append_lines(nos);

    DELETE FROM contacts WHERE contact_id = p_contact;
    GET DIAGNOSTICS contacts_gone = ROW_COUNT;
    DELETE FROM contact_changes WHERE contact_id = p_contact;
    GET DIAGNOSTICS changes_gone = ROW_COUNT;
    DELETE FROM outbox WHERE contact_id = p_contact;
    DELETE FROM consent_evidence WHERE contact_id = p_contact;
    GET DIAGNOSTICS evidence_gone = ROW_COUNT;
    UPDATE delivery_events SET detail = '{}' WHERE contact_id = p_contact AND detail <> '{}';
    GET DIAGNOSTICS deliveries_gone = ROW_COUNT;
    RETURN jsonb_build_object(
        'nos', cardinality(nos), 'contacts', contacts_gone, 'changes', changes_gone, 'evidence', evidence_gone,
        'deliveries', deliveries_gone, 'lines', (SELECT count(*) FROM consent_events WHERE contact_id = p_contact));
END
$$;

-- Suppresses everybody in the staged rows of a run, for the address as given and as repaired; who is suppressed for that
-- reason already gets no line. Then staging is emptied. Answers the counts of rows; p_rows is how many were staged.
CREATE OR REPLACE FUNCTION suppress_staged(p_run bigint, p_rows bigint, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    run runs;
    recorded timestamptz;
    people bigint;
    suppressed bigint;
BEGIN
    SELECT * INTO STRICT run FROM runs WHERE run_id = p_run;
    SELECT count(DISTINCT contact_id) INTO people FROM staged_contacts WHERE run_id = p_run;
    INSERT INTO staged_changes (contact_id, run_id, line, event_id, outcome, says, occurred_at, kind, reason)
    SELECT DISTINCT ON (contact_id) contact_id, p_run, line, event_id,
           CASE WHEN bool_or(is_row) OVER (PARTITION BY contact_id) THEN 'updated' ELSE 'beside' END, true,
           clock_timestamp(), 'suppressed', p_reason
      FROM (SELECT contact_id, line, event_id, true AS is_row FROM staged_contacts WHERE run_id = p_run
            UNION ALL
            SELECT as_given_id, line, event_id, false FROM staged_contacts
             WHERE run_id = p_run AND as_given_id IS NOT NULL) s
     ORDER BY contact_id, line;

    INSERT INTO suppressions (contact_id, reason)
    SELECT contact_id, p_reason FROM staged_changes WHERE run_id = p_run ORDER BY contact_id
    ON CONFLICT DO NOTHING;
    PERFORM FROM suppressions s
      WHERE s.reason = p_reason AND s.contact_id IN (SELECT contact_id FROM staged_changes WHERE run_id = p_run)
      ORDER BY s.contact_id FOR UPDATE OF s;
    recorded := clock_timestamp();
    UPDATE staged_changes k
       SET says = NOT coalesce(s.since >= coalesce(s.released_at, '-infinity'), false), occurred_at = greatest(recorded, s.released_at)
      FROM suppressions s
     WHERE k.run_id = p_run AND s.contact_id = k.contact_id AND s.reason = p_reason;
    SELECT count(*) FILTER (WHERE says AND outcome = 'updated') INTO suppressed
      FROM staged_changes WHERE run_id = p_run;
    PERFORM append_run_suppressions(run, recorded);
    PERFORM empty_staging(p_run);
    RETURN jsonb_build_object('duplicates', p_rows - people, 'suppressed', suppressed, 'unchanged', people - suppressed);
END
$$;

-- Writing: asking to join --------------------------------------------------------------------------------------------
-- A request is confirmed by the person's own POST, from a link mailed to the address, within seven days. It counts from
-- when it was made. Locks: bulk runs, then the requests of the person, then those of append_lines, then the outbox.

-- Lets the requests of one person wait for each other, and for what takes contacts away.
CREATE OR REPLACE FUNCTION lock_requests(p_contact uuid) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(advisory_class('bulk run'), 0);
    PERFORM pg_advisory_xact_lock(advisory_class('opt-in'), hashtext(p_contact::text));
END
$$;

-- Whether a no stands that is not older than a request.
CREATE OR REPLACE FUNCTION is_opted_out(p_contact uuid, p_list integer, p_requested_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE
AS $$
SELECT status = 'opted_out' AND decided_at >= p_requested_at
  FROM subscription_at(p_list, clock_timestamp(), p_contact)
$$;

-- Why a mail that asks to confirm is not wanted, or null: unmailable (suppressed, moved, or of a list out of use),
-- subscribed already, refused (a no that is not older than the request).
CREATE OR REPLACE FUNCTION obstacle_to_asking(p_contact uuid, p_list integer, p_requested_at timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT CASE
    WHEN EXISTS (SELECT FROM suppressions
                  WHERE contact_id = p_contact AND since >= coalesce(released_at, '-infinity'))
      OR EXISTS (SELECT FROM links WHERE contact_id = p_contact AND moved_at > coalesce(returned_at, '-infinity'))
      OR NOT EXISTS (SELECT FROM lists WHERE list_id = p_list AND archived_at IS NULL) THEN 'unmailable'
    WHEN s.reason IN ('subscribed', 'paused') THEN 'subscribed'
    WHEN is_opted_out(p_contact, p_list, p_requested_at) THEN 'refused' END
  FROM subscription_at(p_list, clock_timestamp(), p_contact) s
$$;

-- Somebody asks by a public list's form that an address be put on it. A list of opt-in single takes it as the yes, unless
-- a no stands; else a mail goes to the address, unless one of the last day asks that already. Answers requested, repeated,
-- subscribed (now, or before), unmailable, or full: p_most mails wait already, and nothing was recorded.
CREATE OR REPLACE FUNCTION request_opt_in(
    p_contact uuid, p_list integer, p_address text, p_canonical text, p_locale text, p_notice bytea, p_evidence jsonb,
    p_most integer)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    said jsonb := jsonb_build_object(
        'contact_id', p_contact, 'list_id', p_list, 'actor', 'person', 'method', 'form', 'notice_hash', p_notice,
        'evidence', p_evidence);
    list lists;
    obstacle text;
    no timestamptz;
    request record;
BEGIN
    PERFORM lock_requests(p_contact);
    SELECT * INTO list FROM lists WHERE list_id = p_list AND public AND archived_at IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such public list' USING ERRCODE = 'MB004'; END IF;
    obstacle := obstacle_to_asking(p_contact, p_list, NULL);
    IF obstacle IS NOT NULL THEN RETURN obstacle; END IF;
    SELECT decided_at INTO no FROM subscription_at(p_list, clock_timestamp(), p_contact) WHERE status = 'opted_out';
    IF EXISTS (SELECT FROM outbox
                WHERE contact_id = p_contact AND list_id = p_list AND address IS NOT NULL
                  AND requested_at > greatest(no, clock_timestamp() - request_lifetime())
                  AND coalesce(sent_at, 'infinity') > clock_timestamp() - interval '1 day') THEN
        RETURN 'repeated';
    END IF;

    IF list.opt_in = 'single' AND no IS NULL THEN
        PERFORM add_contact(p_contact, p_address, p_canonical, p_list, clock_timestamp());
        IF EXISTS (SELECT FROM append_events(jsonb_build_array(said || '{"kind":"opted_in"}'))
                    WHERE contact_id = p_contact AND outcome = 'appended') THEN
            RETURN 'subscribed';
        END IF;
    END IF;
    -- Near enough: requests at once do not wait for each other to be counted.
    IF (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND refused_at IS NULL) >= p_most THEN RETURN 'full'; END IF;
    SELECT event_id, occurred_at INTO STRICT request
      FROM append_events(jsonb_build_array(said || '{"kind":"requested"}')) WHERE contact_id = p_contact;
    DELETE FROM outbox WHERE contact_id = p_contact AND list_id = p_list AND sent_at IS NULL;
    INSERT INTO outbox (
        contact_id, request_id, list_id, address, canonical_address, locale, requested_at, notice_hash, next_attempt_at)
    VALUES (
        p_contact, request.event_id, p_list, p_address, p_canonical, p_locale, request.occurred_at, p_notice,
        greatest(clock_timestamp(),
                 (SELECT max(sent_at) + interval '1 day' FROM outbox WHERE contact_id = p_contact)));
    RETURN 'requested';
END
$$;

-- The person confirms a request. Answers confirmed, known (it was before), refused (a no is not older than the request:
-- this lifts nothing), or expired (it has run out, or was erased). p_evidence: what is kept of the POST.
CREATE OR REPLACE FUNCTION confirm_opt_in(p_contact uuid, p_list integer, p_requested_at timestamptz, p_evidence jsonb)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    -- The same for the same link, so a repeated POST adds nothing.
    event uuid := substr(encode(sha256(
        uuid_send(p_contact) || int4send(p_list) || timestamptz_send(p_requested_at)), 'hex'), 1, 32)::uuid;
    request outbox;
    answer text := 'known';
BEGIN
    PERFORM lock_requests(p_contact);
    IF NOT EXISTS (SELECT FROM consent_events WHERE contact_id = p_contact AND event_id = event) THEN
        SELECT * INTO request FROM outbox
         WHERE contact_id = p_contact AND list_id = p_list AND requested_at = p_requested_at
           AND requested_at > clock_timestamp() - request_lifetime();
        IF NOT FOUND THEN
            RETURN CASE WHEN obstacle_to_asking(p_contact, p_list, p_requested_at) = 'subscribed'
                        THEN 'known' ELSE 'expired' END;
        END IF;
        IF request.address IS NOT NULL AND NOT is_opted_out(p_contact, p_list, p_requested_at) THEN
            PERFORM add_contact(p_contact, request.address, request.canonical_address, p_list, p_requested_at);
        END IF;
        PERFORM append_events(jsonb_build_array(jsonb_build_object(
            'contact_id', p_contact, 'event_id', event, 'list_id', p_list, 'kind', 'opted_in',
            'occurred_at', p_requested_at, 'actor', 'person', 'method', 'confirmed', 'notice_hash', request.notice_hash,
            'evidence', p_evidence || jsonb_build_object(
                'request_id', request.request_id, 'confirmed_at', clock_timestamp()))));
        DELETE FROM outbox WHERE contact_id = p_contact AND list_id = p_list AND sent_at IS NULL;
        UPDATE outbox SET address = NULL, canonical_address = NULL WHERE contact_id = p_contact AND list_id = p_list;
        answer := 'confirmed';
    END IF;
    RETURN CASE WHEN is_opted_out(p_contact, p_list, p_requested_at) THEN 'refused' ELSE answer END;
END
$$;

-- The next mails that are due, for whom the caller hands over within ten minutes: after that they are due again, so a
-- crash sends one once more at most. The mails of one person go one after the other, and behind one whose address was
-- refused for good none. What is not wanted any more goes.
CREATE OR REPLACE FUNCTION claim_outbox(p_most integer)
RETURNS TABLE (
    contact_id uuid, request_id uuid, list_id integer, canonical_address text, locale text, requested_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
WITH due AS MATERIALIZED (
    SELECT o.contact_id, o.request_id, o.list_id, o.requested_at
      FROM outbox o
     WHERE o.sent_at IS NULL AND o.refused_at IS NULL AND o.next_attempt_at <= clock_timestamp()
       AND o.requested_at > clock_timestamp() - request_lifetime()
       AND NOT EXISTS (SELECT FROM outbox e
                        WHERE e.contact_id = o.contact_id AND e.sent_at IS NULL
                          AND (e.requested_at, e.request_id) < (o.requested_at, o.request_id))
     ORDER BY o.next_attempt_at LIMIT p_most FOR UPDATE OF o SKIP LOCKED),
judged AS MATERIALIZED (
    SELECT *, obstacle_to_asking(contact_id, list_id, requested_at) AS obstacle FROM due),
unwanted AS (
    DELETE FROM outbox o USING judged j
     WHERE o.contact_id = j.contact_id AND o.request_id = j.request_id AND j.obstacle IS NOT NULL)
UPDATE outbox o SET attempts = o.attempts + 1, next_attempt_at = clock_timestamp() + interval '10 minutes'
  FROM judged j
 WHERE o.contact_id = j.contact_id AND o.request_id = j.request_id AND j.obstacle IS NULL
RETURNING o.contact_id, o.request_id, o.list_id, o.canonical_address, o.locale, o.requested_at
$$;

-- What came of handing a mail over: p_problem null for done. The next mail to that address waits a day; one that failed
-- is tried again after ever longer waits.
CREATE OR REPLACE FUNCTION settle_outbox(p_contact uuid, p_request uuid, p_problem text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(advisory_class('opt-in'), hashtext(p_contact::text));
    IF p_problem IS NULL THEN
        UPDATE outbox SET sent_at = clock_timestamp(), problem = NULL
         WHERE contact_id = p_contact AND request_id = p_request;
        UPDATE outbox SET next_attempt_at = greatest(next_attempt_at, clock_timestamp() + interval '1 day')
         WHERE contact_id = p_contact AND sent_at IS NULL;
    ELSE
        UPDATE outbox
           SET problem = p_problem,
               next_attempt_at = clock_timestamp() + (ARRAY[
                   interval '1 minute', '5 minutes', '30 minutes', '2 hours', '6 hours', '12 hours'])[least(attempts, 6)]
         WHERE contact_id = p_contact AND request_id = p_request;
    END IF;
END
$$;

-- The address was refused for good (RFC 5321 §4.2.1: what got a 5yz is not said again).
CREATE OR REPLACE FUNCTION give_up_outbox(p_contact uuid, p_request uuid, p_problem text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
UPDATE outbox SET refused_at = clock_timestamp(), problem = p_problem
 WHERE contact_id = p_contact AND request_id = p_request AND sent_at IS NULL
$$;

-- Deletes what the outbox holds no longer: requests that have run out, and after a day what was confirmed. Answers how
-- many rows went.
CREATE OR REPLACE FUNCTION sweep_outbox() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
WITH gone AS (
    DELETE FROM outbox o
     USING (SELECT contact_id, request_id FROM outbox
             WHERE requested_at <= clock_timestamp() - request_lifetime()
                OR address IS NULL AND sent_at <= clock_timestamp() - interval '1 day'
             FOR UPDATE SKIP LOCKED) g
     WHERE o.contact_id = g.contact_id AND o.request_id = g.request_id
    RETURNING 1)
SELECT count(*) FROM gone
$$;

-- Writing: taking a whole run back -----------------------------------------------------------------------------------

-- Attributes without what a run made of them: a key that the run set, that nobody has said since and that still has the
-- run's value gets what it had before, or goes. p_later: what later runs said.
CREATE OR REPLACE FUNCTION without_run(p_now jsonb, p_said jsonb, p_before jsonb, p_later jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value IS NOT NULL), '{}')
  FROM (SELECT key, CASE WHEN p_said ? key AND NOT p_later ? key
                          AND coalesce(p_now->key, 'null') = coalesce(p_said->key, 'null')
                         THEN p_before->key ELSE p_now->key END AS value
          FROM (SELECT jsonb_object_keys(p_now) UNION SELECT jsonb_object_keys(p_before)) k (key)) v
$$;

-- The same for a name, a locale or an address. p_said null: the run did not say it; '': it cleared it.
CREATE OR REPLACE FUNCTION without_run(p_now text, p_said text, p_before text, p_later boolean) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN coalesce(p_now, '') = p_said AND NOT p_later THEN p_before ELSE p_now END $$;

-- What runs after p_after and before p_until (null: all) said of a contact, as one row of a file would say it.
CREATE OR REPLACE FUNCTION said_between(p_contact uuid, p_after bigint, p_until bigint)
RETURNS TABLE (address boolean, name boolean, locale boolean, attributes jsonb)
LANGUAGE sql STABLE
AS $$
SELECT coalesce(bool_or(said->>'address' IS NOT NULL), false), coalesce(bool_or(said->>'name' IS NOT NULL), false),
       coalesce(bool_or(said->>'locale' IS NOT NULL), false),
       (SELECT coalesce(jsonb_object_agg(key, true), '{}')
          FROM contact_changes k, jsonb_object_keys(k.said->'attributes') key
         WHERE k.contact_id = p_contact AND k.run_id > p_after AND (p_until IS NULL OR k.run_id < p_until))
  FROM contact_changes
 WHERE contact_id = p_contact AND run_id > p_after AND (p_until IS NULL OR run_id < p_until)
$$;

-- The first run, other than one, that gave data of a contact or put it on a list: had that one not been, this would have
-- added the contact.
CREATE OR REPLACE FUNCTION next_to_speak(p_contact uuid, p_run bigint) RETURNS bigint
LANGUAGE sql STABLE
AS $$
SELECT least((SELECT min(run_id) FROM contact_changes WHERE contact_id = p_contact AND run_id <> p_run),
             (SELECT min(run_id) FROM standing_events
               WHERE contact_id = p_contact AND run_id <> p_run AND kind IN ('asserted', 'opted_in')))
$$;

-- Takes back a run, as the run p_undo of kind undo does: its lines, what it made of contacts, and the contacts that it
-- added and nobody else speaks of. What a person, a hand or another source said stands, attribute by attribute.
-- The caller holds all lists. Answers the counts.
CREATE OR REPLACE FUNCTION undo_run(p_undo bigint, p_including_nos boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    undo runs;
    taken runs;
    people bigint;
    gone bigint;
    restored bigint;
BEGIN
    SELECT * INTO STRICT undo FROM runs WHERE run_id = p_undo AND kind = 'undo';
    SELECT * INTO STRICT taken FROM runs WHERE run_id = undo.voids_run;
    IF taken.kind NOT IN ('import', 'sync') THEN
        RAISE EXCEPTION 'only an import or a sync can be taken back' USING ERRCODE = 'MB010';
    END IF;
    people := take_back(p_undo, undo.actor, taken.run_id, NULL, NULL, p_including_nos, undo.reason);

    PERFORM FROM contacts c
      WHERE c.created_by_run = taken.run_id
         OR c.contact_id IN (SELECT contact_id FROM contact_changes WHERE run_id = taken.run_id)
      ORDER BY c.contact_id FOR UPDATE;
    -- A no needs no contact: one spoken before the run came holds without it.
    DELETE FROM contacts c
     WHERE c.created_by_run = taken.run_id AND c.updated_at = taken.started_at
       AND NOT EXISTS (SELECT FROM contact_changes h WHERE h.contact_id = c.contact_id AND h.run_id <> taken.run_id)
       AND NOT EXISTS (SELECT FROM standing_events e
                        WHERE e.contact_id = c.contact_id
                          AND (e.kind IN ('requested', 'asserted', 'opted_in', 'moved')
                               OR e.recorded_at >= taken.started_at));
    GET DIAGNOSTICS gone = ROW_COUNT;

    -- Of a known contact the run's own row has both; of one that it added, the next row or the contact has what it said.
    -- Where a hand has been at it in between, that is not to be told apart, and stays.
    WITH takings AS MATERIALIZED (
        SELECT contact_id, said->>'address' AS said_address, said->>'name' AS said_name, said->>'locale' AS said_locale,
               said->'attributes' AS said_attributes, address, canonical_address, name, locale, attributes, updated_at
          FROM contact_changes WHERE run_id = taken.run_id AND said IS NOT NULL AND changes
        UNION ALL
        SELECT contact_id, NULL, coalesce(f.name, ''), coalesce(f.locale, ''), f.attributes,
               f.address, f.canonical_address, NULL, NULL, '{}',
               coalesce((SELECT started_at FROM runs WHERE run_id = next_to_speak(c.contact_id, taken.run_id)),
                        f.updated_at)
          FROM contacts c
         CROSS JOIN LATERAL (
               SELECT address, canonical_address, name, locale, attributes, updated_at
                 FROM contact_changes h WHERE h.contact_id = c.contact_id
               UNION ALL
               SELECT c.address, c.canonical_address, c.name, c.locale, c.attributes, c.updated_at
                ORDER BY updated_at LIMIT 1) f
         WHERE c.created_by_run = taken.run_id AND f.updated_at = taken.started_at
           AND NOT EXISTS (SELECT FROM contact_changes h
                            WHERE h.contact_id = c.contact_id AND h.run_id = taken.run_id)),
    earlier AS (
        -- Later runs overwrote what would have been there without this one.
        UPDATE contact_changes h
           SET address = without_run(h.address, t.said_address, t.address, s.address),
               canonical_address = CASE WHEN h.address = t.said_address AND NOT s.address
                                        THEN t.canonical_address ELSE h.canonical_address END,
               name = without_run(h.name, t.said_name, t.name, s.name),
               locale = without_run(h.locale, t.said_locale, t.locale, s.locale),
               attributes = without_run(h.attributes, t.said_attributes, t.attributes, s.attributes),
               updated_at = CASE h.updated_at WHEN taken.started_at THEN t.updated_at ELSE h.updated_at END,
               changes = true
          FROM takings t, contact_changes l
         CROSS JOIN LATERAL said_between(l.contact_id, taken.run_id, l.run_id) s
         WHERE l.contact_id = t.contact_id AND l.run_id > taken.run_id
           AND h.contact_id = l.contact_id AND h.run_id = l.run_id)
    UPDATE contacts c
       SET address = without_run(c.address, t.said_address, t.address, s.address),
           canonical_address = CASE WHEN c.address = t.said_address AND NOT s.address
                                    THEN t.canonical_address ELSE c.canonical_address END,
           name = without_run(c.name, t.said_name, t.name, s.name),
           locale = without_run(c.locale, t.said_locale, t.locale, s.locale),
           attributes = without_run(c.attributes, t.said_attributes, t.attributes, s.attributes),
           updated_at = CASE c.updated_at WHEN taken.started_at THEN t.updated_at ELSE c.updated_at END,
           data_digest = NULL
      FROM takings t CROSS JOIN LATERAL said_between(t.contact_id, taken.run_id, NULL) s
     WHERE c.contact_id = t.contact_id;
    GET DIAGNOSTICS restored = ROW_COUNT;

    DELETE FROM contact_changes WHERE run_id = taken.run_id;
    -- A contact that stays belongs to the run that would have added it.
    UPDATE contacts c
       SET data_digest = NULL,
           created_by_run = next_to_speak(c.contact_id, taken.run_id)
     WHERE c.created_by_run = taken.run_id;
    RETURN jsonb_build_object('people', people, 'restored', restored, 'contacts_removed', gone);
END
$$;

-- Keeping: purging -----------------------------------------------------------------------------------------------------
-- What may go: of people whom nothing makes sendable on any list, when the law that governs asks for their record no
-- more. Nos, suppressions, voidings and links are never purged.

-- Whether a purge may take a line of this kind out of the ledger.
CREATE OR REPLACE FUNCTION is_purgeable(p_kind consent_kind) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT p_kind IN ('requested', 'asserted', 'opted_in', 'removed', 'paused') $$;

-- Whom a purge at p_at takes: into staged_purges. p_keep: how long records are kept at least past the last mail and the
-- last word; the law of a person's bases may ask for longer. A request to join that was never confirmed runs out in 7
-- days and goes 30 days later.
CREATE OR REPLACE FUNCTION stage_purge(p_run bigint, p_at timestamptz, p_keep interval) RETURNS void
LANGUAGE sql SET jit = off SET timezone = 'UTC'
AS $$
DELETE FROM staged_purges;
UPDATE runs SET planned_in = pg_current_snapshot() WHERE run_id = p_run;
WITH active AS MATERIALIZED (
    SELECT DISTINCT s.contact_id
      FROM lists l CROSS JOIN installation i CROSS JOIN LATERAL subscriptions_at(l.list_id, p_at) s
     WHERE s.status IN ('subscribed', 'paused', 'pending') AND s.reason <> 'basis_missing'
        -- An opt-in that only the law of the contact's country ends must not come to life when the country is gone.
        OR s.reason = 'basis_expired' AND s.ground_id IS NULL
           AND i.jurisdiction <> (SELECT r.jurisdiction FROM rule_for(s.contact_id, 'consent') r)),
words AS MATERIALIZED (
    SELECT contact_id, max(greatest(occurred_at, recorded_at)) AS last_word, bool_and(kind = 'requested') AS only_requests,
           bool_or(is_purgeable(kind) AND method <> 'checkpoint') AS has_lines
      FROM consent_events GROUP BY contact_id),
quiet AS MATERIALIZED (
    SELECT contact_id, greatest(w.last_word, c.updated_at) AS last_word,
           coalesce(w.only_requests, false) AND c.created_by_run IS NULL AS unconfirmed
      FROM words w FULL JOIN contacts c USING (contact_id)
     WHERE (c.contact_id IS NOT NULL OR w.has_lines)
       AND greatest(w.last_word, c.updated_at)
           <= p_at - CASE WHEN w.only_requests AND c.created_by_run IS NULL
                          THEN request_lifetime() + interval '30 days' ELSE p_keep END
       AND NOT EXISTS (SELECT FROM active WHERE active.contact_id = coalesce(w.contact_id, c.contact_id))),
mailed AS MATERIALIZED (
    SELECT q.contact_id, max(s.expires_at) AS last_mail
      FROM send_lists s JOIN send_list_recipients b USING (send_list_id) CROSS JOIN LATERAL unnest(b.ids) m (contact_id)
      JOIN quiet q ON q.contact_id = m.contact_id
     GROUP BY q.contact_id)
INSERT INTO staged_purges (contact_id, run_id, cause, jurisdiction, keep)
SELECT q.contact_id, p_run, CASE WHEN q.unconfirmed THEN 'unconfirmed' ELSE 'kept long enough' END, k.jurisdiction,
       CASE WHEN q.unconfirmed THEN request_lifetime() + interval '30 days' ELSE greatest(p_keep, k.keep) END
  FROM quiet q
  LEFT JOIN mailed m USING (contact_id)
 CROSS JOIN LATERAL (
       SELECT max(r.keep) AS keep, max(r.jurisdiction) AS jurisdiction
         FROM (SELECT 'consent' AS basis
               UNION SELECT e.basis FROM consent_events e WHERE e.contact_id = q.contact_id AND e.kind = 'asserted') b
        CROSS JOIN LATERAL rule_for(q.contact_id, b.basis) r) k
 WHERE q.unconfirmed AND m.contact_id IS NULL
    OR greatest(q.last_word, m.last_mail) <= p_at - greatest(p_keep, k.keep)
$$;

-- What the staged purge takes, counted.
CREATE OR REPLACE FUNCTION staged_purge_counts()
RETURNS TABLE (cause text, jurisdiction text, keep interval, people bigint, contacts bigint, lines bigint, evidence bigint)
LANGUAGE sql STABLE
AS $$
SELECT cause, jurisdiction, keep, count(*), count(c.contact_id), sum(e.lines)::bigint, sum(v.evidence)::bigint
  FROM staged_purges p
  LEFT JOIN contacts c USING (contact_id)
 CROSS JOIN LATERAL (SELECT CASE WHEN bool_or(method <> 'checkpoint') THEN count(*) ELSE 0 END AS lines
                       FROM consent_events e WHERE e.contact_id = p.contact_id AND is_purgeable(kind)) e
 CROSS JOIN LATERAL (SELECT count(*) AS evidence FROM consent_evidence v WHERE v.contact_id = p.contact_id) v
 GROUP BY cause, jurisdiction, keep ORDER BY cause DESC, jurisdiction, keep
$$;

-- Plans a purge as of now. Records are kept for three years at least.
CREATE OR REPLACE FUNCTION plan_purge(p_run bigint, p_years integer)
RETURNS TABLE (cause text, jurisdiction text, keep interval, people bigint, contacts bigint, lines bigint, evidence bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off
AS $$
BEGIN
    PERFORM stage_purge(p_run, clock_timestamp(), make_interval(years => greatest(p_years, 3)));
    RETURN QUERY SELECT * FROM staged_purge_counts();
END
$$;

-- Lines that say, instead of those that a purge takes out, what these folded to: the latest of each kind. What the law of
-- a contact's country ended or refused stays so when the country is known no more.
CREATE OR REPLACE FUNCTION append_checkpoints(p_run bigint, p_contacts uuid[]) RETURNS void
LANGUAGE sql
AS $$
INSERT INTO consent_events (
    contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, source_id, actor, method, basis, obtained_at,
    expires_at, paused_until, evidence_hash)
SELECT f.contact_id, gen_random_uuid(), f.occurred_at, clock_timestamp(), pg_current_xact_id(), f.list_id, f.kind, p_run,
       f.source_id, u.actor, 'checkpoint', f.basis,
       CASE WHEN r.basis IS NULL
              OR basis_lacks(r.stands, r.reference, f.evidence_hash IS NOT NULL, f.obtained_at) IS NULL
            THEN f.obtained_at END,
       basis_ends_at(r.lifetime, f.obtained_at, f.expires_at), f.paused_until, f.evidence_hash
  FROM (SELECT DISTINCT ON (contact_id, list_id, source, kind) e.*
          FROM (SELECT *, CASE WHEN kind IN ('asserted', 'removed') THEN source_id ELSE -1 END AS source
                  FROM standing_events WHERE contact_id = ANY (p_contacts) AND is_purgeable(kind)) e
         ORDER BY contact_id, list_id, source, kind, occurred_at DESC,
                  coalesce(paused_until, expires_at, '-infinity') DESC, event_id DESC) f
  JOIN runs u ON u.run_id = p_run
  LEFT JOIN lists l ON l.list_id = f.list_id
  LEFT JOIN LATERAL (SELECT * FROM rule_for(f.contact_id, f.basis)
                      WHERE f.kind = 'asserted' AND l.stream = 'marketing') r ON true
$$;

-- Carries the plan out for the next people, in the order of their ids, and answers what went; people null at the end.
-- While it does, nothing is appended and no bulk run goes on. Who said anything since the plan, and whose data changed,
-- stays: the next purge decides anew.
CREATE OR REPLACE FUNCTION apply_purge(p_run bigint, p_people integer)
RETURNS TABLE (people bigint, contacts bigint, lines bigint, evidence bigint, spared bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    run runs;
    taken uuid[];
    ids uuid[];
    unconfirmed uuid[];
    with_lines uuid[];
BEGIN
    IF NOT reserve_all_lists() THEN
        RAISE EXCEPTION 'a bulk run goes on' USING ERRCODE = 'lock_not_available';
    END IF;
    PERFORM pg_advisory_xact_lock(advisory_class('moving'), 0);
    SELECT * INTO STRICT run FROM runs WHERE run_id = p_run AND kind = 'purge';
    SELECT array_agg(contact_id ORDER BY contact_id), array_agg(contact_id) FILTER (WHERE cause = 'unconfirmed')
      INTO taken, unconfirmed
      FROM (SELECT contact_id, cause FROM staged_purges WHERE run_id = p_run ORDER BY contact_id LIMIT p_people) p;
    IF taken IS NULL THEN RETURN; END IF;
    SELECT coalesce(array_agg(t.contact_id ORDER BY t.contact_id), '{}') INTO ids
      FROM unnest(taken) t (contact_id)
     WHERE NOT EXISTS (SELECT FROM consent_events e JOIN installation i ON i.epoch = e.epoch
                        WHERE e.contact_id = t.contact_id AND NOT pg_visible_in_snapshot(e.xid, run.planned_in))
       AND NOT EXISTS (SELECT FROM contacts c WHERE c.contact_id = t.contact_id AND c.updated_at > run.started_at);
    SELECT array_agg(contact_id) INTO with_lines
      FROM (SELECT contact_id FROM consent_events e WHERE contact_id = ANY (ids) AND is_purgeable(kind)
             GROUP BY contact_id HAVING bool_or(method <> 'checkpoint')) e;
    people := cardinality(ids);
    spared := cardinality(taken) - people;

    INSERT INTO purged_lines (contact_id, event_id, epoch, xid, leaf, run_id)
    SELECT contact_id, event_id, epoch, xid, line_leaf(e), p_run
      FROM consent_events e WHERE contact_id = ANY (with_lines) AND is_purgeable(kind)
     ORDER BY contact_id, event_id;
    GET DIAGNOSTICS lines = ROW_COUNT;
    PERFORM append_checkpoints(
        p_run, ARRAY(SELECT unnest(with_lines) EXCEPT SELECT unnest(unconfirmed)));
    UPDATE runs r SET purged_by = p_run
     WHERE r.purged_by IS NULL AND r.run_id IN (
           SELECT e.run_id FROM consent_events e JOIN purged_lines p USING (contact_id, event_id)
            WHERE e.contact_id = ANY (with_lines) AND p.run_id = p_run);
    DELETE FROM consent_events e USING purged_lines p
     WHERE e.contact_id = ANY (with_lines) AND p.contact_id = e.contact_id AND p.event_id = e.event_id;

    DELETE FROM consent_evidence v WHERE v.contact_id = ANY (ids);
    GET DIAGNOSTICS evidence = ROW_COUNT;
    DELETE FROM contact_changes h WHERE h.contact_id = ANY (ids);
    DELETE FROM delivery_events d WHERE d.contact_id = ANY (ids);
    DELETE FROM outbox o WHERE o.contact_id = ANY (ids);
    DELETE FROM contacts c WHERE c.contact_id = ANY (ids);
    GET DIAGNOSTICS contacts = ROW_COUNT;
    PERFORM refold(with_lines);
    DELETE FROM staged_purges p WHERE p.contact_id = ANY (taken);
    RETURN NEXT;
END
$$;

-- Keeping: the server -----------------------------------------------------------------------------------------------

-- Notes which server the database lives on. On another one than before, transaction numbers begin anew, so the lines to
-- come get the next epoch: their numbers are never compared with those of lines that came along. Called by init alone.
CREATE OR REPLACE FUNCTION note_server() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    noted installation;
BEGIN
    SELECT * INTO STRICT noted FROM installation FOR UPDATE;
    IF noted.system_identifier = server_identifier() THEN RETURN; END IF;
    -- Of lines that are older than this note nobody knows the server.
    IF noted.system_identifier IS NOT NULL OR EXISTS (SELECT FROM consent_events) THEN
        noted.epoch := noted.epoch + 1;
        EXECUTE format('ALTER TABLE consent_events ALTER COLUMN epoch SET DEFAULT %s', noted.epoch);
    END IF;
    UPDATE installation SET system_identifier = server_identifier(), epoch = noted.epoch;
END
$$;

-- Writing: attributes -------------------------------------------------------------------------------------------------

-- The elements of a JSON array as one text.
CREATE OR REPLACE FUNCTION joined_elements(p_value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT coalesce(string_agg(e, ', ' ORDER BY n), '') FROM jsonb_array_elements_text(p_value) WITH ORDINALITY t (e, n)
$$;

-- The text of an attribute's value, whatever JSON it is. Inlined.
CREATE OR REPLACE FUNCTION attribute_text(p_value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE jsonb_typeof(p_value) WHEN 'array' THEN joined_elements(p_value) ELSE p_value #>> '{}' END $$;

-- Declares an attribute (p_type null: takes the declaration back) and stores its values as staged_values says; what does
-- not fit becomes, or stays, text. Answers how many contacts were rewritten. The data_digest of those is forgotten: a file
-- that says the same again is compared, not believed.
--
-- The declared type gets statistics, for estimates, and on request an index of the values that fit: both of the expression
-- that the segment language compares. An entry of an index has a largest size, so longer texts are left out. It is built
-- within this transaction, while writers of contacts wait: CONCURRENTLY cannot run in a function.
CREATE OR REPLACE FUNCTION declare_attribute(p_name text, p_type text, p_index boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off
AS $$
DECLARE
    stem text := 'contacts_attribute_' || substr(md5(p_name), 1, 16);
    rewritten bigint;
BEGIN
    IF NOT reserve_all_lists() THEN
        RAISE EXCEPTION 'a bulk run goes on, which has read the declarations' USING ERRCODE = 'lock_not_available';
    END IF;
    EXECUTE format('DROP INDEX IF EXISTS %I', stem || '_idx');
    EXECUTE format('DROP STATISTICS IF EXISTS %I', stem || '_stat');
    ANALYZE staged_values;
    UPDATE contacts c
       SET attributes = c.attributes || jsonb_build_object(p_name, coalesce(v.value::jsonb, to_jsonb(v.text))),
           data_digest = NULL
      FROM staged_values v
     WHERE attribute_text(c.attributes -> p_name) = v.text
       AND (p_type IS DISTINCT FROM 'list of text' OR jsonb_typeof(c.attributes -> p_name) <> 'array')
       AND c.attributes -> p_name IS DISTINCT FROM coalesce(v.value::jsonb, to_jsonb(v.text));
    GET DIAGNOSTICS rewritten = ROW_COUNT;
    -- What runs said and overwrote is rewritten alike, so that taking one back compares and restores what is stored now.
    UPDATE contact_changes k
       SET attributes = k.attributes || jsonb_build_object(p_name, coalesce(v.value::jsonb, to_jsonb(v.text)))
      FROM staged_values v
     WHERE attribute_text(k.attributes -> p_name) = v.text
       AND (p_type IS DISTINCT FROM 'list of text' OR jsonb_typeof(k.attributes -> p_name) <> 'array')
       AND k.attributes -> p_name IS DISTINCT FROM coalesce(v.value::jsonb, to_jsonb(v.text));
    UPDATE contact_changes k
       SET said = jsonb_set(k.said, ARRAY['attributes', p_name], coalesce(v.value::jsonb, to_jsonb(v.text)))
      FROM staged_values v
     WHERE attribute_text(k.said -> 'attributes' -> p_name) = v.text
       AND (p_type IS DISTINCT FROM 'list of text' OR jsonb_typeof(k.said -> 'attributes' -> p_name) <> 'array')
       AND k.said -> 'attributes' -> p_name IS DISTINCT FROM coalesce(v.value::jsonb, to_jsonb(v.text));
    INSERT INTO attributes AS a (name, type, indexed) VALUES (p_name, p_type, p_index AND p_type IS NOT NULL)
    ON CONFLICT ON CONSTRAINT attributes_pkey DO UPDATE SET type = EXCLUDED.type, indexed = EXCLUDED.indexed;
    IF p_type IS NOT NULL THEN
        EXECUTE format(
            CASE WHEN p_type IN ('text', 'date', 'timestamp')
                 THEN 'CREATE STATISTICS %1$I ON ((attributes ->> %2$L) COLLATE "C"), octet_length(attributes ->> %2$L)
                       FROM contacts'
                 ELSE 'CREATE STATISTICS %1$I ON (attributes -> %2$L), jsonb_typeof(attributes -> %2$L)
                       FROM contacts' END, stem || '_stat', p_name);
    END IF;
    IF p_type IS NOT NULL AND p_index THEN
        EXECUTE format(
            CASE p_type
            WHEN 'text' THEN
                'CREATE INDEX %1$I ON contacts (((attributes ->> %2$L) COLLATE "C"))
                  WHERE octet_length(attributes ->> %2$L) <= 2000'
            WHEN 'date' THEN
                'CREATE INDEX %1$I ON contacts (((attributes ->> %2$L) COLLATE "C"))
                  WHERE (attributes ->> %2$L) ~ ''^[0-9]{4}-[0-9]{2}-[0-9]{2}$'''
            WHEN 'timestamp' THEN
                'CREATE INDEX %1$I ON contacts (((attributes ->> %2$L) COLLATE "C"))
                  WHERE (attributes ->> %2$L) ~ ''^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'''
            WHEN 'list of text' THEN
                'CREATE INDEX %1$I ON contacts USING gin ((attributes -> %2$L) jsonb_path_ops)'
            ELSE
                'CREATE INDEX %1$I ON contacts ((attributes -> %2$L)) WHERE jsonb_typeof(attributes -> %2$L) = %3$L'
            END, stem || '_idx', p_name, p_type);
    END IF;
    ANALYZE contacts;
    RETURN rewritten;
END
$$;

-- Forgets the staged values of a declaration.
CREATE OR REPLACE FUNCTION empty_staged_values() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ TRUNCATE staged_values $$;

-- Makes the index that serves equality on all attributes, or drops it.
CREATE OR REPLACE FUNCTION index_attributes(p_on boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF p_on THEN
        CREATE INDEX IF NOT EXISTS contacts_attributes_idx ON contacts USING gin (attributes jsonb_path_ops);
        ANALYZE contacts;
    ELSE
        DROP INDEX IF EXISTS contacts_attributes_idx;
    END IF;
END
$$;

-- Rights --------------------------------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO meibo_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO meibo_app;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO meibo_app;
GRANT INSERT, UPDATE ON lists, segments, attributes, mappings, segment_snapshots TO meibo_app;
GRANT DELETE ON segments, segment_snapshots, segment_snapshot_contacts TO meibo_app;
GRANT INSERT ON segment_snapshot_contacts, staged_values TO meibo_app;
GRANT INSERT, DELETE ON list_senders TO meibo_app;
GRANT UPDATE (revoked_at) ON token_keys TO meibo_app;
GRANT EXECUTE ON FUNCTION subscription_at(integer, timestamptz, uuid) TO meibo_app;
GRANT INSERT ON sources, notices, notice_uses, seals, seal_tiles, token_keys, staged_contacts, send_list_recipients,
    send_list_removals, delivery_events TO meibo_app;
GRANT INSERT, UPDATE ON runs, send_lists TO meibo_app;
GRANT EXECUTE ON FUNCTION append_events(jsonb), take_back(bigint, text, bigint, uuid, uuid, boolean, text),
    move_contact(uuid, uuid, text), reserve_list(integer), reserve_all_lists(), plan_run(bigint, bigint), apply_run(bigint),
    undo_run(bigint, boolean), empty_staging(bigint), subscriptions_at(integer, timestamptz, uuid), advisory_class(text),
    merged(jsonb, jsonb, boolean), server_identifier(), attribute_text(jsonb), joined_elements(jsonb),
    declare_attribute(text, text, boolean), empty_staged_values(), index_attributes(boolean),
    add_contact(uuid, text, text, integer, timestamptz, uuid), set_contact(uuid, text, text, jsonb),
    erase_contact(uuid, text), suppress_staged(bigint, bigint, text), linked_event(uuid, uuid),
    is_large_run(bigint) TO meibo_app;
GRANT EXECUTE ON FUNCTION rule_for(uuid, text), request_lifetime(), basis_ends_at(interval, timestamptz, timestamptz),
    basis_lacks(boolean, boolean, boolean, timestamptz),
    standing_of(uuid, text, boolean, timestamptz, timestamptz, timestamptz),
    due_between(integer, timestamptz, timestamptz), plan_purge(bigint, integer), apply_purge(bigint, integer),
    standing_by(boolean, boolean, interval, boolean, timestamptz, timestamptz, timestamptz) TO meibo_app;
GRANT EXECUTE ON FUNCTION request_opt_in(uuid, integer, text, text, text, bytea, jsonb, integer),
    confirm_opt_in(uuid, integer, timestamptz, jsonb), claim_outbox(integer), settle_outbox(uuid, uuid, text),
    give_up_outbox(uuid, uuid, text),
    sweep_outbox() TO meibo_app;
GRANT UPDATE (jurisdiction, country_attribute) ON installation TO meibo_app;
