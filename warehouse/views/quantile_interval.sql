-- A quantile's 95 % interval by employer (Woodruff): the quantiles between which it lies by the linearised error of a share, with employers as clusters.
-- level: 0.5 of a median. `pays` is sorted. An employer's distance to a point in ranks is summed over its rows.
create or replace temporary macro rank_distance(pay, point, level) as
case when pay < point then 1 - level when pay > point then -level else 0 end;

-- Half its width in ranks: Student's point of the effective employers times the error, which is never below that of independent rows.
-- squares: the sum over employers of their squared distances.
create or replace temporary macro half_width(n, n_clusters, n_equal_employers, squares, level) as
student_point(n_equal_employers) * greatest(
    sqrt(squares * n_clusters / greatest(n_clusters - 1, 1)) / n,
    sqrt(level * (1 - level) / n)
);

create or replace temporary macro quantile_at(pays, n, level) as
pays[1 + floor(level * (n - 1))::bigint]
+ (level * (n - 1) - floor(level * (n - 1)))
* (pays[1 + ceil(level * (n - 1))::bigint] - pays[1 + floor(level * (n - 1))::bigint]);

create or replace temporary macro quantile_interval(pays, n, level, half) as
[quantile_at(pays, n, greatest(0, level - half)), quantile_at(pays, n, least(1, level + half))];
