-- One row per stated pay range of a posting and basis. Key: none (a posting may state one range twice, in fields and in text).
create table posting_pay (
    posting_id varchar,
    pay_min double,
    pay_max double,
    currency varchar,
    period varchar,
    kind varchar,
    basis varchar,
    min_year double,
    max_year double,
    min_usd_year double,
    max_usd_year double,
    place varchar,
    is_wide boolean,
    is_implausible boolean
);

comment on column posting_pay.posting_id is 'The posting.';
comment on column posting_pay.pay_min is 'Lower bound in full units of currency per period; null for ''up to''.';
comment on column posting_pay.pay_max is 'Upper bound; null for ''from''.';
comment on column posting_pay.currency is 'ISO 4217 code.';
comment on column posting_pay.period is 'year, month, week, day, hour, or once (a fee for a piece of work: no value a year).';
comment on column posting_pay.kind is 'base, ote (on-target), total (whole package), unclear.';
comment on column posting_pay.basis is 'structured (a field of the board) or text.';
comment on column posting_pay.min_year is 'Lower bound a year in the original currency (2080 h, 260 d, 52 w, 12 m); null for a fee paid once.';
comment on column posting_pay.max_year is 'Upper bound a year in the original currency.';
comment on column posting_pay.min_usd_year is 'Lower bound a year in US dollars at the ECB rate of the posting''s date (or of the day it was first seen); null for a currency the ECB does not list.';
comment on column posting_pay.max_usd_year is 'Upper bound a year in US dollars.';
comment on column posting_pay.place is 'Zone, city or level the range is for, as written; null for the whole posting.';
comment on column posting_pay.is_wide is 'Upper bound above three times the lower: says little.';
comment on column posting_pay.is_implausible is 'Outside 5,000 to 2,000,000 US dollars a year, min above max, or an unknown currency: kept, not used.';
