\set number random(1, :people)
SELECT reason FROM subscription_at(1, now(), (SELECT contact_id FROM person_ids WHERE number = :number));
