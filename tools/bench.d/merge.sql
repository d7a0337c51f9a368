-- The merge of an import written by hand, as one transaction: the last of several rows of one person counts, all is
-- written in the order of the key, and somebody whose ground stays the same gets no line. Reads the file of prepare.py
-- on standard input. Unlogged tables were faster here than temporary ones and than one statement with CTEs.
BEGIN;
SET LOCAL work_mem = '1GB';
SET LOCAL jit = off;
CREATE UNLOGGED TABLE rows_read (
    contact_id uuid, line bigint, address text, canonical_address text, name text, locale text, country text, plan text,
    signup_at text, tags text, consent_source text, consented_at text, consent_ip text);
\copy rows_read FROM pstdin WITH (FORMAT csv)
ANALYZE rows_read;

CREATE UNLOGGED TABLE people AS
SELECT DISTINCT ON (contact_id)
       contact_id, line, gen_random_uuid() AS event_id, address, canonical_address, name, locale,
       jsonb_strip_nulls(jsonb_build_object(
           'country', country, 'plan', plan, 'signup_at', signup_at, 'tags', tags, 'consent_source', consent_source,
           'consented_at', consented_at, 'consent_ip', consent_ip)) AS attributes
  FROM rows_read
 ORDER BY contact_id, line DESC;
ANALYZE people;

INSERT INTO contacts AS c (contact_id, address, canonical_address, name, locale, attributes, created_by_run)
SELECT contact_id, address, canonical_address, name, locale, attributes, 1 FROM people
ON CONFLICT ON CONSTRAINT contacts_pkey DO UPDATE SET
    address = EXCLUDED.address, canonical_address = EXCLUDED.canonical_address, name = coalesce(EXCLUDED.name, c.name),
    locale = coalesce(EXCLUDED.locale, c.locale), attributes = c.attributes || EXCLUDED.attributes, updated_at = now()
 WHERE (c.address, c.name, c.locale, c.attributes) IS DISTINCT FROM
       (EXCLUDED.address, coalesce(EXCLUDED.name, c.name), coalesce(EXCLUDED.locale, c.locale),
        c.attributes || EXCLUDED.attributes);

INSERT INTO consent_events (
    contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method, basis,
    obtained_at)
SELECT p.contact_id, p.event_id, now(), clock_timestamp(), pg_current_xact_id(), 1, 'asserted', 1, p.line, 1, 'bench',
       'import', 'consent', '2026-01-01'
  FROM people p
  LEFT JOIN grounds g ON g.contact_id = p.contact_id AND g.list_id = 1 AND g.source_id = 1
 WHERE (g.basis, g.obtained_at, g.expires_at) IS DISTINCT FROM ('consent', timestamptz '2026-01-01', NULL)
    OR g.removed_at >= g.asserted_at;

INSERT INTO grounds AS g (contact_id, list_id, source_id, asserted_at, assertion_id, basis, obtained_at)
SELECT contact_id, 1, 1, now(), event_id, 'consent', '2026-01-01' FROM people
ON CONFLICT ON CONSTRAINT grounds_pkey DO UPDATE SET
    asserted_at = EXCLUDED.asserted_at, assertion_id = EXCLUDED.assertion_id, basis = EXCLUDED.basis,
    obtained_at = EXCLUDED.obtained_at, expires_at = EXCLUDED.expires_at
 WHERE (g.basis, g.obtained_at, g.expires_at) IS DISTINCT FROM
       (EXCLUDED.basis, EXCLUDED.obtained_at, EXCLUDED.expires_at)
    OR g.removed_at >= g.asserted_at;
DROP TABLE rows_read, people;
COMMIT;
