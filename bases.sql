-- What each basis asks for, by law: the single source. Run after schema.sql, by the owner, as often as one likes.
--
-- These rules are of marketing mail. On a transactional list a basis needs its date and nothing else. Whoever changes a
-- line here changes who may be mailed: cite the law, and say in "checked" how well the line is known: "primary" (read
-- in the law or from the authority), "secondary" (read in another's account of it) or "open" (neither; ask counsel).
-- This is an engineer's reading, not legal advice.
--
-- jurisdictions: whose law governs by the contact's country (ISO 3166 alpha-2), and within what time a no is honoured.
-- Meibo honours it with the next export, so inside each of these.

INSERT INTO jurisdictions (jurisdiction, name, countries, honoured_within, law, checked) VALUES
('JP', 'Japan', '{JP}', 'at once', '特定電子メール法 3条3項', 'secondary'),
('EU', 'European Union and EEA',
 '{AT,BE,BG,HR,CY,CZ,DK,EE,FI,FR,DE,GR,EL,HU,IE,IT,LV,LT,LU,MT,NL,PL,PT,RO,SK,SI,ES,SE,IS,LI,NO}',
 'at once', 'GDPR 7(3), 21(3); ePrivacy 13', 'secondary'),
('UK', 'United Kingdom', '{GB,UK}', 'at once', 'UK GDPR 7(3), 21(3); PECR 22', 'secondary'),
('US', 'United States', '{US}', '10 business days', 'CAN-SPAM, 15 USC 7704(a)(4)', 'primary'),
('CA', 'Canada', '{CA}', '10 business days', 'CASL s. 11(3)', 'secondary'),
('AU', 'Australia', '{AU}', '5 business days', 'Spam Act 2003, Sch. 2 cl. 6', 'secondary'),
('KR', 'Korea', '{KR}', 'at once; the outcome told within 14 days', '정보통신망법 50조 2항, 7항', 'open')
ON CONFLICT (jurisdiction) DO UPDATE SET
    name = EXCLUDED.name, countries = EXCLUDED.countries, honoured_within = EXCLUDED.honoured_within,
    law = EXCLUDED.law, checked = EXCLUDED.checked;

-- basis_rules: "stands" whether it carries marketing mail there at all; "reference" whether each person's claim must
-- name its proof (the column evidence of the file, or --evidence); "evidence" what is to be kept; "lifetime" how long
-- it holds from obtained-at (of an opt-in: from when it was said), null without end; "keep" how long its record is kept
-- past the last mail and the last word; "objection ends" whether a no to all marketing mail ends it.

INSERT INTO basis_rules (
    jurisdiction, basis, stands, reference, lifetime, keep, objection_ends, evidence, law, checked) VALUES
('JP', 'consent',             true,  false, NULL,       '3 years', true,
 'date; source with file and line, or the notice shown', '特定電子メール法 3条1項1号・2項, 規則4条; 特商法 12条の3 (3年)', 'secondary'),
('JP', 'notified',            true,  false, NULL,       '3 years', true,
 'date; where the address was given in writing',         '特定電子メール法 3条1項2号, 規則2条',             'primary'),
('JP', 'transaction',         true,  false, NULL,       '3 years', true,
 'date of the transaction',                              '特定電子メール法 3条1項3号',                    'secondary'),
('JP', 'published',           true,  true,  NULL,       '3 years', true,
 'URL and date; no refusal published beside it',         '特定電子メール法 3条1項4号, 規則3条',             'primary'),
('JP', 'soft_opt_in',         true,  false, NULL,       '3 years', true,
 'date of the transaction: read as one',                 '特定電子メール法 3条1項3号',                    'open'),
('JP', 'legitimate_interest', false, false, NULL,       '3 years', true,
 'is no ground to mail',                                 '特定電子メール法 3条1項',                       'secondary'),
('JP', 'contract',            false, false, NULL,       '3 years', false,
 'carries transactional mail only',                      '特定電子メール法 2条2号',                       'secondary'),

('EU', 'consent',             true,  false, NULL,       '3 years', true,
 'date; source with file and line, or the notice shown', 'GDPR 4(11), 7(1), rec. 32; ePrivacy 13(1)',     'secondary'),
('EU', 'notified',            false, false, NULL,       '3 years', true,
 'an address given is no consent',                       'ePrivacy 13(1)',                                'secondary'),
('EU', 'transaction',         true,  true,  NULL,       '3 years', true,
 'reference of the sale, as for soft opt-in',            'ePrivacy 13(2)',                                'secondary'),
('EU', 'published',           false, false, NULL,       '3 years', true,
 'an address published is no consent',                   'ePrivacy 13(1)',                                'secondary'),
('EU', 'soft_opt_in',         true,  true,  NULL,       '3 years', true,
 'reference of the sale',                                'ePrivacy 13(2)',                                'secondary'),
('EU', 'legitimate_interest', true,  true,  NULL,       '3 years', true,
 'reference of the assessment; legal persons only, where the member state allows it', 'GDPR 6(1)(f), 21(2)-(3); ePrivacy 13(5)', 'open'),
('EU', 'contract',            false, false, NULL,       '3 years', false,
 'carries transactional mail only',                      'GDPR 6(1)(b)',                                  'secondary'),

('UK', 'consent',             true,  false, NULL,       '6 years', true,
 'date; source with file and line, or the notice shown', 'UK GDPR 4(11), 7(1); PECR 22(2)',               'secondary'),
('UK', 'notified',            false, false, NULL,       '6 years', true,
 'an address given is no consent',                       'PECR 22(2)',                                    'secondary'),
('UK', 'transaction',         true,  true,  NULL,       '6 years', true,
 'reference of the sale, as for soft opt-in',            'PECR 22(3)',                                    'secondary'),
('UK', 'published',           false, false, NULL,       '6 years', true,
 'an address published is no consent',                   'PECR 22(2)',                                    'secondary'),
('UK', 'soft_opt_in',         true,  true,  NULL,       '6 years', true,
 'reference of the sale or its negotiation',             'PECR 22(3)',                                    'secondary'),
('UK', 'legitimate_interest', true,  true,  NULL,       '6 years', true,
 'reference of the assessment; corporate subscribers only', 'UK GDPR 6(1)(f), 21(3); PECR 22(1)',         'secondary'),
('UK', 'contract',            false, false, NULL,       '6 years', false,
 'carries transactional mail only',                      'UK GDPR 6(1)(b)',                               'secondary'),

('US', 'consent',             true,  false, NULL,       '5 years', true,
 'date and source',                                      'CAN-SPAM, 15 USC 7704; keep: 28 USC 2462',      'secondary'),
('US', 'notified',            true,  false, NULL,       '5 years', true,
 'date and source',                                      'CAN-SPAM, 15 USC 7704',                         'secondary'),
('US', 'transaction',         true,  false, NULL,       '5 years', true,
 'date and source',                                      'CAN-SPAM, 15 USC 7704',                         'secondary'),
('US', 'published',           true,  true,  NULL,       '5 years', true,
 'URL and date: addresses must not be harvested',        'CAN-SPAM, 15 USC 7704(b)(1)',                   'secondary'),
('US', 'soft_opt_in',         true,  false, NULL,       '5 years', true,
 'date and source',                                      'CAN-SPAM, 15 USC 7704',                         'secondary'),
('US', 'legitimate_interest', true,  false, NULL,       '5 years', true,
 'date and source',                                      'CAN-SPAM, 15 USC 7704',                         'secondary'),
('US', 'contract',            false, false, NULL,       '5 years', false,
 'carries transactional mail only',                      'CAN-SPAM, 15 USC 7702(17)',                     'secondary'),

('CA', 'consent',             true,  false, NULL,       '3 years', true,
 'date; source with file and line, or the notice shown', 'CASL s. 10(1), 13; keep: s. 20(4)',             'primary'),
('CA', 'notified',            true,  false, NULL,       '3 years', true,
 'date; where the address was given, no refusal with it', 'CASL s. 10(9)(c)',                             'secondary'),
('CA', 'transaction',         true,  false, '2 years',  '3 years', true,
 'date of the last business',                            'CASL s. 10(9)(a), 10(10)(a)-(d)',               'secondary'),
('CA', 'published',           true,  true,  NULL,       '3 years', true,
 'URL and date; no refusal beside it; fits the role',    'CASL s. 10(9)(b)',                              'secondary'),
('CA', 'soft_opt_in',         true,  false, '6 months', '3 years', true,
 'date of the inquiry or application',                   'CASL s. 10(10)(e)',                             'secondary'),
('CA', 'legitimate_interest', false, false, NULL,       '3 years', true,
 'is no ground to mail',                                 'CASL s. 6, 10',                                 'secondary'),
('CA', 'contract',            false, false, NULL,       '3 years', false,
 'carries transactional mail only',                      'CASL s. 6(6)',                                  'secondary'),

('AU', 'consent',             true,  false, NULL,       '6 years', true,
 'date and source',                                      'Spam Act 2003 s. 16, Sch. 2 cl. 2(a)',          'primary'),
('AU', 'notified',            true,  false, NULL,       '6 years', true,
 'date; where the address was given',                    'Spam Act 2003 Sch. 2 cl. 2(b)',                 'secondary'),
('AU', 'transaction',         true,  false, NULL,       '6 years', true,
 'date of the transaction',                              'Spam Act 2003 Sch. 2 cl. 2(b)',                 'secondary'),
('AU', 'published',           true,  true,  NULL,       '6 years', true,
 'URL and date; no refusal beside it; fits the role',    'Spam Act 2003 Sch. 2 cl. 4',                    'primary'),
('AU', 'soft_opt_in',         true,  false, NULL,       '6 years', true,
 'date of the inquiry or sale',                          'Spam Act 2003 Sch. 2 cl. 2(b)',                 'secondary'),
('AU', 'legitimate_interest', false, false, NULL,       '6 years', true,
 'is no ground to mail',                                 'Spam Act 2003 s. 16',                           'secondary'),
('AU', 'contract',            false, false, NULL,       '6 years', false,
 'carries transactional mail only',                      'Spam Act 2003 Sch. 1 cl. 2',                    'open'),

('KR', 'consent',             true,  false, '2 years',  '5 years', true,
 'date; reconfirmed every two years',                    '정보통신망법 50조 1항, 8항, 시행령 62조의3',         'secondary'),
('KR', 'notified',            false, false, NULL,       '5 years', true,
 'an address given is no consent',                       '정보통신망법 50조 1항',                           'open'),
('KR', 'transaction',         true,  false, '6 months', '5 years', true,
 'date of the last transaction in the same goods',       '정보통신망법 50조 1항 1호, 시행령 61조 1항',          'open'),
('KR', 'published',           false, false, NULL,       '5 years', true,
 'an address published is no consent',                   '정보통신망법 50조 1항',                           'open'),
('KR', 'soft_opt_in',         true,  false, '6 months', '5 years', true,
 'date of the transaction: read as one',                 '정보통신망법 50조 1항 1호, 시행령 61조 1항',          'open'),
('KR', 'legitimate_interest', false, false, NULL,       '5 years', true,
 'is no ground to mail',                                 '정보통신망법 50조 1항',                           'open'),
('KR', 'contract',            false, false, NULL,       '5 years', false,
 'carries transactional mail only',                      '정보통신망법 50조 1항',                           'open')
ON CONFLICT (jurisdiction, basis) DO UPDATE SET
    stands = EXCLUDED.stands, reference = EXCLUDED.reference, lifetime = EXCLUDED.lifetime, keep = EXCLUDED.keep,
    objection_ends = EXCLUDED.objection_ends, evidence = EXCLUDED.evidence, law = EXCLUDED.law,
    checked = EXCLUDED.checked;
