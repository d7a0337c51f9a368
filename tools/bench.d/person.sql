\set number random(1, :people)
SELECT contact_id, canonical_address FROM contacts
 WHERE contact_id = (SELECT contact_id FROM person_ids WHERE number = :number);
