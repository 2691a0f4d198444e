-- A share's 95 % interval by employer, as `transforms/statistics/shares.py` has it: Wilson's, on the n that clustering leaves, with
-- Student's point of the effective employers (Cornish and Fisher's expansion).
-- Of an employer with h hits among r rows, hits_squared is the sum of h^2, crossed of h * r and squared of r^2.
create or replace temporary macro student_point(n_equal_employers) as
1.96
+ 2.372 / greatest(n_equal_employers - 1, 3)
+ 2.823 / greatest(n_equal_employers - 1, 3)^2
+ 2.556 / greatest(n_equal_employers - 1, 3)^3;

create or replace temporary macro share_variance(share, n_of, n_clusters, hits_squared, crossed, squared) as
n_clusters / greatest(n_clusters - 1, 1) * (hits_squared - 2 * share * crossed + share^2 * squared) / n_of^2;

-- n reduced for clustering: never above n, never below the number of equal employers.
create or replace temporary macro effective_n(share, n_of, n_equal_employers, variance) as
case
    when share in (0, 1) then least(n_equal_employers, n_of)
    when variance <= 0 then n_of
    else least(greatest(share * (1 - share) / variance, least(n_equal_employers, n_of)), n_of)
end;

create or replace temporary macro wilson_low(share, n, point) as
greatest(0, least(share, (share + point^2 / (2 * n) - point * sqrt(share * (1 - share) / n + point^2 / (4 * n^2))) / (1 + point^2 / n)));

create or replace temporary macro wilson_high(share, n, point) as
least(1, greatest(share, (share + point^2 / (2 * n) + point * sqrt(share * (1 - share) / n + point^2 / (4 * n^2))) / (1 + point^2 / n)));
