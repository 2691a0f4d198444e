-- One row per phrase that looks like pay and that the pay reader did not understand.
create table pay_unread (
    posting_id varchar,
    phrase varchar
);

comment on column pay_unread.posting_id is 'The posting.';
comment on column pay_unread.phrase is 'The words found.';
