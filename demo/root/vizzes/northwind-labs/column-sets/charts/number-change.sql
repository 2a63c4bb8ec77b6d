SELECT 'Unemployed builders, February 2010' AS dimension,
       max(CASE WHEN month = DATE '2010-02-01' THEN thousands END) * 1000 AS value,
       max(CASE WHEN month = DATE '2009-02-01' THEN thousands END) * 1000 AS prev_value,
       true AS is_unfavorable
FROM unemployment
WHERE industry = 'Construction'
