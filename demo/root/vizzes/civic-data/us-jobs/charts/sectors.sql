WITH ends AS (SELECT * FROM employment WHERE month IN (DATE '2006-01-01', DATE '2015-12-01')),
jobs AS (
  SELECT month, 'Construction' AS dimension, construction AS jobs FROM ends
  UNION ALL SELECT month, 'Manufacturing', manufacturing FROM ends
  UNION ALL SELECT month, 'Retail', retail_trade FROM ends
  UNION ALL SELECT month, 'Information', information FROM ends
  UNION ALL SELECT month, 'Finance', financial_activities FROM ends
  UNION ALL SELECT month, 'Education and health', education_and_health_services FROM ends
  UNION ALL SELECT month, 'Leisure and hospitality', leisure_and_hospitality FROM ends
  UNION ALL SELECT month, 'Government', government FROM ends
)
SELECT dimension,
       sum(CASE WHEN month = DATE '2015-12-01' THEN jobs END) AS value,
       sum(CASE WHEN month = DATE '2006-01-01' THEN jobs END) AS prev_value
FROM jobs
GROUP BY 1
ORDER BY 2 DESC
