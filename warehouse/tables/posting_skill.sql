-- One row per posting and skill named in it as something the person uses, knows or works on. Key: posting_id, skill.
create table posting_skill (
    posting_id varchar,
    skill varchar,
    category varchar,
    requirement varchar,
    phrase varchar
);

comment on column posting_skill.posting_id is 'The posting.';
comment on column posting_skill.skill is 'Id of the taxonomy.';
comment on column posting_skill.category is 'Category of the skill.';
comment on column posting_skill.requirement is 'required, preferred, mentioned: by section and phrasing.';
comment on column posting_skill.phrase is 'The words found.';
