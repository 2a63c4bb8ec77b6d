SELECT date_trunc('month', date)::DATE AS dimension, round(sum(precipitation::numeric(8, 1))) AS value
FROM weather
WHERE location = 'New York'
GROUP BY 1
ORDER BY 1
