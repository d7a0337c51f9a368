-- The merge one person at a time, at its best: one prepared statement for each person, on one connection.
PREPARE person (uuid, text, text, text, text, jsonb, uuid, bigint) AS
WITH stored AS (
    INSERT INTO contacts AS c (contact_id, address, canonical_address, name, locale, attributes, created_by_run)
    VALUES ($1, $2, $3, $4, $5, $6, 1)
    ON CONFLICT ON CONSTRAINT contacts_pkey DO UPDATE SET
        address = EXCLUDED.address, canonical_address = EXCLUDED.canonical_address,
        name = coalesce(EXCLUDED.name, c.name), locale = coalesce(EXCLUDED.locale, c.locale),
        attributes = c.attributes || EXCLUDED.attributes, updated_at = now()),
said AS (
    INSERT INTO consent_events (
        contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, line, source_id, actor, method,
        basis, obtained_at)
    SELECT $1, $7, now(), clock_timestamp(), pg_current_xact_id(), 1, 'asserted', 1, $8, 1, 'bench', 'import',
           'consent', '2026-01-01'
     WHERE NOT EXISTS (
           SELECT FROM grounds
            WHERE contact_id = $1 AND list_id = 1 AND source_id = 1 AND basis = 'consent'
              AND obtained_at = '2026-01-01')
    RETURNING contact_id, event_id)
INSERT INTO grounds AS g (contact_id, list_id, source_id, asserted_at, assertion_id, basis, obtained_at)
SELECT contact_id, 1, 1, now(), event_id, 'consent', '2026-01-01' FROM said
ON CONFLICT ON CONSTRAINT grounds_pkey DO UPDATE SET
    asserted_at = EXCLUDED.asserted_at, assertion_id = EXCLUDED.assertion_id, basis = EXCLUDED.basis,
    obtained_at = EXCLUDED.obtained_at;
