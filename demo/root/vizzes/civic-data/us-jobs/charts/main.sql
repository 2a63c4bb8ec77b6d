SELECT 'Thousand jobs, December 2015' AS dimension,
       sum(CASE WHEN month = DATE '2015-12-01' THEN nonfarm END) AS value,
       sum(CASE WHEN month = DATE '2014-12-01' THEN nonfarm END) AS prev_value,
       true AS is_favorable
FROM employment
