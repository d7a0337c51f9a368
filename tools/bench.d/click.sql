\set number random(1, :people)
SELECT append_events(jsonb_build_array(jsonb_build_object(
    'contact_id', (SELECT contact_id FROM click_ids WHERE number = :number),
    'list_id', 1, 'kind', 'opted_out', 'actor', 'bench', 'method', 'one_click')));
