-- Half the width of a median's 95 % interval in ranks (Woodruff): Student's t of the effective employers (Cornish and Fisher's
-- expansion) times the error with employers as clusters, which is never below that of independent rows.
-- squares: the sum over employers of squared distances to the median, each half a rank a row.
create or replace temporary macro half_width(n, n_clusters, n_equal_employers, squares) as
least(0.5, (
    1.96
    + 2.372 / greatest(n_equal_employers - 1, 3)
    + 2.823 / greatest(n_equal_employers - 1, 3)^2
    + 2.556 / greatest(n_equal_employers - 1, 3)^3
) * greatest(
    sqrt(squares * n_clusters / greatest(n_clusters - 1, 1)) / n,
    0.5 / sqrt(n)
));
