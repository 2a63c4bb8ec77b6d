SELECT date_trunc('month', date)::DATE AS month,
       CASE weather
         WHEN 'sun' THEN 'Sun'
         WHEN 'fog' THEN 'Fog'
         WHEN 'snow' THEN 'Snow'
         ELSE 'Rain'
       END AS sky,
       count(*) AS days
FROM weather
WHERE location = 'Seattle' AND extract(year FROM date) = 2015
GROUP BY 1, 2
ORDER BY 1, 2
