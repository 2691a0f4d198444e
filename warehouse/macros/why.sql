-- Why is this posting counted under its role? select * from why('ashby:example:1');
-- column feature: What the role model weighs: a kind of work, a title or a balance of both.
-- column phrase: The words of the posting that fed it.
-- column weight: How far it moves the role against the next: above 0 for it, below 0 against it.
create macro why(posting_wanted) as table
select posting_id, title, role, role_confidence, role_basis, evidence.feature as feature, evidence.phrase as phrase, evidence.weight as weight
from (select posting_id, title, role, role_confidence, role_basis, unnest(role_evidence) as evidence from posting where posting_id = posting_wanted) as pieces
order by abs(weight) desc;
