-- Half the width of a median's 95 % interval in ranks (Woodruff): Student's point of the effective employers times the error with employers as clusters, which is never below that of independent rows.
-- squares: the sum over employers of squared distances to the median, each half a rank a row.
create or replace temporary macro half_width(n, n_clusters, n_equal_employers, squares) as
least(0.5, student_point(n_equal_employers) * greatest(
    sqrt(squares * n_clusters / greatest(n_clusters - 1, 1)) / n,
    0.5 / sqrt(n)
));
